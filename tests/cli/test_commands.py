"""Commands that end by themselves: what they say, and what the shell is told."""

import asyncio
import signal
from datetime import datetime

import asyncpg
import pytest

from bot.cli_commands import COMMANDS as FUNCTIONS
from bot.cli_parser import COMMANDS
from bot.export import Period, export
from bot.job import list_jobs, run_job
from bot.load import load_settings
from bot.place import bring_up_to_date
from bot.sentences import Unable, sentence_for
from bot.sync_org import sync_org
from bot.verify import find_violations
from storage.database import Database
from storage.directory import Guard
from storage.exports import Export
from tests.cli.program import CORP_ID, end, run, start, write_configuration

NOWHERE = "postgresql://nobody:canary-password@127.0.0.1:1/nowhere"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ((), 64, "缺少 命令"),
        (("brew",), 64, "没有 'brew' 这一项"),
        (("serve", "--role", "cook"), 64, "没有 'cook' 这一项"),
        (("export", "audit", "-o", "x.pdf"), 64, "文件名应以 .xlsx、.csv、.json 结尾"),
        (("export", "audit", "--from", "2026-02-30", "-o", "x.csv"), 64, "应是存在的日期"),
        (("demo", "--port", "0"), 64, "端口应是 1 到 65535"),
        (("job", "run", "digest", "--at", "morgen"), 64, "应是时刻"),
        (("sync-org", "--apply", "--dry-run"), 64, "不能和"),
        (("check",), 1, "cp config.example.toml config.toml"),
        (("--help",), 0, "启动演示"),
        (("export", "--help"), 0, "导出什么"),
    ],
)
async def test_a_command_line_is_answered_in_chinese(tmp_path, words, status, said):
    ended = await run(*words, folder=tmp_path)

    assert ended.status == status
    assert said in ended.said
    assert "usage" not in ended.said


def test_every_command_of_the_grammar_is_carried_out():
    assert list(COMMANDS) == list(FUNCTIONS)


async def test_a_wrong_configuration_names_every_problem(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('[server]\nport = 0\n[databse]\nurl = "canary"\n', encoding="utf-8")

    ended = await run("serve", "--config", str(file))

    assert ended.status == 1
    assert "server.port：不能小于 1" in ended.err
    assert "您要写的是不是 database" in ended.err


@pytest.mark.parametrize("words", [("migrate",), ("serve",)])
async def test_a_database_that_is_away_is_told_in_a_sentence(tmp_path, words):
    ended = await run(*words, "--config", str(write_configuration(tmp_path, NOWHERE)))

    assert ended.status == 1
    assert ended.err == "连不上数据库。请确认数据库已启动，database.url 的地址和端口没有写错。\n"


async def test_migrate_may_be_run_twice(tmp_path, empty_address):
    file = write_configuration(tmp_path, empty_address)

    first = await run("migrate", "--config", str(file))

    assert first.status == 0
    assert "已升级" in first.out
    assert await bring_up_to_date(load_settings(file)) is False


async def test_commands_refuse_a_database_that_is_not_migrated(tmp_path, empty_address):
    ended = await run("serve", "--config", str(write_configuration(tmp_path, empty_address)))

    assert ended.status == 1
    assert "请先运行 run.py migrate" in ended.err


async def test_check_reports_line_by_line_and_fails_with_the_platform(tmp_path, address):
    ended = await run("check", "--config", str(write_configuration(tmp_path, address)))

    lines = ended.out.splitlines()
    assert ended.status == 1
    assert "[正常] 配置和校历" in lines
    assert any(line.startswith("[正常] 数据库：PostgreSQL") for line in lines)
    assert any(line.startswith("[失败] wecom:staff 应用 Secret：") for line in lines)


async def test_check_ends_well_and_shows_open_alerts(tmp_path, address, emulator):
    connection = await Database(address).connect()
    await connection.execute("insert into alerts values ('k', '通讯录有变化', now(), now(), 3)")
    await connection.close()

    ended = await run("check", "--config", str(write_configuration(tmp_path, address, api_base=emulator.api_base)))

    assert ended.status == 0, ended.said
    assert "[注意] 告警：通讯录有变化（3 次）" in ended.out
    assert "fsync 已关闭" in ended.out  # the tests' own server is a fast and forgetful one


async def people(address: str) -> list[tuple[str, int]]:
    connection = await Database(address).connect()
    try:
        return [
            tuple(row) for row in await connection.fetch("select status, count(*) from people group by 1 order by 1")
        ]
    finally:
        await connection.close()


LEFT_BEHIND = """
    insert into stand_ins (principal_id, stand_in_id, cause, created_at)
    select a.id, b.id, 'said', now() from people a, people b where (a.staff_no, b.staff_no) = ('T0001', 'T0002');
    insert into requests (
        form, form_version, applicant_id, state, fields, created_at, submitted_at, plan, course
    )
    select 'travel', 1, id, 'pending', '{}', now(), now(), '{"steps": []}', '{"runs": []}'
    from people where staff_no = 'T0001';
"""


async def test_sync_org_shows_first_and_writes_when_told(tmp_path, address, emulator):
    settings = load_settings(write_configuration(tmp_path, address, api_base=emulator.api_base))
    said: list[str] = []

    await sync_org(settings, None, None, said.append)
    after_showing = await people(address)
    await sync_org(settings, "staff", Guard.ON, said.append)
    written = await people(address)
    await sync_org(settings, None, None, said.append)

    assert [line for line in said if line.startswith("新增人员  教师7（T0007）")] != []
    assert "以上只是比较，没有写入。写入请加 --apply。" in said
    assert (after_showing, written) == ([], [("active", 40)])
    assert said[-1] == "wecom:staff：读到部门 1 个、人员 40 人，与现有的一致。"


async def test_the_guard_refuses_when_six_vanish_and_force_overrules_it(tmp_path, address, emulator):
    file = write_configuration(tmp_path, address, api_base=emulator.api_base)
    await sync_org(load_settings(file), None, Guard.ON, str)
    for number in range(6):
        emulator.wecom.corps[CORP_ID].roster.drop_member(f"t{number}")

    refused = await run("sync-org", "--apply", "--config", str(file))
    after_refusal = await people(address)
    forced = await run("sync-org", "--apply", "--force", "--config", str(file))

    assert refused.status == 2
    assert "6 人离开" in refused.err
    assert after_refusal == [("active", 40)]
    assert forced.status == 0
    assert await people(address) == [("active", 34), ("left", 6)]


async def test_sync_org_sees_off_whoever_has_left(tmp_path, address, emulator):
    settings = load_settings(write_configuration(tmp_path, address, api_base=emulator.api_base))
    await sync_org(settings, None, Guard.ON, str)
    conn = await asyncpg.connect(address)
    await conn.execute(LEFT_BEHIND)
    emulator.wecom.corps[CORP_ID].roster.drop_member("t1")

    said: list[str] = []
    await sync_org(settings, None, Guard.ON, said.append)

    assert said[-1] == "wecom:staff 已写入。1 位离职的人手上还有单，已告诉人事。"
    assert await conn.fetchval("select count(*) from stand_ins where ended_at is null") == 0
    await conn.close()


async def test_sync_org_of_an_unknown_account_names_the_known_ones(tmp_path, address):
    settings = load_settings(write_configuration(tmp_path, address))

    with pytest.raises(Unable, match="没有名为 nobody 的账号（已配置：wecom:staff）"):
        await sync_org(settings, "nobody", None, str)


async def test_export_writes_a_file_and_says_how_many_rows(tmp_path, address):
    file = tmp_path / "audit.xlsx"

    ended = await run("export", "audit", "-o", str(file), "--config", str(write_configuration(tmp_path, address)))

    assert ended.status == 0
    assert ended.out == f"已导出 0 行到 {file}。\n"
    assert file.exists()


async def test_export_to_a_place_that_is_not_there_is_told(tmp_path, address):
    settings = load_settings(write_configuration(tmp_path, address))

    with pytest.raises(FileNotFoundError) as failure:
        await export(settings, Export.AUDIT, Period(None, None), tmp_path / "nowhere" / "audit.csv")

    assert "找不到" in (sentence_for(failure.value) or "")


JOB_NAMES = (
    "retention",
    "leave",
    "quality",
    "quality-hourly",
    "errands",
    "escalation",
    "digest",
    "bulletin",
    "one-page",
    "attendance",
    "attendance-month",
    "missed-punches",
    "leave-returns",
    "happenings",
    "duty-questions",
    "org-compare",
)


async def test_jobs_are_listed_and_run_once_per_instant(tmp_path, address):
    file = write_configuration(tmp_path, address)
    settings, at = load_settings(file), datetime(2026, 11, 24, 3, 20)  # noqa: DTZ001 - campus time, as it is typed

    listed = await run("job", "list", "--config", str(file))
    first = await run_job(settings, "retention", at)
    with pytest.raises(Unable, match="已经运行过"):
        await run_job(settings, "retention", at)
    known = "、".join(JOB_NAMES)
    with pytest.raises(Unable, match=f"没有名为 siesta 的作业，没有运行。可以是：{known}"):
        await run_job(settings, "siesta", at)

    assert listed.status == 0
    assert [line.split()[:2] for line in listed.out.splitlines()[1:][: len(JOB_NAMES)]] == [
        [name, "从未"] for name in JOB_NAMES
    ]
    assert first.startswith("retention 已运行")
    assert any("2026-11-24 03:20" in line for line in await list_jobs(settings))


async def test_verify_finds_what_was_tampered_with(tmp_path, address):
    file = write_configuration(tmp_path, address)
    clean = await find_violations(load_settings(file))
    connection = await Database(address).connect()
    await connection.execute("insert into audit values (1, now(), 'a', 'b', 'c', '{}', repeat('0', 64), 'forged')")
    await connection.close()

    tampered = await run("verify", "--config", str(file))

    assert clean == []
    assert tampered.status == 1
    assert "[失败] 审计链被改动或中断（audit-chain）：1" in tampered.out


async def test_an_interrupted_command_says_so(tmp_path):
    """The server at this address never answers, so the command waits; the signal ends it in order."""
    kept, programs = list[object](), list[asyncio.subprocess.Process]()

    def accept(*streams: object) -> None:
        kept.append(streams)  # a stream that nobody holds is closed, which would be an answer
        programs[0].send_signal(signal.SIGINT)  # at once: the command waits five seconds and no longer

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    programs.append(
        await start("migrate", "--config", str(write_configuration(tmp_path, f"postgresql://u@127.0.0.1:{port}/d")))
    )

    ended = await end(programs[0])
    server.close()

    assert ended.status == 130
    assert "已中断" in ended.err
