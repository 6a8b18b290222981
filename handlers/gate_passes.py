"""An approved leave opens the gate and a withdrawal closes it, in the transaction of the act; words for guardians.

Guardians are written to by the platform's own channel where the configuration says so; who they are only the platform
knows. Else the student and whoever tells the guardians get the words to forward.
"""

from datetime import datetime
from typing import cast

from domain.address import GUARDIANS, Address
from domain.flow.case import State
from domain.flow.outcome import Booked, Done, Ended, Moment, Reversed, Told
from domain.flow.plan import Kind as StepKind
from domain.forms.form import Booked as Kind
from domain.forms.form import Booking
from domain.forms.values import Stored
from domain.ids import PersonId
from domain.office import Office
from domain.people import Person
from domain.texts import gate as words
from handlers.matter import Matter
from handlers.tell import tell
from storage.database import Tx
from storage.gate import end_pass, make_pass
from storage.outbox import say


async def open_gate(tx: Tx, office: Office, settled: Matter, done: Done) -> None:
    """What this act means for the gate, for a form that books a pass."""
    entry = next((each for each in settled.form.books if each.what is Kind.GATE_PASS), None)
    if entry is None:
        return
    for effect in done.effects:
        match effect:
            case Booked(booking) if booking.what == entry.name:
                await _open(tx, office, settled, entry)
            case Reversed(booking) if booking.what == entry.name:
                await end_pass(tx, settled.no)
            case Told(person, Moment.NOTICED, _):
                await _forward_by(tx, office, settled, entry, person, words.FORWARD)
            case Ended(State.REJECTED):
                await _write_to_guardians(tx, office, settled, entry, words.FORWARD_REFUSED)
                for person in _told_of_end(settled):
                    await _forward_by(tx, office, settled, entry, person, words.FORWARD_REFUSED)
            case _:
                pass


async def _open(tx: Tx, office: Office, settled: Matter, entry: Booking) -> None:
    span = _span(settled, entry)
    if span is None:
        return
    student = settled.case.applicant
    await make_pass(tx, settled.no, student.id, *span)
    await _write_to_guardians(tx, office, settled, entry, words.FORWARD)
    text = words.OPENED.format(
        period=words.period(*span, tx.now, office.campus),
        forward=_forward(office, settled, entry, tx.now),
    )
    await _tell(tx, settled, student.id, "opened", text)


def _told_of_end(settled: Matter) -> list[Person]:
    """Those whom the form has tell the guardians."""
    steps = (each for each in settled.case.plan.steps if each.kind is StepKind.NOTICE)
    return [named.person for step in steps for named in settled.resolver.resolve(step, settled.case.fields)]


async def _forward_by(tx: Tx, office: Office, settled: Matter, entry: Booking, person: Person, sentence: str) -> None:
    ask = words.FORWARD_SENT if office.guardian_sources else words.FORWARD_ASKED
    text = ask.format(text=_forward(office, settled, entry, tx.now, sentence))
    await _tell(tx, settled, person.id, "forward", text)


async def _write_to_guardians(tx: Tx, office: Office, settled: Matter, entry: Booking, sentence: str) -> None:
    """Once per round, account and outcome; the platform drops what it has seen already."""
    number = settled.case.applicant.staff_no
    if not number:
        return
    text = _forward(office, settled, entry, tx.now, sentence)
    for source in office.guardian_sources:
        key = f"guardians:{settled.no}:{settled.case.round}:{settled.case.state}:{source.platform}:{source.account}"
        await say(tx, Address(source, f"{GUARDIANS}{number}", None), text, key=key, request_no=settled.no)


async def _tell(tx: Tx, settled: Matter, person: PersonId, why: str, text: str) -> None:
    key = f"gate:{settled.no}:{settled.case.round}:{why}:{person}"
    await tell(tx, person, text, key=key, request_no=settled.no)


def _forward(office: Office, settled: Matter, entry: Booking, now: datetime, sentence: str = words.FORWARD) -> str:
    span = _span(settled, entry)
    reason = settled.case.fields.get(entry.sources.get("reason", ""))
    return sentence.format(
        college=office.name,
        name=settled.case.applicant.name,
        period=words.period(*span, now, office.campus) if span else "时间见申请",
        reason=str(reason or "未写"),
    )


def _span(settled: Matter, entry: Booking) -> tuple[datetime, datetime] | None:
    """The time of the leave; None where it is not filled in, or has no length."""
    value = cast("Stored", settled.case.fields.get(entry.sources["period"]))
    if not isinstance(value, dict):
        return None
    start, end = (datetime.fromisoformat(str(value[side])) for side in ("start", "end"))
    return (start, end) if start < end else None
