"""Values as people read them: Chinese, campus time, yuan. What is shown can be typed in again."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import cast

from domain.forms.fields import Field, FieldType
from domain.forms.values import Stored, is_empty
from domain.leave_length import WEEKDAYS

HIDDEN = "（保密，不显示）"
KILOBYTE = 1024


def show(field: Field, value: Stored, campus: tzinfo) -> str:
    """The value in words; nothing for an empty one. It is plain text: markup in it is what somebody typed."""
    return "" if is_empty(value) else _SHOWERS[field.kept_as](field, value, campus)


def show_yuan(fen: int) -> str:
    """1,200.50."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02}"


def show_instant(instant: str, campus: tzinfo) -> str:
    """2026-11-25 08:30."""
    return f"{datetime.fromisoformat(instant).astimezone(campus):%Y-%m-%d %H:%M}"


def escape_cell(text: str) -> str:
    """A cell in which the sign between cells is no such sign."""
    return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split("\n"))


def _as_it_is(field: Field, value: Stored, campus: tzinfo) -> str:
    del field, campus
    return str(value)


def _number(field: Field, value: Stored, campus: tzinfo) -> str:
    del campus
    digits = field.decimals if field.type is not FieldType.COMPUTED else 0
    return f"{value:.{digits}f}" if digits else f"{value}"


def _money(field: Field, value: Stored, campus: tzinfo) -> str:
    del field, campus
    return f"{show_yuan(cast('int', value))} 元"


def _date(field: Field, value: Stored, campus: tzinfo) -> str:
    del field, campus
    day = date.fromisoformat(cast("str", value))
    return f"{day} 周{WEEKDAYS[day.weekday()]}"


def _instant(field: Field, value: Stored, campus: tzinfo) -> str:
    del field
    return show_instant(cast("str", value), campus)


def _period(field: Field, value: Stored, campus: tzinfo) -> str:
    del field
    period = cast("dict[str, str]", value)
    return f"{show_instant(period['start'], campus)} 至 {show_instant(period['end'], campus)}"


def _list(field: Field, value: Stored, campus: tzinfo) -> str:
    del field, campus
    return "、".join(cast("list[str]", value))


def _yes_no(field: Field, value: Stored, campus: tzinfo) -> str:
    del field, campus
    return "是" if value else "否"


def _named(field: Field, value: Stored, campus: tzinfo) -> str:
    del field, campus
    return str(cast("dict[str, Stored]", value)["name"])


def _several(field: Field, value: Stored, campus: tzinfo) -> str:
    del field, campus
    return "、".join(str(each["name"]) for each in cast("list[dict[str, Stored]]", value))


def _files(field: Field, value: Stored, campus: tzinfo) -> str:
    del field, campus
    return "、".join(_file(each) for each in cast("list[dict[str, Stored]]", value))


def _file(each: Mapping[str, Stored]) -> str:
    size = cast("int", each["size"])
    return f"{each['name']}（{max(1, size // KILOBYTE)} KB）"


def _table(field: Field, value: Stored, campus: tzinfo) -> str:
    return "\n".join(" | ".join(_cells(field, row, campus)) for row in cast("list[dict[str, Stored]]", value))


def _cells(field: Field, row: Mapping[str, Stored], campus: tzinfo) -> Iterable[str]:
    return (escape_cell(show(column, row.get(column.name), campus)) for column in field.columns)


def _hidden(field: Field, value: Stored, campus: tzinfo) -> str:
    del field, value, campus
    return HIDDEN


_SHOWERS: Mapping[FieldType, Callable[[Field, Stored, tzinfo], str]] = {
    FieldType.TEXT: _as_it_is,
    FieldType.LONG_TEXT: _as_it_is,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.TIME: _as_it_is,
    FieldType.DATETIME: _instant,
    FieldType.PERIOD: _period,
    FieldType.CHOICE: _as_it_is,
    FieldType.CHOICES: _list,
    FieldType.YES_NO: _yes_no,
    FieldType.PERSON: _named,
    FieldType.PEOPLE: _several,
    FieldType.DEPARTMENT: _named,
    FieldType.DEPARTMENTS: _several,
    FieldType.ATTACHMENT: _files,
    FieldType.PICTURE: _files,
    FieldType.TABLE: _table,
    FieldType.REFERENCE: _as_it_is,
    FieldType.MONTH: _as_it_is,
    FieldType.SECRET: _hidden,
    FieldType.COMPUTED: _as_it_is,
}
