"""Values as a page's form sends them: texts by names such as `period.start` and `rows.0.amount`."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from domain.forms.fields import Field, FieldType
from domain.forms.typed import Moment, Named, read_typed
from domain.forms.values import BadValue, Stored, stored

Given = Mapping[str, Sequence[str]]
YES, NO = "yes", "no"
_ROW = re.compile(r"(\d{1,3})\.(.+)")
_BY_ID = frozenset({FieldType.PERSON, FieldType.PEOPLE, FieldType.DEPARTMENT, FieldType.DEPARTMENTS})


def read_page(field: Field, given: Given, moment: Moment) -> Stored:
    """The field's value in what a page sent. People and departments come as their ids, which must be candidates.

    Raises:
        BadValue: it does not fit; the sentence says why.
    """
    texts = [text for text in given.get(field.name, ()) if text.strip()]
    match field.type:
        case FieldType.TABLE:
            return stored(field, _rows(field, given, moment))
        case FieldType.PERIOD:
            return stored(field, _period(field, given, moment))
        case _ if not texts:
            return stored(field, None)
        case FieldType.DATETIME:
            return stored(field, _instant(field, texts[0], moment))
        case FieldType.CHOICES | FieldType.CHOICE:
            return stored(field, texts if field.type is FieldType.CHOICES else texts[0])
        case FieldType.YES_NO if texts[0] in (YES, NO):
            return stored(field, texts[0] == YES)
        case _ if field.type in _BY_ID:
            return stored(field, _chosen(field, texts, moment))
        case _:
            return read_typed(field, texts[0], moment)


def _period(field: Field, given: Given, moment: Moment) -> object:
    sides = {side: (*given.get(f"{field.name}.{side}", ()), "")[0] for side in ("start", "end")}
    if not any(sides.values()):
        return None
    return {side: _instant(field, text, moment) for side, text in sides.items()}


def _instant(field: Field, text: str, moment: Moment) -> datetime:
    """What an input of type datetime-local sends is campus time."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadValue(field, "请选日期和时刻，例如 2026-11-25 08:30") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=moment.campus)


def _chosen(field: Field, texts: Sequence[str], moment: Moment) -> object:
    candidates = moment.people if field.type in {FieldType.PERSON, FieldType.PEOPLE} else moment.departments
    by_id = {str(each.id): each for each in candidates}
    chosen = [_named(by_id[text]) for text in texts if text in by_id]
    if len(chosen) < len(texts):
        raise BadValue(field, "请从列表里重新选择")
    return chosen if field.type in {FieldType.PEOPLE, FieldType.DEPARTMENTS} else chosen[0]


def _named(named: Named) -> dict[str, Stored]:
    return {"id": named.id, "name": named.names[0]}


def _rows(field: Field, given: Given, moment: Moment) -> object:
    """Rows in the order of their numbers; a row in which nothing is filled in is none."""
    rows: dict[int, dict[str, Sequence[str]]] = {}
    for name, texts in given.items():
        found = _ROW.fullmatch(name.removeprefix(f"{field.name}.")) if name.startswith(f"{field.name}.") else None
        if found and any(text.strip() for text in texts):
            rows.setdefault(int(found[1]), {})[found[2]] = texts
    return [_row(field, number, rows[place], moment) for number, place in enumerate(sorted(rows), 1)]


def _row(field: Field, number: int, given: Given, moment: Moment) -> object:
    try:
        return {column.name: cast("object", read_page(column, given, moment)) for column in field.columns}
    except BadValue as bad:
        raise BadValue(field, f"第 {number} 行的{str(bad).rstrip('。')}") from None
