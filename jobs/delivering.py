"""One delivery's way: marked as called, called, and recorded, each in a commit of its own."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import assert_never

import structlog

from adapters.ports import Platform, PlatformFailure
from jobs.backoff import backoff
from jobs.outgoing import outgoing
from jobs.recording import Recording
from jobs.verdicts import GivenUp, Later, NextHandle, Repeat, judge, judge_standing, misconfigured
from storage import deliveries
from storage.alerts import clear_alert, raise_alert
from storage.calls import Call, Repeating, Uncalled, Unneeded, Unrefreshable, can_repair
from storage.channels import Channel
from storage.crash_points import reach
from storage.database import Database, Tx
from storage.deliveries import Sent
from storage.leases import Leased, LeaseLost
from storage.marks import begin_call
from storage.wakeups import Wakeups

log = structlog.stdlib.get_logger(__name__)


class Delivering:
    """Carries deliveries of one account, and knows when the whole account has to rest."""

    def __init__(self, database: Database, platform: Platform, clock: Callable[[], datetime], wakeups: Wakeups) -> None:
        self._database = database
        self._platform = platform
        self._clock = clock
        self._wakeups = wakeups
        self._recording = Recording(database, clock)
        self._rests_until = 0.0
        self._may_be_alarmed = True  # an earlier run may have left an alarm that a success clears

    @property
    def pause(self) -> float:
        """Seconds for which this account must not be called."""
        return max(0.0, self._rests_until - time.monotonic())

    async def carry(self, leased: Leased) -> bool:
        """From the lease to the record; as `call`. Who has lost the lease records nothing."""
        try:
            call = await self._begin(leased)
        except LeaseLost:
            log.info("lease_lost", delivery=leased.id)
            return True
        return call is None or await self.call(leased, call)

    def may_share(self, leased: Leased) -> bool:
        """Whether it may be marked together with others: nothing about its past speaks against calling now.

        And a kill between the mark and the call must not cost it: what cannot be repeated is marked alone, at the last
        instant.
        """
        return judge_standing(leased, self._repeating) is None and can_repair(leased, self._repeating)

    async def call(self, leased: Leased, call: Call) -> bool:
        """From the mark to the record. False if it is sure that nothing has become due by it."""
        reach("outbox.called")
        try:
            return await self._call(leased, call)
        except LeaseLost:
            log.info("lease_lost", delivery=leased.id)
            return True

    @property
    def _repeating(self) -> Repeating:
        return Repeating(self._platform.repeat_window, self._platform.knows_its_cards)

    async def _begin(self, leased: Leased) -> Call | None:
        """Mark what goes out. None if nothing does."""
        async with self._database.begin(self._clock()) as tx:
            given_up = judge_standing(leased, self._repeating)
            if given_up:
                await self._give_up(tx, leased, given_up)
                return None
            call = await begin_call(tx, leased)
            if isinstance(call, Uncalled):
                await deliveries.finish_without_call(tx, leased, call)
                return None
        return call

    async def _call(self, leased: Leased, call: Call) -> bool:
        try:
            receipt = await self._platform.deliver(outgoing(leased, call))
        except Exception as failure:  # noqa: BLE001 - what is not known to have failed may have been done
            await self._recording.once(partial(self._failed, leased, call, failure))
            return True
        reach("outbox.answered")
        # What is announced while this is being recorded was perhaps found to be behind it.
        before = self._wakeups.rung(Channel.OUTBOX)
        is_followed = await self._recording.sent(
            Sent(leased, call, receipt.platform_message_id, receipt.handles, receipt.notes)
        )
        log.debug("delivery_sent", delivery=leased.id)
        reach("outbox.recorded")
        if self._may_be_alarmed:
            self._may_be_alarmed = False
            await self._recording.once(self._calm)
        return is_followed or self._wakeups.rung(Channel.OUTBOX).times != before.times

    async def _calm(self, tx: Tx) -> None:
        """Something was sent: whatever was wrong with the settings is right again."""
        await clear_alert(tx, misconfigured(self._platform.source, "").key)

    async def _failed(self, leased: Leased, call: Call, failure: Exception, tx: Tx) -> None:
        if not isinstance(failure, PlatformFailure):
            log.error("delivery_failed", delivery=leased.id, error=type(failure).__name__)
        verdict = judge(failure, leased, call, self._repeating, backoff(leased.attempts))
        match verdict:
            case Later():
                await self._put_off(tx, leased, call, verdict)
            case Repeat():
                await deliveries.repeat_later(tx, leased, verdict.pause, verdict.note)
            case NextHandle():
                await deliveries.try_next_handle(tx, leased, verdict.note)
            case GivenUp():
                await self._give_up(tx, leased, verdict)
            case Unneeded() | Unrefreshable():
                await deliveries.finish_without_call(tx, leased, verdict)
            case _:
                assert_never(verdict)

    async def _put_off(self, tx: Tx, leased: Leased, call: Call, later: Later) -> None:
        self._rests_until = max(self._rests_until, time.monotonic() + later.account_pause.total_seconds())
        await deliveries.put_off(tx, leased, call, later.pause, later.note)
        if later.alarm:
            self._may_be_alarmed = True
            await raise_alert(tx, later.alarm.key, later.alarm.text)

    async def _give_up(self, tx: Tx, leased: Leased, verdict: GivenUp) -> None:
        await deliveries.finish(tx, leased, verdict.ending, verdict.note)
        if verdict.alarm:
            await raise_alert(tx, verdict.alarm.key, verdict.alarm.text)
