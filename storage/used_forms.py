"""Which forms somebody starts, and in which order they were last listed to them."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from domain.ids import PersonId
from storage.database import Tx
from storage.tables_of_cases import printed_forms

LATELY = timedelta(days=180)

_USED = text("""
    select form from requests
    where applicant_id = :person and submitted_at >= :since
    group by form order by count(*) desc, max(submitted_at) desc, form
""")


async def used_lately(tx: Tx, person: PersonId) -> list[str]:
    """The keys of the forms that this person submitted within half a year, the most frequent first."""
    return list(await tx.conn.scalars(_USED, {"person": person, "since": tx.now - LATELY}))


async def remember_forms(tx: Tx, person: PersonId, keys: Sequence[str]) -> None:
    """Places count from 1 in this order; the list before is forgotten."""
    query = insert(printed_forms).values(person_id=person, forms=list(keys), printed_at=tx.now)
    changed = {"forms": query.excluded.forms, "printed_at": query.excluded.printed_at}
    await tx.conn.execute(query.on_conflict_do_update(index_elements=["person_id"], set_=changed))


async def forms_listed(tx: Tx, person: PersonId) -> tuple[str, ...] | None:
    """What was listed last; None when nothing was."""
    query = select(printed_forms.c.forms).where(printed_forms.c.person_id == person)
    keys = (await tx.conn.execute(query)).scalar()
    return None if keys is None else tuple(keys)
