"""Kept values as the texts that a page's inputs hold: what `read_page` reads back as the same value."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from typing import cast

from domain.forms.fields import DEPARTMENTAL, PERSONAL, Field, FieldType
from domain.forms.pages import NO, YES
from domain.forms.values import Stored, is_empty

Texts = dict[str, tuple[str, ...]]

FEN = 100
FILES = frozenset({FieldType.ATTACHMENT, FieldType.PICTURE})
NAMED = PERSONAL | DEPARTMENTAL


def texts_of(fields: Iterable[Field], values: Mapping[str, Stored], campus: tzinfo) -> Texts:
    """What the inputs of these fields hold. A secret is not sent back to a browser, and files have no input."""
    texts: Texts = {}
    for field in fields:
        texts |= _of_field(field, field.name, values.get(field.name), campus)
    return texts


def _of_field(field: Field, name: str, value: Stored, campus: tzinfo) -> Texts:
    if is_empty(value) or field.type is FieldType.SECRET or field.type in FILES:
        return {}
    if field.type is FieldType.TABLE:
        return _of_rows(field, name, cast("list[dict[str, Stored]]", value), campus)
    if field.type is FieldType.PERIOD:
        sides = cast("dict[str, str]", value)
        return {f"{name}.{side}": (_local(sides[side], campus),) for side in ("start", "end")}
    return {name: _of_value(field, value, campus)}


def _of_rows(field: Field, name: str, rows: list[dict[str, Stored]], campus: tzinfo) -> Texts:
    texts: Texts = {}
    for place, row in enumerate(rows):
        for column in field.columns:
            texts |= _of_field(column, f"{name}.{place}.{column.name}", row.get(column.name), campus)
    return texts


def _of_value(field: Field, value: Stored, campus: tzinfo) -> tuple[str, ...]:
    if field.kept_as is FieldType.MONEY:
        return (_yuan(cast("int", value)),)
    if field.kept_as is FieldType.YES_NO:
        return (YES if value else NO,)
    if field.type is FieldType.DATETIME:
        return (_local(cast("str", value), campus),)
    if field.type in NAMED:
        several = value if isinstance(value, list) else [value]
        return tuple(str(cast("dict[str, Stored]", each)["id"]) for each in several)
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _yuan(fen: int) -> str:
    """Without separators of thousands: what is typed over them is easily wrong by a digit."""
    yuan, rest = divmod(abs(fen), FEN)
    return f"{'-' if fen < 0 else ''}{yuan}.{rest:02}"


def _local(instant: str, campus: tzinfo) -> str:
    """As an input of type datetime-local has it."""
    return f"{datetime.fromisoformat(instant).astimezone(campus):%Y-%m-%dT%H:%M}"
