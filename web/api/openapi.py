"""/api/v1/openapi.json: of every operation, made of the shapes that check it, and of the gates' own description."""

from functools import cache
from http import HTTPStatus
from typing import Any, Final

from msgspec import json

from web.api.description import DESCRIPTION
from web.api.operation import AnyOperation
from web.api.operations import OPERATIONS
from web.api.problems import MEDIA_TYPE, ProblemDetails
from web.api.reading import IDEMPOTENCY_KEY, KEY

Schema = dict[str, Any]  # JSON Schema, whose values are of every kind

REF: Final = "#/components/schemas/{name}"
EVERYWHERE: Final = {
    HTTPStatus.BAD_REQUEST: "参数、请求头或请求体不对",
    HTTPStatus.UNAUTHORIZED: "没有令牌，或令牌不对、过期、已停用",
    HTTPStatus.FORBIDDEN: "令牌没有这项权限",
    HTTPStatus.TOO_MANY_REQUESTS: "问得太快，过 Retry-After 秒再问",
    HTTPStatus.SERVICE_UNAVAILABLE: "稍后再试",
}
ACTING: Final = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "请求体太大",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "请求体不是 JSON",
    HTTPStatus.UNPROCESSABLE_ENTITY: "请求体不合要求，不能办，或 Idempotency-Key 用于过另一个请求",
}


@cache
def openapi() -> Schema:
    """The whole document."""
    shapes = {shape for each in OPERATIONS for shape in (each.given, each.answer)} | {ProblemDetails}
    ordered = sorted(shapes, key=lambda shape: shape.__name__)
    _, schemas = json.schema_components(ordered, ref_template=REF)
    document: Schema = {**DESCRIPTION}
    paths: Schema = {**document["paths"]}
    for each in OPERATIONS:
        paths[each.path] = {**paths.get(each.path, {}), each.method.lower(): _described(each, schemas)}
    components: Schema = document["components"]
    bodies = {each.given.__name__ for each in OPERATIONS if not each.is_reading}
    queries = {each.given.__name__ for each in OPERATIONS if each.is_reading} - bodies
    ours = {name: schema for name, schema in schemas.items() if name not in queries}
    return {**document, "paths": paths, "components": {**components, "schemas": {**components["schemas"], **ours}}}


def _described(operation: AnyOperation, schemas: Schema) -> Schema:
    found: Schema = {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": [{"token": [operation.scope.value]}],
        "parameters": _parameters(operation, schemas),
        "responses": _responses(operation),
    }
    if not operation.is_reading:
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _reference(operation.given)}},
        }
    return found


def _parameters(operation: AnyOperation, schemas: Schema) -> list[Schema]:
    found: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": f"^{pattern}$"}}
        for name, pattern in operation.parts.items()
    ]
    if not operation.is_reading:
        schema = {"type": "string", "pattern": f"^{KEY.pattern}$"}
        said = "每次新请求用新的值，重发时不变；24 小时内得到同样的回答"
        return [
            *found,
            {"name": IDEMPOTENCY_KEY, "in": "header", "required": True, "schema": schema, "description": said},
        ]
    query = schemas[operation.given.__name__]
    required = set(query.get("required", ()))
    found += [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(schema)}
        for name, schema in query["properties"].items()
    ]
    return [*found, {"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}}]


def _without_null(schema: Schema) -> Schema:
    """In an address there is no null: a parameter is there, or it is not."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name not in {"anyOf", "default"} or value is not None}
    if len(kinds) != 1:
        return rest
    return {**{name: value for name, value in rest.items() if name != "anyOf"}, **kinds[0]}


def _responses(operation: AnyOperation) -> Schema:
    good = {"description": "回答", "content": {"application/json": {"schema": _reference(operation.answer)}}}
    found: Schema = {str(operation.status.value): good}
    if operation.is_reading:
        found["304"] = {"description": "与 If-None-Match 的一样"}
    problems = {**EVERYWHERE, **({} if operation.is_reading else ACTING), **operation.errors}
    for status, said in sorted(problems.items()):
        found[str(status.value)] = {
            "description": said,
            "content": {MEDIA_TYPE: {"schema": _reference(ProblemDetails)}},
        }
    return found


def _reference(shape: type) -> Schema:
    return {"$ref": REF.format(name=shape.__name__)}
