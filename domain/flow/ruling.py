"""An administrator's acts on the whole case: jump, end. And the undoing of a batch agreement by whoever gave it."""

from dataclasses import replace

from domain.flow import sentences
from domain.flow.acts import End, Jump, Undo
from domain.flow.case import Run, RunState, Standing, State
from domain.flow.outcome import Cause, Moment, Refused, Reversed
from domain.flow.plan import Again
from domain.flow.turn import Turn
from domain.flow.walk import advance, cancel, go_back


def jump(turn: Turn, act: Jump) -> Refused | None:
    """Go to another step. Back: everything from there on again. Forward: what lies between is skipped, never agreed."""
    if not act.reason.strip():
        return turn.reason_missing()
    plan = turn.case.plan
    if plan.place(act.to) is None:
        return turn.refused(Cause.NOT_HERE, sentences.NO_STEP)
    turn.step, turn.words = act.to, act.reason.strip()
    if turn.case.run(act.to).state is RunState.WAITING:
        _skip_to(turn, plan.begin_of_block(act.to))
    else:
        go_back(turn, act.to, Again.ALL)
    if turn.case.state is State.APPROVED:
        return turn.refused(Cause.NO_APPROVER, sentences.NOBODY_ASKED)
    return None


def end(turn: Turn, act: End) -> Refused | None:
    """End it without agreement."""
    if not act.reason.strip():
        return turn.reason_missing()
    turn.words = act.reason.strip()
    cancel(turn)
    turn.end(State.REJECTED)
    turn.tell(Moment.ENDED, [turn.case.applicant])
    return None


def undo(turn: Turn, _: Undo) -> None:
    """The case as it was before the batch agreement, except that numbers go on and nothing is forgotten.

    A join that was announced is not announced again: it did happen.
    """
    after, undoable = turn.case, turn.case.undoable
    if undoable is None:
        return
    before = undoable.before
    turn.effects.extend(Reversed(booking) for booking in after.booked if booking not in before.booked)
    turn.step = after.history[-1].step
    asked_anew = tuple(_reopened(run, turn.version) for run in before.runs)
    turn.case = replace(
        before,
        runs=asked_anew,
        last_no=after.last_no,
        joined=after.joined,
        asked=after.asked,
        copies=after.copies,
    )
    if after.state is not before.state:
        turn.tell(Moment.UNDONE, [after.applicant])


def _reopened(run: Run, version: int) -> Run:
    """Cards drawn before are stale: they may show what is no longer so."""
    return replace(
        run,
        assignments=tuple(
            replace(a, asked_version=version) if a.standing is Standing.OPEN else a for a in run.assignments
        ),
    )


def _skip_to(turn: Turn, begin: int) -> None:
    for run in turn.case.runs[:begin]:
        if not run.is_settled:
            places = tuple(replace(a, standing=Standing.CLOSED) if a.is_unsettled else a for a in run.assignments)
            skipped = replace(run, state=RunState.SKIPPED, reason="管理员跳过", kept_at=None, assignments=places)
            turn.put(replace(skipped, round=turn.case.round, closed_at=turn.act.at))
    advance(turn)
