"""auth/getuserinfo and its predecessor user/getuserinfo. Source: path 91023."""

from emulator.wecom.call import Answer, Call, ok
from emulator.wecom.errors import ApiError
from emulator.wecom.rights import LoginCode

NO_CODE = 41008


def get_user_info(call: Call) -> Answer:
    """Who opened the page."""
    login = _redeem(call)
    return ok(openid=_open_id(login)) if login.user_id is None else ok(userid=login.user_id)


def get_user_info_old(call: Call) -> Answer:
    """The same with the older call's capital letters."""
    login = _redeem(call)
    named = {"OpenId": _open_id(login)} if login.user_id is None else {"UserId": login.user_id}
    return ok(**named, DeviceId="emulated")


def _redeem(call: Call) -> LoginCode:
    code = call.query.get("code", "")
    if not code:
        raise ApiError(NO_CODE)
    return call.corp.login_codes.redeem(code, call.app.agent_id, call.now)


def _open_id(login: LoginCode) -> str:
    return f"o{login.agent_id}stranger"
