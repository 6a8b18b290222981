"""`run.py import` of punches and shifts, and `run.py export attendance`, with real files."""

import csv
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import text

from bot.attendance_months import close, derive, list_withheld, reopen
from bot.export import Period, export
from bot.importing import import_file
from bot.load import load_settings
from bot.office import content_folder, make_office
from bot.problems import SettingsError
from bot.publishing import publish_attendance
from bot.sentences import Unable
from bot.wish import Wish
from domain.attendance.filed import kind_of
from domain.directory import Directory, ReadDepartment, ReadMember
from domain.events import Source
from jobs.attendance import Deriver
from storage.directory import Guard, load
from storage.exports import Export
from tests.cli.program import write_configuration

NOW = datetime.now(UTC)
DAY = (NOW - timedelta(days=2)).date()
PEOPLE = (
    ReadMember(user_id="zs", name="张三", departments=("1",), staff_no="T0001"),
    ReadMember(user_id="ls", name="李四", departments=("1",), staff_no="T0002"),
)
HEADING = ["工号", "时间", "地点", "设备"]
RULES = """
[[shifts]]
name = "夜班"
times = ["22:00-06:00"]
[[groups]]
name = "教职工"
rules = [{ since = 2020-01-01, days = "daily", grace = 5 }]
"""


@pytest.fixture
async def settings(database, address, tmp_path):
    async with database.begin(NOW) as tx:
        await load(
            tx, Source("wecom", "staff"), Directory((ReadDepartment(id="1", parent_id=None, name="学院"),), PEOPLE)
        )
    content = tmp_path / "content"
    (content / "calendar").mkdir(parents=True)
    (content / "forms").mkdir()
    ours = make_office(load_settings(write_configuration(tmp_path, address)))
    assert ours.attendance.groups  # the file that is delivered is sound
    (content / "calendar" / "china.toml").write_text("announced = [2030]\n", encoding="utf-8")
    (content / "posts.toml").write_text("", encoding="utf-8")
    (content / "attendance.toml").write_text(RULES, encoding="utf-8")
    more = f'content_dir = "{content}"'
    file = write_configuration(tmp_path, address)
    file.write_text(f"{more}\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    return load_settings(file)


def write(path, rows):
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(rows)
        return path
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


async def take(settings, file, *, writes=True):
    lines = []
    wish = Wish(guard=Guard.ON if writes else None)
    is_sound = await import_file(settings, file, wish, lines.append)
    return is_sound, "\n".join(lines)


async def rows(database, query):
    async with database.begin(NOW) as tx:
        return [tuple(row) for row in await tx.conn.execute(text(query))]


PUNCHED = (
    "select p.name, c.source, c.place, c.side from punches c join people p on p.id = c.person_id order by c.punched_at"
)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
async def test_punches_are_taken_in_and_the_same_file_again_adds_nothing(database, settings, tmp_path, ending):
    times = [f"{DAY} 07:55:12", f"{DAY} 18:02"]
    file = write(
        tmp_path / f"打卡.{ending}", [HEADING, ["T0001", times[0], "东门", "g1"], ["T0002", times[1], "", "g2"]]
    )

    first = await take(settings, file)
    again = await take(settings, file)

    assert first == (True, f"{file.name}：读到 2 条打卡，新增 2 条，其余以前已有。考勤结果随后自动重算。")
    assert "新增 0 条" in again[1]
    assert await rows(database, PUNCHED) == [("张三", "import", "东门", None), ("李四", "import", "g2", None)]


async def test_day_and_time_may_stand_in_two_columns_and_cells_may_be_instants(database, settings, tmp_path):
    instant = datetime.combine(DAY, datetime.min.time()) + timedelta(hours=8)
    two = write(tmp_path / "a.csv", [["学号", "打卡日期", "打卡时间", "方向"], ["T0001", DAY, "7:55", "上班"]])
    one = write(tmp_path / "b.xlsx", [["一月打卡"], ["工号", "时间"], ["T0001", instant]])

    assert (await take(settings, two))[0]
    assert (await take(settings, one))[0]

    assert [side for *_, side in await rows(database, PUNCHED)] == ["in", None]


@pytest.mark.parametrize(
    ("cells", "cause"),
    [
        (["T9999", f"{DAY} 07:55"], "没有这个工号的人"),
        (["", f"{DAY} 07:55"], "不能为空"),
        (["T0001", ""], "不能为空"),
        (["T0001", "2026-02-30 07:55"], "没有这一天"),
        (["T0001", f"{DAY} 25:61"], "没有这个时间"),
        (["T0001", "早上"], "要写日期和时间"),
        (["T0001", f"{(NOW + timedelta(days=2)).date()} 07:55"], "还没有到这个时间"),
        (["T0001", "2001-01-01 07:55"], "太早了"),
        (["T0001", "=NOW()"], "公式"),
        (["T0001", f"{DAY} 07:55", "=cmd()"], "公式"),
    ],
)
async def test_one_bad_cell_and_nothing_is_written(database, settings, tmp_path, cells, cause):
    file = write(tmp_path / "打卡.xlsx", [HEADING, ["T0001", f"{DAY} 07:50"], cells])

    is_sound, said = await take(settings, file)

    assert not is_sound
    assert cause in said
    assert "第 3 行" in said
    assert await rows(database, PUNCHED) == []
    assert openpyxl.load_workbook(tmp_path / "打卡-要改的.xlsx").worksheets[1].max_row == 2


async def test_a_dry_run_writes_nothing(database, settings, tmp_path):
    file = write(tmp_path / "打卡.csv", [HEADING, ["T0001", f"{DAY} 07:50", "", ""]])

    assert "没有写入" in (await take(settings, file, writes=False))[1]
    assert await rows(database, PUNCHED) == []


async def test_a_plan_of_shifts_is_told_by_its_heading_and_has_its_days_derived(database, settings, tmp_path):
    file = write(tmp_path / "排班.csv", [["工号", "日期", "班次"], ["T0001", DAY, "夜班"], ["T0002", DAY, "休"]])

    assert "2 天与以前不同" in (await take(settings, file))[1]
    assert "0 天与以前不同" in (await take(settings, file))[1]

    planned = "select p.name, s.shift from assigned_shifts s join people p on p.id = s.person_id order by 1"
    assert await rows(database, planned) == [("张三", "夜班"), ("李四", "休")]
    assert len(await rows(database, "select 1 from attendance_touched where cause = 'shifts'")) == 2


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        ([["T0001", DAY, "早早班"]], "没有这个班次，可以写：夜班、休"),
        ([["T0001", DAY, "夜班"], ["T0001", DAY, "休"]], "排了两个班次"),
        ([["T0001", "2026-02-30", "夜班"]], "没有这一天"),
        ([["T0001", "", "夜班"]], "不能为空"),
        ([], "表头下面没有内容"),
    ],
)
async def test_a_wrong_plan_of_shifts_is_refused_as_a_whole(database, settings, tmp_path, lines, cause):
    file = write(
        tmp_path / "排班.csv",
        [["工号", "日期", "班次"], ["T0002", DAY, "夜班"], *lines] if lines else [["工号", "日期", "班次"]],
    )

    is_sound, said = await take(settings, file)

    assert not is_sound
    assert cause in said
    assert await rows(database, "select * from assigned_shifts") == []


def test_a_roster_is_neither_punches_nor_shifts():
    assert kind_of([(1, ["工号", "姓名", "部门", "在岗状态"]), (2, ["T1", "张三", "", ""])]) is None


async def test_days_are_exported_with_what_was_made_of_them(database, settings, tmp_path):
    file = write(tmp_path / "打卡.csv", [HEADING, ["T0001", f"{DAY} 08:20", "", ""], ["T0001", f"{DAY} 18:02", "", ""]])
    await take(settings, file)
    await derived(database, settings)

    count = await export(settings, Export.ATTENDANCE, Period(DAY, DAY), tmp_path / "考勤.csv")

    with (tmp_path / "考勤.csv").open(encoding="utf-8-sig") as written:
        [line] = list(csv.DictReader(written))
    assert count == 1
    assert (line["姓名"], line["日期"], line["结果"], line["迟到分钟"]) == ("张三", str(DAY), "迟到", "20")
    assert (line["打卡"], line["考勤组"]) == ("08:20 18:02", "教职工")


async def derived(database, settings):
    deriver = Deriver(database, make_office(settings), lambda: NOW)
    while await deriver.derive_next():
        pass


async def test_a_month_is_closed_once_it_is_over_and_opened_again(database, settings, tmp_path):
    this = NOW.date().replace(day=1)
    before = (this - timedelta(days=1)).replace(day=1)
    with pytest.raises(Unable, match="还没有过完"):
        await close(settings, this + timedelta(days=40))
    assert "已关账" in await close(settings, before)
    with pytest.raises(Unable, match="以前已经关账"):
        await close(settings, before)

    file = write(tmp_path / "打卡.csv", [HEADING, ["T0001", f"{before} 07:55", "", ""]])
    await take(settings, file)
    await derived(database, settings)

    assert "张三" in "\n".join(await list_withheld(settings, before))
    assert "已重新打开" in await reopen(settings, before)
    await derived(database, settings)
    kept = f"select status from attendance_days where day = '{before}'"
    assert await rows(database, kept) == [("missing_out",)]
    with pytest.raises(Unable, match="没有关账"):
        await reopen(settings, before)


async def test_days_are_derived_on_demand_and_never_ahead(database, settings):
    with pytest.raises(Unable, match="不能晚于今天"):
        await derive(settings, date(2026, 1, 1), NOW.date() + timedelta(days=3))

    assert "2 人" in await derive(settings, DAY, DAY)
    await derived(database, settings)

    assert await rows(database, "select status from attendance_days") == [("absent",), ("absent",)]


async def test_rules_that_are_new_derive_the_days_again_that_they_judge_otherwise(database, settings, tmp_path):
    content = content_folder(settings)
    await publish_attendance(database, content, make_office(settings))
    await take(settings, write(tmp_path / "打卡.csv", [HEADING, ["T0001", f"{DAY} 08:08"], ["T0001", f"{DAY} 18:02"]]))
    await derived(database, settings)
    kept = f"select status from attendance_days where day = '{DAY}'"
    before = await rows(database, kept)

    (content / "attendance.toml").write_text(RULES.replace("grace = 5", "grace = 10"), encoding="utf-8")
    for _ in range(2):
        await publish_attendance(database, content, make_office(settings))
    await derived(database, settings)

    assert (before, await rows(database, kept)) == ([("late",)], [("normal",)])
    assert await rows(database, "select count(*) from attendance_rules") == [(2,)]


async def test_rules_that_are_wrong_stop_the_start_with_every_place(settings):
    (content_folder(settings) / "attendance.toml").write_text("[[groups]]\nname = '甲'\nwho = 1\n", encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        make_office(settings)

    assert "groups[1]（甲）.rules" in str(refused.value)
    assert "groups[1]（甲）.who" in str(refused.value)
