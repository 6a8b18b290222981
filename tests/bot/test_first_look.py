"""What is refused before anything is started, and what is only told."""

import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.check import Verdict, check
from bot.first_look import refuse_wrong_accounts
from bot.listening import listen, prepare, refuse_taken_port
from bot.memory_tokens import MemoryTokens
from bot.place import bring_up_to_date, open_database
from bot.platforms import open_accounts
from bot.sentences import Unable
from bot.settings import Settings
from emulator.server import Emulator
from emulator.wecom.apps import App
from emulator.wecom.corp import Corp
from storage.tokens import Tokens

CORP_ID = "ww0123456789abcdef"
SECRET, OTHER = "canary-secret", "canary-other"


@pytest.fixture
async def emulator() -> AsyncIterator[Emulator]:
    """A corporation with two applications."""
    apps = [App(agent_id=1, secret=SECRET), App(agent_id=2, secret=OTHER)]
    async with Emulator(Corp(CORP_ID, apps=apps)) as emulator:
        yield emulator


def configured(api_base: str, database: str = "embedded:nowhere", **changed: object) -> Settings:
    account = {
        "name": "staff",
        "corp_id": CORP_ID,
        "agent_id": 1,
        "secret": SECRET,
        "token": "token",
        "aes_key": "a" * 43,
        "api_base": api_base,
    }
    return Settings.model_validate({"database": {"url": database}, "wecom": [account | changed]})


@pytest.mark.parametrize(
    "changed",
    [
        {"corp_id": "ww0000000000000000"},
        {"secret": "canary-wrong"},
        {"agent_id": 2},
        {"agent_id": 3},
        {"secret": OTHER},
    ],
)
async def test_what_does_not_belong_together_is_refused_without_showing_it(emulator, changed):
    with pytest.raises(Unable, match=r"\[\[wecom\]\] staff 的配置不对，没有启动") as refusal:
        await refuse_wrong_accounts(configured(emulator.api_base, **changed), MemoryTokens())

    assert "canary" not in str(refusal.value)


async def test_what_belongs_together_is_let_through(emulator):
    await refuse_wrong_accounts(configured(emulator.api_base), MemoryTokens())


async def test_a_platform_that_is_away_stops_nobody():
    await refuse_wrong_accounts(configured("http://127.0.0.1:9"), MemoryTokens())


async def test_a_secret_that_worked_once_is_not_asked_about_again(emulator, database):
    """Whatever the platform would say now: a restart must not depend on it."""
    settings = configured(emulator.api_base)
    async with open_accounts(settings, Tokens(database)) as accounts:
        (account,) = accounts.values()
        await account.platform.check()
    emulator.wecom.corps[CORP_ID].apps[1].secret = "reset by the administrator"

    await refuse_wrong_accounts(settings, Tokens(database))


async def test_check_tells_a_wrong_secret_without_showing_it(emulator, address):
    lines = [line async for line in check(configured(emulator.api_base, address, secret="canary-wrong"))]

    assert [line.subject for line in lines if line.verdict is Verdict.FAILED] == ["wecom:staff 应用 Secret"]
    assert "canary" not in "".join(map(str, lines))


async def test_check_looks_at_the_platforms_even_if_the_database_is_away(emulator):
    settings = configured(emulator.api_base, "postgresql://u@127.0.0.1:1/d")

    lines = [str(line) async for line in check(settings)]

    assert any(line.startswith("[失败] 数据库：连不上数据库") for line in lines)
    assert "[正常] wecom:staff 应用 Secret" in lines


async def test_check_fails_without_any_account(address):
    lines = [line async for line in check(Settings.model_validate({"database": {"url": address}}))]

    assert [line.subject for line in lines if line.verdict is Verdict.FAILED] == ["平台账号"]


@pytest.mark.parametrize(
    ("url", "verdict", "words"),
    [
        ("https://bot.example.edu.cn", Verdict.WELL, "https://bot.example.edu.cn"),
        ("http://bot.example.edu.cn", Verdict.MIND, "不是 https"),
        ("https://10.0.0.8", Verdict.MIND, "内网或本机地址"),
        ("https://localhost:8443", Verdict.MIND, "内网或本机地址"),
    ],
)
async def test_check_thinks_about_the_public_address(address, url, verdict, words):
    settings = Settings.model_validate({"database": {"url": address}, "server": {"public_url": url}})

    (line,) = [line async for line in check(settings) if line.subject == "公网地址"]

    assert line.verdict is verdict
    assert words in line.advice


STREAM = {
    "name": "students",
    "client_id": "ding0001",
    "client_secret": "x" * 20,
    "corp_id": "ding0002",
    "agent_id": 1,
    "robot_code": "ding0001",
    "mode": "stream",
}


@pytest.mark.parametrize(
    ("account", "words"),
    [
        (STREAM | {"card_template_id": "t.schema"}, "聊天和卡片照常，但网页（填单"),
        (STREAM, "平台无法回调，网页（填单"),
    ],
)
async def test_without_a_public_address_check_says_that_pages_cannot_be_opened(address, account, words):
    settings = Settings.model_validate({"database": {"url": address}, "dingtalk": [account]})

    line = await anext(line async for line in check(settings) if line.subject == "公网地址")

    assert line.verdict is Verdict.MIND
    assert words in line.advice


async def test_a_database_that_the_server_does_not_have_is_told(pg_server):
    settings = Settings.model_validate({"database": {"url": pg_server.dsn("nobody_made_this")}})

    with pytest.raises(Unable, match="没有这个数据库"):
        await bring_up_to_date(settings)


async def test_an_address_that_is_no_address_is_told():
    settings = Settings.model_validate({"database": {"url": "postgresql://host:port/name"}})

    with pytest.raises(Unable, match=r"检查 database\.url 的写法"):
        async with open_database(settings):
            pass


async def test_an_address_of_another_machine_is_told():
    runner = await prepare(web.Application(), 0)

    with pytest.raises(Unable, match=r"192\.0\.2\.1:8080(.|\n)*server\.host"):
        await listen(runner, "192.0.2.1", 8080)


def test_a_taken_port_is_told_before_anything_is_started():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Unable, match="正被另一个程序占用"):
        refuse_taken_port("127.0.0.1", taken.getsockname()[1])
