"""Who comes back from the platform's login: a member of the corporation, or nobody."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.ports import Login, PlatformRefused, RecipientUnreachable
from adapters.wecom.login import WecomLogin
from adapters.wecom.platform import WecomPlatform
from tests.wecom.callbacks import SETTINGS
from tests.wecom.stand_in import OK, SECRET

WHO = "/cgi-bin/auth/getuserinfo"


@pytest.fixture
def login(client) -> WecomLogin:
    return WecomLogin(SETTINGS, client)


def test_the_browser_is_sent_to_the_platform_with_an_address_to_come_back_to(login):
    subject: Login = login

    parts = urlsplit(subject.login_url("https://bot.example.edu.cn/h5/back?a=1&b=2", "state1"))

    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://open.weixin.qq.com/connect/oauth2/authorize"
    assert parts.fragment == "wechat_redirect"
    assert parse_qs(parts.query) == {
        "appid": [SETTINGS.corp_id],
        "redirect_uri": ["https://bot.example.edu.cn/h5/back?a=1&b=2"],
        "response_type": ["code"],
        "scope": ["snsapi_base"],
        "state": ["state1"],
        "agentid": [str(SETTINGS.agent_id)],
    }


@pytest.mark.parametrize("answer", [{"userid": "Zhang3"}, {"UserId": "Zhang3", "DeviceId": "d"}])
async def test_a_member_is_known_by_their_user_id(answer, login, wecom):
    wecom.lay(WHO, OK | answer)

    assert await login.who({"code": "c0de", "state": "s"}) == "Zhang3"
    assert wecom.calls(WHO)[0].query == {"code": "c0de"}


async def test_a_stranger_is_not_let_in(login, wecom):
    wecom.lay(WHO, OK | {"openid": "o1", "external_userid": "wm1"})

    with pytest.raises(RecipientUnreachable):
        await login.who({"code": "c0de"})


@pytest.mark.parametrize("query", [{}, {"code": ""}, {"code": "x" * 513}])
async def test_who_brings_no_code_is_asked_to_come_again(query, login, wecom):
    with pytest.raises(PlatformRefused):
        await login.who(query)
    assert wecom.asked == []


@pytest.mark.parametrize("code", [40029, 42003, 42022])
async def test_a_spent_code_is_no_proof(code, login, wecom):
    wecom.lay(WHO, {"errcode": code, "errmsg": "x"})

    with pytest.raises(PlatformRefused, match=str(code)):
        await login.who({"code": "c0de"})


async def test_the_platform_offers_its_login(wecom, tokens):
    platform = WecomPlatform(replace(SETTINGS, api_base=wecom.base, secret=SECRET), tokens)
    wecom.lay(WHO, OK | {"userid": "Zhang3"})

    assert await platform.login.who({"code": "c0de"}) == "Zhang3"
    await platform.aclose()
