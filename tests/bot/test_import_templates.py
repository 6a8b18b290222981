"""Every empty file that we give is known again when it is filled in, and its examples are what the columns take."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from adapters.sheets.empty_file import empty_csv, empty_xlsx
from adapters.sheets.reading import read_sheet
from bot.cli_parser import TEMPLATES
from bot.importing import KINDS, Template, write_template
from bot.sentences import Unable
from domain.import_templates import LEAVE, PUNCHES, SHIFTS, TIMETABLE, Empty

EMPTIES = {Template.TIMETABLE: TIMETABLE, Template.LEAVE: LEAVE, Template.PUNCHES: PUNCHES, Template.SHIFTS: SHIFTS}
TAKEN_BY = {
    Template.TIMETABLE: "take_timetable",
    Template.LEAVE: "take_leave",
    Template.PUNCHES: "take_attendance",
    Template.SHIFTS: "take_attendance",
}


def test_the_command_offers_all_there_are():
    assert tuple(each.value for each in Template) == TEMPLATES


@pytest.mark.parametrize(("what", "empty"), EMPTIES.items())
@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_an_empty_file_is_known_by_its_heading(tmp_path: Path, what: Template, empty: Empty, ending: str):
    file = tmp_path / f"空{ending}"
    write_template(what, file)

    rows = read_sheet(file.name, file.read_bytes()).rows
    taker = next(take.__name__ for is_it, take in KINDS if is_it(rows))

    assert [cell for cell in rows[0][1] if cell] == [heading.name for heading in empty.headings]
    assert taker == TAKEN_BY[what]
    with pytest.raises(Unable, match="已经有了"):
        write_template(what, file)


@pytest.mark.parametrize("empty", EMPTIES.values(), ids=[each.title for each in EMPTIES.values()])
def test_a_second_page_explains_every_column_with_an_example(empty: Empty):
    book = load_workbook(BytesIO(empty_xlsx(empty)))
    told = list(book["填写说明"].iter_rows(values_only=True))

    assert book.sheetnames == [empty.title, "填写说明"]
    assert [row[:2] for row in told[1 : len(empty.headings) + 1]] == [
        (heading.name, "必填" if heading.is_needed else "选填") for heading in empty.headings
    ]
    assert all(heading.explanation and heading.example for heading in empty.headings)
    assert empty_csv(empty).decode("utf-8-sig").strip() == ",".join(each.name for each in empty.headings)
