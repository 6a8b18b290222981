"""Exports: complete or not there, in campus time, and without a single cell that a spreadsheet would run."""

import csv
import json
import stat
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from bot.cli_parser import ENDINGS, EXPORTS
from bot.export import Period, export
from bot.export_file import WRITERS, guarded, write_file
from bot.sentences import Unable
from bot.settings import Settings
from storage.exports import Column, Export

CAMPUS = ZoneInfo("Asia/Shanghai")
ALWAYS = Period(None, None)
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

STARTS = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", " =", "\n=", "\u3000="]
PAYLOADS = [
    f"{start}{payload}"
    for start in STARTS
    for payload in (
        *("cmd|' /C calc'!A0", 'HYPERLINK("http://evil","x")', "1+1", "SUM(A1:A9)", 'IMPORTXML("http://evil")'),
        *("2+5+cmd|' /C calc'!A0", 'DDE("cmd";"/C calc")', 'WEBSERVICE("http://evil")', "A1", "@SUM(1)", "''", "-1-1"),
        *("1;2", "{=1}", "张三", '""'),
    )
]

STORED = """
insert into departments (platform, account, external_id, name) values ('wecom', 'staff', '2', '机电学院');
insert into people (staff_no, name, main_department_id) values ('T0001', '教师甲', 1), ('T0002', '=院长', 1);
insert into requests (form, form_version, applicant_id, state, fields, created_at, submitted_at, finished_at)
values ('leave', 1, 1, 'approved', '{"reason": "家里有事"}',
        '2026-11-20T01:00Z', '2026-11-20T01:00Z', '2026-11-20T16:30Z'),
       ('leave', 1, 1, 'draft', '{}', '2026-11-20T01:00Z', null, null);
insert into steps (request_no, ordinal, label, state) values (1001, 1, '部门负责人', 'approved');
insert into decisions (request_no, step, actor_id, action, comment, channel, decided_at)
values (1001, 1, 2, 'approve', '@SUM(1)', 'card', '2026-11-20T16:30Z');
insert into leave_ledger (person_id, leave_type, minutes, reason, cause_key, request_no, booked_at)
values (1, 'personal', -240, '请假', 'debit:1001', 1001, '2026-11-20T16:30Z');
insert into outbox (platform, account, recipient, kind, payload, dedupe_key, created_at)
values ('wecom', 'staff', 'teacher1', 'text', '{"text": "canary"}', 'k', '2026-11-20T16:30Z');
"""


@pytest.fixture
async def settings(database, address) -> Settings:
    connection = await database.connect()
    await connection.execute(STORED)
    await connection.close()
    return Settings.model_validate({"database": {"url": address}})


def rows_of(path: Path) -> list[dict[str, object]]:
    match path.suffix:
        case ".json":
            return json.loads(path.read_text(encoding="utf-8"))
        case ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file))
        case _:
            heading, *rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
            return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
async def test_approvals_show_who_decided_when_in_campus_time(settings, tmp_path, ending):
    file = tmp_path / f"approvals{ending}"

    count = await export(settings, Export.APPROVALS, ALWAYS, file)

    (row,) = rows_of(file)
    assert count == 1
    assert (str(row["申请号"]), row["姓名"], row["部门"], row["状态"]) == ("1001", "教师甲", "机电学院", "已同意")
    assert (row["决定"], row["决定时间"]) == ("同意", "2026-11-21 00:30:00")
    assert row["审批人"] == ("=院长" if ending == ".xlsx" else "'=院长")


async def test_json_has_stable_names_and_full_times(settings, tmp_path):
    file = tmp_path / "approvals.json"

    await export(settings, Export.APPROVALS, ALWAYS, file)

    (row,) = rows_of(file)
    assert row["no"] == 1001
    assert row["decided_at"] == "2026-11-21T00:30:00+08:00"
    assert row["fields"] == {"reason": "家里有事"}


async def test_bookings_of_leave_stay_numbers(settings, tmp_path):
    await export(settings, Export.LEAVE, ALWAYS, tmp_path / "leave.xlsx")
    await export(settings, Export.LEAVE, ALWAYS, tmp_path / "leave.csv")

    assert rows_of(tmp_path / "leave.xlsx")[0]["分钟"] == -240
    assert rows_of(tmp_path / "leave.csv")[0]["分钟"] == "-240"
    assert rows_of(tmp_path / "leave.csv")[0]["假别"] == "事假"


async def test_deliveries_hold_no_words_of_people(settings, tmp_path):
    await export(settings, Export.DELIVERIES, ALWAYS, tmp_path / "d.json")

    assert "canary" not in (tmp_path / "d.json").read_text(encoding="utf-8")
    assert rows_of(tmp_path / "d.json")[0]["state"] == "pending"


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2026, 11, 21), date(2026, 11, 21), 1),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 22), None, 0),
        (None, date(2026, 11, 21), 1),
    ],
)
async def test_a_period_means_campus_days(settings, tmp_path, first, last, count):
    """Booked at 16:30 UTC on the 20th, which is the 21st on campus."""
    assert await export(settings, Export.LEAVE, Period(first, last), tmp_path / "leave.json") == count


async def test_a_period_that_ends_before_it_begins_is_refused(settings, tmp_path):
    with pytest.raises(Unable, match="早于"):
        await export(settings, Export.LEAVE, Period(date(2026, 2, 1), date(2026, 1, 1)), tmp_path / "leave.json")


async def test_who_exported_what_is_in_the_audit(settings, tmp_path):
    await export(settings, Export.LEAVE, ALWAYS, tmp_path / "leave.json")

    await export(settings, Export.AUDIT, ALWAYS, tmp_path / "audit.json")

    (entry,) = rows_of(tmp_path / "audit.json")
    assert (entry["actor"], entry["action"], entry["object"]) == ("cli:export", "exported", "leave")
    assert entry["detail"]["rows"] == 1


async def payload_rows():
    for payload in PAYLOADS:
        yield (payload, -5, NOW, {"note": payload})


COLUMNS = [Column("a", "=标题"), Column("b", "数"), Column("c", "时间"), Column("d", "细节")]


async def test_no_cell_of_a_workbook_is_a_formula(tmp_path):
    count = await write_file(tmp_path / "x.xlsx", COLUMNS, payload_rows(), CAMPUS)

    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert count == len(PAYLOADS) >= 200
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s", "n"}
    assert sheet["B2"].value == -5


async def test_no_cell_of_a_csv_starts_like_a_formula(tmp_path):
    await write_file(tmp_path / "x.csv", COLUMNS, payload_rows(), CAMPUS)

    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        _, *rows = csv.reader(file)
    assert [row[0] for row in rows if row[0].lstrip(" \n\u3000")[:1] in tuple("=+-@＝＋－＠\t\r")] == []
    assert {row[1] for row in rows} == {"-5"}


@pytest.mark.parametrize("text", ["-5", "-3.25", "+86", "5", "张三", "a=b", "", "2026-11-24 10:00:00"])
def test_numbers_and_ordinary_words_stay_as_they_are(text):
    assert guarded(text) == text


@pytest.mark.parametrize("ending", ENDINGS)
async def test_an_export_that_breaks_off_leaves_nothing_behind(tmp_path, ending):
    (tmp_path / f"x{ending}").write_text("as it was", encoding="utf-8")

    async def breaking():
        yield ("a", 1, NOW, {})
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await write_file(tmp_path / f"x{ending}", COLUMNS, breaking(), CAMPUS)

    assert [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()] == ["as it was"]


@pytest.mark.parametrize("ending", ENDINGS)
async def test_an_export_without_rows_is_a_valid_file_for_its_owner_alone(tmp_path, ending):
    async def nothing():
        for row in ():
            yield row

    await write_file(tmp_path / f"x{ending}", COLUMNS, nothing(), CAMPUS)

    assert rows_of(tmp_path / f"x{ending}") == []
    assert stat.S_IMODE((tmp_path / f"x{ending}").stat().st_mode) == 0o600


def test_the_command_line_knows_every_export_and_ending():
    assert tuple(export.value for export in Export) == EXPORTS
    assert tuple(WRITERS) == ENDINGS
