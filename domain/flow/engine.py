"""The engine's one entry: an act meets a case, and either something happens or a sentence says why not."""

from typing import assert_never

from domain.flow import acts, applying, deciding, knowing, passing, ruling, sentences, timing
from domain.flow.acts import Act
from domain.flow.case import Case, State
from domain.flow.kinds import QUIET, ActKind
from domain.flow.outcome import Cause, Done, Refused
from domain.flow.resolver import Policy, Resolver
from domain.flow.rights import OF_PLACE, may
from domain.flow.turn import Turn

Passing = acts.Transfer | acts.Delegate | acts.Add | acts.TakeOut | acts.Replace | acts.HandOver
Always = acts.Drop | acts.Expire | acts.Urge | acts.Read | acts.Undo
Ruling = acts.Elapse | acts.BeginStandIn | acts.EndStandIn | acts.Jump | acts.End | Always

VERSIONLESS = QUIET | {ActKind.ELAPSE, ActKind.BEGIN_STAND_IN, ActKind.END_STAND_IN, ActKind.HAND_OVER, ActKind.UNDO}


def apply(case: Case, act: Act, resolver: Resolver, policy: Policy) -> Done | Refused:
    """The right first, then whether the card still shows the truth, then the act itself."""
    right = may(case, act.actor, act.kind, policy, act.at, step=act.step, on_behalf_of=act.on_behalf_of)
    if right.refused:
        return right.refused
    turn = Turn(case, act, resolver, policy)
    return _stale(turn) or _perform(turn, act) or turn.done()


def _stale(turn: Turn) -> Refused | None:
    seen, case, act = turn.act.seen, turn.before, turn.act
    if seen is None or act.kind in VERSIONLESS:
        return None
    if seen > case.version:
        return Refused(Cause.STALE, sentences.UNKNOWN_CARD)
    if seen < _good_since(turn):
        return Refused(Cause.STALE, sentences.stale(case, seen, act.at, turn.policy.campus))
    return None


def _good_since(turn: Turn) -> int:
    """The oldest version whose card still shows this person what they act on.

    For a decision: when they were asked and when what they see last changed; what others of the step have done since
    does not matter. A withdrawal while it is in course means the same however far it has come. Else: the newest only.
    """
    case, kind = turn.before, turn.act.kind
    if kind is ActKind.WITHDRAW and case.state is not State.APPROVED:
        return 0
    if kind not in OF_PLACE:
        return case.version
    place = turn.place()
    if isinstance(place, Refused):
        return 0
    run, assignment = place
    step = case.plan.step(run.key)
    return max(assignment.asked_version, *(at for name, at in case.changed.items() if step.is_shown(name)), 0)


def _perform(turn: Turn, act: Act) -> Refused | None:
    match act:
        case acts.Submit() | acts.Resubmit():
            return applying.submit(turn, act)
        case acts.Withdraw():
            return applying.withdraw(turn, act)
        case acts.Comment():
            return knowing.comment(turn, act)
        case acts.GiveCopy():
            return knowing.give_copy(turn, act)
        case acts.Agree() | acts.Refuse() | acts.Return() | acts.Fill():
            return _decide(turn, act)
        case acts.Transfer() | acts.Delegate() | acts.Add() | acts.TakeOut() | acts.Replace() | acts.HandOver():
            return _pass(turn, act)
        case _:
            return _rule(turn, act)


def _decide(turn: Turn, act: acts.Agree | acts.Refuse | acts.Return | acts.Fill) -> Refused | None:
    match act:
        case acts.Agree():
            return deciding.agree(turn, act)
        case acts.Refuse():
            return deciding.refuse(turn, act)
        case acts.Return():
            return deciding.send_back(turn, act)
        case acts.Fill():
            return deciding.fill(turn, act)


def _pass(turn: Turn, act: Passing) -> Refused | None:
    match act:
        case acts.Transfer():
            return passing.transfer(turn, act)
        case acts.Delegate():
            return passing.delegate(turn, act)
        case acts.Add():
            return passing.add(turn, act)
        case acts.TakeOut():
            return passing.take_out(turn, act)
        case acts.Replace():
            return passing.put_in_place(turn, act)
        case acts.HandOver():
            return passing.hand_over(turn, act)


def _rule(turn: Turn, act: Ruling) -> Refused | None:
    match act:
        case acts.Elapse():
            return timing.elapse(turn, act)
        case acts.BeginStandIn():
            return timing.begin_stand_in(turn, act)
        case acts.EndStandIn():
            return timing.end_stand_in(turn, act)
        case acts.Jump():
            return ruling.jump(turn, act)
        case acts.End():
            return ruling.end(turn, act)
        case _:
            _always(turn, act)
            return None


def _always(turn: Turn, act: Always) -> None:
    """Acts that need nothing but the right."""
    match act:
        case acts.Drop():
            applying.drop(turn, act)
        case acts.Expire():
            applying.expire(turn, act)
        case acts.Urge():
            applying.urge(turn, act)
        case acts.Read():
            knowing.read(turn, act)
        case acts.Undo():
            ruling.undo(turn, act)
        case _:
            assert_never(act)
