"""A step's turn comes: kept, skipped, told, or its people are asked."""

from dataclasses import replace

from domain.flow.case import Assignment, Run, RunState, Standing
from domain.flow.naming import Nobody, Skip, choose
from domain.flow.outcome import Moment
from domain.flow.plan import Kind, Mode, Step
from domain.flow.resolver import Dedupe, Named
from domain.flow.turn import Turn

KEPT = "所看内容没有改动，沿用上一轮的同意"
NO_CONDITION = "条件不成立"
NOTICED = "已通知"


def open_run(turn: Turn, step: Step) -> None:
    """Decide the step's condition and people by the field values of this moment."""
    run = turn.case.run(step.key)
    if run.kept_at is not None and not turn.case.changed_since(step.key, run.kept_at):
        turn.put(replace(run, state=RunState.PASSED, reason=KEPT, kept_at=None))
    elif not turn.resolver.holds(step, turn.case.fields):
        _settled(turn, step, RunState.SKIPPED, f"{NO_CONDITION}：{step.condition}" if step.condition else NO_CONDITION)
    elif step.kind is Kind.NOTICE:
        _notify(turn, step)
    else:
        _ask(turn, step)


def _ask(turn: Turn, step: Step) -> None:
    chosen = choose(turn, step)
    if isinstance(chosen, Skip):
        _settled(turn, step, RunState.SKIPPED, chosen.reason)
    elif isinstance(chosen, Nobody):
        turn.put(_begun(turn, step, RunState.STUCK, chosen.reason))
        turn.tell(Moment.STUCK, turn.policy.admins, step.key)
    else:
        run = _begun(turn, step, RunState.OPEN, "")
        turn.put(replace(run, assignments=_places(turn, step, chosen)))


def _notify(turn: Turn, step: Step) -> None:
    people = [n.person for n in turn.resolver.resolve(step, turn.case.fields) if n.person.is_active]
    turn.tell(Moment.NOTICED, people, step.key)
    _settled(turn, step, RunState.PASSED if people else RunState.SKIPPED, NOTICED if people else "没有可通知的人")


def _begun(turn: Turn, step: Step, state: RunState, reason: str) -> Run:
    return Run(key=step.key, state=state, reason=reason, round=turn.case.round, opened_at=turn.act.at)


def _settled(turn: Turn, step: Step, state: RunState, reason: str) -> None:
    turn.put(replace(_begun(turn, step, state, reason), closed_at=turn.act.at))


def _places(turn: Turn, step: Step, chosen: tuple[Named, ...]) -> tuple[Assignment, ...]:
    """One place each; in turn, each behind the one before."""
    places: list[Assignment] = []
    for named in chosen:
        behind = frozenset({places[-1].no}) if places and step.mode is Mode.IN_TURN else frozenset[int]()
        places.append(_place(turn, step, named, behind))
    return tuple(places)


def _place(turn: Turn, step: Step, named: Named, behind: frozenset[int]) -> Assignment:
    earlier = _agreed_in(turn, step, named)
    return Assignment(
        no=turn.next_no(),
        person=named.person,
        reason=f"已在「{earlier}」同意，这里不再重复" if earlier else named.reason,
        origin=named.origin,
        weight=named.weight,
        has_veto=named.has_veto,
        behind=behind,
        standing=Standing.SKIPPED if earlier else Standing.WAITING,
    )


def _agreed_in(turn: Turn, step: Step, named: Named) -> str:
    """The label of an earlier step whose agreement of this very person counts here; empty when none does.

    Given by a stand-in it does not, nor when a field that is shown here has changed since, nor where something is
    signed, filled in or done.
    """
    if step.asks_again or step.signature or step.fills or step.kind is not Kind.APPROVE:
        return ""
    for run in _earlier_runs(turn, step):
        for place in run.assignments:
            decision = place.decision if place.standing is Standing.AGREED else None
            is_same = decision and decision.actor.id == named.person.id and decision.on_behalf_of is None
            if decision and is_same and not turn.case.changed_since(step.key, decision.version):
                return turn.case.plan.step(run.key).label
    return ""


def _earlier_runs(turn: Turn, step: Step) -> tuple[Run, ...]:
    """Passed approvals that the policy looks at, nearest first."""
    plan = turn.case.plan
    begin = plan.begin_of_block(step.key)
    passed = [
        run
        for run, earlier in zip(turn.case.runs[:begin], plan.steps, strict=False)
        if run.state is RunState.PASSED and earlier.kind is Kind.APPROVE
    ]
    match turn.policy.dedupe:
        case Dedupe.NEVER:
            return ()
        case Dedupe.EARLIER:
            return tuple(reversed(passed))
        case Dedupe.ADJACENT:
            nearest = passed[-1:] and plan.begin_of_block(passed[-1].key)
            return tuple(run for run in passed if plan.begin_of_block(run.key) == nearest)
