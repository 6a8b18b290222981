"""The list that was last printed for a person, so that 同意 2 means what they see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from domain.ids import PersonId, RequestNo
from storage.database import Tx
from storage.tables import printed_lists

CASE = "case:"  # begins the key of a line that is a request; its number follows
BEFORE_EYES = timedelta(
    minutes=10
)  # a list that somebody asked for is not replaced sooner by what they did not ask for

_REMEMBER_MANY = text("""
    insert into printed_lists (person_id, request_nos, lines, printed_at)
    select person_id, '{}', cast(lines as text[]), :now
    from unnest(cast(:people as bigint[]), cast(:lines as text[])) as given (person_id, lines)
    order by person_id
    on conflict (person_id) do update
    set request_nos = excluded.request_nos, lines = excluded.lines, printed_at = excluded.printed_at
    where printed_lists.printed_at < cast(:before as timestamptz)
""")


async def remember(
    tx: Tx, person: PersonId, numbers: Sequence[RequestNo | None], lines: Sequence[str] | None = None
) -> None:
    """Positions count from 1 in the order given; the list before is forgotten.

    `lines` are the keys of all that was printed, where not everything is a request: what is none has no number.
    """
    query = insert(printed_lists).values(
        person_id=person,
        request_nos=[number or 0 for number in numbers],
        lines=None if lines is None else list(lines),
        printed_at=tx.now,
    )
    changed = {name: query.excluded[name] for name in ("request_nos", "lines", "printed_at")}
    await tx.conn.execute(query.on_conflict_do_update(index_elements=["person_id"], set_=changed))


async def remember_many(tx: Tx, lists: Mapping[PersonId, Sequence[str]]) -> None:
    """The keys of what many people are shown unasked; who has another list before their eyes keeps that."""
    values = {
        "people": list(lists),
        "lines": ["{" + ",".join(f'"{key}"' for key in keys) + "}" for keys in lists.values()],
        "now": tx.now,
        "before": tx.now - BEFORE_EYES,
    }
    await tx.conn.execute(_REMEMBER_MANY, values)


async def printed_keys(tx: Tx, person: PersonId) -> tuple[str, ...]:
    """What was printed last, line by line; empty when nothing was."""
    row = (await tx.conn.execute(select(printed_lists).where(printed_lists.c.person_id == person))).first()
    if row is None:
        return ()
    return tuple(row.lines) if row.lines is not None else tuple(f"{CASE}{number}" for number in row.request_nos)


@dataclass(frozen=True, slots=True)
class Printed:
    """The requests of a list as somebody has it before their eyes."""

    numbers: tuple[RequestNo, ...]
    at: datetime


async def last_list(tx: Tx, person: PersonId) -> Printed | None:
    """What they asked for and was printed last, and when; None when nothing was."""
    row = (await tx.conn.execute(select(printed_lists).where(printed_lists.c.person_id == person))).first()
    if row is None or not row.request_nos:
        return None
    return Printed(tuple(RequestNo(number) for number in row.request_nos if number), row.printed_at)
