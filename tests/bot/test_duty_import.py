"""`run.py import` and `run.py export` of the catalogue of duties, with real files."""

import csv
from datetime import UTC, date, datetime

import openpyxl
import pytest

from bot.duty_export import export_duties
from bot.export import Period
from bot.importing import Template, import_file, write_template
from bot.load import load_settings
from bot.office import OUR_CONTENT, make_office
from bot.publishing import publish_duties
from bot.sentences import Unable
from bot.wish import Wish
from domain.directory import Directory, ReadDepartment, ReadMember
from domain.directory_plan import TooMuchAtOnce
from domain.duties.duty_sheet import Column
from domain.events import Source
from domain.roster_changes import Extent
from storage.directory import Guard, load
from storage.duties import load_catalogue
from tests.cli.program import write_configuration
from tests.house.test_duties import COLLEGE

NOW = datetime.now(UTC)
ROW = ("T-1", "教学工作部", "教务处处长", "年度总结", "annual month=12 day=last edge=by")
ONE = ReadMember(user_id="zs", name="张三", departments=("JX",), staff_no="T0001")
HEAD = ("编号", "部门", "岗位", "职责", "规则")


@pytest.fixture
async def settings(database, address, tmp_path):
    departments = [
        ReadDepartment(id=each["code"], parent_id=each["parent"], name=each["name"]) for each in COLLEGE["departments"]
    ]
    async with database.begin(NOW) as tx:
        await load(tx, Source("wecom", "staff"), Directory(tuple(departments), (ONE,)))
    settings = load_settings(write_configuration(tmp_path, address))
    await publish_duties(database, OUR_CONTENT, make_office(settings))
    return settings


async def codes(database):
    async with database.begin(NOW) as tx:
        return list((await load_catalogue(tx)).duties)


async def take(settings, file, *, extent=Extent.PART, guard=Guard.ON):
    lines = []
    is_sound = await import_file(settings, file, Wish(extent=extent, guard=guard), lines.append)
    return is_sound, "\n".join(lines)


def write(path, *rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows((HEAD, *rows))
    return path


async def test_what_is_exported_can_be_imported_again_and_changes_nothing(settings, database, tmp_path):
    file = tmp_path / "职责.xlsx"
    count = await export_duties(settings, Period(None, None), file)

    is_sound, told = await take(settings, file, extent=Extent.WHOLE)

    assert count == 942
    assert is_sound, told
    assert told.endswith("与现有职责目录一致，没有要写入的。")
    assert len(await codes(database)) == 942


async def test_a_part_adds_and_changes_what_it_names(settings, database, tmp_path):
    changed = ("004-JX-1.1.1", "教学工作部", "program_officer", "专业数据", "annual month=10 day=8")

    is_sound, told = await take(settings, write(tmp_path / "d.csv", ROW, changed))

    assert is_sound
    assert "新增 1，变化 1，停用 0。" in told
    assert len(await codes(database)) == 943


async def test_a_bad_row_is_told_and_nothing_is_written(settings, database, tmp_path):
    bad = ("T-2", "教学工作部", "nobody", "一项", "term_week term=each week=40")

    is_sound, told = await take(settings, write(tmp_path / "d.csv", ROW, bad))

    assert not is_sound
    assert "第 3 行 E 列（规则）" in told
    assert (tmp_path / "d-要改的.xlsx").exists()
    assert "T-1" not in await codes(database)


async def test_a_file_that_would_end_many_duties_waits_for_a_person(settings, database, tmp_path):
    file = write(tmp_path / "d.csv", ROW)

    with pytest.raises(TooMuchAtOnce, match="一次要停用 942 项职责"):
        await take(settings, file, extent=Extent.WHOLE)
    await take(settings, file, extent=Extent.WHOLE, guard=Guard.FORCED)

    assert await codes(database) == ["T-1"]


async def test_what_was_ended_by_an_import_stays_ended_when_the_files_are_read_again(settings, database, tmp_path):
    await take(settings, write(tmp_path / "d.csv", ROW), extent=Extent.WHOLE, guard=Guard.FORCED)

    await publish_duties(database, OUR_CONTENT, make_office(settings))

    assert await codes(database) == ["T-1"]


async def test_a_dry_run_writes_nothing(settings, database, tmp_path):
    _, told = await take(settings, write(tmp_path / "d.csv", ROW), guard=None)

    assert "没有写入。" in told
    assert len(await codes(database)) == 942


async def test_a_department_s_file_is_taken_too_and_every_slip_of_it_is_told(settings, database, tmp_path):
    file = tmp_path / "more.toml"
    file.write_text(
        'department = "教学工作部"\n[[duties]]\ncode = "T-1"\npost = "teaching_head"\ntitle = "一项"\n'
        'rule = { kind = "monthly", day = 25 }\n',
        encoding="utf-8",
    )
    is_sound, _ = await take(settings, file)
    file.write_text(file.read_text(encoding="utf-8").replace("day = 25", "day = 32"), encoding="utf-8")

    is_bad, told = await take(settings, file)

    assert (is_sound, is_bad) == (True, False)
    assert "more.toml 的 duties[1]（T-1）.rule.day：应是 1 到 31 的整数或 last，现在是 32" in told
    assert "T-1" in await codes(database)


async def test_the_template_is_a_catalogue_without_duties(tmp_path):
    file = tmp_path / "empty.xlsx"
    write_template(Template.DUTIES, file)

    book = openpyxl.load_workbook(file)

    assert [cell.value for cell in book.active[1]] == [column.value for column in Column]
    assert len(list(book["规则写法"].iter_rows(min_row=2))) == 29


async def test_what_is_due_in_a_stretch_is_exported_as_a_table_or_a_calendar(settings, tmp_path):
    period = Period(date(2026, 12, 1), date(2026, 12, 31))
    table, phone = tmp_path / "d.csv", tmp_path / "d.ics"

    count = await export_duties(settings, period, table)
    assert await export_duties(settings, period, phone) == count

    rows = list(csv.DictReader(table.open(encoding="utf-8-sig")))
    assert {row["日期"][:7] for row in rows} == {"2026-12"}
    assert phone.read_bytes().count(b"BEGIN:VEVENT") == len(rows) == count


async def test_a_stretch_that_ends_before_it_begins_is_refused(settings, tmp_path):
    with pytest.raises(Unable, match="早于"):
        await export_duties(settings, Period(date(2026, 12, 1), date(2026, 11, 1)), tmp_path / "d.csv")
