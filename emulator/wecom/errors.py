"""Refusals in WeCom's shape. Source: developer documentation, paths 90313 (codes) and 90930 (shape)."""

from datetime import datetime

BUSY = -1

TEXTS = {
    BUSY: "system busy",
    40001: "invalid credential",
    40003: "invalid UserID",
    40004: "invalid media file type",
    40005: "invalid type parameter",
    40006: "invalid file size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40016: "invalid button count",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40022: "invalid sub button level",
    40023: "invalid sub button count",
    40024: "invalid sub button type",
    40025: "invalid sub button name size",
    40026: "invalid sub button key size",
    40027: "invalid sub button url size",
    40029: "invalid oauth_code",
    40032: "invalid userid list size",
    40035: "invalid parameter",
    40056: "invalid agentid",
    40058: "invalid request parameter",
    40063: "some parameters are empty",
    40066: "invalid party list",
    40074: "news message not support safe",
    40123: "invalid image format",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    41006: "media_id missing",
    41008: "code missing",
    41009: "userid missing",
    41010: "url missing",
    41011: "agentid missing",
    41016: "missing title",
    41033: "description missing",
    42001: "access_token expired",
    42003: "oauth_code expired",
    42014: "invalid task_id",
    42015: "message app not match",
    42016: "task_id not exist",
    42022: "code has been used",
    42052: "msgid expired",
    43012: "callback url required",
    44001: "empty media data",
    44004: "text content is empty",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45008: "article size out of limit",
    45009: "api freq out of limit",
    45032: "author size out of limit",
    45034: "url without scheme",
    46003: "menu not exist",
    48002: "api forbidden",
    48009: "api forbidden for contact assistant",
    50003: "app disabled",
    50100: "invalid cursor",
    60003: "department not found",
    60004: "parent department not found",
    60005: "department contains user",
    60006: "department contains sub department",
    60007: "root department cannot be deleted",
    60008: "department existed",
    60009: "department name with invalid characters",
    60010: "department loop",
    60011: "no privilege to access/modify contact/party/agent",
    60020: "not allow to access from your ip",
    60102: "userid existed",
    60111: "userid not found",
    60112: "invalid user name",
    60125: "invalid party name",
    60127: "department missing",
    60129: "mobile and email both empty",
    60132: "is_leader_in_dept not match department",
    60140: "invalid response_code",
    81012: "no recipient",
    81013: "user & party & tag all invalid",
    65014: "not a school",
    65023: "no permission to school",
    82001: "touser & toparty & totag all empty",
    82002: "too many parties",
    82003: "too many tags",
    301021: "invalid userid in useridlist",
    301023: "invalid useridlist size",
    301024: "invalid time span",
    301075: "invalid checkin parameter",
    301080: "schedule checkin time not exist",
    301081: "invalid checkin time",
    301082: "invalid schedule date",
    301002: "not allow operate another agent with this accesstoken",
}
OTHER_TEXT = "invalid template_card"


class ApiError(Exception):
    """A call that WeCom refuses with `code`."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def refusal(code: int, *, now: datetime, ip: str, serial: int, is_wrong_json: bool = False) -> dict[str, object]:
    """The body of a refused call. Nobody may match on its text, so the text is only alike in shape."""
    text = TEXTS.get(code, OTHER_TEXT)
    warning = " Warning: wrong json format." if is_wrong_json else ""
    hint = f"[{int(now.timestamp())}_{serial % 100}_{serial:032x}]"
    more = f"more info at https://open.work.weixin.qq.com/devtool/query?e={code}"
    return {"errcode": code, "errmsg": f"{text}{warning}, hint: {hint}, from ip: {ip}, {more}"}
