"""`run.py webhook`: its secret shown once, listed without it, ended at once, a name is given once."""

import pytest

from bot.cli_parser import make_parser
from bot.load import load_settings
from bot.sentences import Unable
from bot.webhooks import add, end, show
from tests.cli.program import write_configuration

ADDRESS = "https://erp.example.edu.cn/hook"


@pytest.fixture
async def settings(tmp_path, address):
    return load_settings(write_configuration(tmp_path, address))


async def test_a_webhook_is_made_listed_and_ended(settings):
    assert list(await show(settings)) == ["还没有 webhook。用 run.py webhook add 名称 网址 做一个。"]
    said, secret, _ = await add(settings, "erp", ADDRESS, [])
    (line,) = await show(settings)
    ended = await end(settings, "erp")

    assert "只显示这一次" in said
    assert secret.startswith("whsec_")
    assert secret not in line
    assert line.startswith(f"erp  {ADDRESS}  request.changed  在用  还没有收下过")
    assert "已停用" in ended
    assert "已停用" in next(iter(await show(settings)))
    with pytest.raises(Unable, match="已经用过"):
        await add(settings, "erp", ADDRESS, [])
    with pytest.raises(Unable, match="没有停用"):
        await end(settings, "erp")


@pytest.mark.parametrize(("name", "where"), [("ERP", ADDRESS), ("erp", "http://erp.example.edu.cn/"), ("erp", "x")])
async def test_what_cannot_be_one_is_refused(settings, name, where):
    with pytest.raises(Unable, match="没有登记"):
        await add(settings, name, where, [])


def test_the_command_line_knows_it():
    given = make_parser().parse_args(["webhook", "add", "erp", ADDRESS, "--topic", "request.ended"])

    assert (given.does, given.name, given.address, given.topic) == ("add", "erp", ADDRESS, ["request.ended"])
