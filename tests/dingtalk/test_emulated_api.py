"""The same calls against the emulated platform, which was written from the documentation and not from our client."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import pytest

from adapters.dingtalk.asking import Asking
from adapters.dingtalk.checks import check_account
from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.directory import DirectoryReader
from adapters.dingtalk.login import DingtalkLogin
from adapters.dingtalk.settings import DingtalkSettings
from adapters.ports import PlatformMisconfigured, RecipientUnreachable
from domain.directory import ReadMember
from domain.events import MediaKind
from emulator.dingtalk.org import Org, VisibleRange
from emulator.dingtalk.people import Department, Member
from emulator.server import Emulator
from tests.memory_tokens import MemoryTokens

CORP = "dingcollege0001"
CLIENT = "dingclient0001"
SECRET = "client-secret"
DEPARTMENTS = (
    Department(dept_id=1, name="示例职业技术学院", parent_id=0),
    Department(dept_id=2, name="人事处", managers=("li4",)),
    Department(dept_id=3, name="教务处"),
    Department(dept_id=4, name="考试中心", parent_id=3),
)
MEMBERS = (
    Member(userid="li4", name="李四", dept_ids=(2,), leads=(2,), job_number="T0002"),
    Member(userid="zhang3", name="张三", dept_ids=(2, 4), title="干事", job_number="T0003", manager="li4"),
    Member(userid="new6", name="赵六", dept_ids=(3,), is_active=False, extension=(("人事编号", "P-6"),)),
)


def college(visible: frozenset[int] = frozenset({1})) -> Org:
    return Org(
        CORP,
        client_id=CLIENT,
        client_secret=SECRET,
        agent_id=123456,
        departments=DEPARTMENTS,
        members=MEMBERS,
        visible=VisibleRange(departments=visible),
    )


def settings_of(emulator: Emulator, secret: str = SECRET) -> DingtalkSettings:
    return DingtalkSettings(
        name="staff",
        client_id=CLIENT,
        client_secret=secret,
        corp_id=CORP,
        agent_id=123456,
        robot_code=CLIENT,
        public_url="https://bot.example.edu.cn",
        api_base=emulator.dingtalk_base,
        oapi_base=emulator.dingtalk_base,
        login_base=emulator.dingtalk_base,
    )


@pytest.fixture
def org() -> Org:
    return college()


@pytest.fixture
async def emulator(org) -> AsyncIterator[Emulator]:
    async with Emulator(dingtalk=[org]) as running:
        yield running


@pytest.fixture
async def client(emulator) -> AsyncIterator[DingtalkClient]:
    made = DingtalkClient(settings_of(emulator), MemoryTokens())
    yield made
    await made.aclose()


async def test_the_whole_college_is_read(client):
    read = await DirectoryReader(asking=Asking(client=client), staff_no_from="job_number").read()

    assert [(one.id, one.parent_id, one.name) for one in read.departments] == [
        ("1", None, "示例职业技术学院"),
        ("2", "1", "人事处"),
        ("3", "1", "教务处"),
        ("4", "3", "考试中心"),
    ]
    assert read.departments[1].leaders == ("li4",)
    assert {member.user_id: member for member in read.members} == {
        "li4": ReadMember(user_id="li4", name="李四", departments=("2",), leads=("2",), staff_no="T0002"),
        "zhang3": ReadMember(
            user_id="zhang3",
            name="张三",
            departments=("2", "4"),
            direct_leaders=("li4",),
            position="干事",
            staff_no="T0003",
        ),
        "new6": ReadMember(user_id="new6", name="赵六", departments=("3",), is_active=False),
    }


async def test_a_staff_number_may_stand_in_the_profile(client):
    read = await DirectoryReader(asking=Asking(client=client), staff_no_from="extension:人事编号").read()

    assert [member.staff_no for member in read.members if member.staff_no] == ["P-6"]


@pytest.mark.parametrize("org", [college(frozenset({2}))], ids=["one department"])
async def test_of_a_narrow_range_that_much_is_read(client):
    read = await DirectoryReader(asking=Asking(client=client), staff_no_from="userid").read()

    assert [one.id for one in read.departments] == ["2"]
    assert {member.user_id for member in read.members} == {"li4", "zhang3"}


async def come_back(emulator: Emulator, userid: str) -> dict[str, str]:
    """What the browser brings along after the platform's page."""
    url = DingtalkLogin(settings_of(emulator), None).login_url("https://bot.example.edu.cn/h5/back", "s1")
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(url, params={"login_hint": userid}, allow_redirects=False) as answer,
    ):
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))


async def test_a_member_logs_in(emulator, client):
    query = await come_back(emulator, "zhang3")

    assert query["state"] == "s1"
    assert await DingtalkLogin(settings_of(emulator), client).who(query) == "zhang3"


async def test_a_stranger_does_not_log_in(emulator, client):
    query = await come_back(emulator, "somebody-else")

    with pytest.raises(RecipientUnreachable):
        await DingtalkLogin(settings_of(emulator), client).who(query)


async def test_a_token_that_was_taken_back_is_replaced(org, client):
    await client.oapi("/topapi/v2/user/get", {"userid": "li4"}, repeatable=True)
    org.tokens.kill_all()

    reply = await client.oapi("/topapi/v2/user/get", {"userid": "li4"}, repeatable=True)

    assert isinstance(reply["result"], dict)


async def test_a_picture_is_uploaded(client):
    assert (await client.upload(MediaKind.IMAGE, "", b"\x89PNG\r\n\x1a\n" + b"0" * 20)).startswith("@")


async def test_an_account_that_is_well_is_found_well(emulator, client):
    findings = await check_account(client, settings_of(emulator))

    assert [finding for finding in findings if not finding.is_ok] == []


async def test_a_wrong_secret_is_told_as_such_by_both_families(emulator):
    client = DingtalkClient(settings_of(emulator, "wrong"), MemoryTokens())

    for check in (client.check_api_token, client.check_oapi_token):
        with pytest.raises(PlatformMisconfigured, match="client_secret"):
            await check()
    await client.aclose()
