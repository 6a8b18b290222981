"""The shape of a calendar file: groups of days with a name; read from a parsed TOML mapping."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

EXAMPLE = '例如 [[holiday]] name = "元旦" off = [2026-01-01] worked = [2026-01-04]'
# The state's part is read here, the college's (term, event, bells) by domain/college_document.py.
KEYS = frozenset({"announced", "holiday", "statutory", "term", "event", "bells"})


class CalendarFileError(ValueError):
    """A calendar file is not what it should be; whoever edits it must act, so the text names the place in Chinese."""


@dataclass(frozen=True, slots=True)
class CalendarDocument:
    """One file: days off, days worked in exchange, statutory days of years to come, years with a notice."""

    off: Mapping[date, str]
    worked: Mapping[date, str]
    statutory: Mapping[date, str]
    announced: frozenset[int]


def read_document(document: Mapping[str, object]) -> CalendarDocument:
    """Raises CalendarFileError with the key that is wrong, its trouble and an example."""
    if unknown := set(document) - KEYS:
        raise CalendarFileError(f"校历里有不认识的键 {'、'.join(sorted(unknown))};{EXAMPLE}")
    return CalendarDocument(
        off=_named_days(document, "holiday", "off"),
        worked=_named_days(document, "holiday", "worked"),
        statutory=_named_days(document, "statutory", "days"),
        announced=frozenset(_years(document.get("announced", []))),
    )


def _named_days(document: Mapping[str, object], table: str, key: str) -> dict[date, str]:
    days: dict[date, str] = {}
    for place, group in enumerate(_list(document.get(table, []), table), start=1):
        where = f"{table} 第 {place} 组"
        name, listed = _name_and_days(group, key, where)
        for day in _list(listed, f"{where} 的 {key}"):
            days[day_of(day, f"{where} 的 {key}")] = name
    return days


def _name_and_days(group: object, key: str, where: str) -> tuple[str, object]:
    if not isinstance(group, Mapping):
        raise CalendarFileError(f"校历 {where} 应是一组日子;{EXAMPLE}")
    fields = cast("Mapping[str, object]", group)
    name = fields.get("name")
    if not isinstance(name, str) or not name:
        raise CalendarFileError(f"校历 {where} 缺少 name;{EXAMPLE}")
    return name, fields.get(key, [])


def _years(listed: object) -> Iterator[int]:
    for year in _list(listed, "announced"):
        if not isinstance(year, int):
            raise CalendarFileError(f"校历 announced 应是年份的列表,例如 [2025, 2026],不是 {year!r}")
        yield year


def day_of(value: object, where: str) -> date:
    """A date as TOML has it, or as JSON writes it. Raises CalendarFileError for anything else."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise CalendarFileError(f"校历 {where} 应是日期,不是 {value!r};{EXAMPLE}") from error
    if not isinstance(value, date) or isinstance(value, datetime):
        raise CalendarFileError(f"校历 {where} 应是日期,不是 {value!r};{EXAMPLE}")
    return value


def _list(value: object, where: str) -> Sequence[object]:
    if not isinstance(value, list):
        raise CalendarFileError(f"校历 {where} 应是一个列表;{EXAMPLE}")
    return cast("list[object]", value)
