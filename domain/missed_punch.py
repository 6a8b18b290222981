"""补卡: a punch that was forgotten, as a form says it and as somebody types it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from domain.forms.fields import FieldType
from domain.forms.form import Booked, Form
from domain.forms.typed_times import read_instant
from domain.forms.values import BadValue, Stored
from domain.punches import Side
from domain.shift import Shift
from domain.text_fold import fold_text

SIDES: Mapping[Side, str] = {Side.IN: "上班", Side.OUT: "下班"}
LIKELY = "忘记打卡"  # what it mostly was
NOON = time(12)
_TIMED = re.compile(r"(?P<when>.*?[0-9]{1,2}[:点时](?:[0-9]{1,2}分?|半)?)(?P<rest>.*)", re.DOTALL)
_EDGES = " ,，。;；:：、"


@dataclass(frozen=True, slots=True)
class Missed:
    """What is to be corrected."""

    at: datetime
    side: Side
    reason: str


def punching_form(forms: Mapping[str, Form]) -> Form | None:
    """The one that books punches."""
    return next((form for form in forms.values() if any(each.what is Booked.PUNCH for each in form.books)), None)


def moment_field(form: Form) -> str:
    """The name of the field that says when it was."""
    return next(each.sources["at"] for each in form.books if each.what is Booked.PUNCH)


def missed_in(form: Form, values: Mapping[str, object]) -> Missed | None:
    """What a filled-in form asks for; None for one that books no punch, or is not filled in so far."""
    booking = next((each for each in form.books if each.what is Booked.PUNCH), None)
    if booking is None:
        return None
    at, side, reason = (values.get(booking.sources.get(name, "")) for name in ("at", "type", "reason"))
    known = next((each for each, name in SIDES.items() if name == side), None)
    if not isinstance(at, str) or known is None:
        return None
    return Missed(datetime.fromisoformat(at), known, reason if isinstance(reason, str) else "")


def values_of(form: Form, missed: Missed) -> dict[str, Stored]:
    """The same the other way round."""
    booking = next(each for each in form.books if each.what is Booked.PUNCH)
    at = missed.at.astimezone(UTC).replace(second=0, microsecond=0)  # as forms keep an instant
    said = {"at": at.isoformat(), "type": SIDES[missed.side], "reason": missed.reason}
    return {booking.sources[name]: value for name, value in said.items() if value and name in booking.sources}


def read_missed(form: Form, said: str, now: datetime, shift: Shift) -> dict[str, Stored]:
    """昨天 18:00 忘记打卡: what is understood of it; the rest is asked. `now` is in campus time."""
    found = _TIMED.match(fold_text(said))
    field = next((each for each in form.fields if each.type is FieldType.DATETIME), None)
    if found is None or field is None:
        return {}
    when, side = _without_side(found["when"])
    rest, later = _without_side(found["rest"])
    try:
        at = read_instant(field, when, now, shift)
    except BadValue:
        return {}
    side = side or later or (Side.IN if at.time() < NOON else Side.OUT)
    return values_of(form, Missed(at, side, rest.strip(_EDGES)))


def _without_side(text: str) -> tuple[str, Side | None]:
    for side, name in SIDES.items():
        if name in text:
            return text.replace(name, " ", 1).strip(), side
    return text.strip(), None
