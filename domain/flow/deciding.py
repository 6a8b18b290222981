"""The decisions of a step's people: agree, refuse, return, and fill in what the step is for."""

from dataclasses import replace

from domain.flow import sentences
from domain.flow.acts import Agree, Fill, Refuse, Return
from domain.flow.case import Assignment, Case, Decision, Fields, Part, Run, Standing
from domain.flow.outcome import Cause, Refused
from domain.flow.plan import Kind, Step
from domain.flow.tally import Verdict
from domain.flow.turn import Turn
from domain.flow.walk import advance, fail, go_back, settle


def agree(turn: Turn, act: Agree) -> Refused | None:
    """Agree, or say that it is done; from a delegate it is an opinion."""
    place = turn.place()
    if isinstance(place, Refused):
        return place
    run, assignment = place
    refused = _why_not_agree(turn, act, turn.case.plan.step(run.key), assignment)
    if refused:
        return refused
    turn.words = act.opinion.strip()
    _decide(turn, run, assignment, Standing.AGREED, act.signature)
    return None


def refuse(turn: Turn, act: Refuse) -> Refused | None:
    """Refuse with a reason; what that does is the step's mode and its `refuses_to`."""
    place = turn.place()
    if isinstance(place, Refused):
        return place
    if not act.reason.strip():
        return turn.reason_missing()
    turn.words = act.reason.strip()
    _decide(turn, *place, Standing.REFUSED, "")
    return None


def send_back(turn: Turn, act: Return) -> Refused | None:
    """Return to the applicant or to a step before this block; a new round begins."""
    place = turn.place()
    if isinstance(place, Refused):
        return place
    if not act.reason.strip():
        return turn.reason_missing()
    if act.to and act.to not in turn.case.plan.before(place[0].key):
        return turn.refused(Cause.NOT_EARLIER, sentences.NOT_EARLIER)
    if not act.to and not turn.case.applicant.is_active:
        return turn.refused(Cause.INACTIVE, sentences.NO_APPLICANT, name=turn.case.applicant.name)
    turn.words = act.reason.strip()
    go_back(turn, act.to, act.again or turn.case.plan.step(place[0].key).again)
    return None


def fill(turn: Turn, act: Fill) -> Refused | None:
    """Write the fields that this step is there to fill in, and no others."""
    place = turn.place()
    if isinstance(place, Refused):
        return place
    if not act.fields.keys() <= turn.case.plan.step(place[0].key).fills:
        return turn.refused(Cause.FOREIGN_FIELD, sentences.FOREIGN_FIELD)
    turn.case = with_fields(turn.case, {**turn.case.fields, **act.fields}, turn.version)
    return None


def with_fields(case: Case, fields: Fields, version: int) -> Case:
    """The case with these values, and what has changed marked with the version."""
    names = case.fields.keys() | fields.keys()
    changed = {name: version for name in names if case.fields.get(name) != fields.get(name)}
    return replace(case, fields=fields, changed={**case.changed, **changed})


def _why_not_agree(turn: Turn, act: Agree, step: Step, assignment: Assignment) -> Refused | None:
    if act.in_batch and not (step.safe and step.kind is Kind.APPROVE and not step.signature):
        return turn.refused(Cause.NOT_SAFE, sentences.NOT_SAFE)
    if assignment.part is Part.ADVICE:
        return None
    if step.signature and not act.signature:
        return turn.refused(Cause.SIGNATURE_MISSING, sentences.SIGNATURE_MISSING)
    if any(turn.case.fields.get(name) in (None, "", []) for name in step.requires):
        return turn.refused(Cause.FIELDS_MISSING, sentences.FIELDS_MISSING)
    return None


def _decide(turn: Turn, run: Run, assignment: Assignment, standing: Standing, signature: str) -> None:
    """Settle every open place that this person holds here in the same right, then the step, then the case."""
    decision = Decision(
        actor=turn.act.actor,
        on_behalf_of=turn.on_behalf_of,
        at=turn.act.at,
        version=turn.version,
        words=turn.words,
        signature=signature,
    )
    mine = [a for a in run.open if a.person.id == assignment.person.id and a.involves(turn.act.actor.id)]
    same = [a for a in mine if _is_advice(a) == _is_advice(assignment)]
    turn.seat(run.key, *(replace(a, standing=_standing(a, standing), decision=decision) for a in same))
    match settle(turn, run.key):
        case Verdict.OPEN:
            pass
        case Verdict.PASSED:
            advance(turn)
        case Verdict.FAILED:
            fail(turn, run.key)


def _is_advice(assignment: Assignment) -> bool:
    return assignment.part is Part.ADVICE


def _standing(assignment: Assignment, standing: Standing) -> Standing:
    return Standing.ADVISED if _is_advice(assignment) else standing
