"""The applicant's acts: submit, resubmit, withdraw, drop, urge."""

from dataclasses import replace

from domain.flow import sentences
from domain.flow.acts import Drop, Expire, Resubmit, Submit, Urge, Withdraw
from domain.flow.case import State
from domain.flow.deciding import with_fields
from domain.flow.outcome import Cause, Moment, Refused, Reminded, Reversed
from domain.flow.turn import Turn
from domain.flow.walk import advance, cancel


def submit(turn: Turn, act: Submit | Resubmit) -> Refused | None:
    """Send it on its way; not at all when nobody can be asked at once. What steps have filled in stays theirs."""
    case = turn.case
    if isinstance(act, Submit) and act.prepared_by is not None:
        turn.words = sentences.PREPARED.format(name=act.prepared_by.name)
    filled = {name: case.fields.get(name) for step in case.plan.steps for name in step.fills}
    if any(act.fields.get(name, value) != value for name, value in filled.items()):
        return turn.refused(Cause.FOREIGN_FIELD, sentences.FOREIGN_FIELD)
    kept = {name: value for name, value in filled.items() if name in case.fields}
    turn.case = replace(with_fields(case, {**act.fields, **kept}, turn.version), state=State.PENDING)
    return _begin(turn)


def _begin(turn: Turn) -> Refused | None:
    turn.copy([n.person for n in turn.resolver.copied("start", turn.case.fields)], None)
    advance(turn)
    for run in turn.case.stuck:
        label = turn.case.plan.step(run.key).label
        return turn.refused(Cause.NO_APPROVER, sentences.NO_APPROVER, label=label)
    return None


def withdraw(turn: Turn, act: Withdraw) -> Refused | None:
    """Take it back; exactly what was booked is reversed, and whoever had agreed is told."""
    involved = [d.actor for run in turn.case.runs for a in run.assignments if (d := a.decision)]
    if turn.case.state is State.APPROVED:
        turn.tell(Moment.ENDED, [*involved, *(copy.person for copy in turn.case.copies)])
    turn.words = act.reason.strip()
    cancel(turn)
    turn.effects.extend(Reversed(booking) for booking in turn.case.booked)
    turn.case = replace(turn.case, booked=())
    turn.end(State.WITHDRAWN)
    return None


def drop(turn: Turn, _: Drop) -> None:
    """Give up a draft; what was submitted meanwhile is withdrawn only by saying so."""
    cancel(turn)
    turn.end(State.WITHDRAWN)


def expire(turn: Turn, _: Expire) -> None:
    """A draft that lay too long ends."""
    cancel(turn)
    turn.end(State.EXPIRED)


def urge(turn: Turn, _: Urge) -> None:
    """Remind everybody whose turn it is."""
    for run, assignment in turn.case.open_places():
        people = (assignment.person, assignment.stand_in)
        turn.effects.extend(Reminded(person, run.key) for person in people if person)
