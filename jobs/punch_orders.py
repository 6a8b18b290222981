"""Approved corrections written to the platform, one after the other: each until it is written or refused for good."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog

from adapters.ports import (
    PlatformBusy,
    PlatformFailure,
    PlatformMisconfigured,
    PlatformUncertain,
    Punches,
)
from domain.events import Source
from jobs.backoff import backoff
from storage.alerts import raise_alert
from storage.database import Database
from storage.punch_orders import Ordered, end_order, put_off_order, take_order

LOUD_AFTER = 5  # tries until IT hears of it
SHORTEST = timedelta(minutes=1)

log = structlog.stdlib.get_logger(__name__)


class PunchWriter:
    """Of all accounts. Any number of replicas may run one in a loop."""

    def __init__(self, database: Database, places: Mapping[Source, Punches], clock: Callable[[], datetime]) -> None:
        self._database = database
        self._places = {source: place for source, place in places.items() if place.takes_corrections}
        self._clock = clock

    async def write_next(self) -> bool:
        """Write one. False if none is due."""
        if not self._places:
            return False
        async with self._database.begin(self._clock()) as tx:
            ordered = await take_order(tx, self._places)
        if ordered is None:
            return False
        try:
            await self._places[ordered.source].correct_punch(ordered.correction)
        except PlatformFailure as failure:
            await self._failed(ordered, failure)
        else:
            async with self._database.begin(self._clock()) as tx:
                if await end_order(tx, ordered):
                    tx.audit("loop:punch-orders", "punch.write_back", f"request:{ordered.request_no}")
        return True

    async def _failed(self, ordered: Ordered, failure: PlatformFailure) -> None:
        """What may have been written is written again: the platform keeps one of equal corrections."""
        source, no = ordered.source, ordered.request_no
        log.warning("punch_not_written", account=f"{source.platform}:{source.account}", code=failure.code)
        trouble = f"{failure.hint}（{failure.code}）"
        async with self._database.begin(self._clock()) as tx:
            if isinstance(failure, PlatformBusy | PlatformUncertain | PlatformMisconfigured):
                asked = failure.wait if isinstance(failure, PlatformBusy) else None
                await put_off_order(
                    tx, ordered, max(SHORTEST, asked or timedelta(), backoff(ordered.attempts)), trouble
                )
                is_loud = ordered.attempts >= LOUD_AFTER
            else:
                is_loud = await end_order(tx, ordered, trouble=trouble)
            if is_loud:
                where = f"{source.platform}:{source.account}"
                text = f"单 {no} 的补卡已通过，没有写回 {where}：{trouble}。值铃里的考勤不受影响。"
                await raise_alert(tx, f"punch-order:{no}", text)
