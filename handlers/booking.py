"""What an approval enters and a withdrawal takes back: leave with its reserved time, events with their period."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.flow.case import Case, State
from domain.flow.kinds import ActKind
from domain.flow.outcome import Booked, Cause, Done, Refused, Reversed
from domain.forms.away import away_of
from domain.forms.fields import FieldType
from domain.forms.form import Booked as Kind
from domain.forms.form import Booking, Form
from domain.ids import Minutes, RequestNo
from domain.leave import Leave
from domain.leave_checks import OtherLeave, why_not_submit
from domain.leave_length import describe_length
from domain.leave_limits import Taker, why_not_of_type
from domain.leave_proof import is_wanted
from domain.leave_types import ProofTime
from domain.lots import Account
from domain.office import Office
from domain.texts import replies
from domain.texts.leave_proofs import wanted_at_once
from handlers.away import leave_approved, leave_withdrawn
from handlers.matter import Matter
from storage import ledger
from storage.attendance_days import touch_days
from storage.database import Tx
from storage.leave_exceptions import allowed_days
from storage.leave_periods import Period, overlapping, release, reserve, reserved
from storage.leave_reprices import drop_reprices
from storage.leave_returns import undo_return
from storage.leave_takers import Taken, joined_on, taken
from storage.lots import accounts_of

_SUBMITTING = (ActKind.SUBMIT, ActKind.RESUBMIT)
_OUT = (State.PENDING, State.APPROVED)
_GIVEN_UP = (State.RETURNED, State.REJECTED, State.WITHDRAWN)
_UNSAID = frozenset({"reason"})  # of a booking's sources, what is nobody's who waits for it


@dataclass(frozen=True, slots=True)
class Prospect:
    """What submitting would mean: why it cannot be, and what would be left of a type that has a stock."""

    problem: str
    balance: str


async def prospect_of(tx: Tx, office: Office, matter: Matter, values: Mapping[str, object]) -> Prospect | None:
    """For a form filled in like that; None where it books no leave. The applicant is locked, so nothing races it."""
    away = away_of(matter.form, values, matter.own)
    if away is None:
        return None
    free = await _free_minutes(tx, office, matter, away)
    other = await _other_leave(tx, matter, away)
    problem = why_not_submit(away, tx.now, free, other, office, matter.own.shift)
    problem = problem or why_not_of_type(away, tx.now, await taker_of(tx, office, matter, away), office, matter.own)
    return Prospect(
        problem=problem or _without_proof(matter.form, values, away, office),
        balance="" if free is None else _left(away, Minutes(free - away.minutes), office),
    )


def _without_proof(form: Form, values: Mapping[str, object], away: Leave, office: Office) -> str:
    """What is to be sent with the request and was not; a form without a place for files asks for none."""
    places = [each.name for each in form.fields if each.type is FieldType.ATTACHMENT]
    is_lacking = places and not any(values.get(name) for name in places)
    is_due = is_lacking and is_wanted(away.kind, away.minutes, office.shift.minutes, ProofTime.AT_ONCE)
    return wanted_at_once(away.kind) if is_due else ""


async def why_not_away(tx: Tx, office: Office, matter: Matter, done: Done) -> Refused | None:
    """Why the leave asked for cannot be had, when a case is submitted; None where there is nothing in its way."""
    if done.entry.kind not in _SUBMITTING:
        return None
    prospect = await prospect_of(tx, office, matter, done.case.fields)
    if prospect is None or not prospect.problem:
        return None
    return Refused(Cause.LEAVE_RULES, replies.not_submitted(prospect.problem))


async def _free_minutes(tx: Tx, office: Office, matter: Matter, away: Leave) -> Minutes | None:
    """What the type's balance still allows, requests that wait taken off; None for a type without a balance."""
    if not away.kind.has_balance:
        return None
    account = (await accounts_of(tx, matter.case.applicant.id, office.campus)).get(away.kind.code, Account())
    return account.free(away.start.astimezone(office.campus).date())


async def taker_of(tx: Tx, office: Office, matter: Matter, away: Leave) -> Taker:
    """What the type's limits ask about the applicant; what they do not ask about is not looked up."""
    limits, person = away.kind.limits, matter.case.applicant
    year = away.start.astimezone(office.campus).year
    since, until = (datetime(each, 1, 1, tzinfo=office.campus) for each in (year, year + 1))
    is_asked = limits.yearly is not None or limits.yearly_times is not None
    had = await taken(tx, person.id, away.kind.code, since, until, but=matter.no) if is_asked else Taken(Minutes(0), 0)
    return Taker(
        kind=matter.resolver.directory.kind(matter.resolver.applicant),
        position=person.position,
        joined_on=await joined_on(tx, person.id) if limits.tenure_months else None,
        taken=had.minutes,
        times=had.times,
        allowed=await allowed_days(tx, person.id, away.kind.code) if limits.blackouts else (),
        titles=office.posts.titles,
    )


async def _other_leave(tx: Tx, matter: Matter, away: Leave) -> OtherLeave | None:
    """Another leave of the applicant at the same time."""
    if away.end <= away.start:
        return None
    other = await overlapping(tx, matter.case.applicant.id, away.start, away.end)
    if other is None or other.request_no == matter.no:
        return None
    return OtherLeave(other.request_no, other.start, other.end)


def _left(away: Leave, after: Minutes, office: Office) -> str:
    left = describe_length(abs(after), office.shift.minutes)
    return f"{away.kind.name}不够，还差 {left}" if after < 0 else f"提交后{away.kind.name}剩 {left}"


def details_of(matter: Matter, done: Done) -> dict[str, object]:
    """What is written down of each thing that is booked, by its name."""
    whats = {effect.booking.what for effect in done.effects if isinstance(effect, Booked)}
    return {entry.name: _detail(matter, entry, done.case) for entry in matter.form.books if entry.name in whats}


async def book(tx: Tx, office: Office, matter: Matter, done: Done) -> None:
    """The ledger and the reserved time. Events are rows that are kept with the case.

    Nothing of it changes while a case only goes on from step to step.
    """
    if done.entry.kind not in _SUBMITTING and done.case.state is matter.case.state:
        return
    away = away_of(matter.form, done.case.fields, matter.own)
    if away is None:
        return
    await _reserve(tx, matter, done, away)
    leaves = {entry.name for entry in matter.form.books if entry.what is Kind.LEAVE}
    for effect in done.effects:
        if isinstance(effect, Booked) and effect.booking.what in leaves:
            await _debit(tx, office, done.case, effect.booking.no, away)
            await leave_approved(tx, office, done.case.applicant.id, matter.no, away.start, away.end)
            await _touch_attendance(tx, office, matter, away)
        elif isinstance(effect, Reversed) and effect.booking.what in leaves:
            await _refund(tx, office, done.case, effect.booking.no)
            await leave_withdrawn(tx, done.case.applicant.id, matter.no)
            await _touch_attendance(tx, office, matter, away)


async def _touch_attendance(tx: Tx, office: Office, matter: Matter, away: Leave) -> None:
    """The days of the leave are judged again, and the one before, whose night may reach into it."""
    first, last = (at.astimezone(office.campus).date() for at in (away.start, away.end))
    await touch_days(tx, [matter.case.applicant.id], first - timedelta(days=1), last, f"leave:{matter.no}")


async def _reserve(tx: Tx, matter: Matter, done: Done, away: Leave) -> None:
    if done.entry.kind in _SUBMITTING:
        period = Period(matter.no, away.start, away.end)
        await reserve(tx, done.case.applicant.id, period, away.kind.code, away.minutes)
    elif done.case.state in _GIVEN_UP and matter.case.state in _OUT:
        await release(tx, matter.no)
        await drop_reprices(tx, matter.no)


async def _debit(tx: Tx, office: Office, case: Case, no: int, away: Leave) -> None:
    """As much as was reserved when it was submitted: what a calendar changes since is not charged without a word."""
    number = RequestNo(case.no)
    await ledger.book(
        tx,
        case.applicant.id,
        away.kind.code,
        Minutes(-(await reserved(tx, number) or away.minutes)),
        reason=away.kind.name,
        cause_key=f"debit:{case.no}:{no}",
        request_no=number,
        day=away.start.astimezone(office.campus).date(),
    )


async def _refund(tx: Tx, office: Office, case: Case, no: int) -> None:
    """All that it still costs: a part may have been given back, or more been charged since."""
    today, number = tx.now.astimezone(office.campus).date(), RequestNo(case.no)
    charge, cause = await ledger.charge_of(tx, number), f"refund:{case.no}:{no}"
    if charge.is_adjusted:
        await ledger.give_back(tx, number, charge.minutes, reason="撤回", cause_key=cause, today=today)
    else:
        await ledger.reverse(tx, f"debit:{case.no}:{no}", reason="撤回", cause_key=cause, today=today)
    await undo_return(tx, number)


def _detail(matter: Matter, entry: Booking, case: Case) -> dict[str, object]:
    """The values it is made of as they are kept, so that whoever waits for it needs to know no form."""
    sources = ((name, field) for name, field in entry.sources.items() if name not in _UNSAID)
    detail: dict[str, object] = {name: case.fields.get(field) for name, field in sources}
    away = away_of(matter.form, case.fields, matter.own) if entry.what is Kind.LEAVE else None
    return detail | ({"minutes": away.minutes} if away else {})
