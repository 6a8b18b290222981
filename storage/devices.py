"""Gates and face terminals: their keys, when they were seen, how far their clocks are off, whom they named in vain."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import text

from domain.ids import PersonId
from storage.database import Tx
from storage.plain import storable

SHOWN = 20  # strangers of a device in the list

_ADD = text("""
    insert into devices (name, key, added_at) values (:name, :key, :now) on conflict (name) do nothing returning name
""")
_END = text("update devices set ended_at = :now where name = :name and ended_at is null returning name")
_FIND = text("select key from devices where name = :name and ended_at is null")
_SEEN = text("""
    update devices set seen_at = :now, ahead_ms = :ahead, told = told + :told where name = :name
""")
# Whoever sends the same at the same instant waits here for the other's end.
_NONCE = text("""
    insert into device_nonces (device, nonce, at) values (:device, :nonce, :now)
    on conflict (device, nonce) do update set at = device_nonces.at
    returning xmax = 0 as is_fresh
""")
_PURGE = text("delete from device_nonces where at < :before")
_STRANGERS = text("""
    insert into device_strangers (device, staff_no, first_at, last_at)
    select :device, staff_no, :now, :now from unnest(cast(:numbers as text[])) as given (staff_no)
    order by staff_no
    on conflict (device, staff_no) do update set last_at = excluded.last_at, times = device_strangers.times + 1
""")
_PEOPLE = text("select staff_no, id from people where staff_no = any(cast(:numbers as text[]))")
_LIST = text("""
    select d.name, d.added_at, d.ended_at, d.seen_at, d.ahead_ms, d.told, (
        select coalesce(array_agg(s.staff_no order by s.last_at desc, s.staff_no), '{}') from device_strangers s
        where s.device = d.name and not exists (select from people p where p.staff_no = s.staff_no)
    ) as strangers
    from devices d order by d.name
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One line of the list. `ahead` is how far its clock was ahead of ours when it was seen last."""

    name: str
    added_at: datetime
    ended_at: datetime | None
    seen_at: datetime | None
    ahead: timedelta | None
    told: int
    strangers: Sequence[str]


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """What a device signs with."""

    value: bytes = field(repr=False)


async def add_device(tx: Tx, name: str, key: bytes) -> bool:
    """Let it send. False if the name was given before, even to one that is ended: its punches bear it."""
    return bool(await tx.conn.scalar(_ADD, {"name": name, "key": key, "now": tx.now}))


async def end_device(tx: Tx, name: str) -> bool:
    """Refuse it from now on. False if there is none."""
    return bool(await tx.conn.scalar(_END, {"name": name, "now": tx.now}))


async def device_key(tx: Tx, name: str) -> DeviceKey | None:
    """Of one that may send."""
    key = await tx.conn.scalar(_FIND, {"name": name})
    return None if key is None else DeviceKey(key)


async def list_devices(tx: Tx) -> list[Device]:
    """All of them, with whom they named and nobody is to this day."""
    return [
        Device(
            name=row.name,
            added_at=row.added_at,
            ended_at=row.ended_at,
            seen_at=row.seen_at,
            ahead=None if row.ahead_ms is None else timedelta(milliseconds=row.ahead_ms),
            told=row.told,
            strangers=row.strangers[:SHOWN],
        )
        for row in await tx.conn.execute(_LIST)
    ]


async def take_nonce(tx: Tx, device: str, nonce: str) -> bool:
    """False if it has been used before."""
    return bool(await tx.conn.scalar(_NONCE, {"device": device, "nonce": nonce, "now": tx.now}))


async def purge_nonces(tx: Tx, before: datetime) -> None:
    """Forget those whose time alone would refuse them."""
    await tx.conn.execute(_PURGE, {"before": before})


async def note_seen(tx: Tx, device: str, ahead: timedelta, told: int) -> None:
    """It has spoken, its clock so far ahead, with so many new punches."""
    values = {"name": device, "now": tx.now, "ahead": ahead // timedelta(milliseconds=1), "told": told}
    await tx.conn.execute(_SEEN, values)


async def note_strangers(tx: Tx, device: str, numbers: Collection[str]) -> None:
    """Whom it named and nobody is."""
    if numbers:
        values = {"device": device, "numbers": sorted({storable(each) for each in numbers}), "now": tx.now}
        await tx.conn.execute(_STRANGERS, values)


async def people_by_number(tx: Tx, numbers: Collection[str]) -> Mapping[str, PersonId]:
    """Who has these staff numbers, also those who have left: what they did before stays a fact."""
    values = {"numbers": sorted({storable(each) for each in numbers})}
    return {row.staff_no: PersonId(row.id) for row in await tx.conn.execute(_PEOPLE, values)}
