"""`run.py import` of a timetable with real files: what is written, what is refused, and where."""

from datetime import UTC, date, datetime

import openpyxl
import pytest

from bot.importing import import_file
from bot.load import load_settings
from bot.sentences import Unable
from bot.wish import Wish
from domain.college_calendar import Term
from domain.college_document import CollegeDocument
from domain.directory import Directory, ReadDepartment, ReadMember
from domain.events import Source
from domain.roster_changes import Extent
from domain.timetable_sheet import Column
from storage.calendar_versions import apply_at_once
from storage.directory import Guard, load
from storage.timetable import held_counts, lessons_of, teachers
from tests.bot.test_imports import write_csv, write_xlsx
from tests.cli.program import run, write_configuration

NOW = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)
HEADING = [column.value for column in Column]
TERMS = (
    Term("2026–2027学年第一学期", date(2026, 8, 31), date(2027, 1, 17)),
    Term("2026–2027学年第二学期", date(2027, 2, 22), date(2027, 7, 11)),
)
PEOPLE = tuple(
    ReadMember(user_id=f"t{n}", name=name, departments=("1",), staff_no=f"T000{n}")
    for n, name in enumerate(("张三", "李四"), 1)
)


@pytest.fixture
async def settings(database, address, tmp_path):
    async with database.begin(NOW) as tx:
        await load(
            tx, Source("wecom", "staff"), Directory((ReadDepartment(id="1", parent_id=None, name="示例学院"),), PEOPLE)
        )
        await apply_at_once(tx, 0, CollegeDocument(terms=TERMS), source="calendar.xlsx", by="test")
    return load_settings(write_configuration(tmp_path, address))


def row(**cells: object) -> list[object]:
    usual = {
        "学期": "2026-2027学年第一学期",
        "工号": "T0001",
        "课程": "高等数学",
        "班级": "软件2301",
        "星期": "周三",
        "节次": "3-4",
        "周次": "1-16",
        "教室": "教2-305",
        "校区": "东校区",
    }
    return [{**usual, **cells}.get(title) for title in HEADING]


async def take(settings, file, extent: Extent | None = Extent.WHOLE) -> tuple[bool, list[str]]:
    said: list[str] = []
    wish = Wish(extent=extent or Extent.WHOLE, guard=Guard.ON if extent else None)
    return await import_file(settings, file, wish, said.append), said


async def counts(database) -> dict[str, int]:
    async with database.begin(NOW) as tx:
        return dict(await held_counts(tx))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_sound_file_becomes_the_timetable_and_replaces_its_terms_alone(database, settings, tmp_path, kind):
    write = write_csv if kind == "csv" else write_xlsx
    both = write(
        tmp_path / f"a.{kind}",
        [HEADING, row(), row(班级="软件2302"), row(学期="2026–2027学年第二学期", 星期=5, 周次="1-15单")],
    )
    one = write(tmp_path / f"b.{kind}", [["课表"], HEADING, row(节次="5", 班级="软件2301、软件2302")])

    assert (await take(settings, both))[0]
    assert await counts(database) == {"2026–2027学年第一学期": 1, "2026–2027学年第二学期": 1}
    _, said = await take(settings, one)

    async with database.begin(NOW) as tx:
        lessons = await lessons_of(tx, (await teachers(tx))["T0001"])
    first = next(each for each in lessons if each.term == TERMS[0].name)
    second = next(each for each in lessons if each.term == TERMS[1].name)
    assert (first.first, first.last, first.classes) == (5, 5, ("软件2301", "软件2302"))
    assert (second.weekday, second.weeks) == (5, frozenset(range(1, 16, 2)))
    assert said[-1] == "已写入课表，这些学期原来的课表已整体替换。"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"工号": "T9999"}, "第 3 行 B 列（工号）“T9999”：通讯录里没有这个工号，或已离职。"),
        ({"学期": "2030学年"}, "第 3 行 A 列（学期）“2030学年”：校历里没有这个学期，有 2026–2027学年第一学期"),
        ({"星期": "周八"}, "第 3 行 E 列（星期）“周八”：应是周一到周日，或 1 到 7。"),
        ({"节次": "4-3"}, "第 3 行 F 列（节次）“4-3”：节次应在 1 到 20 之间，从小到大。"),
        ({"节次": datetime(2026, 3, 4)}, "第 3 行 F 列（节次）"),  # noqa: DTZ001 - as a spreadsheet has it
        ({"周次": "一到十六"}, "第 3 行 G 列（周次）“一到十六”：周次认不出来"),
        ({"周次": None}, "第 3 行 G 列（周次）：不能为空。"),
        ({"课程": "=1+1"}, "第 3 行 C 列（课程）“=1+1”："),
        (
            {"课程": "线性代数", "节次": "4-5", "教室": ""},
            "第 3 行 B 列（工号）“T0001”：和第 2 行冲突：这位教师第1-16周 周三4节已有高等数学。",
        ),
        (
            {"工号": "T0002", "周次": "2-8双"},
            "第 3 行 H 列（教室）“教2-305”：和第 2 行冲突：这间教室第2-8双周 周三3–4节已有高等数学。",
        ),
    ],
)
async def test_a_bad_cell_is_named_and_nothing_is_written(database, settings, tmp_path, cells, told):
    file = write_xlsx(tmp_path / "bad.xlsx", [HEADING, row(), row(**cells)])

    is_sound, said = await take(settings, file)

    assert not is_sound
    assert any(told in line for line in said), said
    assert await counts(database) == {}
    marked = openpyxl.load_workbook(tmp_path / "bad-要改的.xlsx")
    assert marked["要改的"].cell(2, 1).value == 3


@pytest.mark.parametrize(
    "cells",
    [
        {"工号": "T0002", "教室": "操场（共用）"},
        {"工号": "T0002", "校区": "西校区"},
        {"工号": "T0002", "周次": "17-18"},
        {"工号": "T0002", "星期": "四"},
        {"工号": "T0002", "教室": ""},
        {"班级": "软件2302"},
    ],
)
async def test_what_only_looks_like_a_clash_is_none(settings, tmp_path, cells):
    first = row(教室="操场（共用）") if cells.get("教室", "").startswith("操场") else row()

    assert (await take(settings, write_csv(tmp_path / "a.csv", [HEADING, first, row(**cells)])))[0]


async def test_a_dry_run_writes_nothing_and_a_part_is_refused(database, settings, tmp_path):
    file = write_csv(tmp_path / "a.csv", [HEADING, row()])

    is_sound, said = await take(settings, file, None)
    with pytest.raises(Unable, match="整体替换"):
        await take(settings, file, Extent.PART)

    assert is_sound
    assert said[-1] == "以上只是比较，没有写入。写入请去掉 --dry-run。"
    assert await counts(database) == {}


async def test_a_file_without_its_columns_or_lessons_is_refused(settings, tmp_path):
    lacking = write_csv(tmp_path / "a.csv", [["节次", "周次", "课程"], ["1", "1-2", "高数"]])
    empty = write_csv(tmp_path / "b.csv", [HEADING])

    assert any("缺少“工号”这一列" in line for line in (await take(settings, lacking))[1])
    assert any("表头下面没有课" in line for line in (await take(settings, empty))[1])


async def test_a_roster_is_no_timetable(settings, tmp_path):
    roster = write_csv(tmp_path / "a.csv", [["工号", "姓名", "部门", "在岗状态"], ["T1", "张三", "示例学院", "在岗"]])

    assert await import_file(settings, roster, Wish(guard=None), lambda _: None)


async def test_the_command_takes_it(settings, address, tmp_path):
    file = write_csv(tmp_path / "课表.csv", [HEADING, row()])

    done = await run("import", str(file), "--config", str(write_configuration(tmp_path, address)))

    assert done.status == 0
    assert "已写入课表" in done.out
