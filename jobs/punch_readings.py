"""Punches read from platforms, account by account, over and over: each reading begins before the last one's end, and
every night some days are looked through once more, for devices that send late.

What is read is kept in pieces, each in a transaction; the account counts as read when all of them are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog

from adapters.ports import PlatformBusy, PlatformFailure, PlatformMisconfigured, Punches
from domain.events import Source
from domain.office import Office
from domain.punches import Punch
from jobs.backoff import backoff
from storage.alerts import clear_alert, raise_alert
from storage.database import Database
from storage.punch_readings import (
    Reading,
    ReadingLost,
    fail_reading,
    finish_reading,
    members_read,
    open_readings,
    prolong_reading,
    punches_told,
    take_reading,
)
from storage.punches import note

MEMBERS_AT_ONCE = 500  # five calls of WeCom, ten of DingTalk, then one transaction
OVERLAP = timedelta(minutes=30)  # a phone without a network tells of a punch when it has one again
AHEAD = timedelta(minutes=2)  # how far a platform's clock may be ahead of ours
NIGHT = time(2, 30)  # when the last days are looked through; nobody punches then
LOUD_AFTER = 3  # failures in a row until IT hears of it
LONGEST_PAUSE = timedelta(hours=1)

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPolicy:
    """How often an account is read, and how far back the nightly look goes."""

    every: timedelta = timedelta(minutes=10)
    look_back: timedelta = timedelta(days=7)


class PunchReader:
    """Of all accounts whose punches are read. Any number of replicas may run one in a loop."""

    def __init__(
        self,
        database: Database,
        places: Mapping[Source, Punches],
        policy: ReadingPolicy,
        clock: Callable[[], datetime],
        office: Office,
    ) -> None:
        self._database = database
        self._places = places
        self._policy = policy
        self._clock = clock
        self._office = office
        self._is_open = False

    async def read_next(self) -> bool:
        """Read one account. False if none is due."""
        if not self._places:
            return False
        async with self._database.begin(self._clock()) as tx:
            if not self._is_open:
                await open_readings(tx, self._places)
            reading = await take_reading(tx, self._places)
        self._is_open = True
        if reading is None:
            return False
        try:
            await self._read(reading)
        except ReadingLost:
            log.info("punch_reading_lost", account=_name(reading.source))
        except PlatformFailure as failure:
            await self._failed(reading, failure)
        return True

    async def _read(self, reading: Reading) -> None:
        """Between two nights a platform that tells by itself is not asked: its calls are counted by the month."""
        until, place = self._clock(), self._places[reading.source]
        looks_back = self._is_night_due(reading, until)
        if looks_back or not place.tells_itself:
            await self._keep(reading, place, self._since(reading, until, looks_back=looks_back), until)
        async with self._database.begin(self._clock()) as tx:
            await finish_reading(
                tx, reading, until=until, looked_back=until if looks_back else None, pause=self._policy.every
            )
            await clear_alert(tx, _alert(reading.source))

    async def _keep(self, reading: Reading, place: Punches, since: datetime, until: datetime) -> None:
        async with self._database.begin(self._clock()) as tx:
            members = await members_read(tx, reading.source, self._office)
        for first in range(0, len(members), MEMBERS_AT_ONCE):
            reads = await place.read_punches(members[first : first + MEMBERS_AT_ONCE], since, until)
            async with self._database.begin(self._clock()) as tx:
                await prolong_reading(tx, reading)
                await note(tx, _not_ahead(await punches_told(tx, reading.source, reads), until))

    def _since(self, reading: Reading, until: datetime, *, looks_back: bool) -> datetime:
        """After a long pause from where it stopped, at most as far as a nightly look goes: that one comes anyway."""
        far = until - self._policy.look_back
        if looks_back or reading.read_until is None:
            return far
        return max(far, reading.read_until - OVERLAP)

    def _is_night_due(self, reading: Reading, now: datetime) -> bool:
        """Once a day, from the night's hour on; the first reading of all looks back too."""
        local = now.astimezone(self._office.campus)
        night = datetime.combine(local.date(), NIGHT, self._office.campus)
        if local < night:
            night -= timedelta(days=1)
        return reading.looked_back_at is None or reading.looked_back_at < night

    async def _failed(self, reading: Reading, failure: PlatformFailure) -> None:
        """From the same place again, later. IT hears of it when it goes on, at once where it is theirs to mend."""
        account = _name(reading.source)
        log.warning("punches_not_read", account=account, code=failure.code, hint=failure.hint)
        asked = failure.wait if isinstance(failure, PlatformBusy) else None
        pause = min(LONGEST_PAUSE, max(self._policy.every, asked or timedelta(), backoff(reading.failures)))
        async with self._database.begin(self._clock()) as tx:
            failures = await fail_reading(tx, reading, pause)
            if failures >= LOUD_AFTER or (failures and isinstance(failure, PlatformMisconfigured)):
                text = f"{account} 的打卡记录没有读到（{failure.hint}，{failure.code}）。恢复后会从上次读到的地方补读。"
                await raise_alert(tx, _alert(reading.source), text)


def _not_ahead(punches: Sequence[Punch], until: datetime) -> list[Punch]:
    """A punch from the future is no fact: what a device with a wrong clock has sent is read again when it is over."""
    return [punch for punch in punches if punch.at <= until + AHEAD]


def _name(source: Source) -> str:
    return f"{source.platform}:{source.account}"


def _alert(source: Source) -> str:
    return f"misconfigured:punches:{_name(source)}"
