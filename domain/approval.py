"""The state machine of an approval: pure transitions from one value to the next, or a refusal with its sentence.

Every channel decides through `may_decide`; nothing else grants the right. See docs/adr/0007.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.act import Act, Cause, Refused
from domain.people import Person
from domain.request import Approver, Decision, Request, State, Step, StepState, Verdict
from domain.texts import refusals


class Booking(StrEnum):
    """What a transition does to the leave ledger."""

    DEBIT = "debit"
    REFUND = "refund"


Outcome = Request | Refused


def may_decide(person: Person, request: Request, step: Step) -> bool:
    """Whether this person may decide this step now. Nobody decides their own request, whatever posts they hold."""
    return (
        person.is_active
        and person.id != request.applicant
        and request.state is State.PENDING
        and step.state is StepState.PENDING
        and step.asks(person.id)
    )


def submit(request: Request, steps: Sequence[Step], act: Act, contact: str) -> Outcome:
    """The applicant sends the draft on its way by the planned route; `contact` is whom to turn to without one."""
    refused = why_not_edit(request, act)
    if refused:
        return refused
    if not steps or not all(step.approvers for step in steps):
        return Refused(Cause.NO_APPROVER, refusals.NO_APPROVER.format(contact=contact))
    opened = replace(steps[0], state=StepState.PENDING, opened_at=act.at)
    return replace(
        request,
        state=State.PENDING,
        version=request.version + 1,
        submitted_at=act.at,
        steps=(opened, *steps[1:]),
    )


def cancel(draft: Request, act: Act) -> Outcome:
    """The applicant drops a draft. What was submitted meanwhile is withdrawn only by saying so."""
    return why_not_edit(draft, act) or _finish(draft, State.WITHDRAWN, act.at)


def approve(request: Request, act: Act) -> Outcome:
    """An approver of the open step agrees: the next step opens, or the request is approved."""
    step = _decidable(request, act)
    if isinstance(step, Refused):
        return step
    steps = _closed(request, step, _decision(act, Verdict.APPROVE, ""))
    following = next((later for later in steps if later.state is StepState.WAITING), None)
    if following is None:
        return _finish(replace(request, steps=steps), State.APPROVED, act.at)
    opened = replace(following, state=StepState.PENDING, opened_at=act.at)
    return replace(request, version=request.version + 1, steps=_with(steps, opened))


def reject(request: Request, act: Act, reason: str) -> Outcome:
    """An approver of the open step refuses with a reason: the request ends."""
    step = _decidable(request, act)
    if isinstance(step, Refused):
        return step
    if not reason.strip():
        return Refused(Cause.REASON_MISSING, refusals.REASON_MISSING.format(no=request.no))
    steps = _closed(request, step, _decision(act, Verdict.REJECT, reason))
    return _finish(replace(request, steps=_cancel_rest(steps, act.at)), State.REJECTED, act.at)


def withdraw(request: Request, act: Act, begins_at: datetime | None, contact: str) -> Outcome:
    """The applicant takes the request back; an approved one only while what it is for (`begins_at`) has not begun.

    While it is pending the version does not matter: however far it has come, the wish is the same. An approval that the
    applicant has not seen does.
    """
    refused = _not_applicant(request, act) or _over(request, act)
    if refused is None and request.state is not State.PENDING:
        refused = _stale(request, act)
    if refused is not None:
        return refused
    if request.state is State.APPROVED and (begins_at is None or begins_at <= act.at):
        return Refused(Cause.BEGUN, refusals.LEAVE_BEGUN.format(contact=contact))
    return _finish(replace(request, steps=_cancel_rest(request.steps, act.at)), State.WITHDRAWN, act.at)


def urge(request: Request, act: Act, pause: timedelta) -> Outcome:
    """The applicant asks the open step's approvers to look, once per `pause`. Nothing shown changes: no new version."""
    refused = _not_applicant(request, act) or _not_pending(request, act)
    if refused:
        return refused
    if request.urged_at is not None and act.at - request.urged_at < pause:
        return Refused(Cause.URGED_LATELY, refusals.urged_lately(act.at - request.urged_at, pause))
    return replace(request, urged_at=act.at)


def hand_over(request: Request, successors: Sequence[Approver]) -> Request:
    """The open step also asks these: everybody it asked has left. Unchanged when they are none, or asked already."""
    step = request.open_step
    if step is None:
        return request
    new = tuple(a for a in successors if a.person != request.applicant and not step.asks(a.person))
    if not new:
        return request
    asked = replace(step, approvers=(*step.approvers, *new))
    return replace(request, version=request.version + 1, steps=_with(request.steps, asked))


def expire(draft: Request, at: datetime) -> Request:
    """A draft that lay too long ends; whatever else it has become is left as it is."""
    return _finish(draft, State.EXPIRED, at) if draft.state is State.DRAFT else draft


def booking(before: Request, after: Request) -> Booking | None:
    """The ledger entry that the step from one value to the next causes."""
    if after.state is State.APPROVED and before.state is not State.APPROVED:
        return Booking.DEBIT
    if before.state is State.APPROVED and after.state is not State.APPROVED:
        return Booking.REFUND
    return None


def why_not_edit(request: Request, act: Act) -> Refused | None:
    """The reason why this act may not change the draft; None when it may."""
    return _not_applicant(request, act) or _not_draft(request, act) or _stale(request, act)


def why_not_decide(request: Request, act: Act) -> Refused | None:
    """The reason why this act may not decide the request now; None when it may.

    Strangers are turned away first, so that a refusal tells them nothing about the request.
    """
    if not act.actor.is_active:
        return Refused(Cause.INACTIVE, refusals.LEFT)
    if act.actor.id == request.applicant:
        return Refused(Cause.OWN_REQUEST, refusals.OWN_REQUEST)
    if not any(step.asks(act.actor.id) for step in request.steps):
        return Refused(Cause.STRANGER, refusals.NOT_YOURS)
    step = request.open_step
    if step is None or request.state is not State.PENDING:
        return _ended(request, act)
    return _stale(request, act) if may_decide(act.actor, request, step) else _out_of_turn(request, act, step)


def _ended(request: Request, act: Act) -> Refused:
    if not request.concerns(act.actor.id):
        return Refused(Cause.STRANGER, refusals.NOT_YOURS)
    decision = request.last_decision
    if decision and decision.actor == act.actor.id and request.state is not State.WITHDRAWN:
        return Refused(Cause.DECIDED, refusals.already_yours(decision, act.at, act.campus))
    return Refused(Cause.FINISHED, refusals.finished(request, act.at, act.campus))


def _out_of_turn(request: Request, act: Act, open_step: Step) -> Refused:
    """The request waits for others: this person's step is over, or has not come."""
    for step in reversed(request.steps):
        if step.decision and step.asks(act.actor.id):
            own = step.decision.actor == act.actor.id
            sentence = refusals.already_yours if own else refusals.too_late
            return Refused(Cause.DECIDED, sentence(step.decision, act.at, act.campus))
    return Refused(Cause.OUT_OF_TURN, refusals.not_your_turn(open_step))


def _decidable(request: Request, act: Act) -> Step | Refused:
    refused = why_not_decide(request, act)
    step = request.open_step
    if refused or step is None:
        return refused or _ended(request, act)
    return step


def _not_applicant(request: Request, act: Act) -> Refused | None:
    if not act.actor.is_active:
        return Refused(Cause.INACTIVE, refusals.LEFT)
    if act.actor.id != request.applicant:
        return Refused(Cause.STRANGER, refusals.NOT_APPLICANT)
    return None


def _not_draft(request: Request, act: Act) -> Refused | None:
    if request.state is State.DRAFT:
        return None
    if request.state is State.PENDING:
        return Refused(Cause.FINISHED, refusals.already_submitted(request))
    return Refused(Cause.FINISHED, refusals.own_finished(request, act.at, act.campus))


def _not_pending(request: Request, act: Act) -> Refused | None:
    match request.state:
        case State.PENDING:
            return None
        case State.DRAFT:
            return Refused(Cause.NOT_SUBMITTED, refusals.STILL_DRAFT)
        case State.APPROVED | State.REJECTED | State.WITHDRAWN | State.EXPIRED:
            return Refused(Cause.FINISHED, refusals.own_finished(request, act.at, act.campus))


def _over(request: Request, act: Act) -> Refused | None:
    if request.state in (State.DRAFT, State.PENDING, State.APPROVED):
        return None
    return Refused(Cause.FINISHED, refusals.own_finished(request, act.at, act.campus))


def _stale(request: Request, act: Act) -> Refused | None:
    if act.seen is None or act.seen == request.version:
        return None
    return Refused(Cause.STALE, refusals.STALE)


def _decision(act: Act, verdict: Verdict, comment: str) -> Decision:
    return Decision(
        actor=act.actor.id,
        actor_name=act.actor.name,
        verdict=verdict,
        comment=comment.strip(),
        channel=act.channel,
        at=act.at,
    )


def _closed(request: Request, step: Step, decision: Decision) -> tuple[Step, ...]:
    state = StepState.APPROVED if decision.verdict is Verdict.APPROVE else StepState.REJECTED
    return _with(request.steps, replace(step, state=state, closed_at=decision.at, decision=decision))


def _with(steps: tuple[Step, ...], changed: Step) -> tuple[Step, ...]:
    return tuple(changed if step.ordinal == changed.ordinal else step for step in steps)


def _cancel_rest(steps: tuple[Step, ...], at: datetime) -> tuple[Step, ...]:
    return tuple(
        replace(step, state=StepState.CANCELLED, closed_at=at)
        if step.state in (StepState.WAITING, StepState.PENDING)
        else step
        for step in steps
    )


def _finish(request: Request, state: State, at: datetime) -> Request:
    return replace(request, state=state, version=request.version + 1, finished_at=at)
