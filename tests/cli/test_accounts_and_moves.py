"""`run.py accounts` and `run.py move`: what IT does when a college gets a second platform."""

from datetime import UTC, date, datetime

import pytest

from bot.accounts import link_account, list_accounts
from bot.cli_parser import make_parser
from bot.load import load_settings
from bot.move import begin_move, cancel_move, finish_move, list_moves
from bot.sentences import Unable
from domain.directory import Directory, ReadDepartment, ReadMember
from domain.events import Source
from storage.database import Database
from storage.directory import load
from tests.cli.program import run, write_configuration

STAFF, STUDENTS = Source("wecom", "staff"), Source("dingtalk", "students")
COLLEGE = ReadDepartment(id="1", parent_id=None, name="示例学院")
LI = ReadMember(user_id="li", name="李雷", departments=("1",), main_department="1", staff_no="T0001")
HAN = ReadMember(user_id="han", name="韩梅", departments=("1",), staff_no="T0002")
NEVER = date(2099, 12, 31)


@pytest.fixture
async def settings(tmp_path, address):
    """Two people on WeCom and on DingTalk, one of whom is not surely recognised there."""
    database = Database(address)
    async with database.begin(datetime(2026, 11, 24, 2, 0, tzinfo=UTC)) as tx:
        await load(tx, STAFF, Directory((COLLEGE,), (LI, HAN)))
        unsure = ReadMember(user_id="d-li", name="李雷", departments=("1",))
        await load(tx, STUDENTS, Directory((COLLEGE,), (unsure, HAN)))
    await database.close()
    return load_settings(write_configuration(tmp_path, address))


async def test_accounts_are_listed_and_linked(settings):
    listed = list(await list_accounts(settings))
    said = await link_account(settings, 1, "T0001")

    assert listed == ["1. 钉钉 李雷（帐号 d-li），示例学院\n  甲 李雷（T0001，示例学院）"]
    assert said == "已关联：钉钉帐号 d-li 是 李雷（T0001）。本人会收到通知。"
    assert list(await list_accounts(settings)) == ["没有要核对的帐号。"]
    with pytest.raises(Unable, match="没有编号 1 的待核对帐号"):
        await link_account(settings, 1, "new")


async def test_a_move_is_begun_listed_and_struck_out(settings):
    assert list(await list_moves(settings)) == ["没有迁移。"]

    said = await begin_move(settings, STAFF, STUDENTS, NEVER)
    heading, line = list(await list_moves(settings))
    struck = await cancel_move(settings, STAFF)

    assert said.startswith("已记下：到 2099-12-31（含）为止")
    assert heading.split() == ["从", "到", "现在", "只在旧的", "两边都有", "只在新的"]
    assert line.split() == ["wecom:staff", "dingtalk:students", "两边都发，到", "2099-12-31（含）", "1", "1", "0"]
    assert struck.startswith("已取消")
    with pytest.raises(Unable, match="没有从 wecom:staff 迁出的计划"):
        await finish_move(settings, STAFF)


async def test_the_shell_is_told_what_is_missing_or_wrong(tmp_path, settings):
    configuration = next(iter(tmp_path.glob("config-*.toml")))
    for words, status, said in (
        (("accounts", "link", "1", "T0001"), 0, "已关联"),
        (("accounts", "link", "x", "T0001"), 64, "应是列表里的编号"),
        (("move",), 1, "缺少 --from"),
        (("move", "--from", "wecom:staff"), 1, "缺少 --to 或 --both-until"),
        (("move", "--from", "staff"), 64, "应写成 wecom:账号名 或 dingtalk:账号名"),
        (("move", "finish", "--from", "wecom:staff"), 1, "没有从 wecom:staff 迁出的计划"),
        (("move", "list"), 0, "没有迁移"),
    ):
        ended = await run(*words, "--config", str(configuration))

        assert (ended.status, said in ended.said) == (status, True), ended.said


def test_a_move_is_read_from_the_command_line():
    given = make_parser().parse_args(
        ["move", "--from", "wecom:staff", "--to", "dingtalk:students", "--both-until", "2026-12-31"]
    )

    assert (given.does, given.origin, given.target, given.last_day) == (None, STAFF, STUDENTS, date(2026, 12, 31))
