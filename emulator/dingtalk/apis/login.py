"""Signing in: the login page, user tokens, and codes of pages inside the client. Source: docs, identity credentials."""

from urllib.parse import urlencode, urlsplit

from emulator.dingtalk.apis.token import find_app
from emulator.dingtalk.call import Answer, Binary, Call, Redirect
from emulator.dingtalk.errors import NewError, OldError
from emulator.dingtalk.gate import TOKEN_HEADER
from emulator.dingtalk.logins import UserToken
from emulator.dingtalk.org import Org
from emulator.dingtalk.people import Member

SPENT_CODE = 40078
SUB_ADMIN = 2
# Whose phone is looked at; set by the playground.
COOKIE = "dutybell_phone_dingtalk"
WRONG_PAGE = "<!DOCTYPE html><html><body>登录参数有误</body></html>"


def authorize(call: Call) -> Answer:
    """The login page. It asks nobody: `login_hint`, else the playground's cookie, names who is looking."""
    org = call.world.org_of_client(call.query.get("client_id", ""))
    target = call.query.get("redirect_uri", "")
    is_asked_well = call.query.get("response_type") == "code" and "openid" in call.query.get("scope", "").split()
    if org is None or not is_asked_well or urlsplit(target).scheme not in {"http", "https"}:
        return Binary(WRONG_PAGE.encode(), "text/html; charset=utf-8")
    userid = call.query.get("login_hint") or call.cookies.get(COOKIE, "")
    back = {"state": call.query.get("state", "")}
    if not userid:
        return Redirect(_with(target, {"error": "access_denied", **back}))
    member = org.roster.member(userid)
    code = org.logins.issue(member.userid if member else None, call.now, is_web=True)
    return Redirect(_with(target, {"authCode": code, **back}))


def get_user_token(call: Call) -> Answer:
    """An authCode or a refresh token against a user's token."""
    org = find_app(call, call.body.text("clientId"), call.body.text("clientSecret"))
    if org is None:
        raise NewError("invalidClientIdOrSecret")
    token = _exchange(call, org)
    return {
        "accessToken": token.value,
        "refreshToken": token.refresh,
        "expireIn": int(org.rules.user_token_life.total_seconds()),
        "corpId": org.corp_id,
    }


def get_me(call: Call) -> Answer:
    """Who the user's token belongs to. Mobile and mail need rights of their own."""
    value = call.headers.get(TOKEN_HEADER, "")
    if not value:
        raise NewError("AuthenticationFailed.MissingParameter")
    for org in call.world.orgs.values():
        token = org.logins.find(value, call.now)
        if token:
            call.row.corp_id, call.row.client_id = org.corp_id, org.client_id
            return _person(org, token)
    raise NewError("InvalidAuthentication")


def get_user_of_code(call: Call) -> Answer:
    """Who looks at a page inside the client; the code works once."""
    login = call.org.logins.redeem(call.body.text("code"), call.now, is_web=False)
    if login is None or login.userid is None:
        raise OldError(SPENT_CODE)
    member = call.member(login.userid)
    return call.ok(
        result={
            "userid": member.userid,
            "unionid": member.union_id,
            "associated_unionid": member.union_id,
            "name": member.name,
            "sys": member.is_admin,
            "sys_level": SUB_ADMIN if member.is_admin else 0,
            "device_id": "emulated",
        }
    )


def _exchange(call: Call, org: Org) -> UserToken:
    match call.body.text("grantType"):
        case "authorization_code":
            login = org.logins.redeem(call.body.text("code"), call.now, is_web=True)
            token = org.logins.sign_in(login.userid, call.now) if login else None
        case "refresh_token":
            token = org.logins.refresh(call.body.text("refreshToken"), call.now)
        case _:
            raise NewError("invalidParameter.grantType")
    if token is None:
        raise NewError("invalidParameter.authCode.notFound", "不合法的临时授权码")
    return token


def _person(org: Org, token: UserToken) -> Answer:
    member = org.roster.member(token.userid or "")
    # Somebody who is no member here, or no longer, signs in as themselves all the same.
    stranger = Member(userid="stranger", name="陌生人")
    person = member or stranger
    return {
        "nick": person.name,
        "unionId": person.union_id,
        "openId": f"open{person.userid}",
        "avatarUrl": "",
        "visitor": False,
    }


def _with(target: str, more: dict[str, str]) -> str:
    return f"{target}{'&' if urlsplit(target).query else '?'}{urlencode(more)}"
