"""`run.py device`: a key is shown once, a name is never given twice, clocks and strangers are listed."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.cli_parser import make_parser
from bot.devices import add, end, show
from bot.load import load_settings
from bot.sentences import Unable
from storage.database import Database
from storage.devices import device_key, note_seen, note_strangers
from tests.cli.program import write_configuration

NOW = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


@pytest.fixture
async def settings(tmp_path, address):
    return load_settings(write_configuration(tmp_path, address))


async def test_a_device_is_added_listed_and_ended(settings, address):
    assert list(await show(settings)) == ["还没有设备。用 run.py device add 名称 登记一台。"]
    said, key, where = await add(settings, "gate-1")
    database = Database(address)
    async with database.begin(NOW) as tx:
        kept = await device_key(tx, "gate-1")
        await note_seen(tx, "gate-1", timedelta(seconds=-90), 12)
        await note_strangers(tx, "gate-1", ["T9999"])
    await database.close()

    line, strangers = await show(settings)
    ended = await end(settings, "gate-1")

    assert "只显示这一次" in said
    assert kept.value == bytes.fromhex(key)
    assert where.split("（")[0].endswith("/api/v1/punches")
    assert line == "gate-1  在用  最近 2026-11-22 08:00:00  时钟慢 90.0 秒，已更正  打卡 12 条"
    assert "T9999" in strangers
    assert "密钥作废" in ended
    assert "已停用" in next(iter(await show(settings)))


async def test_a_name_is_given_once_and_must_be_one(settings):
    await add(settings, "gate-1")
    await end(settings, "gate-1")

    with pytest.raises(Unable, match="已经用过"):
        await add(settings, "gate-1")
    with pytest.raises(Unable, match="不能作设备名"):
        await add(settings, "东门 1")
    with pytest.raises(Unable, match="没有叫 gate-1 的设备在用"):
        await end(settings, "gate-1")


def test_the_command_is_understood():
    given = make_parser().parse_args(["device", "add", "gate-1"])

    assert (given.command, given.does, given.name) == ("device", "add", "gate-1")
