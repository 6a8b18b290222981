"""When the clock has to look at a case next: a limit of working time ends, or a stuck step is tried again."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from domain.flow.case import Assignment, Case, State
from domain.flow.plan import Step

RETRY = timedelta(minutes=15)  # a stuck step waits for a change of the directory, which comes once an hour or by hand

WorkedBy = Callable[[Assignment, int], datetime | None]


def next_look(case: Case, worked_by: WorkedBy) -> datetime | None:
    """The earliest instant at which `Elapse` may find something; None: time changes nothing here.

    `worked_by` says when so many minutes of work have passed since a place was asked; None: years later.
    """
    if case.state is not State.PENDING:
        return None
    return min(_instants(case, worked_by), default=None)


def _instants(case: Case, worked_by: WorkedBy) -> Iterator[datetime]:
    for run, assignment in case.open_places():
        due = _due(case.plan.step(run.key), assignment, worked_by)
        if due is not None:
            yield due
    if case.stuck and case.history:
        yield case.history[-1].at + RETRY


def _due(step: Step, assignment: Assignment, worked_by: WorkedBy) -> datetime | None:
    """The next measure that was not taken."""
    if assignment.asked_at is None or assignment.stage >= len(step.measures):
        return None
    after, _ = step.measures[assignment.stage]
    return worked_by(assignment, after)
