"""Values of fields as they are kept: JSON, one spelling for each, checked whichever way they came."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from math import isfinite
from typing import cast

from domain.forms.fields import (
    LARGEST_FEN,
    LARGEST_NUMBER,
    MANY,
    MOST_FILES,
    MOST_PEOPLE,
    TYPE_NAMES,
    Field,
    FieldType,
)
from domain.text_fold import clean

Stored = None | bool | int | float | str | list["Stored"] | dict[str, "Stored"]

FIRST_YEAR, LAST_YEAR = 1900, 2100  # of dates; whoever means another has mistyped
FIRST_YEAR_OF_INSTANTS = 2000
LONGEST_NAME = 200  # characters of a person's, department's or file's name
LARGEST_ID = 2**63 - 1  # bigint
LARGEST_FILE = 100 * 1024 * 1024  # bytes
_MONTH = re.compile(r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])")


class BadValue(ValueError):
    """A value that the field cannot hold. Says in Chinese what was not done, why, and what to do."""

    def __init__(self, field: Field, cause: str) -> None:
        super().__init__(f"“{field.label}”没有填：{cause}。")
        self.field = field.name


def is_empty(value: Stored) -> bool:
    """Whether nothing is filled in."""
    return value is None or value in ("", [])


def empty_of(field: Field) -> Stored:
    """What stands for nothing: an empty list where there may be several."""
    return [] if field.type in MANY else None


def stored(field: Field, given: object) -> Stored:
    """The value as it is kept, from JSON.

    Raises:
        BadValue: the field cannot hold it.
    """
    if given in (None, "", []):
        return empty_of(field)
    return _KEEPERS[field.kept_as](field, given)


def clean_text(text: str, *, lines: bool) -> str:
    """Without what cannot be seen and would move a cursor or turn the writing round; otherwise as it was typed."""
    length = len(text) + 1
    if not lines:
        return clean(text, length)
    return "\n".join(clean(line, length) for line in text.splitlines()).strip()


def _text(field: Field, given: object) -> Stored:
    if not isinstance(given, str):
        raise BadValue(field, "应是文字")
    text = clean_text(given, lines=field.type is FieldType.LONG_TEXT)
    if len(text) > field.longest:
        raise BadValue(field, f"最长 {field.longest} 个字，现在是 {len(text)} 个")
    return text or None


def _number(field: Field, given: object) -> Stored:
    if isinstance(given, bool) or not isinstance(given, int | float) or not isfinite(given):
        raise BadValue(field, "应是数字，例如 3")
    if abs(given) > LARGEST_NUMBER:
        raise BadValue(field, "数太大了，请核对")
    digits = field.decimals if field.type is not FieldType.COMPUTED else max(field.decimals, 2)
    rounded = round(given, digits)
    if field.type is not FieldType.COMPUTED and rounded != given:
        raise BadValue(field, f"小数最多 {field.decimals} 位" if field.decimals else "应是整数")
    if field.type is FieldType.COMPUTED or not field.decimals:
        return int(rounded) if rounded == int(rounded) else rounded
    return float(rounded) + 0.0  # no minus zero


def _money(field: Field, given: object) -> Stored:
    if isinstance(given, bool) or not isinstance(given, int):
        raise BadValue(field, "应是金额，例如 1200.50")
    if abs(given) > LARGEST_FEN:
        raise BadValue(field, "金额太大了，请核对")
    return given


def _date(field: Field, given: object) -> Stored:
    try:
        day = date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        day = None
    if day is None:
        raise BadValue(field, "应是存在的日期，例如 2026-11-25")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadValue(field, f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间")
    return day.isoformat()


def _time(field: Field, given: object) -> Stored:
    try:
        moment = time.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo:
        raise BadValue(field, "应是时刻，例如 08:30")
    return f"{moment:%H:%M}"


def _instant(field: Field, given: object) -> str:
    try:
        instant = datetime.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        instant = None
    if not isinstance(instant, datetime) or instant.tzinfo is None:
        raise BadValue(field, "应是日期和时刻，例如 2026-11-25 08:30")
    if not FIRST_YEAR_OF_INSTANTS <= instant.year <= LAST_YEAR:
        raise BadValue(field, f"年份应在 {FIRST_YEAR_OF_INSTANTS} 到 {LAST_YEAR} 之间")
    return instant.astimezone(UTC).replace(second=0, microsecond=0).isoformat()


def _period(field: Field, given: object) -> Stored:
    if not isinstance(given, Mapping):
        raise BadValue(field, "应是起止时间，例如 2026-11-25 08:00 至 2026-11-25 18:00")
    parts = cast("Mapping[str, object]", given)
    start, end = _instant(field, parts.get("start")), _instant(field, parts.get("end"))
    if datetime.fromisoformat(end) <= datetime.fromisoformat(start):
        raise BadValue(field, "结束要晚于开始，请核对")
    return {"start": start, "end": end}


def _choice(field: Field, given: object) -> Stored:
    if not isinstance(given, str) or given not in field.options:
        raise BadValue(field, f"只能选：{'、'.join(field.options)}")
    return given


def _choices(field: Field, given: object) -> Stored:
    if not isinstance(given, list) or any(each not in field.options for each in cast("list[object]", given)):
        raise BadValue(field, f"只能选：{'、'.join(field.options)}")
    return [option for option in field.options if option in given]


def _yes_no(field: Field, given: object) -> Stored:
    if not isinstance(given, bool):
        raise BadValue(field, "应是“是”或“否”")
    return given


def _named(field: Field, given: object) -> Stored:
    match given:
        case {"id": int() as number, "name": str() as name} if (
            not isinstance(number, bool) and 0 < number <= LARGEST_ID
        ):
            return {"id": number, "name": clean_text(name, lines=False)[:LONGEST_NAME]}
        case _:
            raise BadValue(field, f"应是一个{_noun(field)}")


def _several(field: Field, given: object) -> Stored:
    if not isinstance(given, list):
        raise BadValue(field, f"应是{_noun(field)}的列表")
    if len(given) > MOST_PEOPLE:
        raise BadValue(field, f"最多 {MOST_PEOPLE} 个")
    found = [cast("dict[str, Stored]", _named(field, each)) for each in cast("list[object]", given)]
    return list({each["id"]: each for each in found}.values())


def _noun(field: Field) -> str:
    return "部门" if field.type in {FieldType.DEPARTMENT, FieldType.DEPARTMENTS} else "人员"


def _files(field: Field, given: object) -> Stored:
    if not isinstance(given, list):
        raise BadValue(field, "请在对话里发送文件，或在网页上选择")
    if len(given) > MOST_FILES:
        raise BadValue(field, f"最多 {MOST_FILES} 个文件")
    return [_file(field, each) for each in cast("list[object]", given)]


def _file(field: Field, given: object) -> Stored:
    match given:
        case {"id": str() as number, "name": str() as name, "size": int() as size} if (
            0 < len(number) <= LONGEST_NAME and 0 <= size <= LARGEST_FILE
        ):
            return {"id": number, "name": clean_text(name, lines=False)[:LONGEST_NAME], "size": size}
        case _:
            raise BadValue(field, "应是收到过的文件")


def _table(field: Field, given: object) -> Stored:
    if not isinstance(given, list):
        raise BadValue(field, "应是若干行")
    rows = cast("list[object]", given)
    if len(rows) > field.rows:
        raise BadValue(field, f"最多 {field.rows} 行，现在是 {len(rows)} 行")
    return [_row(field, row, number) for number, row in enumerate(rows, 1)]


def _row(field: Field, given: object, number: int) -> Stored:
    if not isinstance(given, Mapping):
        raise BadValue(field, f"第 {number} 行不是一行内容")
    cells = cast("Mapping[str, object]", given)
    try:
        row = {column.name: stored(column, cells.get(column.name)) for column in field.columns}
    except BadValue as bad:
        raise BadValue(field, f"第 {number} 行的{str(bad).rstrip('。')}") from None
    missing = [column.label for column in field.columns if column.required.constant and is_empty(row[column.name])]
    if missing:
        raise BadValue(field, f"第 {number} 行缺少{missing[0]}")
    return row


def _reference(field: Field, given: object) -> Stored:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 < given <= LARGEST_ID:
        raise BadValue(field, "应是申请的编号，例如 1024")
    return given


def _month(field: Field, given: object) -> Stored:
    found = _MONTH.fullmatch(given) if isinstance(given, str) else None
    if not found or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        raise BadValue(field, "应是月份，例如 2026-11")
    return found[0]


def _nothing(field: Field, given: object) -> Stored:
    del given
    raise BadValue(field, f"{TYPE_NAMES[field.type]}不用填")


_KEEPERS: Mapping[FieldType, Callable[[Field, object], Stored]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.SECRET: _text,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.TIME: _time,
    FieldType.DATETIME: _instant,
    FieldType.PERIOD: _period,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.YES_NO: _yes_no,
    FieldType.PERSON: _named,
    FieldType.PEOPLE: _several,
    FieldType.DEPARTMENT: _named,
    FieldType.DEPARTMENTS: _several,
    FieldType.ATTACHMENT: _files,
    FieldType.PICTURE: _files,
    FieldType.TABLE: _table,
    FieldType.REFERENCE: _reference,
    FieldType.MONTH: _month,
    FieldType.COMPUTED: _nothing,
}
