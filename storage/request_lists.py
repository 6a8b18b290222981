"""Whose requests wait for whom: lists of numbers, to be loaded as far as they are shown."""

from datetime import datetime

from sqlalchemy import exists, func, or_, select

from domain.ids import PersonId, RequestNo
from domain.request import State, StepState
from storage.database import Tx
from storage.people import REACHABLE
from storage.tables import leave_periods, requests, step_approvers, steps
from storage.tables_of_people import direct_leaders, memberships, people


async def waiting_for(tx: Tx, person: PersonId) -> list[RequestNo]:
    """What this person may decide now: the leave that begins first comes first, for that is when it must be decided."""
    query = (
        select(requests.c.no)
        .join(steps, steps.c.request_no == requests.c.no)
        .join(
            step_approvers,
            (step_approvers.c.request_no == steps.c.request_no) & (step_approvers.c.ordinal == steps.c.ordinal),
        )
        .outerjoin(leave_periods, leave_periods.c.request_no == requests.c.no)
        .where(
            step_approvers.c.person_id == person,
            steps.c.state == StepState.PENDING,
            requests.c.state == State.PENDING,
            requests.c.applicant_id != person,
        )
        .order_by(func.lower(leave_periods.c.during).nulls_last(), requests.c.submitted_at, requests.c.no)
    )
    return [RequestNo(number) for number in (await tx.conn.execute(query)).scalars()]


async def requests_of(tx: Tx, person: PersonId, *states: State) -> list[RequestNo]:
    """A person's own requests, newest first; of these states, or all. Drafts that were dropped are nobody's concern."""
    is_alive = requests.c.submitted_at.is_not(None) | (requests.c.state == State.DRAFT)
    query = select(requests.c.no).where(requests.c.applicant_id == person, is_alive).order_by(requests.c.no.desc())
    if states:
        query = query.where(requests.c.state.in_(states))
    return [RequestNo(number) for number in (await tx.conn.execute(query)).scalars()]


async def lock_old_drafts(tx: Tx, before: datetime, most: int) -> list[RequestNo]:
    """Drafts begun before that instant, oldest first; those that somebody holds at this moment are left for later."""
    query = (
        select(requests.c.no)
        .where(requests.c.state == State.DRAFT, requests.c.created_at < before)
        .order_by(requests.c.created_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [RequestNo(number) for number in (await tx.conn.execute(query)).scalars()]


async def deserted(tx: Tx, most: int) -> list[RequestNo]:
    """Pending requests whose open step asks nobody who could still answer, the oldest first."""
    asked = (
        select(step_approvers.c.person_id)
        .join(people, people.c.id == step_approvers.c.person_id)
        .where(
            step_approvers.c.request_no == steps.c.request_no, step_approvers.c.ordinal == steps.c.ordinal, REACHABLE
        )
    )
    query = (
        select(steps.c.request_no)
        .where(steps.c.state == StepState.PENDING, ~asked.correlate(steps).exists())
        .order_by(steps.c.request_no)
        .limit(most)
    )
    return [RequestNo(number) for number in (await tx.conn.execute(query)).scalars()]


async def leads_anybody(tx: Tx, person: PersonId) -> bool:
    """Whether requests may come to this person at all: leads a department or somebody."""
    query = select(
        or_(
            exists().where(direct_leaders.c.leader_id == person),
            exists().where(memberships.c.person_id == person, memberships.c.leads),
        )
    )
    return bool((await tx.conn.execute(query)).scalar())
