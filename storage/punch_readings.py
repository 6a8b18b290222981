"""How far the punches of each account are read: one replica reads an account at a time, and none goes further than what
was kept.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from domain.events import Source
from domain.ids import PersonId
from domain.office import Office
from domain.punch_reading import PunchRead
from domain.punches import Punch
from storage.attendance_groups import book_of
from storage.database import Tx
from storage.sources import names_of

# A killed reader's account is read again after so long; a living one prolongs between two calls.
LEASE = timedelta(minutes=3)

_OPEN = text("""
    insert into punch_readings (platform, account)
    select * from unnest(cast(:platforms as text[]), cast(:accounts as text[]))
    on conflict do nothing
""")
_TAKE = text("""
    update punch_readings r set attempts = r.attempts + 1, due_at = now() + cast(:lease as interval)
    where (r.platform, r.account) = (
        select platform, account from punch_readings
        where due_at <= now() and platform || ':' || account = any(cast(:sources as text[]))
        order by due_at limit 1
        for update skip locked
    )
    returning r.platform, r.account, r.read_until, r.looked_back_at, r.attempts, r.failures
""")
_PROLONG = text("""
    update punch_readings set due_at = now() + cast(:lease as interval)
    where platform = :platform and account = :account and attempts = :attempts
""")
_FINISH = text("""
    update punch_readings set due_at = now() + cast(:pause as interval), failures = 0,
        read_until = greatest(read_until, :until), looked_back_at = coalesce(:looked_back, looked_back_at)
    where platform = :platform and account = :account and attempts = :attempts
""")
_FAIL = text("""
    update punch_readings set due_at = now() + cast(:pause as interval), failures = failures + 1
    where platform = :platform and account = :account and attempts = :attempts
    returning failures
""")
_MEMBERS = text("""
    select a.user_id, a.person_id from accounts a join people p on p.id = a.person_id
    where a.platform = :platform and a.account = :account and a.active and p.status = 'active'
    order by a.id
""")
_WHOSE = text("""
    select user_key, person_id from accounts
    where platform = :platform and account = :account and user_key = any(cast(:keys as text[]))
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An account that is being read. `attempts` is whose turn it is."""

    source: Source
    read_until: datetime | None
    looked_back_at: datetime | None
    attempts: int
    failures: int


class ReadingLost(Exception):
    """Somebody else reads this account meanwhile: nothing more may be written of this reading."""


async def open_readings(tx: Tx, sources: Iterable[Source]) -> None:
    """Accounts that have not been read before are due at once."""
    given = list(sources)
    values = {"platforms": [each.platform for each in given], "accounts": [each.account for each in given]}
    await tx.conn.execute(_OPEN, values)


async def take_reading(tx: Tx, sources: Iterable[Source]) -> Reading | None:
    """The account that waits longest, for a while nobody else's."""
    names = names_of(sources)
    row = (await tx.conn.execute(_TAKE, {"sources": names, "lease": LEASE})).first()
    if row is None:
        return None
    return Reading(
        source=Source(row.platform, row.account),
        read_until=row.read_until,
        looked_back_at=row.looked_back_at,
        attempts=row.attempts,
        failures=row.failures,
    )


async def prolong_reading(tx: Tx, reading: Reading) -> None:
    """Go on. Raises ReadingLost."""
    done = await tx.conn.execute(_PROLONG, _of(reading) | {"lease": LEASE})
    if not done.rowcount:
        raise ReadingLost


async def finish_reading(
    tx: Tx, reading: Reading, *, until: datetime, looked_back: datetime | None, pause: timedelta
) -> None:
    """All of it is kept, up to `until`. Nothing happens if somebody else reads it meanwhile."""
    values = {"until": until, "looked_back": looked_back, "pause": pause}
    await tx.conn.execute(_FINISH, _of(reading) | values)


async def fail_reading(tx: Tx, reading: Reading, pause: timedelta) -> int:
    """Begin anew from the same place, later; how many times in a row it has failed."""
    return int(await tx.conn.scalar(_FAIL, _of(reading) | {"pause": pause}) or 0)


async def members_read(tx: Tx, source: Source, office: Office) -> list[str]:
    """Whose punches are asked for, as the platform spells them: whoever is here and in a group of attendance.

    Where no groups are written it is everybody.
    """
    found = (await tx.conn.execute(_MEMBERS, {"platform": source.platform, "account": source.account})).all()
    if not office.attendance.groups:
        return [row.user_id for row in found]
    book = await book_of(tx, office)
    return [row.user_id for row in found if book.group_of(PersonId(row.person_id)) is not None]


async def punches_told(tx: Tx, source: Source, reads: Collection[PunchRead]) -> Sequence[Punch]:
    """What an account told, of people whom we know. Of others nothing is kept."""
    keys = sorted({read.user_id.lower() for read in reads})
    found = await tx.conn.execute(_WHOSE, {"platform": source.platform, "account": source.account, "keys": keys})
    whose = {row.user_key: PersonId(row.person_id) for row in found}
    return [
        Punch(
            person=whose[read.user_id.lower()],
            source=f"{source.platform}:{source.account}",
            at=read.at,
            said_at=read.at,
            key=read.key,
            place=read.place,
            side=read.side,
            within_fence=read.within_fence,
        )
        for read in reads
        if read.user_id.lower() in whose
    ]


def _of(reading: Reading) -> dict[str, object]:
    source = reading.source
    return {"platform": source.platform, "account": source.account, "attempts": reading.attempts}
