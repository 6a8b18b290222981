"""What is held of one person besides the directory: accounts, the roster's row, corrections, the last change."""

from sqlalchemy import text

from domain.held import Held, InRoster
from domain.ids import PersonId
from storage.database import Tx
from storage.ownership import TELLS_FIRST

_PERSON = text("""
    select p.since, r.standing, r.category, r.joined_on,
        array(select c.field from corrections c where c.person_id = p.id and c.ended_at is null) as corrected,
        (select max(c.applied_at) from org_changes c where c.person_id = p.id and c.undone_at is null) as changed_at
    from people p left join roster r on r.staff_no = p.staff_no and r.gone_at is null
    where p.id = :person
""")
_PLATFORMS = text(f"""
    select a.platform from accounts a where a.person_id = :person and a.active
    order by {TELLS_FIRST.format("a")} desc, a.id
""")  # noqa: S608 - all of it is ours


async def held_of(tx: Tx, person: PersonId) -> Held:
    """Of somebody who is there."""
    row = (await tx.conn.execute(_PERSON, {"person": person})).one()
    return Held(
        since=row.since,
        platforms=tuple(dict.fromkeys(await tx.conn.scalars(_PLATFORMS, {"person": person}))),
        roster=InRoster(row.standing, row.category, row.joined_on) if row.standing else None,
        corrected=frozenset(row.corrected),
        changed_at=row.changed_at,
    )
