"""A rule on one line, as a cell of a spreadsheet has it: annual month=9 day=20 edge=by."""

import shlex

from domain.duties.rule_writing import rule_to
from domain.duties.rules import Rule

LISTS = frozenset({"items", "labels"})
NEVER_NUMBERS = frozenset({"value", "word", "unit", "what", "scope"})


class BadLine(Exception):
    """What is wrong with the line, as whoever wrote it reads it."""


def line_of(rule: Rule) -> str:
    """What `table_of` reads back as the same rule."""
    return " ".join(_said(key, value) for key, value in rule_to(rule).items())


def table_of(line: str) -> dict[str, object]:
    """The line as a table of a file.

    Raises:
        BadLine: it is no list of key=value.
    """
    try:
        kind, *parts = shlex.split(line)
    except ValueError as error:
        raise BadLine("要写成：种类 名称=值 名称=值，引号要成对") from error
    table: dict[str, object] = {"kind": kind}
    for part in parts:
        key, equals, value = part.partition("=")
        if not equals or not key:
            raise BadLine(f"“{part}”要写成 名称=值")
        if key in table:
            raise BadLine(f"“{key}”写了两次")
        table[key] = _meant(key, value)
    return table


def _said(key: str, value: object) -> str:
    if key == "kind":
        return str(value)
    match value:
        case bool():
            written = "true" if value else "false"
        case list():
            written = ",".join(str(each) for each in _strings(value))
        case str() if key not in NEVER_NUMBERS or not _is_whole(value):
            written = value
        case _:
            written = str(value)
    return shlex.quote(f"{key}={written}") if " " in written or "'" in written else f"{key}={written}"


def _strings(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _meant(key: str, written: str) -> object:
    if key in LISTS:
        return written.split(",")
    if written in {"true", "false"}:
        return written == "true"
    return int(written) if _is_whole(written) else written


def _is_whole(written: str) -> bool:
    return written.isascii() and written.isdigit()
