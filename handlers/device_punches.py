"""A device's batch: all of it is kept, or nothing, and then every flaw is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.device_batch import (
    DUMMY_KEY,
    MOST_DRIFT,
    Cause,
    Flaw,
    Flawed,
    Seal,
    Told,
    drift_of,
    read_punches,
    read_told,
    time_flaw,
)
from domain.ids import PersonId
from domain.punches import Punch
from storage.alerts import raise_alert
from storage.database import Tx
from storage.devices import device_key, note_seen, note_strangers, people_by_number, take_nonce
from storage.punches import note


@dataclass(frozen=True, slots=True)
class Kept:
    """All of it: how many punches there were, how many of them new, and how far the device's clock is ahead."""

    punches: int
    new: int
    ahead: timedelta


@dataclass(frozen=True, slots=True)
class Turned:
    """Nothing of it."""

    cause: Cause
    flaws: Sequence[Flawed] = ()


async def take_batch(tx: Tx, seal: Seal, body: bytes) -> Kept | Turned:
    """Keep what a device has signed. Its own time at sending tells how its clock goes, and the punches follow that."""
    known = await device_key(tx, seal.device)
    if not seal.fits(known.value if known else DUMMY_KEY, body) or known is None:
        return Turned(Cause.SIGNATURE if known else Cause.UNKNOWN_DEVICE)
    ahead = drift_of(seal.sent_at, tx.now)
    if abs(ahead) > MOST_DRIFT:
        text = f"设备 {seal.device} 的时钟与服务器相差超过一天，它的打卡没有收下。请校准设备时间。"
        await raise_alert(tx, f"device:{seal.device}", text)
        return Turned(Cause.CLOCK)
    if not await take_nonce(tx, seal.device, seal.nonce):
        return Turned(Cause.REPLAYED)
    sent = read_punches(body)
    if isinstance(sent, Cause):
        return Turned(sent)
    return await _take(tx, seal.device, [read_told(given) for given in sent], ahead)


async def _take(tx: Tx, device: str, read: Sequence[Told | Flaw], ahead: timedelta) -> Kept | Turned:
    told = [each for each in read if isinstance(each, Told)]
    people = await people_by_number(tx, {each.staff_no for each in told})
    flaws = [
        Flawed(index, flaw)
        for index, each in enumerate(read)
        if (flaw := _flaw_of(tx, each, people, ahead)) is not None
    ]
    if flaws:
        await note_strangers(tx, device, {each.staff_no for each in told if each.staff_no not in people})
        await note_seen(tx, device, ahead, 0)
        return Turned(Cause.PUNCHES, flaws)
    new = await note(tx, [_punch(device, each, people[each.staff_no], ahead) for each in told])
    await note_seen(tx, device, ahead, new)
    return Kept(len(told), new, ahead)


def _flaw_of(tx: Tx, told: Told | Flaw, people: Mapping[str, PersonId], ahead: timedelta) -> Flaw | None:
    if isinstance(told, Flaw):
        return told
    return time_flaw(told.said_at - ahead, tx.now) or (None if told.staff_no in people else Flaw.PERSON)


def _punch(device: str, told: Told, person: PersonId, ahead: timedelta) -> Punch:
    return Punch(
        person=person,
        source=f"device:{device}",
        at=told.said_at - ahead,
        said_at=told.said_at,
        key=told.key,
        place=told.place or device,
        side=told.side,
    )
