"""Spreadsheets that we give away: what a strict reader is strict about, and that text stays text."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from web.xlsx import Book, Colour, Field, Look, Workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
IDS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LONGEST_NAME, LONGEST_TEXT = 31, 32_767  # ECMA-376 part 1, 18.2.19 and the application's own limits
HOSTILE = [
    "=1+1",
    "+86 571",
    "-cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    " =1+1",
    "\n=1+1",
    "＝1+1",
    '=HYPERLINK("http://x","y")',
]
ODD = [
    "<b>&amp;</b>",
    "]]>",
    "_x0041_",
    "a\x00b\x08c\x1f",
    "\ufffe\uffff",
    "  两边有空格  ",
    "一行\n两行",
    "x" * 40_000,
    "\ud800",
    "😀𠮷",
    "'",
    '"',
    "",
]


def written(*rows: list) -> bytes:
    to = BytesIO()
    with Book(to, [f"第{column}列" for column in range(len(rows[0]))]) as book:
        for row in rows:
            book.write(row)
    return to.getvalue()


def everything() -> bytes:
    """Several tables with everything that a month's file has: looks, colours, paper, dates, numbers, hostile text."""
    to = BytesIO()
    look = Look(
        frozen=1,
        lines=2,
        centred_from=1,
        colours=(Colour("迟", "#FFF2CC", "#7F6000"),),
        is_printed=True,
        header="示例学院 A&B 考勤",
        footer="√ 正常",
    )
    with Workbook(to) as book:
        one = book.table("部门汇总", [Field("部门", 18), Field("人数")], look)
        two = book.table("明细", [Field("日期"), Field("说明"), Field("天数")])
        book.table("空表", [Field("没有")])
        for number, text in enumerate([*HOSTILE, *ODD]):
            one.write([text, number])
            two.write([date(2026, 2, 28), text, number / 4])
            two.write([None, text, None])
    return to.getvalue()


def values(content: bytes, sheet: int = 0) -> Iterator[tuple]:
    book = load_workbook(BytesIO(content), read_only=True)
    yield from book.worksheets[sheet].iter_rows(min_row=2, values_only=True)
    book.close()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_formula_is_text_and_stays_so_when_somebody_edits_it(text: str):
    book = load_workbook(BytesIO(written([text])))
    cell = book.active["A2"]

    assert cell.data_type in {"s", "inlineStr"}
    assert cell.quotePrefix


@pytest.mark.parametrize("text", ["正常", "-5", "+1.5", "2026-10-01", "T0001", "a=b"])
def test_what_looks_like_none_carries_no_mark(text: str):
    cell = load_workbook(BytesIO(written([text]))).active["A2"]

    assert (cell.value, bool(cell.quotePrefix)) == (text, False)


def test_a_date_is_a_date_and_a_number_a_number():
    content = written([date(2026, 2, 28), 3, 0.25, None, date(1999, 12, 31)])
    [row] = values(content)

    assert [row[0].date(), *row[1:4], row[4].date()] == [date(2026, 2, 28), 3, 0.25, None, date(1999, 12, 31)]
    assert load_workbook(BytesIO(content)).active["A2"].number_format == "yyyy-mm-dd"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff\r\x00"), max_size=30))
@settings(max_examples=60, deadline=None)
def test_whatever_text_is_written_is_read_back(text: str):
    [row] = [*values(written([text, 1]))]

    read = re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), row[0] or "")
    assert read == text or row[0] == text or re.sub(r"_x005F_", "_", row[0] or "") == text


def test_all_parts_are_sound_xml_without_signs_that_no_xml_may_hold():
    with ZipFile(BytesIO(everything())) as file:
        names = file.namelist()
        assert len(names) == len(set(names))
        assert file.testzip() is None
        for name in names:
            content = file.read(name).decode("utf-8")
            ET.fromstring(content)
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", content)


def test_every_part_has_a_type_and_every_relation_leads_to_a_part():
    with ZipFile(BytesIO(everything())) as file:
        names = set(file.namelist())
        types = ET.fromstring(file.read("[Content_Types].xml"))
        known = {each.attrib["PartName"].lstrip("/") for each in types.iter(f"{TYPES}Override")}
        endings = {each.attrib["Extension"] for each in types.iter(f"{TYPES}Default")}
        relations = [
            (PurePosixPath(name).parent.parent / each.attrib["Target"].lstrip("/"))
            for name in names
            if name.endswith(".rels")
            for each in ET.fromstring(file.read(name)).iter(RELATION)
        ]

    assert known <= names
    assert [name for name in names - known if name.rpartition(".")[2] not in endings] == []
    assert relations
    assert {str(each) for each in relations} <= names


def test_sheets_have_names_that_a_spreadsheet_takes_each_once():
    with ZipFile(BytesIO(everything())) as file:
        book = ET.fromstring(file.read("xl/workbook.xml"))
        sheets = list(book.iter(f"{MAIN}sheet"))

    names = [each.attrib["name"] for each in sheets]
    assert names == ["部门汇总", "明细", "空表"]
    assert len({each.attrib[IDS] for each in sheets}) == len({each.attrib["sheetId"] for each in sheets}) == len(names)
    assert all(0 < len(name) <= LONGEST_NAME and not re.search(r"[\[\]:*?/\\]|^'|'$", name) for name in names)


def test_cells_stand_in_their_order_in_rows_that_stand_in_theirs_and_none_is_too_long():
    with ZipFile(BytesIO(everything())) as file:
        looks = ET.fromstring(file.read("xl/styles.xml")).find(f"{MAIN}cellXfs")
        for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
            sheet = ET.fromstring(file.read(name))
            rows = [int(row.attrib["r"]) for row in sheet.iter(f"{MAIN}row")]
            assert rows == sorted(set(rows))
            for row in sheet.iter(f"{MAIN}row"):
                cells = [cell.attrib["r"] for cell in row.iter(f"{MAIN}c")]
                assert cells == sorted(set(cells))
                assert all(cell.endswith(row.attrib["r"]) for cell in cells)
            assert all(len(text.text or "") <= LONGEST_TEXT for text in sheet.iter(f"{MAIN}t"))
            assert looks is not None
            assert all(int(cell.attrib.get("s", 0)) < len(looks) for cell in sheet.iter(f"{MAIN}c"))
            reached = sheet.find(f"{MAIN}dimension")
            assert reached is not None
            assert reached.attrib["ref"].endswith(str(rows[-1]))


def test_a_row_with_too_few_or_too_many_cells_is_refused():
    for row in ([1], [1, 2, 3]):
        with pytest.raises(ValueError, match="zip"), Book(BytesIO(), ["甲", "乙"]) as book:
            book.write(row)


def test_a_table_that_is_too_long_goes_on_in_a_sheet_of_another_name(monkeypatch):
    monkeypatch.setattr("web.xlsx.LONGEST_SHEET", 2)
    to = BytesIO()
    with Workbook(to) as book:
        table = book.table("明细", [Field("数")])
        for number in range(5):
            table.write([number])

    read = load_workbook(BytesIO(to.getvalue()))
    assert [(sheet.title, [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]) for sheet in read] == [
        ("明细", [0, 1]),
        ("明细2", [2, 3]),
        ("明细3", [4]),
    ]
