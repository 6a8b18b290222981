"""What every operation has in common: whose token opens it, what is refused and how, and that it is described."""

import re
from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct, convert

from domain.api_tokens import Scope
from tests.api.conftest import SIGNS, bearer
from tests.handlers.college import OFFICE
from web.api.openapi import openapi
from web.api.operations import OPERATIONS
from web.api.problems import ProblemDetails
from web.api.reading import LARGEST_BODY
from web.api.routes import api_routes
from web.app import guard

PLACES = {"staff_no": "T-李雷", "no": "1001"}
QUERIES = {"listAttendanceDays": {"first": "2030-03-01", "last": "2030-03-31"}}
VERSIONS = [operation for operation in OPERATIONS if operation.is_reading]
ACTS = [operation for operation in OPERATIONS if not operation.is_reading]


def path_of(operation) -> str:
    return operation.path.format(**PLACES)


def named(operations):
    return pytest.mark.parametrize("operation", operations, ids=lambda each: each.name)


async def asked(api, operation, token: str, **more):
    """The status, the content where there is any, and the headers."""
    headers = bearer(token) | {"Idempotency-Key": "k"} | more.pop("headers", {})
    more.setdefault("params", QUERIES.get(operation.name))
    if not operation.is_reading and "data" not in more:
        more.setdefault("json", {})
    async with api.client.request(operation.method, path_of(operation), headers=headers, **more) as answer:
        return answer.status, await answer.json(), answer.headers


async def test_a_token_opens_what_its_scope_names_and_nothing_else(api, monkeypatch):
    monkeypatch.setattr("web.api.bearer.PER_ADDRESS", 1000)
    for operation in OPERATIONS:
        statuses = {name: (await asked(api, operation, name))[0] for name in SIGNS}

        assert statuses.pop(operation.scope.value) in {200, 409, 422}
        assert set(statuses.values()) == {403}


async def test_what_is_answered_has_the_shape_that_is_described(api):
    for operation in VERSIONS:
        status, content, headers = await asked(api, operation, "all")

        assert status == 200
        assert headers["Cache-Control"] == "private, no-cache"
        strict = type("Strict", (operation.answer,), {}, forbid_unknown_fields=True, kw_only=True)
        assert isinstance(convert(content, strict), Struct)


async def test_a_parameter_that_is_unknown_or_twice_is_a_problem(api):
    for operation in VERSIONS:
        for query in ({"nothing": "1"}, [("limit", "1"), ("limit", "2")]):
            status, problem, headers = await asked(api, operation, "all", params=query)
            assert (status, problem["error"]) == (400, "query")
            assert headers["Content-Type"].startswith("application/problem+json")


WRONG = [
    ({"headers": {"Idempotency-Key": ""}}, 400, "idempotency_key"),
    ({"headers": {"Idempotency-Key": "x" * 201}}, 400, "idempotency_key"),
    ({"data": b"{}"}, 415, "media_type"),
    ({"data": b"{", "headers": {"Content-Type": "application/json"}}, 400, "body"),
    ({"data": b"[" * 9999, "headers": {"Content-Type": "application/json"}}, 422, "shape"),
    ({"data": b'{"a":"\xff"}', "headers": {"Content-Type": "application/json"}}, 422, "shape"),
    ({"data": b" " * (LARGEST_BODY + 1), "headers": {"Content-Type": "application/json"}}, 413, "too_large"),
    ({"json": []}, 422, "shape"),
]


async def test_every_way_to_send_it_wrong_is_a_problem_with_its_cause(api):
    for operation in ACTS:
        for more, status, error in WRONG:
            got, problem, _ = await asked(api, operation, "all", **more)
            assert (got, problem["error"], problem["status"]) == (status, error, status)


async def test_without_a_token_nothing_is_told(api):
    for operation in OPERATIONS:
        async with api.client.request(operation.method, path_of(operation)) as answer:
            problem = await answer.json()

        assert (answer.status, problem["error"], problem["title"]) == (401, "token", "Unauthorized")


@pytest.mark.parametrize("path", ["/people/nobody", "/people/nobody/leave-balances", "/requests/4711"])
async def test_what_is_not_there_is_a_problem(api, path):
    status, problem, _ = await api.get(path)

    assert (status, problem["status"]) == (404, 404)


@pytest.mark.parametrize(
    "days", [{"first": "2030-03-02", "last": "2030-03-01"}, {"first": "2030-01-01", "last": "2030-03-31"}]
)
async def test_days_are_asked_for_in_their_order_and_not_too_many(api, days):
    status, problem, _ = await api.get("/people/T-李雷/attendance-days", **days)

    assert (status, problem["error"]) == (400, "days")


async def test_accounts_are_shown_to_those_who_may_see_them_alone(api):
    _, brief, _ = await api.get("/people/T-李雷", "people")
    _, full, _ = await api.get("/people/T-李雷")

    assert "accounts" not in brief
    assert full["accounts"] == [{"platform": "wecom", "account": "staff", "user_id": "李雷"}]


def test_every_door_is_described_and_every_reference_leads_somewhere():
    document = openapi()
    doors = {
        (route.method.lower(), re.sub(r"\{(\w+):(?:[^{}]|\{[^{}]*\})*\}", r"{\1}", route.path))
        for route in api_routes(None, OFFICE, None)
        if not route.path.endswith("openapi.json")
    }
    described = {(verb, path) for path, verbs in document["paths"].items() for verb in verbs}

    assert doors == described
    references = set(re.findall(r"'#/components/schemas/(\w+)'", str(document)))
    assert references <= document["components"]["schemas"].keys()
    names = [each["operationId"] for verbs in document["paths"].values() for each in verbs.values()]
    assert len(names) == len(set(names))
    assert {scope.value for scope in Scope} >= {operation.scope.value for operation in OPERATIONS}


KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def values_for(schema: dict) -> st.SearchStrategy:  # noqa: PLR0911 - one per kind
    """What fits the schema of a parameter or a body's member, and now and then anything."""
    if "$ref" in schema:
        return values_for(openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    match schema.get("type"):
        case _ if "enum" in schema:
            return st.sampled_from(schema["enum"])
        case "integer":
            return st.integers(schema.get("minimum"), schema.get("maximum"))
        case "boolean":
            return st.booleans()
        case "string" if "pattern" in schema:
            return st.from_regex(schema["pattern"], fullmatch=True)
        case "string" if schema.get("format") == "date":
            return st.dates().map(str)
        case "string" if schema.get("format") == "date-time":
            return st.datetimes().map(lambda at: f"{at.isoformat()}Z")
        case "object" if "properties" in schema:
            needed = schema.get("required", [])
            parts = {name: values_for(each) for name, each in schema["properties"].items()}
            optional = {name: each for name, each in parts.items() if name not in needed}
            return st.fixed_dictionaries({name: parts[name] for name in needed}, optional=optional)
        case _:
            return JSON


@named(OPERATIONS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(drawn=st.data())
async def test_whatever_is_sent_the_answer_is_one_that_is_described(api, operation, drawn):
    described = openapi()["paths"][operation.path][operation.method.lower()]
    if operation.is_reading:
        told = {each["name"]: each["schema"] for each in described["parameters"] if each["in"] == "query"}
        query = drawn.draw(st.fixed_dictionaries({}, optional={k: values_for(v) | st.text() for k, v in told.items()}))
        more = {"params": {name: str(value) for name, value in query.items()}}
    else:
        body = described["requestBody"]["content"]["application/json"]["schema"]
        more = {"json": drawn.draw(values_for(body) | JSON), "headers": {"Idempotency-Key": drawn.draw(KEYS)}}

    status, content, headers = await asked(api, operation, "all", **more)

    assert str(status) in described["responses"], (status, content, more)
    if status >= 400:
        assert headers["Content-Type"].startswith("application/problem+json")
        assert convert(content, ProblemDetails).detail


async def test_what_has_no_door_and_what_breaks_are_problems_too():
    async def broken(_: web.Request) -> web.Response:
        raise RuntimeError("secret")

    errors = []
    app = web.Application(middlewares=[guard(SimpleNamespace(count_error=lambda: errors.append(1)), ())])
    app.router.add_get("/api/v1/broken", broken)
    async with TestClient(TestServer(app)) as client:
        answers = [
            await client.get("/api/v1/nothing"),
            await client.post("/api/v1/broken"),
            await client.get("/api/v1/broken"),
        ]
        problems = [await answer.json() for answer in answers]

    assert [each["status"] for each in problems] == [404, 405, 500]
    assert [each["error"] for each in problems] == ["not_found", "method_not_allowed", "internal_server_error"]
    assert "secret" not in str(problems)
    assert errors == [1]
