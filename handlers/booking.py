"""What an approval enters and a withdrawal takes back: leave with its reserved time, events with their period."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from domain.flow.case import Case, State
from domain.flow.kinds import ActKind
from domain.flow.outcome import Booked, Cause, Done, Refused, Reversed
from domain.forms.form import Booked as Kind
from domain.forms.form import Booking, Form
from domain.forms.values import Stored
from domain.ids import Minutes, RequestNo
from domain.leave_checks import OtherLeave, overlap
from domain.leave_length import length
from domain.leave_types import BY_NAME, LeaveType
from domain.office import Office
from domain.texts import replies
from handlers.away import leave_approved, leave_withdrawn
from handlers.matter import Matter
from storage import ledger
from storage.database import Tx
from storage.leave_periods import Period, overlapping, release, reserve

_SUBMITTING = (ActKind.SUBMIT, ActKind.RESUBMIT)
_OUT = (State.PENDING, State.APPROVED)
_GIVEN_UP = (State.RETURNED, State.REJECTED, State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Away:
    """The leave that a case is about."""

    kind: LeaveType
    start: datetime
    end: datetime


async def why_not_away(tx: Tx, office: Office, matter: Matter, done: Done) -> Refused | None:
    """Why the time asked for cannot be had, when a case is submitted; None where there is nothing in its way."""
    away = away_of(matter.form, done.case) if done.entry.kind in _SUBMITTING else None
    if away is None:
        return None
    other = await overlapping(tx, done.case.applicant.id, away.start, away.end)
    if other is None or other.request_no == matter.no:
        return None
    taken = OtherLeave(other.request_no, other.start, other.end)
    return Refused(Cause.ALREADY_THERE, replies.not_submitted(overlap(taken, tx.now, office)))


def details_of(form: Form, done: Done, office: Office) -> dict[str, object]:
    """What is written down of each thing that is booked, by its name."""
    whats = {effect.booking.what for effect in done.effects if isinstance(effect, Booked)}
    return {entry.name: _detail(form, entry, done.case, office) for entry in form.books if entry.name in whats}


async def book(tx: Tx, office: Office, matter: Matter, done: Done) -> None:
    """The ledger and the reserved time. Events are rows that are kept with the case."""
    away = away_of(matter.form, done.case)
    if away is None:
        return
    await _reserve(tx, matter, done, away)
    leaves = {entry.name for entry in matter.form.books if entry.what is Kind.LEAVE}
    for effect in done.effects:
        if isinstance(effect, Booked) and effect.booking.what in leaves:
            await _debit(tx, office, done.case, effect.booking.no, away)
            await leave_approved(tx, office, done.case.applicant.id, matter.no, away.start, away.end)
        elif isinstance(effect, Reversed) and effect.booking.what in leaves:
            await _refund(tx, done.case, effect.booking.no)
            await leave_withdrawn(tx, done.case.applicant.id, matter.no)


def away_of(form: Form, case: Case) -> Away | None:
    """The leave that this case books when all have agreed; None for a form that books none, or not yet filled in."""
    entry = next((each for each in form.books if each.what is Kind.LEAVE), None)
    if entry is None:
        return None
    kind = BY_NAME.get(str(case.fields.get(entry.sources["type"])))
    period = case.fields.get(entry.sources["period"])
    if kind is None or not isinstance(period, dict):
        return None
    start, end = (datetime.fromisoformat(str(cast("dict[str, Stored]", period)[side])) for side in ("start", "end"))
    return Away(kind, start, end)


async def _reserve(tx: Tx, matter: Matter, done: Done, away: Away) -> None:
    if done.entry.kind in _SUBMITTING:
        await reserve(tx, done.case.applicant.id, Period(matter.no, away.start, away.end))
    elif done.case.state in _GIVEN_UP and matter.case.state in _OUT:
        await release(tx, matter.no)


async def _debit(tx: Tx, office: Office, case: Case, no: int, away: Away) -> None:
    await ledger.book(
        tx,
        case.applicant.id,
        away.kind.code,
        Minutes(-_minutes(away, office)),
        reason=away.kind.name,
        cause_key=f"debit:{case.no}:{no}",
        request_no=RequestNo(case.no),
    )


async def _refund(tx: Tx, case: Case, no: int) -> None:
    await ledger.reverse(tx, f"debit:{case.no}:{no}", reason="撤回", cause_key=f"refund:{case.no}:{no}")


def _minutes(away: Away, office: Office) -> Minutes:
    start, end = away.start.astimezone(office.campus), away.end.astimezone(office.campus)
    return length(start, end, office.shift, office.calendar, away.kind).minutes


def _detail(form: Form, entry: Booking, case: Case, office: Office) -> dict[str, object]:
    """The values it is made of as they are kept, so that whoever waits for it needs to know no form."""
    detail: dict[str, object] = {name: case.fields.get(field) for name, field in entry.sources.items()}
    away = away_of(form, case) if entry.what is Kind.LEAVE else None
    return detail | ({"minutes": _minutes(away, office)} if away else {})
