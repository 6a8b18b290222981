"""Which fields of a form are a leave's, and a sentence about leave as their values: type, time and reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.values import BadValue, Stored, stored
from domain.leave_types import BY_CODE, STAFF, LeaveType, catalogue
from domain.sentence.reading import LeaveReading


@dataclass(frozen=True, slots=True)
class LeaveFields:
    """Of a form whose applicants say which leave they want, and when. One that books a leave of its own has none."""

    type: Field
    period: Field
    reason: Field | None = None
    who: str = STAFF

    @property
    def kinds(self) -> Mapping[str, LeaveType]:
        """The types that its people may take, by name."""
        return catalogue().named(self.who)

    @property
    def by_name(self) -> dict[str, Field]:
        """All of them."""
        return {each.name: each for each in (self.type, self.period, self.reason) if each}


def leave_fields(form: Form) -> LeaveFields | None:
    """As the form's bookings name them; None for a form that is not filled in by a sentence about leave."""
    for booking in form.books:
        kind, period = (form.by_name.get(booking.sources.get(name, "")) for name in ("type", "period"))
        if kind is not None and period is not None and kind.type is FieldType.CHOICE:
            return LeaveFields(kind, period, form.by_name.get(booking.sources.get("reason", "")), booking.who)
    return None


def values_of(fields: LeaveFields, reading: LeaveReading) -> dict[str, Stored]:
    """What the sentence surely said, as far as the form has room for it; nothing of it is None."""
    return dict(_values(fields, reading))


def _values(fields: LeaveFields, reading: LeaveReading) -> Iterator[tuple[str, Stored]]:
    kind = BY_CODE.get(reading.leave_type or "")
    span = {"start": reading.span.start, "end": reading.span.end} if reading.span else None
    said = ((fields.type, kind.name if kind else None), (fields.period, span), (fields.reason, reading.reason))
    for field, value in said:
        if field is not None and value and has_room(field, value):
            yield field.name, stored(field, value)


def has_room(field: Field, value: object) -> bool:
    """Whether the field can hold this value."""
    try:
        stored(field, value)
    except BadValue:
        return False
    return True
