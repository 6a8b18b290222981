"""What somebody has said of requests before, to be picked again instead of typed."""

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx

KEPT = 20  # a person's; more than that nobody looks through

_USE = text("""
    with used as (
        insert into phrases (person_id, words, used_at) values (:person, :words, :now)
        on conflict (person_id, words) do update set used_at = excluded.used_at
    )
    delete from phrases where person_id = :person and words <> :words and words not in (
        select words from phrases where person_id = :person and words <> :words
        order by used_at desc, words limit :others
    )
""")
_OF = text("select words from phrases where person_id = :person order by used_at desc, words limit :most")


async def use_phrase(tx: Tx, person: PersonId, words: str) -> None:
    """Remember it as the last one used; the oldest beyond `KEPT` is forgotten."""
    await tx.conn.execute(_USE, {"person": person, "words": words, "now": tx.now, "others": KEPT - 1})


async def phrases_of(tx: Tx, person: PersonId, most: int = KEPT) -> list[str]:
    """The last ones used first."""
    return list(await tx.conn.scalars(_OF, {"person": person, "most": most}))
