"""How to reach people who are to be made on a platform: there from the import until the platform has answered.

They belong to a list, which takes them along when it ends; what goes on from one list to the next takes them over.
"""

from collections.abc import Mapping

from sqlalchemy import text

from domain.way_in import WayIn
from storage.database import Tx

_KEEP = text("""
    insert into ways_in (list_id, staff_no, mobile, email)
    select :list, * from unnest(
        cast(:numbers as text[]), cast(:mobiles as text[]), cast(:emails as text[]))
    on conflict (list_id, staff_no) do update set mobile = excluded.mobile, email = excluded.email
""")
_OF_LIST = text("select staff_no, mobile, email from ways_in where list_id = :list")
_OF_ONE = text("select mobile, email from ways_in where list_id = :list and staff_no = :number")
_HAND_ON = text("update ways_in set list_id = :to where list_id = :list")
_DROP = text("""
    delete from ways_in where list_id = :list and (cast(:number as text) is null or staff_no = :number)
""")


async def keep_ways_in(tx: Tx, listed: int, ways: Mapping[str, WayIn]) -> None:
    """By staff number, for the list that is going to make these people."""
    if ways:
        columns = {
            "numbers": list(ways),
            "mobiles": [way.mobile for way in ways.values()],
            "emails": [way.email for way in ways.values()],
        }
        await tx.conn.execute(_KEEP, {"list": listed, **columns})


async def ways_in_of(tx: Tx, listed: int) -> dict[str, WayIn]:
    """All of a list, by staff number."""
    return {row.staff_no: WayIn(row.mobile, row.email) for row in await tx.conn.execute(_OF_LIST, {"list": listed})}


async def way_in_of(tx: Tx, listed: int, staff_no: str) -> WayIn:
    """Of one person; an empty one where it is kept no longer."""
    row = (await tx.conn.execute(_OF_ONE, {"list": listed, "number": staff_no})).first()
    return WayIn() if row is None else WayIn(row.mobile, row.email)


async def hand_ways_on(tx: Tx, listed: int, to: int) -> None:
    """What this list could not use yet is for the one that comes after it."""
    await tx.conn.execute(_HAND_ON, {"list": listed, "to": to})


async def drop_ways_in(tx: Tx, listed: int, staff_no: str | None = None) -> None:
    """Of one person whose order has come to its end, or all of the list."""
    await tx.conn.execute(_DROP, {"list": listed, "number": staff_no})
