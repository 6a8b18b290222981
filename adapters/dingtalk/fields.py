"""Tolerant reading of the platform's JSON: its samples differ in case, in numbers or strings, in objects or their text.

Nothing here raises for odd content but `read_object`; what is not there or not what it should be reads as empty.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

Fields = Mapping[str, object]

EPOCH = datetime.fromtimestamp(0, UTC)
LATEST_MS = 10**13 - 1  # thirteen digits, the year 2286
FIRST_MS = 10**11  # a smaller number is one of seconds: it was 1973 in milliseconds

# What the console lets a user id be; department and role ids are numbers. The dash may come first.
USER_ID = re.compile(r"[0-9A-Za-z_\-@.]{1,64}")
DEPARTMENT_ID = re.compile(r"[0-9]{1,19}")
WHOLE = re.compile(r"[0-9]{1,19}")


def read_object(text: bytes | str) -> dict[str, object]:
    """A JSON object in UTF-8.

    Raises:
        ValueError: it is none. What it was is not said, so that it can be logged.
    """
    try:
        found: object = json.loads(text if isinstance(text, str) else text.decode())
    except (ValueError, RecursionError):
        raise ValueError("no JSON") from None
    if not isinstance(found, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - it is about content, not about our types
    return cast("dict[str, object]", found)


def get(fields: Fields, *names: str) -> object:
    """The first of these names that is there, in its own case or in any other."""
    for name in names:
        if name in fields:
            return fields[name]
        lower = name.lower()
        for given, value in fields.items():
            if given.lower() == lower:
                return value
    return None


def text(fields: Fields, *names: str) -> str:
    """Text, or a whole number as text."""
    return _as_text(get(fields, *names))


def inner(fields: Fields, *names: str) -> Fields:
    """An object, or the text of one."""
    value = get(fields, *names)
    if isinstance(value, dict):
        return cast("dict[str, object]", value)
    if isinstance(value, str):
        try:
            return read_object(value)
        except ValueError:
            pass
    return {}


def rows(fields: Fields, *names: str) -> list[Fields]:
    """The objects of a list."""
    return [cast("dict[str, object]", row) for row in _as_list(get(fields, *names)) if isinstance(row, dict)]


def ids(fields: Fields, *names: str) -> tuple[str, ...]:
    """Ids of users, departments or roles; a single one may stand without its list."""
    found = [_as_text(value) for value in _as_list(get(fields, *names))]
    return tuple([value for value in found if USER_ID.fullmatch(value)])


def user_id(fields: Fields, *names: str) -> str | None:
    """A user id that can be one."""
    value = text(fields, *names)
    return value if USER_ID.fullmatch(value) else None


def instant(fields: Fields, *names: str) -> datetime | None:
    """A time in milliseconds or seconds."""
    value = text(fields, *names)
    moment = int(value) if WHOLE.fullmatch(value) else 0
    if not 0 < moment <= LATEST_MS:
        return None
    return EPOCH + (timedelta(milliseconds=moment) if moment >= FIRST_MS else timedelta(seconds=moment))


def _as_list(value: object) -> list[object]:
    if isinstance(value, list):
        return cast("list[object]", value)
    return [] if value is None else [value]


def _as_text(value: object) -> str:
    match value:
        case bool():
            return ""
        case str():
            return value
        case int():
            return str(value)
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return ""
