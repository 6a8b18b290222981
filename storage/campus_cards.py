"""Which campus card is whose: replaced as a whole."""

from collections.abc import Mapping

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx

_ALONE = text("lock table campus_cards in share row exclusive mode")
_PEOPLE = text("select staff_no, id from people where status = 'active' and staff_no is not null")
_COUNT = text("select count(*) from campus_cards")
_DROP = text("delete from campus_cards where number <> all(cast(:numbers as text[]))")
_PUT = text("""
    insert into campus_cards (number, person_id)
    select * from unnest(cast(:numbers as text[]), cast(:people as bigint[]))
    on conflict (number) do update set person_id = excluded.person_id
""")


async def lock_cards(tx: Tx) -> None:
    """Until the transaction ends nobody else writes them."""
    await tx.conn.execute(_ALONE)


async def numbered_people(tx: Tx) -> Mapping[str, PersonId]:
    """Who may have a card, by their number."""
    return {row.staff_no: PersonId(row.id) for row in await tx.conn.execute(_PEOPLE)}


async def count_cards(tx: Tx) -> int:
    """How many there are."""
    return int(await tx.conn.scalar(_COUNT))


async def replace_cards(tx: Tx, cards: Mapping[str, PersonId]) -> None:
    """These cards and no others."""
    numbers = list(cards)
    await tx.conn.execute(_DROP, {"numbers": numbers})
    await tx.conn.execute(_PUT, {"numbers": numbers, "people": [cards[each] for each in numbers]})
