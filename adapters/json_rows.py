"""Rows for checks from another system's HTTP interface: JSON by GET, from hosts that the configuration allows."""

import json
from collections.abc import Collection, Mapping
from typing import cast
from urllib.parse import urlsplit

from adapters.ports import PlatformFailure
from adapters.transport import Naming, Request, Transport
from domain.quality.check import FromHttp
from domain.quality.judging import Row, Value

LARGEST = 20 * 1024 * 1024  # bytes of one answer
SECONDS = 20.0
MOST_ROWS = 200_000  # as of a query
HIDDEN = "secret:"  # begins a header's value that the configuration has
NAMING = Naming("数据源", "quality.hosts", "https://hr.example.edu.cn")


class NoRows(Exception):
    """The check or the configuration must be changed. Shown as it stands."""


class HttpAway(Exception):
    """The other system must come back. Shown as it stands."""


async def read_json(source: FromHttp, hosts: Collection[str], secrets: Mapping[str, str]) -> list[Row]:
    """The rows of one answer.

    Raises:
        NoRows: the host is not allowed, a secret is missing, or the answer is no list of rows.
        HttpAway: nobody answers, or not in time, or with a failure.
    """
    parts = urlsplit(source.url)
    if (parts.hostname or "").lower() not in {host.lower() for host in hosts}:
        raise NoRows(f"配置的 quality.hosts 里没有 {parts.hostname}，没有去读")
    headers = {name: _revealed(value, secrets) for name, value in source.headers.items()}
    port = f":{parts.port}" if parts.port else ""
    transport = Transport(f"{parts.scheme}://{parts.hostname}{port}", NAMING)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    request = Request(
        method="GET", path=path, headers=headers, is_repeatable=True, largest_answer=LARGEST, seconds=SECONDS
    )
    try:
        answer = await transport.ask(request)
    except PlatformFailure as failure:
        raise HttpAway(_hint(failure)) from None
    finally:
        await transport.aclose()
    return rows_in(answer.body, source.rows)


def _hint(failure: PlatformFailure) -> str:
    return failure.hint or "来源没有应答"


def _revealed(value: str, secrets: Mapping[str, str]) -> str:
    before, is_secret, name = value.partition(HIDDEN)
    if not is_secret:
        return value
    if name not in secrets:
        raise NoRows(f"配置的 quality.secrets 里没有 {name}，没有去读")
    return before + secrets[name]


def rows_in(body: bytes, way: str) -> list[Row]:
    """The rows in an answer; `way` leads to their list by names with dots between.

    Raises:
        NoRows: there is no such list.
    """
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        raise NoRows("来源给的不是 JSON") from None
    for name in filter(None, way.split(".")):
        found = cast("dict[str, object]", found).get(name) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise NoRows(f"来源的回答里没有名为 {way or '（最外层）'} 的列表")
    rows = cast("list[object]", found)
    if len(rows) > MOST_ROWS:
        raise NoRows(f"超过 {MOST_ROWS} 行，请缩小范围")
    if any(not isinstance(row, dict) for row in rows):
        raise NoRows("列表里有的不是一行（对象）")
    columns = dict.fromkeys(name for row in cast("list[dict[str, object]]", rows) for name in row)
    return [{name: _value(row.get(name)) for name in columns} for row in cast("list[dict[str, object]]", rows)]


def _value(value: object) -> Value:
    """What holds others is told as text."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)
