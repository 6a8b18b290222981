"""What stands in /api/v1/openapi.json. A test holds it to the doors that there are."""

from typing import Final

from domain.device_batch import LONGEST_PLACE, LONGEST_STAFF_NO, MOST_PUNCHES, NAME, NONCE, SENTENCES, Cause, Flaw
from web.api import gate_description as gate
from web.api import happenings_description as happenings
from web.api.problems import MEDIA_TYPE

_TEXT: Final = {"type": "string"}
_COUNT: Final = {"type": "integer", "minimum": 0}


def _header(name: str, pattern: str, description: str) -> dict[str, object]:
    schema = {"type": "string", "pattern": f"^{pattern}$"}
    return {"name": name, "in": "header", "required": True, "schema": schema, "description": description}


def _answer(description: str, schema: str) -> dict[str, object]:
    media = MEDIA_TYPE if schema == "Turned" else "application/json"
    content = {media: {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


_PUNCHES: Final = {
    "post": {
        "operationId": "sendPunches",
        "summary": "门禁、人脸终端上报打卡；一批全部收下，或一条也不收",
        "parameters": [
            _header("X-Dutybell-Device", NAME.pattern, "设备名，用 run.py device add 登记"),
            _header("X-Dutybell-Time", "[0-9]{13}", "设备发送时自己的时间，毫秒；用来量出时钟偏差"),
            _header("X-Dutybell-Nonce", NONCE.pattern, "每次请求都不同的随机串"),
            _header(
                "X-Dutybell-Signature",
                "[0-9a-f]{64}",
                "以设备密钥对“时间 + 换行 + 随机串 + 换行 + 请求体”所作的 HMAC-SHA256，十六进制小写",
            ),
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Batch"}}},
        },
        "responses": {
            "200": _answer("全部收下", "Kept"),
            "400": _answer("请求头或请求体不对", "Turned"),
            "401": _answer("设备、签名或时钟不对", "Turned"),
            "409": _answer("随机串用过", "Turned"),
            "413": _answer("一批太多", "Turned"),
            "422": _answer("有打卡不对，一条也没有收", "Turned"),
            "503": {"description": "稍后用新的随机串重发；重复的打卡只算一次"},
        },
    }
}

DESCRIPTION: Final[dict[str, object]] = {
    "openapi": "3.1.0",
    "info": {"title": "值铃", "version": "1"},
    "paths": {
        "/api/v1/punches": _PUNCHES,
        "/api/v1/gate": gate.GATE,
        "/api/v1/gate/passages": gate.PASSAGES,
        "/api/v1/events": happenings.EVENTS,
    },
    "components": {
        "securitySchemes": gate.SECURITY,
        "schemas": {
            **gate.SCHEMAS,
            **happenings.SCHEMAS,
            "Batch": {
                "type": "object",
                "required": ["punches"],
                "properties": {
                    "punches": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": MOST_PUNCHES,
                        "items": {"$ref": "#/components/schemas/Punch"},
                    }
                },
            },
            "Punch": {
                "type": "object",
                "required": ["person", "at"],
                "properties": {
                    "person": {"type": "string", "minLength": 1, "maxLength": LONGEST_STAFF_NO, "description": "工号"},
                    "at": {
                        "description": "设备时钟上的打卡时间：带时区的 ISO 8601，或毫秒",
                        "oneOf": [{"type": "string", "format": "date-time"}, {"type": "integer"}],
                    },
                    "side": {"enum": ["in", "out", None], "description": "上班或下班，设备知道时才写"},
                    "place": {"type": "string", "maxLength": LONGEST_PLACE, "description": "地点，不写就是设备名"},
                },
            },
            "Kept": {
                "type": "object",
                "properties": {
                    "kept": _COUNT,
                    "new": _COUNT,
                    "clock_ahead_ms": {"type": "integer", "description": "设备时钟快了多少，打卡时间已按它更正"},
                    "punches": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}},
                },
            },
            "Turned": {
                "type": "object",
                "properties": {
                    "type": _TEXT,
                    "title": _TEXT,
                    "status": {"type": "integer"},
                    "detail": _TEXT,
                    "error": {"enum": [cause.value for cause in Cause]},
                    "kept": _COUNT,
                    "punches": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}},
                },
            },
            "Result": {
                "type": "object",
                "properties": {
                    "index": _COUNT,
                    "result": {"enum": ["kept", *(flaw.value for flaw in Flaw)]},
                    "text": {"type": "string", "description": "；".join(SENTENCES[flaw] for flaw in Flaw)},
                },
            },
        },
    },
}
