"""`run.py token`: shown once, listed without its secret, ended at once, a name is given once."""

from datetime import UTC, datetime

import pytest

from bot.api_tokens import add, end, show
from bot.cli_parser import make_parser
from bot.load import load_settings
from bot.sentences import Unable
from domain.api_tokens import read_bearer
from storage.api_tokens import find_token
from storage.database import Database
from tests.cli.program import write_configuration

NOW = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


@pytest.fixture
async def settings(tmp_path, address):
    return load_settings(write_configuration(tmp_path, address))


async def test_a_token_is_made_listed_and_ended(settings, address):
    assert list(await show(settings)) == ["还没有令牌。用 run.py token add 名称 --scope gate --days 365 做一个。"]
    said, written, where = await add(settings, "gate-east", ["gate"], 30)
    (line,) = await show(settings)
    ended = await end(settings, "gate-east")

    shown = read_bearer(f"Bearer {written}")
    database = Database(address)
    async with database.begin(NOW) as tx:
        found = await find_token(tx.conn, shown.public_part)
    await database.close()
    assert "只显示这一次" in said
    assert "/api/v1/" in where
    assert found.token.hash == shown.hash
    assert found.token.ended_at is not None
    assert shown.secret not in repr(found)
    assert shown.secret not in line
    assert line.startswith("gate-east  gate  有效到 ")
    assert line.endswith("还没有用过")
    assert "立即生效" in ended
    assert "已停用" in next(iter(await show(settings)))


async def test_a_name_is_given_once_and_days_have_a_limit(settings):
    await add(settings, "gate-1", ["gate"], 30)
    await end(settings, "gate-1")

    with pytest.raises(Unable, match="已经用过"):
        await add(settings, "gate-1", ["gate"], 30)
    with pytest.raises(Unable, match="不能作名称"):
        await add(settings, "东门", ["gate"], 30)
    with pytest.raises(Unable, match="--days 应是 1 到 3650"):
        await add(settings, "gate-2", ["gate"], 0)
    with pytest.raises(Unable, match="没有叫 gate-1 的令牌在用"):
        await end(settings, "gate-1")


def test_the_command_is_understood():
    given = make_parser().parse_args(["token", "add", "gate-east", "--scope", "gate", "--days", "90"])

    assert (given.command, given.does, given.name, given.scope, given.days) == (
        "token",
        "add",
        "gate-east",
        ["gate"],
        90,
    )
