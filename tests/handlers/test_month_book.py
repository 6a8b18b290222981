"""The month's spreadsheet over a real college, read back as whoever opens it would."""

from datetime import datetime
from pathlib import Path

import openpyxl
from sqlalchemy import update

from storage.tables_of_people import people
from tests.handlers.college import College
from tests.handlers.months import MARCH, with_march
from web.month_file import write_month


async def written(college: College, to: Path) -> dict[str, list[list[object]]]:
    """The tables by their names, without what is empty at the end of a row."""
    async with college.database.begin(college.now) as tx:
        await write_month(tx, college.office, MARCH, to)
    book = openpyxl.load_workbook(to)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


async def test_the_months_tables_say_what_every_day_came_to(college: College, tmp_path: Path):
    await with_march(college)

    tables = await written(college, tmp_path / "三月.xlsx")

    assert list(tables) == ["部门汇总", "个人汇总", "日表", "异常", "明细", "说明"]
    head, *rows = tables["个人汇总"]
    lines = {row[2]: dict(zip(head, row, strict=True)) for row in rows}
    lei = lines["李雷"]
    assert (lei["部门"], lei["应出勤天数"], lei["出勤天数"], lei["请假天数"]) == ("信息工程系", 5, 4.5, 0.5)
    assert (lei["迟到次数"], lei["迟到分钟"], lei["缺卡次数"], lei["其中事假"]) == (1, 12, 0, 0.5)
    assert (lines["孙副组长"]["缺卡次数"], lines["孙副组长"]["出勤天数"], lines["孙副组长"]["异常天数"]) == (1, 5, 1)
    signs = {row[2]: row[3:] for row in tables["日表"][1:]}
    assert signs["李雷"][3:8] == ["迟", "半", "√", "√", "√"]
    assert signs["孙副组长"][3:8] == ["√", "√", "缺", "√", "√"]
    assert [row[2:6:3] for row in tables["异常"][1:]] == [["孙副组长", "缺下班卡"], ["李雷", "迟到12分钟"]]
    due = [row[5:7] for row in tables["明细"][1:] if row[2:4] == ["李雷", datetime(2030, 3, 4)]]  # noqa: DTZ001 - a cell's
    assert due == [["上班 08:00 → 08:12 迟到12分钟", "下班 18:00 → 18:03"]]
    assert tables["部门汇总"][1][:3] == ["信息工程系", 3, 15]


async def test_what_was_due_is_what_was_worked_taken_and_missed(college: College, tmp_path: Path):
    await with_march(college)

    head, *rows = (await written(college, tmp_path / "三月.xlsx"))["个人汇总"]

    for row in rows:
        line = dict(zip(head, row, strict=True))
        parts = line["出勤天数"] + line["公出天数"] + line["请假天数"] + line["旷工天数"]
        assert parts == line["应出勤天数"], line


async def test_no_name_becomes_a_formula_and_a_spreadsheet_leaves_it_alone(college: College, tmp_path: Path):
    await with_march(college)
    hostile = '=HYPERLINK("http://evil.example","李雷")'
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(update(people).where(people.c.id == college.ids["李雷"]).values(name=hostile))

    await written(college, tmp_path / "三月.xlsx")

    book = openpyxl.load_workbook(tmp_path / "三月.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    named = [cell for cell in cells if cell.value == hostile]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert len(named) > 5
    assert all(cell.quotePrefix for cell in named)


async def test_paper_is_a4_across_with_the_heading_on_every_page(college: College, tmp_path: Path):
    await with_march(college)

    await written(college, tmp_path / "三月.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "三月.xlsx")["日表"]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize), sheet.print_title_rows) == (
        "landscape",
        9,
        "$1:$1",
    )
    assert sheet.freeze_panes == "D2"
    assert "旷 旷工" in str(sheet.oddFooter.left.text)
