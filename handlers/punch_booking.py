"""What an approved 补卡 enters: the punch, in the approval's own transaction, and an order for the platform."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from domain.attendance.duty import instant_of
from domain.flow.kinds import ActKind
from domain.flow.outcome import Booked, Cause, Done, Refused
from domain.forms.form import Booked as Kind
from domain.forms.form import Form
from domain.ids import PersonId, RequestNo
from domain.missed_punch import Missed, missed_in, moment_field
from domain.office import Office
from domain.punch_reading import PunchCorrection
from domain.punches import Punch
from domain.texts import missed_punch as words
from handlers.days_now import days_now
from handlers.matter import Matter
from storage.attendance_duty import NEAR
from storage.database import Tx
from storage.punch_orders import corrections_in, first_of, order_correction
from storage.punches import note

SOURCE = "correction"
MONTHLY = "monthly"  # in [settings] of the form
# Where a forgotten punch can be written; DingTalk has no call for approvals that are not its own.
WRITTEN_BACK = frozenset({"wecom"})
_SUBMITTING = (ActKind.SUBMIT, ActKind.RESUBMIT)


async def why_not_punch(tx: Tx, office: Office, matter: Matter, done: Done) -> Refused | None:
    """Why a correction cannot be asked for: the month's allowance is used up. The applicant is locked meanwhile."""
    missed = missed_in(matter.form, done.case.fields) if done.entry.kind in _SUBMITTING else None
    if missed is None:
        return None
    sentence = await why_too_many(tx, office, matter.form, done.case.applicant.id, missed, matter.no)
    return Refused(Cause.TOO_MANY, sentence) if sentence else None


async def why_too_many(tx: Tx, office: Office, form: Form, person: PersonId, missed: Missed, besides: RequestNo) -> str:
    """The same before there is a request; empty where one more is allowed."""
    most = form.settings.get(MONTHLY)
    first, after = first_of(missed.at.astimezone(office.campus).date())
    span = (datetime.combine(first, time(), office.campus), datetime.combine(after, time(), office.campus))
    used = await corrections_in(tx, person, form.key, moment_field(form), besides, span)
    return words.too_many(first, most) if isinstance(most, int) and used >= most else ""


async def book_punch(tx: Tx, office: Office, matter: Matter, done: Done) -> None:
    """Once for each booking; what is booked for the past is not taken back."""
    punches = {entry.name for entry in matter.form.books if entry.what is Kind.PUNCH}
    missed = missed_in(matter.form, done.case.fields)
    for effect in done.effects:
        if missed is not None and isinstance(effect, Booked) and effect.booking.what in punches:
            await _enter(tx, office, matter, missed, f"case:{matter.no}:{effect.booking.no}")


async def _enter(tx: Tx, office: Office, matter: Matter, missed: Missed, key: str) -> None:
    person = matter.case.applicant.id
    fact = Punch(person=person, source=SOURCE, at=missed.at, said_at=missed.at, key=key, side=missed.side)
    await note(tx, [fact])
    due = await _due(tx, office, person, missed)
    correction = PunchCorrection(
        user_id="",
        day=due.day if due else missed.at.astimezone(office.campus).date(),
        at=missed.at,
        due_at=due.at if due else None,
        remark=missed.reason,
    )
    told = [source for source in office.punch_sources if source.platform in WRITTEN_BACK]
    await order_correction(tx, matter.no, person, told, correction)


class _Due(NamedTuple):
    """When a punch was due, and of which day's duty, which may be the one before."""

    day: date
    at: datetime


async def _due(tx: Tx, office: Office, person: PersonId, missed: Missed) -> _Due | None:
    """What the correction belongs to, derived now: WeCom refuses one without it, and today's is kept in the evening."""
    day = missed.at.astimezone(office.campus).date()
    records = await days_now(tx, office, person, day - timedelta(days=1), day)
    edges = ((record, edge) for record in records for edge in record.edges if edge.side is missed.side)
    dues = [_Due(record.day, instant_of(edge.due)) for record, edge in edges]
    nearest = min(dues, key=lambda due: abs(due.at - missed.at), default=None)
    return nearest if nearest is not None and abs(nearest.at - missed.at) <= NEAR else None
