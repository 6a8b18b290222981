"""Whose requests wait for whom: lists of numbers, to be loaded as far as they are shown."""

from datetime import datetime

from sqlalchemy import exists, or_, select, text

from domain.flow.kinds import ActKind
from domain.ids import PersonId, RequestNo
from domain.request import State, StepState
from storage.database import Tx
from storage.people import REACHABLE
from storage.tables import requests, step_approvers, steps
from storage.tables_of_people import direct_leaders, memberships, people

RETURNED = "returned"

_WAITING = text("""
    select no from (
        select r.no, lower(l.during) as begins_at, r.submitted_at as since
        from step_approvers a
        join steps s on s.request_no = a.request_no and s.ordinal = a.ordinal and s.state = 'pending'
        join requests r on r.no = a.request_no and r.state = 'pending' and r.applicant_id <> :person
        left join leave_periods l on l.request_no = r.no
        where a.person_id = :person
        union all
        select request_no, null, min(asked_at) from places
        where person_id = :person or stand_in_id = :person
        group by request_no
    ) waiting
    order by begins_at nulls last, since, no
""")
_OWN = text("""
    select no from requests
    where applicant_id = :person and (submitted_at is not null or state = 'draft')
        and (cardinality(cast(:states as text[])) = 0 or state = any(cast(:states as text[])))
    order by no desc
""")
_AGREED = text("""
    select request_no from acts where actor_id = :person and at >= :since and kind = :kind
    group by request_no order by max(at), request_no
""")


async def waiting_for(tx: Tx, person: PersonId) -> list[RequestNo]:
    """What this person may decide now: the leave that begins first comes first, for that is when it must be decided.

    Then the cases, the longest waiting first, also those that they stand in for.
    """
    return [RequestNo(number) for number in await tx.conn.scalars(_WAITING, {"person": person})]


async def requests_of(tx: Tx, person: PersonId, *states: State) -> list[RequestNo]:
    """A person's own requests, newest first; of these states, or all. Drafts that were dropped are nobody's concern.

    What was returned to them is pending: it goes on as soon as they have changed it.
    """
    wanted = [state.value for state in states]
    wanted += [RETURNED] if State.PENDING in states else []
    return [RequestNo(number) for number in await tx.conn.scalars(_OWN, {"person": person, "states": wanted})]


async def agreed_since(tx: Tx, person: PersonId, since: datetime) -> list[RequestNo]:
    """Cases that this person has agreed to since then, the oldest agreement first."""
    values = {"person": person, "since": since, "kind": ActKind.AGREE.value}
    return [RequestNo(number) for number in await tx.conn.scalars(_AGREED, values)]


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
