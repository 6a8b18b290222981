"""A sentence about leave as values of a form that asks for one: type, time and reason."""

from collections.abc import Iterator

from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.values import BadValue, Stored, stored
from domain.leave_types import BY_CODE
from domain.sentence.reading import LeaveReading

TYPE, PERIOD, REASON = "leave_type", "period", "reason"  # names of fields by which such a form is known


def values_of(form: Form, reading: LeaveReading) -> dict[str, Stored]:
    """What the sentence surely said; what it left open is asked for like any field."""
    return dict(_values(form, reading))


def _values(form: Form, reading: LeaveReading) -> Iterator[tuple[str, Stored]]:
    kind = BY_CODE.get(reading.leave_type or "")
    span = {"start": reading.span.start, "end": reading.span.end} if reading.span else None
    said: dict[str, object] = {TYPE: kind.name if kind else None, PERIOD: span, REASON: reading.reason or None}
    for name, value in said.items():
        field = form.by_name.get(name)
        if field is not None and value is not None and _fits(field, value):
            yield name, stored(field, value)


def _fits(field: Field, value: object) -> bool:
    if field.type is FieldType.CHOICE and value not in field.options:
        return False
    try:
        stored(field, value)
    except BadValue:
        return False
    return True
