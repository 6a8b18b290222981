"""What an act on a case makes happen, and what it makes undone: purely, from the form's way and its bookings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from domain.duties.event_kinds import EventKind, EventKinds, Moment, OnForm
from domain.flow.case import Case, RunState, State
from domain.flow.kinds import ActKind
from domain.flow.outcome import Booked, Done, Reversed
from domain.forms.form import Booked as What
from domain.forms.form import Booking, Form

SUBMITTING = (ActKind.SUBMIT, ActKind.RESUBMIT)
OUT = (State.PENDING, State.APPROVED, State.REJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that happened on the way of a case. `departments` are whom alone it is for; empty: everybody."""

    code: str
    at: datetime
    until: datetime | None = None
    departments: tuple[str, ...] = ()


def key_of(code: str, number: int) -> str:
    """A case makes each event happen once, whoever tells it."""
    return f"{code}:case:{number}"


def told_by(kinds: EventKinds, form: Form, before: Case, done: Done, campus: ZoneInfo) -> Iterator[Told]:
    """What happened by this act, each kind once."""
    seen: set[str] = set()
    now, fields = done.entry.at, done.case.fields
    for kind, place in kinds.by_form.get(form.key, ()):
        if kind.code not in seen and _is_now(place, before, done) and place.fits(fields):
            seen.add(kind.code)
            yield _on_way(kind, place, fields, now, campus)
    booked = {effect.booking.what for effect in done.effects if isinstance(effect, Booked)}
    for entry in form.books:
        if entry.what is What.EVENT and entry.name in booked and entry.name not in seen:
            at, until = _span(fields, _source(entry), campus) or (now, None)
            yield Told(code=entry.name, at=at, until=until)


def undone_by(kinds: EventKinds, form: Form, before: Case, done: Done) -> frozenset[str]:
    """The codes of what did not happen after all: the case was given up, or what it had booked was taken back. One that
    is refused has taken place all the same.
    """
    reversed_ = {effect.booking.what for effect in done.effects if isinstance(effect, Reversed)}
    events = frozenset(each.name for each in form.books if each.what is What.EVENT)
    on_way = kinds.by_form.get(form.key, ()) if before.state in OUT else ()
    match done.case.state:
        case State.WITHDRAWN | State.EXPIRED:
            undone = frozenset(kind.code for kind, _ in on_way)
        case State.RETURNED:  # it is submitted once more, and then counts from there
            undone = frozenset(kind.code for kind, place in on_way if place.moment is Moment.SUBMITTED)
        case _:
            undone = frozenset[str]()
    return (events & reversed_) | undone


def _is_now(place: OnForm, before: Case, done: Done) -> bool:
    match place.moment:
        case Moment.SUBMITTED:
            return done.entry.kind in SUBMITTING
        case Moment.APPROVED:
            return _comes_to(before, done, State.APPROVED)
        case Moment.DECIDED:
            return _comes_to(before, done, State.APPROVED, State.REJECTED)
        case Moment.STEP:
            return _has_passed(done.case, place.step) and not _has_passed(before, place.step)


def _comes_to(before: Case, done: Done, *states: State) -> bool:
    return done.case.state in states and before.state not in states


def _has_passed(case: Case, step: str) -> bool:
    return any(run.key == step and run.state is RunState.PASSED for run in case.runs)


def _on_way(kind: EventKind, place: OnForm, fields: Mapping[str, object], now: datetime, campus: ZoneInfo) -> Told:
    at, until = _span(fields, place.at, campus) or (now, None)
    if place.is_end and until is not None:
        at, until = until, None
    return Told(code=kind.code, at=at, until=until, departments=tuple(_names(fields.get(place.departments))))


def _source(entry: Booking) -> str:
    return entry.sources.get("period") or entry.sources.get("at") or ""


def _span(fields: Mapping[str, object], name: str, campus: ZoneInfo) -> tuple[datetime, datetime | None] | None:
    """The instant or the period that a field says; None without one."""
    value = fields.get(name)
    if isinstance(value, dict):
        period = cast("Mapping[str, str]", value)
        return datetime.fromisoformat(period["start"]), datetime.fromisoformat(period["end"])
    if not isinstance(value, str):
        return None
    at = datetime.fromisoformat(value)
    return (at if at.tzinfo else datetime.combine(date.fromisoformat(value[:10]), time(), campus)), None


def _names(value: object) -> Iterator[str]:
    """The names of departments in a field's value."""
    for each in cast("list[object]", value) if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield str(cast("Mapping[str, object]", each).get("name", ""))
