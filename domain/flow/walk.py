"""The way along the plan: a step settles, a block joins, the next one opens, or the case goes back or ends."""

from dataclasses import replace

from domain.flow.case import Assignment, Booking, Part, Run, RunState, Standing, State
from domain.flow.opening import open_run
from domain.flow.outcome import Booked, Joined, Moment
from domain.flow.plan import TO_APPLICANT, TO_END, Again, Kind, Step
from domain.flow.tally import Verdict, by_votes, verdict, votes
from domain.flow.turn import Turn


def settle(turn: Turn, key: str) -> Verdict:
    """Bring a step up to date after an assignment has changed: close what is needless, ask whose turn it is."""
    step, run = turn.case.plan.step(key), turn.case.run(key)
    if by_votes(step, votes(run)) is Verdict.PASSED:
        run = _close(run, [a for a in votes(run) if a.is_unsettled])
    run = turn.put(_close(run, _orphans(run)))
    _ask_next(turn, step)
    result = verdict(step, turn.case.run(key))
    if result is not Verdict.OPEN:
        run = turn.case.run(key)
        closed = _close(run, [a for a in run.assignments if a.is_unsettled])
        state, reason = _ending(result, closed)
        turn.put(replace(closed, closed_at=turn.act.at, state=state, reason=reason))
        if result is Verdict.PASSED:
            turn.copy([n.person for n in turn.resolver.copied(key, turn.case.fields)], None)
    return result


def advance(turn: Turn) -> None:
    """Go on from block to block until somebody has to act, or to the end."""
    plan = turn.case.plan
    for block in plan.blocks:
        for place in block:
            if turn.case.runs[place].state is RunState.WAITING:
                _enter(turn, plan.steps[place])
        if not all(turn.case.runs[place].is_settled for place in block):
            return
        if len(block) > 1:
            _join(turn, block)
    _approve(turn)


def fail(turn: Turn, key: str) -> None:
    """The step has failed: what that does is the step's own rule."""
    step = turn.case.plan.step(key)
    if step.refuses_to == TO_END:
        cancel(turn)
        turn.end(State.REJECTED)
        turn.tell(Moment.ENDED, [turn.case.applicant])
    else:
        go_back(turn, "" if step.refuses_to == TO_APPLICANT else step.refuses_to, step.again)


def go_back(turn: Turn, to: str, again: Again) -> None:
    """Begin a new round at this step, or with the applicant when `to` is empty."""
    case = turn.case
    begin = case.plan.begin_of_block(to) if to else 0
    runs = tuple(
        _rewound(run, step, again, is_target=run.key == to) if place >= begin else run
        for place, (run, step) in enumerate(zip(case.runs, case.plan.steps, strict=True))
    )
    turn.case = replace(case, runs=runs, round=case.round + 1)
    if to:
        advance(turn)
    else:
        turn.case = replace(turn.case, state=State.RETURNED)
        turn.tell(Moment.RETURNED, [case.applicant])


def cancel(turn: Turn) -> None:
    """Close whatever is open or to come."""
    for run in turn.case.runs:
        if not run.is_settled:
            closed = _close(run, [a for a in run.assignments if a.is_unsettled])
            ended = replace(closed, state=RunState.CANCELLED, closed_at=turn.act.at)
            turn.put(replace(ended, round=turn.case.round, kept_at=None))


def ask(turn: Turn, run: Run, step: Step, assignment: Assignment) -> None:
    """Put the place before its person, and before who stands in."""
    opened = replace(
        assignment,
        standing=Standing.OPEN,
        stand_in=turn.stand_in_for(run, step, assignment.person),
        asked_at=turn.act.at,
        asked_version=turn.version,
        stage=0,
    )
    turn.seat(run.key, opened)


def _enter(turn: Turn, step: Step) -> None:
    open_run(turn, step)
    if turn.case.run(step.key).state is RunState.OPEN:
        settle(turn, step.key)


def _ask_next(turn: Turn, step: Step) -> None:
    """Open what no longer waits for anybody."""
    run = turn.case.run(step.key)
    unsettled = {a.no for a in run.assignments if a.is_unsettled}
    for assignment in run.assignments:
        if assignment.standing is Standing.WAITING and not assignment.behind & unsettled:
            ask(turn, turn.case.run(step.key), step, assignment)


def _orphans(run: Run) -> list[Assignment]:
    """Delegates whose delegator no longer needs an opinion."""
    unsettled = {a.no for a in run.assignments if a.is_unsettled}
    return [a for a in run.assignments if a.part is Part.ADVICE and a.is_unsettled and a.parent not in unsettled]


def _close(run: Run, needless: list[Assignment]) -> Run:
    closed = {a.no: replace(a, standing=Standing.CLOSED) for a in needless}
    return replace(run, assignments=tuple(closed.get(a.no, a) for a in run.assignments))


def _ending(result: Verdict, run: Run) -> tuple[RunState, str]:
    if result is Verdict.FAILED:
        return RunState.REFUSED, ""
    if any(a.standing is Standing.AGREED for a in run.assignments):
        return RunState.PASSED, ""
    skipped = [a for a in run.assignments if a.standing is Standing.SKIPPED]
    return RunState.SKIPPED, "；".join(f"{a.person.name}{a.reason}" for a in skipped)


def _join(turn: Turn, block: tuple[int, ...]) -> None:
    """Say once per round that a block has ended; one whose steps were all kept has ended before."""
    runs = [turn.case.runs[place] for place in block]
    mark = (runs[0].key, max(run.round for run in runs))
    if mark not in turn.case.joined:
        turn.case = replace(turn.case, joined=turn.case.joined | {mark})
        turn.effects.append(Joined(*mark))


def _approve(turn: Turn) -> None:
    """The end of the plan: what is booked is booked here and nowhere else."""
    booked = tuple(Booking(what, turn.entry_no) for what in turn.case.plan.books)
    turn.case = replace(turn.case, booked=booked)
    turn.effects.extend(Booked(booking) for booking in booked)
    turn.end(State.APPROVED)
    turn.tell(Moment.ENDED, [turn.case.applicant])
    turn.copy([n.person for n in turn.resolver.copied("end", turn.case.fields)], None)


def _rewound(run: Run, step: Step, again: Again, *, is_target: bool) -> Run:
    """The step as it waits in the next round; what passed may be kept if its fields stay as they are."""
    is_kept = again is Again.CHANGED and run.state is RunState.PASSED and not is_target and step.kind is not Kind.NOTICE
    if run.kept_at is not None and again is Again.CHANGED and not is_target:
        return run
    if not is_kept:
        return Run(key=run.key)
    agreed = [a.decision.version for a in run.assignments if a.decision and a.standing is Standing.AGREED]
    return replace(run, state=RunState.WAITING, kept_at=min(agreed, default=0))
