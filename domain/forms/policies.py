"""The engine's settings for one form: who administers, when an agreement counts again, until when it may be undone."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from domain.flow.resolver import Dedupe, Policy
from domain.forms.fields import FieldType
from domain.forms.form import DEDUPE, Booked, Booking, Form
from domain.forms.values import Stored, is_empty
from domain.office import Office
from domain.people import Person


def policy_of(
    form: Form,
    office: Office,
    admins: tuple[Person, ...],
    values: Mapping[str, Stored],
    *,
    personnel: tuple[Person, ...] = (),
) -> Policy:
    """For a request filled in like that."""
    return Policy(
        campus=office.campus,
        admins=admins,
        personnel=personnel,
        dedupe=dedupe_of(form),
        urge_pause=office.leave.urge_pause_minutes,
        reversible_until=reversible_until(form, values, office.campus),
        contact=office.contact,
    )


def dedupe_of(form: Form) -> Dedupe:
    """What the form's settings say, else that one agreement counts for the step right after it."""
    said = form.settings.get(DEDUPE)
    return Dedupe(said) if isinstance(said, str) and said in set(Dedupe) else Dedupe.ADJACENT


def reversible_until(form: Form, values: Mapping[str, Stored], campus: ZoneInfo) -> datetime | None:
    """When what is booked begins. Never where nothing is, or where it counts from the last yes."""
    begins = [_begin(form, booking, values, campus) for booking in form.books]
    if begins and all(booking.what is Booked.CREDIT for booking in form.books):
        return datetime.max.replace(tzinfo=campus)  # until it is used, which the booking knows
    known = [each for each in begins if each is not None]
    return min(known) if known and len(known) == len(begins) else None


def _begin(form: Form, booking: Booking, values: Mapping[str, Stored], campus: ZoneInfo) -> datetime | None:
    name = booking.sources.get("period") or booking.sources.get("at") or ""
    value = values.get(name)
    if name not in form.by_name or is_empty(value):
        return None
    match form.by_name[name].kept_as:
        case FieldType.PERIOD:
            return datetime.fromisoformat(cast("dict[str, str]", value)["start"])
        case FieldType.DATETIME:
            return datetime.fromisoformat(cast("str", value))
        case FieldType.DATE:
            return datetime.combine(date.fromisoformat(cast("str", value)), time(), campus)
        case _:
            return None
