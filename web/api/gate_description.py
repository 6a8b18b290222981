"""What /api/v1/openapi.json says of the gate."""

from typing import Final

from domain.api_tokens import Denial
from domain.gate import LONGEST_KEY, LONGEST_PLACE, SENTENCES, Flaw, Reason, Side
from web.api.problems import MEDIA_TYPE

_NUMBER: Final = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,32}$"}
_INSTANT: Final = {"type": "string", "format": "date-time"}
_PROBLEM: Final = {
    "type": {"type": "string"},
    "title": {"type": "string"},
    "status": {"type": "integer"},
    "detail": {"type": "string"},
}
_SECURITY: Final = [{"token": ["gate"]}]


def _answer(description: str, schema: str) -> dict[str, object]:
    media = MEDIA_TYPE if schema in {"GateFlaw", "Denied"} else "application/json"
    content = {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


def _query(name: str, schema: dict[str, str], description: str) -> dict[str, object]:
    return {"name": name, "in": "query", "schema": schema, "description": description}


_DENIALS: Final = {
    "401": _answer("没有令牌，或令牌不对、过期、已停用", "Denied"),
    "403": _answer("令牌没有 gate 权限", "Denied"),
    "429": _answer("问得太快，过 Retry-After 秒再问", "Denied"),
    "503": {"description": "稍后再试"},
}
GATE: Final = {
    "get": {
        "operationId": "askGate",
        "summary": "这个学生现在能不能凭准假离校、返校",
        "security": _SECURITY,
        "parameters": [
            _query("staff_no", _NUMBER, "学号，与 card 二选一"),
            _query("card", _NUMBER, "校园卡号"),
            _query("at", _INSTANT, "什么时刻，前后一天以内；不写就是现在"),
        ],
        "responses": {"200": _answer("回答", "GateAnswer"), "400": _answer("参数不对", "GateFlaw"), **_DENIALS},
    }
}
PASSAGES: Final = {
    "post": {
        "operationId": "tellPassage",
        "summary": "有人通过了；同一个 key 重发只算一次",
        "security": _SECURITY,
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Passage"}}},
        },
        "responses": {
            "200": _answer("已留下记录", "PassageKept"),
            "400": _answer("请求体不对", "GateFlaw"),
            "409": _answer("这个 key 属于另一次通行", "GateFlaw"),
            "413": {"description": "请求体太大"},
            "422": _answer("没有这个人或这张卡", "GateFlaw"),
            **_DENIALS,
        },
    }
}
SECURITY: Final = {"token": {"type": "http", "scheme": "bearer", "description": "run.py token add 名称 --scope gate"}}
SCHEMAS: Final = {
    "GateAnswer": {
        "type": "object",
        "required": ["allowed", "until", "reason"],
        "properties": {
            "allowed": {"type": "boolean"},
            "until": {"type": ["string", "null"], "format": "date-time", "description": "放行到什么时候"},
            "reason": {"enum": [reason.value for reason in Reason]},
        },
    },
    "Passage": {
        "type": "object",
        "required": ["key", "side", "at"],
        "properties": {
            "key": {"type": "string", "maxLength": LONGEST_KEY, "description": "门禁自己的流水号，重发时不变"},
            "staff_no": _NUMBER,
            "card": _NUMBER,
            "side": {"enum": [side.value for side in Side]},
            "at": _INSTANT,
            "place": {"type": "string", "maxLength": LONGEST_PLACE},
        },
    },
    "PassageKept": {
        "type": "object",
        "properties": {"kept": {"type": "boolean"}, "new": {"type": "boolean"}},
    },
    "GateFlaw": {
        "type": "object",
        "properties": {
            **_PROBLEM,
            "error": {"enum": [flaw.value for flaw in Flaw]},
            "detail": {"type": "string", "description": "；".join(SENTENCES.values())},
        },
    },
    "Denied": {
        "type": "object",
        "properties": {**_PROBLEM, "error": {"enum": [denial.value for denial in Denial]}},
    },
}
