"""Places that change hands: transferred, delegated, added, taken out, replaced, handed over."""

from dataclasses import replace

from domain.flow import sentences
from domain.flow.acts import Add, Delegate, HandOver, Replace, TakeOut, Transfer, Where
from domain.flow.case import Assignment, Origin, Part, Run, RunState, Standing
from domain.flow.outcome import Cause, Refused
from domain.flow.resolver import CLOCK
from domain.flow.rights import added, is_added_by
from domain.flow.tally import Verdict
from domain.flow.turn import Turn
from domain.flow.walk import advance, ask, settle
from domain.people import Person

MOST_PLACES = 50  # of one step; ours, so that a card and a history stay readable


def transfer(turn: Turn, act: Transfer) -> Refused | None:
    """The place is another's for good, with its weight and order."""
    place = turn.place()
    if isinstance(place, Refused):
        return place
    refused = why_not_take(turn, place[0], act.to)
    if refused:
        return refused
    turn.words, turn.subject = act.reason.strip(), act.to
    pass_on(turn, *place, act.to, Origin.TRANSFERRED)
    return None


def delegate(turn: Turn, act: Delegate) -> Refused | None:
    """Ask another for an opinion; the place waits and comes back."""
    place = turn.place()
    if isinstance(place, Refused):
        return place
    run, assignment = place
    refused = why_not_take(turn, run, act.to)
    if refused:
        return refused
    turn.words, turn.subject = act.reason.strip(), act.to
    advisor = replace(_newcomer(turn, act.to, Origin.DELEGATED), part=Part.ADVICE, parent=assignment.no)
    turn.seat(run.key, advisor, _behind(assignment, advisor))
    settle(turn, run.key)
    return None


def add(turn: Turn, act: Add) -> Refused | None:
    """A further signer, who must agree besides the step's own people."""
    place = turn.place()
    if isinstance(place, Refused):
        return place
    run, assignment = place
    refused = why_not_take(turn, run, act.signer)
    if refused:
        return refused
    turn.words, turn.subject = act.reason.strip(), act.signer
    signer = _newcomer(turn, act.signer, Origin.ADDED)
    match act.where:
        case Where.BEFORE:
            turn.seat(run.key, signer, _behind(assignment, signer))
        case Where.AFTER:
            turn.seat(run.key, replace(signer, behind=frozenset({assignment.no})))
        case Where.BESIDE:
            turn.seat(run.key, signer)
    settle(turn, run.key)
    return None


def take_out(turn: Turn, act: TakeOut) -> Refused | None:
    """Take an added signer or a delegate out again, as whoever added them or as an administrator."""
    by_admin = turn.policy.is_admin(act.actor) and act.actor.id != turn.case.applicant.id
    mine = [a for a in added(turn.case) if by_admin or is_added_by(a, act.actor)]
    found = [a for a in mine if a.person.id == act.signer.id]
    if not found:
        return turn.refused(Cause.NOT_HERE, sentences.NOT_ADDED)
    run = next(run for run in turn.case.runs if found[0] in run.assignments)
    turn.step, turn.subject = run.key, act.signer
    turn.seat(run.key, replace(found[0], standing=Standing.TAKEN_OUT))
    if settle(turn, run.key) is Verdict.PASSED:
        advance(turn)
    return None


def put_in_place(turn: Turn, act: Replace) -> Refused | None:
    """An administrator names another for a place, or somebody for a step that is stuck."""
    if not act.reason.strip():
        return turn.reason_missing()
    place = _replaceable(turn, act)
    if place is None:
        name = act.leaving.name if act.leaving else "管理员"
        return turn.refused(Cause.NOT_HERE, sentences.NO_PLACE, name=name)
    run, assignment = place
    refused = why_not_take(turn, run, act.to)
    if refused:
        return refused
    turn.step, turn.words, turn.subject = run.key, act.reason.strip(), act.to
    if assignment:
        pass_on(turn, run, assignment, act.to, Origin.REPLACED)
    else:
        first = Assignment(no=turn.next_no(), person=act.to, reason="管理员指定", origin=Origin.REPLACED)
        turn.put(replace(run, state=RunState.OPEN, reason="", assignments=(first,)))
        settle(turn, run.key)
    return None


def hand_over(turn: Turn, act: HandOver) -> Refused | None:
    """Everything undecided of somebody who left goes to another; the leaver no longer stands in for anybody."""
    refused = _why_not_hand_over(turn, act)
    if refused:
        return refused
    turn.subject, turn.on_behalf_of = act.to, act.leaver
    for run in turn.case.runs:
        for assignment in run.assignments:
            if assignment.is_unsettled and assignment.involves(act.leaver.id):
                _leave(turn, turn.case.run(run.key), assignment, act)
    return None


def _leave(turn: Turn, run: Run, assignment: Assignment, act: HandOver) -> None:
    if assignment.person.id == act.leaver.id:
        pass_on(turn, run, assignment, act.to, Origin.HANDED_OVER)
    else:
        turn.seat(run.key, replace(run.assignment(assignment.no), stand_in=None))


def _why_not_hand_over(turn: Turn, act: HandOver) -> Refused | None:
    leaver = act.leaver.id
    touched = [run for run in turn.case.runs if any(a.is_unsettled and a.involves(leaver) for a in run.assignments)]
    if not touched:
        return turn.refused(Cause.NOT_HERE, sentences.NO_PLACE, name=act.leaver.name)
    if act.leaver.is_active and act.actor.id != CLOCK.id and not turn.policy.is_admin(act.actor):
        return turn.refused(Cause.NOT_ADMIN, sentences.STILL_HERE, name=act.leaver.name)
    if not act.to.is_active or act.to.id == act.leaver.id:
        return turn.refused(Cause.INACTIVE, sentences.OTHER_LEFT, name=act.to.name)
    if any(turn.is_own(turn.case.plan.step(run.key), act.to) for run in touched):
        return turn.refused(Cause.OWN_REQUEST, sentences.TO_APPLICANT)
    return None


def pass_on(turn: Turn, run: Run, assignment: Assignment, to: Person, origin: Origin) -> None:
    """The place keeps its number, weight, order and part; its people change."""
    stand_ins = [
        replace(a, stand_in=None)
        for a in run.assignments
        if a.no != assignment.no and a.is_unsettled and a.stand_in and a.stand_in.id == to.id
    ]
    passed = replace(assignment, person=to, came_from=assignment.person, origin=origin, stand_in=None)
    run = turn.seat(run.key, passed, *stand_ins)
    if passed.standing is Standing.OPEN:
        ask(turn, run, turn.case.plan.step(run.key), passed)


def why_not_take(turn: Turn, run: Run, person: Person) -> Refused | None:
    """Why this person cannot be given a place in this step; None when they can."""
    if not person.is_active:
        return turn.refused(Cause.INACTIVE, sentences.OTHER_LEFT, name=person.name)
    if turn.is_own(turn.case.plan.step(run.key), person):
        return turn.refused(Cause.OWN_REQUEST, sentences.TO_APPLICANT)
    if run.seats(person.id):
        return turn.refused(Cause.ALREADY_THERE, sentences.ALREADY_ASKED, name=person.name)
    if len(run.assignments) >= MOST_PLACES:
        return turn.refused(Cause.TOO_MANY, sentences.TOO_MANY, most=MOST_PLACES)
    return None


def _newcomer(turn: Turn, person: Person, origin: Origin) -> Assignment:
    actor = turn.act.actor
    return Assignment(
        no=turn.next_no(),
        person=person,
        reason=f"{actor.name}{sentences.VERBS[turn.act.kind]}",
        origin=origin,
        came_from=actor,
        added_by=actor,
        part=Part.ADDED,
    )


def _behind(assignment: Assignment, first: Assignment) -> Assignment:
    """The place waits until the newcomer has decided."""
    behind = assignment.behind | {first.no}
    return replace(assignment, behind=behind, stand_in=None, standing=Standing.WAITING)


def _replaceable(turn: Turn, act: Replace) -> tuple[Run, Assignment | None] | None:
    """The place that is to be filled anew: of the one leaving it, or of a step that is stuck."""
    runs = [run for run in turn.case.runs if act.step in ("", run.key)]
    if act.leaving is None:
        return next(((run, None) for run in runs if run.state is RunState.STUCK), None)
    for run in runs:
        for assignment in run.assignments:
            if not run.is_settled and assignment.is_unsettled and assignment.person.id == act.leaving.id:
                return run, assignment
    return None
