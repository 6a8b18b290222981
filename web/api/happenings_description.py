"""What /api/v1/openapi.json says of events."""

from typing import Final

from domain.duties.told_by_system import LONGEST_KEY, LONGEST_SUBJECT, SENTENCES, Flaw
from web.api.happenings import PROBLEM

_INSTANT: Final = {"type": "string", "format": "date-time"}


def _answer(description: str, schema: str, media: str = "application/json") -> dict[str, object]:
    return {"description": description, "content": {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}


EVENTS: Final = {
    "post": {
        "operationId": "tellEvent",
        "summary": "有一件起算期限的事发生了，或已计划；同一个 key 重发只算一次",
        "security": [{"token": ["events"]}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Happening"}}},
        },
        "responses": {
            "200": _answer("早已登记（别处登记的同一件事也算）", "HappeningKept"),
            "201": _answer("已登记", "HappeningKept"),
            "400": _answer("请求体不对", "Problem", PROBLEM),
            "401": _answer("没有令牌，或令牌不对、过期、已停用", "Denied"),
            "403": _answer("令牌没有 events 权限", "Denied"),
            "409": _answer("这个 key 属于另一件事", "Problem", PROBLEM),
            "422": _answer("没有这种事件，或时间不对", "Problem", PROBLEM),
            "429": _answer("问得太快，过 Retry-After 秒再问", "Denied"),
            "503": {"description": "稍后用同一个 key 重发"},
        },
    }
}
SCHEMAS: Final = {
    "Happening": {
        "type": "object",
        "required": ["key", "code", "at"],
        "additionalProperties": False,
        "properties": {
            "key": {"type": "string", "maxLength": LONGEST_KEY, "description": "对方系统的流水号，重发时不变"},
            "code": {"type": "string", "description": "事件的代码，见 content/events.toml"},
            "at": {**_INSTANT, "description": "什么时候发生；在以后就是计划"},
            "until": {**_INSTANT, "description": "持续到什么时候"},
            "subject": {
                "type": "string",
                "maxLength": LONGEST_SUBJECT,
                "description": "哪一件，例如合同名或单号；同一天、同一种、同一主题是同一件事",
            },
        },
    },
    "HappeningKept": {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "description": "登记编号"},
            "new": {"type": "boolean"},
            "cancelled": {"type": "boolean", "description": "登记后已有人撤销"},
        },
    },
    "Problem": {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "；".join(SENTENCES.values())},
            "error": {"enum": [flaw.value for flaw in Flaw]},
        },
    },
}
