"""One account as the rest of the house sees it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.ports import CallbackRefused, Platform, PlatformFailure, SendText
from adapters.wecom.platform import WecomPlatform
from domain.events import Source, TextSaid
from tests.wecom.callbacks import NOW, SETTINGS, inner, send
from tests.wecom.stand_in import OK

AGENT = "/cgi-bin/agent/get"
FULL_RANGE = {
    **OK,
    "name": "值铃",
    "close": 0,
    "redirect_domain": "bot.example.edu.cn",
    "allow_userinfos": {"user": [{"userid": "a"}]},
    "allow_partys": {"partyid": [1]},
    "allow_tags": {"tagid": []},
}


@pytest.fixture
async def new_platform(wecom, tokens):
    made = []

    def make(**changes) -> WecomPlatform:
        made.append(WecomPlatform(replace(SETTINGS, api_base=wecom.base, **changes), tokens))
        return made[-1]

    yield make
    for platform in made:
        await platform.aclose()


def test_it_is_a_platform(new_platform):
    platform: Platform = new_platform()

    assert platform.source == Source("wecom", "staff")


def test_a_callback_goes_in_and_comes_out_as_an_event(new_platform):
    sent = send(inner())

    received = new_platform().decode(sent.query, {}, sent.body, NOW)

    assert isinstance(new_platform().parse(received.kind, received.body), TextSaid)


def test_the_check_of_the_address_is_refused_to_strangers(new_platform):
    with pytest.raises(CallbackRefused):
        new_platform().verify_url({}, NOW)


def test_budgets_are_stricter_than_the_platforms_silence(new_platform):
    minute, hour = new_platform().member_budgets

    assert minute == (25, timedelta(minutes=1))
    assert hour == (900, timedelta(hours=1))
    most, window = new_platform().api_budget
    assert most / window.total_seconds() <= 10_000 / 60


def test_a_repeat_is_only_sent_while_the_platform_remembers_the_first(new_platform):
    assert timedelta(0) < new_platform().repeat_window < timedelta(seconds=180)


def test_settings_show_no_secret():
    shown = repr(SETTINGS)

    for secret in (SETTINGS.secret, SETTINGS.token, SETTINGS.aes_key):
        assert secret not in shown


async def test_ten_thousand_forged_callbacks_cause_no_call(wecom, new_platform):
    platform = new_platform()
    sent = send(inner())

    for number in range(10_000):
        with pytest.raises(CallbackRefused):
            platform.decode({**sent.query, "nonce": str(number)}, {}, sent.body, NOW)

    assert wecom.token_asked == 0
    assert wecom.asked == []


async def test_an_account_in_order_has_nothing_to_mend(wecom, new_platform):
    wecom.lay(AGENT, FULL_RANGE)
    wecom.lay("/cgi-bin/department/list", {**OK, "department": [{"id": 1, "name": "学院"}, {"id": 2, "name": "系"}]})
    attributes = {"attrs": [{"name": "工号", "value": "T1"}]}
    members = [{"userid": "a", "name": "甲", "extattr": attributes}, {"userid": "b", "name": "乙"}]
    wecom.lay("/cgi-bin/user/list", {**OK, "userlist": []}, {**OK, "userlist": members})

    findings = await new_platform(contacts_secret=SETTINGS.secret).check()

    assert [finding.subject for finding in findings] == [
        "应用 Secret",
        "应用状态",
        "应用可见范围",
        "网页可信域名",
        "通讯录读取",
        "通讯录同步 Secret",
        "回调地址",
    ]
    assert all(finding.is_ok for finding in findings)
    assert "https://bot.example.edu.cn/callback/wecom/staff" in findings[-1].advice
    assert "抽查 2 人，1 人有工号" in findings[4].advice
    assert "手机号" in findings[4].advice


@pytest.mark.parametrize(
    ("departments", "members"),
    [([{"id": 1}], []), ([{"id": 1, "name": "学院"}], [{"userid": "zhang3", "department": [1]}])],
)
async def test_a_secret_that_may_not_see_names_is_explained(departments, members, wecom, new_platform):
    wecom.lay(AGENT, FULL_RANGE)
    wecom.lay("/cgi-bin/department/list", {**OK, "department": departments})
    wecom.lay("/cgi-bin/user/list", {**OK, "userlist": members})

    (fault,) = [finding for finding in await new_platform().check() if not finding.is_ok]

    assert "应用管理" in fault.advice
    assert "姓名保持不变" in fault.advice


async def test_a_secret_that_may_not_read_the_address_book_is_told_what_to_do(wecom, new_platform):
    wecom.lay(AGENT, FULL_RANGE)
    wecom.lay("/cgi-bin/department/list", {"errcode": 48009, "errmsg": "api forbidden for contact assistant"})

    (fault,) = [finding for finding in await new_platform().check() if not finding.is_ok]

    assert fault.subject == "通讯录读取"
    assert "企业微信管理后台" in fault.advice


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        ({**FULL_RANGE, "close": 1}, "启用"),
        ({**FULL_RANGE, "allow_userinfos": {}, "allow_partys": {"partyid": []}}, "可见范围"),
        ({**FULL_RANGE, "redirect_domain": "other.example.edu.cn"}, "other.example.edu.cn"),
        ({"errcode": 60020, "errmsg": "not allow, from ip: 9.30.0.138, more"}, "9.30.0.138"),
        ({"errcode": 301002, "errmsg": "no"}, "agent_id"),
        ({"errcode": 48002, "errmsg": "no"}, "权限"),
    ],
)
async def test_each_fault_comes_with_advice(answer, advice, wecom, new_platform):
    wecom.lay(AGENT, answer)

    faults = [finding for finding in await new_platform().check() if not finding.is_ok]

    assert len(faults) == 1
    assert advice in faults[0].advice


async def test_a_wrong_secret_is_the_only_thing_told(wecom, new_platform):
    findings = await new_platform(secret="wrong").check()

    assert [(finding.subject, finding.is_ok) for finding in findings] == [("应用 Secret", False), ("回调地址", True)]
    assert "Secret" in findings[0].advice


async def test_a_platform_out_of_reach_is_a_finding_and_no_fault(tokens, closed_port):
    platform = WecomPlatform(replace(SETTINGS, api_base=f"http://127.0.0.1:{closed_port}"), tokens)

    findings = await platform.check()
    await platform.aclose()

    assert not findings[0].is_ok
    assert "网络" in findings[0].advice


async def test_a_delivery_and_a_reading_go_through(wecom, new_platform):
    platform = new_platform()
    wecom.lay("/cgi-bin/message/send", {**OK, "msgid": "M1"})

    assert (await platform.deliver(SendText(to="zhang3", text="您好", serial=1))).platform_message_id == "M1"
    with pytest.raises(PlatformFailure, match="empty"):
        await platform.read_directory()


def test_only_with_its_own_secret_the_address_book_can_be_written(new_platform):
    assert new_platform().contacts is None
    assert new_platform(contacts_secret="contacts-secret").contacts is not None
