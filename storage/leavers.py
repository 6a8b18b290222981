"""Whoever has left, and what is still in their hands."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import text

from domain.ids import PersonId, RequestNo
from domain.leaver import Leaver
from storage.batches import batches
from storage.database import Tx
from storage.rows import AnyRow

_HERE = text("select id from people where status = 'active' order by id")
_LEFT = text("""
    select id, name, staff_no from people
    where status = 'left' and id = any(cast(:people as bigint[]))
""")
_NAMED = text("select id from people where name = :named or staff_no = :named")
# Undecided places of cases in course, also those whose turn has not come: `places` has the open ones alone.
_ASKED = text("""
    select distinct (place ->> 'person')::bigint as person_id, r.no
    from requests r
    cross join jsonb_array_elements(r.course -> 'runs') run
    cross join jsonb_array_elements(run -> 'assignments') place
    where r.plan is not null and r.state = 'pending' and run ->> 'state' in ('open', 'waiting', 'stuck')
        and place ->> 'standing' in ('open', 'waiting')
        and (place ->> 'person')::bigint = any(cast(:people as bigint[]))
    order by r.no
""")
_OWN = text("""
    select applicant_id as person_id, no from requests
    where plan is not null and state in ('pending', 'returned') and applicant_id = any(cast(:people as bigint[]))
    order by no
""")


async def people_here(tx: Tx) -> list[PersonId]:
    """Everybody who has not left."""
    return [PersonId(person) for person in await tx.conn.scalars(_HERE, {})]


async def leavers_with_work(tx: Tx, people: Collection[PersonId]) -> list[Leaver]:
    """Those of these people who have left with something in their hands, by name."""
    found: list[Leaver] = []
    for some in batches(sorted(people)):
        left = (await tx.conn.execute(_LEFT, {"people": some})).all()
        found += await _with_work(tx, left) if left else []
    return sorted(found, key=lambda each: (each.name, each.id))


async def _with_work(tx: Tx, left: Sequence[AnyRow]) -> list[Leaver]:
    ids = {"people": [row.id for row in left]}
    asked = _by_person(await tx.conn.execute(_ASKED, ids))
    own = _by_person(await tx.conn.execute(_OWN, ids))
    return [
        Leaver(
            id=PersonId(row.id),
            name=row.name,
            staff_no=row.staff_no,
            waiting=len(asked.get(PersonId(row.id), ())),
            own=tuple(own.get(PersonId(row.id), ())),
        )
        for row in left
        if row.id in asked or row.id in own
    ]


async def cases_asking(tx: Tx, person: PersonId) -> list[RequestNo]:
    """Cases in which a place of this person's own is undecided, also one whose turn has not come; by number."""
    return _by_person(await tx.conn.execute(_ASKED, {"people": [person]})).get(person, [])


async def asked_by_name(tx: Tx, named: str) -> list[PersonId]:
    """People of this name or staff number whom cases ask, whether or not they are still here."""
    people = list(await tx.conn.scalars(_NAMED, {"named": named}))
    return sorted(_by_person(await tx.conn.execute(_ASKED, {"people": people}))) if people else []


def _by_person(rows: Iterable[AnyRow]) -> dict[PersonId, list[RequestNo]]:
    found: dict[PersonId, list[RequestNo]] = {}
    for row in rows:
        found.setdefault(PersonId(row.person_id), []).append(RequestNo(row.no))
    return found
