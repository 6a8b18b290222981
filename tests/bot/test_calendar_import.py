"""`run.py import` of a calendar: what is written, what is refused, and the copy that is left beside."""

import csv
from datetime import date, time
from pathlib import Path

import openpyxl
import pytest

from bot.importing import Template, import_file, write_template
from bot.load import load_settings
from bot.sentences import Unable
from bot.wish import Wish
from domain.calendar_columns import TABLES, Table
from domain.college_calendar import Bells, Event, EventKind, Term
from domain.college_document import Notice
from domain.roster_changes import Extent
from domain.shift import Segment
from storage.calendar_versions import newest_version
from tests.bot.test_imports import NOW, write_csv, write_xlsx
from tests.cli.program import run, write_configuration

WHOLLY = Wish()
TERMS = ["学期", "第1周周一", "最后一天", "考试周"]
EVENTS = ["事项", "第一天", "最末一天", "类型", "是否上班"]
BELLS = ["作息", "校区", "从几月几日", "到几月几日", "节次", "从几点", "到几点"]
NOTICES = ["节日", "年份", "放假第一天", "放假最后一天", "补班"]
FIRST_TERM = ["2026–2027学年第一学期", "2026-08-31", "2027-01-17", "19、20"]
SPORTS = ["运动会", "2026-11-25", "2026-11-26", "其他", "放假"]
WINTER = ["寒假", "2027-01-18", "2027-02-26", "假期", "放假"]
SUMMER_BELLS = [
    ["夏季", "", "5-1", "9-30", "1", "08:00", "08:45"],
    ["夏季", "", "5-1", "9-30", "2", "08:55", "09:40"],
    ["夏季", "", "5-1", "9-30", "上班", "08:00", "12:00"],
    ["夏季", "", "5-1", "9-30", "上班", "14:30", "18:00"],
]
YEAR_2027 = [
    ["元旦", "2027", "2026-12-31", "2027-01-02", "2026-12-27"],
    ["春节", "2027", "2027-02-05", "2027-02-11", "2027-01-31、2027-02-20"],
    ["清明节", "2027", "2027-04-03", "2027-04-05", ""],
    ["劳动节", "2027", "2027-05-01", "2027-05-05", "2027-04-25、2027-05-08"],
    ["端午节", "2027", "2027-06-09", "2027-06-09", ""],
    ["中秋节", "2027", "2027-09-15", "2027-09-15", ""],
    ["国庆节", "2027", "2027-10-01", "2027-10-07", "2027-09-26、2027-10-09"],
]
WHOLE = [
    ["示例职业技术学院 2026–2027 学年校历"],
    TERMS, FIRST_TERM, [],
    EVENTS, SPORTS, WINTER, [],
    BELLS, *SUMMER_BELLS, [],
    NOTICES, *YEAR_2027,
]  # fmt: skip


@pytest.fixture
def settings(database, address, tmp_path):
    return load_settings(write_configuration(tmp_path, address))


async def take(settings, file, wish: Wish = WHOLLY):
    said = []
    is_sound = await import_file(settings, file, wish, said.append)
    return is_sound, "\n".join(said)


async def held(database):
    async with database.begin(NOW) as tx:
        version = await newest_version(tx)
    return version.document if version else None


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
async def test_a_sound_sheet_becomes_the_calendar_and_the_same_again_changes_nothing(
    database, settings, tmp_path, ending
):
    write = {"csv": write_csv, "xlsx": write_xlsx}[ending]
    file = write(tmp_path / f"校历.{ending}", WHOLE)

    first = await take(settings, file)
    again = await take(settings, file)

    document = await held(database)
    assert document.terms == (Term(FIRST_TERM[0], date(2026, 8, 31), date(2027, 1, 17), (19, 20)),)
    assert document.events == (
        Event("运动会", date(2026, 11, 25), date(2026, 11, 26), EventKind.OTHER, works=False),
        Event("寒假", date(2027, 1, 18), date(2027, 2, 26), EventKind.VACATION, works=False),
    )
    assert document.seasons == (
        Bells(
            "",
            "夏季",
            (5, 1),
            (9, 30),
            (Segment(time(8), time(8, 45)), Segment(time(8, 55), time(9, 40))),
            (Segment(time(8), time(12)), Segment(time(14, 30), time(18))),
        ),
    )
    assert document.announced == (2027,)
    assert document.notices[1] == Notice(
        2027,
        "春节",
        tuple(date(2027, 2, day) for day in range(5, 12)),
        (date(2027, 1, 31), date(2027, 2, 20)),
    )
    assert "读到 1 年的放假安排，1 个学期，2 项活动和假期，1 套作息时间" in first[1]
    assert "由上班变为放假" in first[1]
    assert "已写入校历（第 1 版）" in first[1]
    assert "与现有校历一致" in again[1]


@pytest.mark.parametrize(
    ("rows", "place", "cause"),
    [
        ([TERMS, ["学期", "2026-09-01", "2027-01-17", ""]], "第 2 行 A 列", "不是周一（那一周的周一是 2026-08-31）"),
        ([TERMS, FIRST_TERM, ["第二学期", "2027-01-11", "2027-06-27", ""]], "第 3 行 A 列", "学期不能重叠"),
        ([TERMS, [*FIRST_TERM[:3], "21"]], "第 2 行 A 列", "考试周第 21 周不在第 1–20 周里"),
        ([TERMS, [*FIRST_TERM[:3], "期末"]], "第 2 行 D 列（考试周）“期末”", "应是周次"),
        ([TERMS, ["学期", "2026-08-31", "", ""]], "第 2 行 C 列", "不能为空"),
        ([EVENTS, ["运动会", "2026-02-30", "", "", ""]], "第 2 行 B 列（第一天）“2026-02-30”", "没有这一天"),
        ([EVENTS, ["运动会", "2026-11-25", "2026-11-20", "", ""]], "第 2 行 A 列", "早于开始"),
        ([EVENTS, ["运动会", "1926-11-25", "", "", ""]], "第 2 行 B 列", "应在"),
        ([EVENTS, ["运动会", "2026-11-25", "", "体育", ""]], "第 2 行 D 列（类型）“体育”", "只能写"),
        ([EVENTS, ["寒假", "2027-01-18", "2027-02-26", "假期", ""]], "第 2 行 E 列", "要写明放假还是上班"),
        ([EVENTS, ["暑假", "2027-01-18", "2027-09-26", "假期", "放假"]], "第 2 行 A 列", "最多 150 天"),
        ([EVENTS, SPORTS, ["值守", "2026-11-26", "", "", "上班"]], "第 3 行 A 列", "既上班又放假"),
        ([EVENTS, SPORTS, SPORTS], "第 3 行 A 列", "和第 2 行重复"),
        ([EVENTS, ["=1+1", "2026-11-25", "", "", ""]], "第 2 行 A 列", "公式"),
        ([BELLS, ["夏季", "", "13-1", "9-30", "1", "08:00", "08:45"]], "第 2 行 C 列", "没有 13 月 1 日"),
        ([BELLS, ["夏季", "", "5-1", "9-30", "1", "25:00", "08:45"]], "第 2 行 F 列", "应是钟点"),
        ([BELLS, ["夏季", "", "5-1", "9-30", "1", "09:00", "08:45"]], "第 2 行 G 列", "应晚于 09:00"),
        ([BELLS, ["夏季", "", "5-1", "9-30", "2", "08:00", "08:45"]], "第 2 行 A 列（节次）", "第 1 节没有"),
        ([BELLS, *SUMMER_BELLS, ["秋季", "", "9-1", "12-1", "1", "08:00", "08:45"]], "第 6 行", "不能重叠"),
        ([NOTICES, *YEAR_2027[:-1]], "第 2 行 A 列", "缺 国庆"),
        ([NOTICES, ["春节", "2027", "2027-02-05", "2027-02-01", ""]], "第 2 行 D 列", "天以内"),
        ([NOTICES, ["春节", "2026", "2027-02-05", "2027-02-11", ""]], "第 2 行 D 列", "不在 2026 年"),
        ([NOTICES, ["春节", "2027", "2027-02-05", "2027-02-11", "2027-02-12"]], "第 2 行 E 列", "不是周末"),
        ([EVENTS[:1] + EVENTS[2:], ["运动会", "", "", ""]], "第 1 行 A 列（表头）", "缺少“第一天”"),
        ([TERMS], "第 1 行", "没有找到表头"),
    ],
)
async def test_a_bad_cell_is_named_by_row_and_column_and_nothing_is_written(
    database, settings, tmp_path, rows, place, cause
):
    file = write_xlsx(tmp_path / "校历.xlsx", rows)

    is_sound, said = await take(settings, file)

    assert not is_sound
    assert place in said
    assert cause in said
    assert await held(database) is None
    assert (tmp_path / "校历-要改的.xlsx").exists()


async def test_dates_and_times_as_a_spreadsheet_keeps_them_are_read(database, settings, tmp_path):
    rows = [
        TERMS, ["第一学期", date(2026, 8, 31), date(2027, 1, 17), 19], [],
        BELLS, ["夏季", None, date(2026, 5, 1), date(2026, 9, 30), 1, time(8), 0.364583333],
    ]  # fmt: skip

    assert (await take(settings, write_xlsx(tmp_path / "校历.xlsx", rows)))[0]

    document = await held(database)
    assert document.terms[0].exam_weeks == (19,)
    assert document.seasons[0].since == (5, 1)
    assert document.seasons[0].periods == (Segment(time(8), time(8, 45)),)


async def test_a_new_file_replaces_what_lies_in_its_time_and_leaves_other_years_alone(database, settings, tmp_path):
    last_year = ["运动会", "2025-11-25", "", "其他", "放假"]
    await take(settings, write_csv(tmp_path / "a.csv", [EVENTS, last_year]))
    await take(settings, write_csv(tmp_path / "b.csv", [EVENTS, ["开学", "2026-08-31"], SPORTS, WINTER]))
    moved = ["运动会", "2026-12-02", "2026-12-03", "其他", "放假"]

    await take(settings, write_csv(tmp_path / "c.csv", [EVENTS, ["开学", "2026-08-31"], moved, WINTER]))

    found = [(each.name, str(each.first)) for each in (await held(database)).events]
    assert found == [("运动会", "2025-11-25"), ("开学", "2026-08-31"), ("运动会", "2026-12-02"), ("寒假", "2027-01-18")]


async def test_a_part_takes_nothing_away(database, settings, tmp_path):
    await take(settings, write_csv(tmp_path / "a.csv", [EVENTS, ["开学", "2026-08-31"], SPORTS, WINTER]))

    part = write_csv(tmp_path / "b.csv", [EVENTS, ["报到", "2026-08-29"], ["年会", "2026-12-30"]])
    await take(settings, part, Wish(extent=Extent.PART))

    assert [each.name for each in (await held(database)).events] == ["报到", "开学", "运动会", "年会", "寒假"]


async def test_only_compared_nothing_is_written(database, settings, tmp_path):
    _, said = await take(settings, write_xlsx(tmp_path / "校历.xlsx", WHOLE), Wish(guard=None))

    assert "以上只是比较，没有写入" in said
    assert await held(database) is None


async def test_a_toml_file_like_those_of_the_content_is_taken_too(database, settings, tmp_path):
    file = tmp_path / "校历.toml"
    file.write_text(
        '[[term]]\nname = "第一学期"\nfirst = 2026-08-31\nlast = 2027-01-17\nexam_weeks = [19, 20]\n'
        '[[event]]\nname = "寒假"\nkind = "vacation"\nfirst = 2027-01-18\nlast = 2027-02-26\nworks = false\n',
        encoding="utf-8",
    )

    await take(settings, file)

    assert (await held(database)).terms[0].weeks() == 20


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[[term]]\nname = 1", "缺少 first|应是文字"),
        ("[[term]]\nname = 'x'\nfirst = 2026-09-01\nlast = 2027-01-01", "不是周一"),
        ("[[event]]\nname = 'x'\nfirst = 2026-09-01\nkind = 'party'", "kind 应是"),
        ("announced = [2027]", "缺 元旦"),
        ("[[holidays]]\nname = 'x'", "不认识的键 holidays"),
        ("[[term", "不是合法的 TOML"),
        ("[[bells]]\nname = 'x'\nsince = '5-1'\nuntil = '13-1'\nperiods = ['08:00-08:45']", "没有 13 月"),
        ("[[bells]]\nname = 'x'\nsince = '5-1'\nuntil = '9-1'\nperiods = ['8点']", "应是一段时间"),
    ],
)
async def test_a_faulty_toml_file_is_refused_with_the_place(database, settings, tmp_path, text, cause):
    file = tmp_path / "校历.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Unable, match=cause):
        await take(settings, file)
    assert await held(database) is None


async def test_the_command_tells_a_calendar_from_a_roster_and_writes_the_template(database, address, tmp_path):
    config = ("--config", str(write_configuration(tmp_path, address)))
    write_csv(tmp_path / "校历.csv", [EVENTS, SPORTS])

    taken = await run("import", str(tmp_path / "校历.csv"), *config)
    template = await run("import", "--template", "calendar", str(tmp_path / "空表.xlsx"))

    assert taken.status == 0, taken.said
    assert template.status == 0, template.said
    assert [each.name for each in (await held(database)).events] == ["运动会"]


def test_the_template_has_every_table_and_an_empty_one_is_told_apart_from_a_full_one(tmp_path: Path):
    write_template(Template.CALENDAR, tmp_path / "空表.xlsx")
    write_template(Template.CALENDAR, tmp_path / "空表.csv")

    page = openpyxl.load_workbook(tmp_path / "空表.xlsx").worksheets[0]
    assert [cell.value for cell in page["A"] if cell.value] == [table.value for table in TABLES]
    with (tmp_path / "空表.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row[0] for row in csv.reader(file) if row] == [rules[0].name for rules in TABLES.values()]
    assert set(TABLES) == set(Table)
    with pytest.raises(Unable, match="已经有了"):
        write_template(Template.CALENDAR, tmp_path / "空表.xlsx")
