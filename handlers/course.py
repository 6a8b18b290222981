"""One act on a case: applied by the engine, then written with all that follows from it, in one transaction."""

from dataclasses import replace

from domain.address import Address
from domain.flow import engine
from domain.flow.acts import Act
from domain.flow.case import RunState
from domain.flow.kinds import ActKind
from domain.flow.outcome import Cause, Done, Refused
from domain.flow.resolver import CLOCK
from domain.forms.completeness import shortcomings
from domain.ids import RequestNo
from domain.office import Office
from domain.record_digest import fields_hash
from domain.request import Channel
from handlers.booking import book, details_of, why_not_away
from handlers.case_show import show_case
from handlers.case_telling import tell_all
from handlers.case_vouching import hold_back_case
from handlers.cover_ends import end_with
from handlers.credits import book_credits, why_not_taken_back
from handlers.duty_forms import finish_by_case
from handlers.facts import next_look
from handlers.gate_passes import open_gate
from handlers.happenings import note_case
from handlers.matter import Matter, open_case, open_matter
from handlers.own_corrections_end import follow_amendment
from handlers.punch_booking import book_punch, why_not_punch
from handlers.system_filings import follow_filing
from handlers.turn import Turn
from handlers.webhooks import tell_webhooks
from storage.cases import save_case
from storage.database import Tx
from storage.dialogues import close_dialogues_about

__all__ = ["BY_CLOCK", "Matter", "carry_out", "open_case", "open_matter", "refuse_act", "settle_act"]

BY_CLOCK = "job:escalation"
OF_FILLING = frozenset({ActKind.SUBMIT, ActKind.RESUBMIT, ActKind.DROP, ActKind.EXPIRE, ActKind.WITHDRAW})
"""What ends the filling in, and whatever was being said about it."""


async def carry_out(turn: Turn, matter: Matter, act: Act) -> Matter | None:
    """Somebody's act in their own turn. None: it was refused and they were told why, or a button has to prove it."""
    outcome = await attempt(turn.tx, turn.office, matter, act)
    if isinstance(outcome, Refused):
        await refuse_act(turn, matter.no, act.kind, outcome)
        return None
    if await hold_back_case(turn, matter, act.kind):
        return None
    answer_at = turn.address if turn.person.id == matter.case.applicant.id else None
    return await _settle(turn.tx, turn.office, matter, outcome, answer_at=answer_at, channel=turn.channel)


async def settle_act(
    tx: Tx, office: Office, matter: Matter, act: Act, *, answer_at: Address | None = None, by: str = BY_CLOCK
) -> Matter | Refused:
    """The clock's act. What is refused is only returned; `by` is what the audit calls the clock."""
    outcome = await attempt(tx, office, matter, act)
    if isinstance(outcome, Refused):
        return outcome
    return await _settle(tx, office, matter, outcome, answer_at=answer_at, by=by)


async def attempt(tx: Tx, office: Office, matter: Matter, act: Act) -> Done | Refused:
    """What would come of it; nothing is written."""
    outcome = engine.apply(matter.case, act, matter.resolver, matter.policy)
    if isinstance(outcome, Done):
        return (
            _why_not_filled(matter, outcome)
            or await why_not_away(tx, office, matter, outcome)
            or await why_not_taken_back(tx, office, matter, outcome)
            or await why_not_punch(tx, office, matter, outcome)
            or outcome
        )
    return outcome


def _why_not_filled(matter: Matter, done: Done) -> Refused | None:
    """What the form wants of this step as things are; of what it always wants the engine knows itself."""
    step = done.entry.step
    if done.entry.kind is not ActKind.AGREE or done.case.run(step).state is not RunState.PASSED:
        return None
    found = shortcomings(matter.form, matter.resolver.filled(done.case.fields), matter.form.step_by_key[step])
    return Refused(Cause.FIELDS_MISSING, f"没有办结：{found[0].sentence}") if found else None


async def refuse_act(turn: Turn, no: RequestNo, kind: ActKind, refused: Refused) -> None:
    """Say why nothing happened, and record the attempt."""
    turn.note("request.refuse", no, attempt=kind.value, cause=refused.cause.value)
    await turn.say(refused.sentence, no)


async def _settle(
    tx: Tx,
    office: Office,
    matter: Matter,
    done: Done,
    *,
    answer_at: Address | None,
    channel: Channel | None = None,
    by: str = BY_CLOCK,
) -> Matter:
    """Make the next value of a locked case the fact, and let everybody concerned see or hear of it."""
    details = details_of(matter, done)
    look_at = await next_look(tx, matter.resolver, done.case)
    kept = await save_case(tx, matter.kept, done, details=details, channel=channel, look_at=look_at)
    settled = replace(matter, kept=kept)
    await book(tx, office, matter, done)
    await book_punch(tx, office, matter, done)
    await book_credits(tx, office, matter, done)
    await open_gate(tx, office, settled, done)
    await note_case(tx, office, matter, settled, done)
    await finish_by_case(tx, office, settled, done)
    await end_with(tx, settled, done)
    await tell_webhooks(tx, settled, done)
    await follow_amendment(tx, settled)
    await follow_filing(tx, office, settled, done)
    _note(tx, settled, done, channel, by)
    if done.entry.kind in OF_FILLING:
        await close_dialogues_about(tx, settled.no, done.case.applicant.id)
    drawn = await show_case(tx, settled, matter.case, done, answer_at)
    await tell_all(tx, settled, done, drawn)
    return settled


def _note(tx: Tx, settled: Matter, done: Done, channel: Channel | None, by: str) -> None:
    """The act's one line of the audit: who really acted, for whom, and the fingerprint of what it was about."""
    entry, case = done.entry, done.case
    actor = by if entry.actor.id == CLOCK.id else f"person:{entry.actor.id}"
    named = {
        "step": entry.step or None,
        "on_behalf_of": entry.on_behalf_of.id if entry.on_behalf_of else None,
        "whom": entry.subject.id if entry.subject else None,
        "channel": channel.value if channel else None,
    }
    facts = {name: value for name, value in named.items() if value is not None}
    content = fields_hash(settled.form, case.fields)
    state = {"act": entry.no, "version": entry.version, "state": case.state.value, "content": content}
    tx.audit(actor, f"request.{entry.kind.value}", f"request:{case.no}", **state, **facts)
