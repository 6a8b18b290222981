"""Who comes back from the platform's login: a member of the organisation, or nobody."""

from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.dingtalk.login import DingtalkLogin
from adapters.ports import Login, PlatformBusy, PlatformMisconfigured, PlatformRefused, RecipientUnreachable
from tests.dingtalk.stand_in import CLIENT_ID, OK, SECRET, word, wrapped

USER_TOKEN = "/v1.0/oauth2/userAccessToken"
ME = "/v1.0/contact/users/me"
BY_UNION_ID = "/topapi/user/getbyunionid"


@pytest.fixture
def login(client, new_settings, dingtalk) -> DingtalkLogin:
    dingtalk.lay(USER_TOKEN, {"accessToken": "user-token", "refreshToken": "r", "expireIn": 7200})
    dingtalk.lay(ME, {"nick": "李四", "unionId": "union-1", "openId": "o"})
    dingtalk.lay(BY_UNION_ID, {**OK, "result": {"contact_type": 0, "userid": "Li4"}})
    return DingtalkLogin(new_settings(), client)


def test_the_browser_is_sent_to_the_platform_with_an_address_to_come_back_to(login):
    subject: Login = login

    parts = urlsplit(subject.login_url("https://bot.example.edu.cn/h5/back?a=1&b=2", "st/ate+1"))

    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://login.dingtalk.com/oauth2/auth"
    assert parse_qs(parts.query) == {
        "redirect_uri": ["https://bot.example.edu.cn/h5/back?a=1&b=2"],
        "response_type": ["code"],
        "client_id": [CLIENT_ID],
        "scope": ["openid"],
        "state": ["st/ate+1"],
        "prompt": ["consent"],
    }


@pytest.mark.parametrize("name", ["authCode", "code"])
async def test_a_member_is_known_by_their_user_id(name, login, dingtalk):
    assert await login.who({name: "c0de", "state": "s"}) == "Li4"

    (token,) = dingtalk.calls(USER_TOKEN)
    assert token.body == {
        "clientId": CLIENT_ID,
        "clientSecret": SECRET,
        "code": "c0de",
        "grantType": "authorization_code",
    }
    assert dingtalk.calls(BY_UNION_ID)[0].body == {"unionid": "union-1"}


async def test_the_visitors_token_is_used_for_the_visitor_alone(login, dingtalk):
    await login.who({"authCode": "c0de"})

    assert dingtalk.calls(USER_TOKEN)[0].token == ""
    assert dingtalk.calls(ME)[0].token == "user-token"
    assert dingtalk.calls(BY_UNION_ID)[0].token.startswith("old-TOKEN")


@pytest.mark.parametrize("query", [{}, {"error": "access_denied"}, {"authCode": ""}, {"code": "x" * 513}])
async def test_who_brings_no_code_is_asked_to_log_in_again(query, login, dingtalk):
    with pytest.raises(PlatformRefused, match="重新登录"):
        await login.who(query)
    assert dingtalk.asked == []


@pytest.mark.parametrize(
    ("path", "answer", "failure"),
    [
        (USER_TOKEN, word("invalidParameter.authCode.notFound"), PlatformRefused),
        (USER_TOKEN, word("invalidClientIdOrSecret"), PlatformMisconfigured),
        (USER_TOKEN, {}, PlatformRefused),
        (USER_TOKEN, word("system.error", 500), PlatformBusy),
        (ME, {"nick": "李四"}, PlatformMisconfigured),
        (ME, word("Forbidden.AccessDenied.AccessTokenPermissionDenied", 403), PlatformMisconfigured),
        (BY_UNION_ID, wrapped("60121"), RecipientUnreachable),
        (BY_UNION_ID, {"errcode": 60121, "errmsg": "找不到该用户"}, RecipientUnreachable),
        (BY_UNION_ID, {**OK, "result": {"contact_type": 1, "userid": "outer"}}, RecipientUnreachable),
        (BY_UNION_ID, {**OK, "result": {}}, RecipientUnreachable),
        (BY_UNION_ID, OK, RecipientUnreachable),
    ],
)
async def test_whoever_is_no_member_or_cannot_be_looked_up_is_not_let_in(path, answer, failure, login, dingtalk):
    dingtalk.lay(path, answer)

    with pytest.raises(failure):
        await login.who({"authCode": "c0de"})
