"""What time does: limits run out, stand-ins begin and end. Nothing here agrees."""

from collections.abc import Iterator
from dataclasses import replace

from domain.flow import sentences
from domain.flow.acts import BeginStandIn, Elapse, EndStandIn
from domain.flow.case import Assignment, Origin, Run, RunState
from domain.flow.outcome import Cause, Escalated, Refused, Reminded
from domain.flow.passing import pass_on, why_not_take
from domain.flow.plan import Overdue, Step
from domain.flow.turn import Turn
from domain.flow.walk import advance
from domain.people import Person


def elapse(turn: Turn, _: Elapse) -> Refused | None:
    """The first overdue place goes one measure further, so that each has its own entry; else what is stuck is retried.

    An outage does not do several measures at once: the caller comes again until nothing is due, and the next measure
    is due only after another limit.
    """
    turn.is_quiet = True
    for run, assignment in turn.case.open_places():
        step = turn.case.plan.step(run.key)
        if _is_due(turn, step, assignment):
            _measure(turn, run, step, assignment)
            return None
    return None if _try_again(turn) else turn.refused(Cause.NOTHING_DUE, sentences.NOTHING_DUE)


def begin_stand_in(turn: Turn, act: BeginStandIn) -> Refused | None:
    """The principal's open places are put before the stand-in too, where form, amount and the step allow one."""
    for run, assignment in turn.case.open_places():
        if assignment.person.id == act.principal.id and assignment.stand_in is None:
            step = turn.case.plan.step(run.key)
            deputy = turn.stand_in_for(turn.case.run(run.key), step, act.principal)
            turn.seat(run.key, replace(assignment, stand_in=deputy))
    return _stood_in(turn, act.principal)


def end_stand_in(turn: Turn, act: EndStandIn) -> Refused | None:
    """They are the principal's alone again."""
    for run, assignment in turn.case.open_places():
        if assignment.person.id == act.principal.id:
            turn.seat(run.key, replace(assignment, stand_in=None))
    return _stood_in(turn, act.principal)


def _stood_in(turn: Turn, principal: Person) -> Refused | None:
    turn.on_behalf_of = principal
    if turn.case == turn.before:
        return turn.refused(Cause.NOT_HERE, sentences.NO_STAND_IN, name=principal.name)
    return None


def _is_due(turn: Turn, step: Step, assignment: Assignment) -> bool:
    """Whether the next measure is, in the working time of this very person."""
    if assignment.asked_at is None or assignment.stage >= len(step.measures):
        return False
    after, _ = step.measures[assignment.stage]
    return turn.resolver.worked(assignment, turn.act.at) >= after


def _measure(turn: Turn, run: Run, step: Step, assignment: Assignment) -> None:
    staged = replace(assignment, stage=assignment.stage + 1)
    turn.step, turn.subject = run.key, assignment.person
    _, measure = step.measures[assignment.stage]
    turn.words = measure.value
    match measure:
        case Overdue.WARN:
            left = max(0, (step.limit or 0) - turn.resolver.worked(assignment, turn.act.at))
            people = (assignment.person, assignment.stand_in)
            turn.effects.extend(Reminded(person, run.key, left) for person in people if person)
        case Overdue.REMIND:
            people = (assignment.person, assignment.stand_in)
            turn.effects.extend(Reminded(person, run.key) for person in people if person)
        case Overdue.ESCALATE:
            above = next(_levels_above(turn, step, assignment), ())
            turn.effects.extend(Escalated(assignment.person, person, run.key) for person in above)
        case Overdue.HAND_ON:
            _hand_on(turn, run, step, staged)
            return
    turn.seat(run.key, staged)


def _hand_on(turn: Turn, run: Run, step: Step, staged: Assignment) -> None:
    """To the nearest above who has no place here; where there is none, the administrators are told and it stays."""
    levels = _levels_above(turn, step, staged)
    free = [p for level in levels for p in level if why_not_take(turn, run, p) is None]
    if free:
        turn.is_quiet, turn.subject, turn.on_behalf_of = False, free[0], staged.person
        pass_on(turn, run, staged, free[0], Origin.HANDED_ON)
    else:
        turn.effects.extend(Escalated(staged.person, admin, run.key) for admin in turn.policy.admins)
        turn.seat(run.key, staged)


def _levels_above(turn: Turn, step: Step, assignment: Assignment) -> Iterator[tuple[Person, ...]]:
    """The levels that have somebody, nearest first; neither the applicant nor the late one."""
    out = (turn.case.applicant.id, assignment.person.id)
    for level in turn.resolver.above(step, turn.case.fields):
        people = tuple(n.person for n in level if n.person.is_active and n.person.id not in out)
        if people:
            yield people


def _try_again(turn: Turn) -> bool:
    """The directory may have changed: ask once more for the people of what is stuck. Whether that helped."""
    stuck = turn.case.stuck
    for run in stuck:
        turn.put(Run(key=run.key))
    if stuck:
        advance(turn)
    helped = [run.key for run in stuck if turn.case.run(run.key).state is not RunState.STUCK]
    turn.is_quiet, turn.step = not helped, "".join(helped[:1])
    return bool(helped)
