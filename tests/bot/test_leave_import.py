"""run.py import of granted leave: the whole file or nothing, and the same content once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from bot.cli_commands import import_
from bot.cli_parser import make_parser
from tests.cli.program import write_configuration

UNTIL = datetime.now(tz=UTC).date() + timedelta(days=300)
FILE = f"工号,类型,天数,有效期至,原因\nT0001,调休,1.5,{UNTIL},国庆值班\nT0001,年假,3,{UNTIL},上年结余\n"
LOTS = "select leave_type, remaining, reason from leave_lots order by id"
STATUS = "select coalesce(sum(minutes), 0) from leave_ledger"


async def take_in(file: Path, configuration: Path, *more: str) -> int:
    return await import_(make_parser().parse_args(["import", str(file), "--config", str(configuration), *more]))


async def test_grants_are_entered_once_whatever_the_file_is_called(tmp_path: Path, address: str, capsys):
    configuration = write_configuration(tmp_path, address)
    conn = await asyncpg.connect(address)
    await conn.execute("insert into people (name, staff_no) values ('张三', 'T0001')")
    first, again, bad = (tmp_path / f"{name}.csv" for name in ("额度", "额度副本", "错的"))
    first.write_text(FILE, encoding="utf-8")
    again.write_text(FILE, encoding="utf-8")
    bad.write_text(FILE.replace("T0001,年假,3", "T0001,年假,三"), encoding="utf-8")

    assert await take_in(bad, configuration) == 1
    assert "第 3 行 C 列（天数）“三”：不是数" in capsys.readouterr().out
    assert await take_in(first, configuration, "--dry-run") == 0
    assert await conn.fetchval(STATUS) == 0

    assert await take_in(first, configuration) == 0
    assert await take_in(again, configuration) == 0

    assert "已经登记过" in capsys.readouterr().out
    assert await conn.fetchval(STATUS) == 4.5 * 480
    assert [
        tuple(row) for row in await conn.fetch("select leave_type, remaining, reason from leave_lots order by id")
    ] == [
        ("comp_off", 720, "国庆值班"),
        ("annual", 1440, "上年结余"),
    ]
    assert await conn.fetchval("select count(*) from audit where action = 'leave.imported'") == 1
    await conn.close()
