"""Whose requests wait for whom: lists of numbers, to be loaded as far as they are shown."""

from datetime import datetime

from sqlalchemy import exists, or_, select, text

from domain.flow.case import State
from domain.flow.kinds import ActKind
from domain.ids import PersonId, RequestNo
from storage.database import Tx
from storage.tables import requests
from storage.tables_of_people import direct_leaders, memberships

_WAITING = text("""
    select p.request_no from places p left join leave_periods l on l.request_no = p.request_no
    where p.person_id = :person or p.stand_in_id = :person
    group by p.request_no, lower(l.during)
    order by lower(l.during) nulls last, min(p.asked_at), p.request_no
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

_DESERTED = text("""
    select distinct request_no from places
    where not exists (
        select from people p join accounts a on a.person_id = p.id and a.active
        where p.id = places.person_id and p.status = 'active'
    )
    order by request_no limit :most
""")


async def waiting_for(tx: Tx, person: PersonId) -> list[RequestNo]:
    """What this person may decide now: the leave that begins first comes first, for that is when it must be decided.

    Then what waits longest; also what they stand in for.
    """
    return [RequestNo(number) for number in await tx.conn.scalars(_WAITING, {"person": person})]


async def requests_of(tx: Tx, person: PersonId, *states: State) -> list[RequestNo]:
    """A person's own requests, newest first; of these states, or all. Drafts that were dropped are nobody's concern.

    What was returned to them is pending: it goes on as soon as they have changed it.
    """
    wanted = [state.value for state in states]
    wanted += [State.RETURNED.value] if State.PENDING in states else []
    return [RequestNo(number) for number in await tx.conn.scalars(_OWN, {"person": person, "states": wanted})]


async def agreed_since(tx: Tx, person: PersonId, since: datetime) -> list[RequestNo]:
    """Cases that this person has agreed to since then, the oldest agreement first."""
    values = {"person": person, "since": since, "kind": ActKind.AGREE.value}
    return [RequestNo(number) for number in await tx.conn.scalars(_AGREED, values)]


async def lock_old_drafts(tx: Tx, before: datetime, most: int) -> list[RequestNo]:
    """Drafts begun before that instant, oldest first; those that somebody holds at this moment are left for later."""
    query = (
        select(requests.c.no)
        .where(requests.c.state == State.DRAFT, requests.c.plan.is_not(None), requests.c.created_at < before)
        .order_by(requests.c.created_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [RequestNo(number) for number in (await tx.conn.execute(query)).scalars()]


async def deserted(tx: Tx, most: int) -> list[RequestNo]:
    """Requests that wait for somebody who has left, the oldest first."""
    return [RequestNo(number) for number in await tx.conn.scalars(_DESERTED, {"most": most})]


async def leads_anybody(tx: Tx, person: PersonId) -> bool:
    """Whether requests may come to this person at all: leads a department or somebody."""
    query = select(
        or_(
            exists().where(direct_leaders.c.leader_id == person),
            exists().where(memberships.c.person_id == person, memberships.c.leads),
        )
    )
    return bool((await tx.conn.execute(query)).scalar())
