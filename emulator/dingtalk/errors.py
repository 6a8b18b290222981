"""Refusals in the shapes of DingTalk's two families. Source: open documentation, server API error codes.

The old family always answers HTTP 200 with errcode; below /topapi its gateway wraps what it refuses itself in 88 with a
textual sub_code. The new family answers a status of 4xx or 5xx with a textual code.
"""

from http import HTTPStatus

OLD_TEXTS = {
    -1: "系统繁忙",
    15: "远程服务超时",
    22: "请求的URI地址不存在",
    33012: "无效的USERID",
    40003: "不合法的UserID",
    40014: "不合法的access_token",
    40035: "不合法的参数",
    40056: "不合法的agentid",
    40078: "不存在的临时授权码",
    40096: "不合法的appKey或appSecret",
    40104: "手机号码不合法",
    41001: "缺少access_token参数",
    41041: "时间跨度不能超过7天",
    42001: "access_token超时",
    43007: "需要授权",
    50002: "员工不在授权范围",
    50004: "请求的部门不在授权范围",
    60001: "不合法的部门名称",
    60003: "部门不存在",
    60004: "父部门不存在",
    60008: "父部门下该部门名称已存在",
    60009: "部门名称含有非法字符",
    60010: "部门存在循环关系",
    60011: "没有调用该接口的权限",
    60018: "不允许更新根部门",
    60020: "访问ip不在白名单之中",
    60102: "UserID在公司中已存在",
    60103: "手机号码不合法",
    60104: "手机号码在公司中已存在",
    60110: "部门个数超出限制",
    60112: "用户name不合法",
    60121: "找不到该用户",
    60123: "不合法的jobnumber",
    71006: "回调地址已经存在",
    71007: "回调地址不存在",
    71008: "不支持的回调事件类型",
    71009: "回调地址返回的不是加密的success",
    71010: "回调请求参数不合法",
    71011: "回调地址格式不合法",
    71012: "回调地址无法访问",
    90002: "该API的调用过于频繁",
    90018: "应用维度调用该API的频率过高",
    90020: "企业的API调用量已用完",
}
OTHER_TEXT = "请求失败"
# What the gateway refuses before the call reaches its own server.
GATEWAY = frozenset({15, 40014, 41001, 42001, 60011, 60020, 90002, 90018, 90020})
STATUSES = {
    "systemBusy": HTTPStatus.TOO_MANY_REQUESTS,
    "system.busy": HTTPStatus.INTERNAL_SERVER_ERROR,
    "system.error": HTTPStatus.INTERNAL_SERVER_ERROR,
    "systemError": HTTPStatus.INTERNAL_SERVER_ERROR,
    "unknown.send.result": HTTPStatus.INTERNAL_SERVER_ERROR,
    "ServiceUnavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}
NEW_TEXTS = {
    "InvalidAuthentication": "不合法的access_token",
    "AuthenticationFailed.MissingParameter": "缺少参数 x-acs-dingtalk-access-token",
    "invalidClientIdOrSecret": "无效的clientId或者clientSecret",
    "Forbidden.AccessDenied.AccessTokenPermissionDenied": "应用尚未开通所需的权限",
}


class ApiError(Exception):
    """A call that DingTalk refuses. `code` is digits in the old family and words in the new one."""

    def __init__(self, code: str, text: str, status: int) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.status = status


class OldError(ApiError):
    """A refusal of the old family; its status is always 200."""

    def __init__(self, errcode: int, text: str = "") -> None:
        super().__init__(str(errcode), text or OLD_TEXTS.get(errcode, OTHER_TEXT), HTTPStatus.OK)
        self.errcode = errcode


class NewError(ApiError):
    """A refusal of the new family; the usual status of its code, unless another is given."""

    def __init__(self, code: str, text: str = "", status: int | None = None) -> None:
        super().__init__(code, text or NEW_TEXTS.get(code, OTHER_TEXT), status or usual_status(code))


def usual_status(code: str) -> int:
    """403 for what is forbidden, which throttling is as well; 400 for everything that has no other."""
    return HTTPStatus.FORBIDDEN if code.startswith("Forbidden.") else STATUSES.get(code, HTTPStatus.BAD_REQUEST)


def error_of(code: str | int) -> ApiError:
    """The refusal with that code: numbers are of the old family, words of the new one."""
    return OldError(code) if isinstance(code, int) else NewError(code)


def refusal(error: ApiError, path: str, request_id: str) -> dict[str, object]:
    """The body of a refused call. Nobody may match on its text."""
    if not isinstance(error, OldError):
        return {"code": error.code, "message": error.text, "requestid": request_id}
    if error.errcode in GATEWAY and path.startswith("/topapi/"):
        wrapped = f"ding talk error[subcode={error.code},submsg={error.text}]"
        return {
            "errcode": 88,
            "errmsg": wrapped,
            "sub_code": error.code,
            "sub_msg": error.text,
            "request_id": request_id,
        }
    return {"errcode": error.errcode, "errmsg": error.text, "request_id": request_id}
