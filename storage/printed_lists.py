"""The list that was last printed for a person, so that 同意 2 means what they see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from domain.ids import PersonId, RequestNo
from storage.database import Tx
from storage.tables import printed_lists


async def remember(tx: Tx, person: PersonId, numbers: Sequence[RequestNo]) -> None:
    """Positions count from 1 in the order given; the list before is forgotten."""
    query = insert(printed_lists).values(person_id=person, request_nos=list(numbers), printed_at=tx.now)
    changed = {"request_nos": query.excluded.request_nos, "printed_at": query.excluded.printed_at}
    await tx.conn.execute(query.on_conflict_do_update(index_elements=["person_id"], set_=changed))


async def last_printed(tx: Tx, person: PersonId) -> tuple[RequestNo, ...]:
    """What was printed last; empty when nothing was."""
    query = select(printed_lists.c.request_nos).where(printed_lists.c.person_id == person)
    numbers = (await tx.conn.execute(query)).scalar()
    return tuple(RequestNo(number) for number in numbers or ())


@dataclass(frozen=True, slots=True)
class Printed:
    """A list as somebody has it before their eyes."""

    numbers: tuple[RequestNo, ...]
    at: datetime


async def last_list(tx: Tx, person: PersonId) -> Printed | None:
    """What was printed last and when; None when nothing was."""
    row = (await tx.conn.execute(select(printed_lists).where(printed_lists.c.person_id == person))).first()
    return Printed(tuple(RequestNo(number) for number in row.request_nos), row.printed_at) if row else None
