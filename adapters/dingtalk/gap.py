"""What was missed while nobody was connected, from every place where the platform still tells of it.

What people said to the robot is told nowhere: for that, only a second replica's connection helps.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from adapters.dingtalk.fields import Fields
from adapters.dingtalk.gap_failed import Calls, read_failed, take_failed
from adapters.dingtalk.gap_records import read_approvals, read_punches
from adapters.dingtalk.settings import DingtalkSettings
from adapters.ports import PlatformFailure, PlatformMisconfigured, PlatformRefused, Received

Decode = Callable[[Fields], Received]
"""Finds key, kind and lane of an event that is told afterwards, the same as if it had been pushed."""

UserIds = Callable[[], Awaitable[Sequence[str]]]
"""The active members whose punches are looked through; one id that is unknown may make an answer empty."""

# A call for every fifty people and one for every approval: a month's calls (5,000 in the standard edition) would not
# last if every connection that the platform renews cost them. Margins included, that is a gap of two minutes at most.
RECORDS_FROM = timedelta(minutes=3)

log = structlog.stdlib.get_logger(__name__)


class Gap:
    """Looks through one account."""

    def __init__(self, settings: DingtalkSettings, calls: Calls, decode: Decode, user_ids: UserIds) -> None:
        self._settings = settings
        self._calls = calls
        self._decode = decode
        self._user_ids = user_ids

    async def read_missed(self, since: datetime, until: datetime) -> AsyncGenerator[Received]:
        """Everything in between, some of it known already. Keep each for good before asking for the next.

        What this account may not read is passed over: asking again would not help. Raises PlatformFailure, after
        everything else has been read.
        """
        later: PlatformFailure | None = None
        for place, events in self._places(since, until).items():
            try:
                async for event in events:
                    yield self._decode(event)
            except (PlatformMisconfigured, PlatformRefused) as refused:
                log.warning("gap_unreadable", account=self._settings.name, place=place, code=refused.code)
            except PlatformFailure as failure:
                later = failure
        if later:
            raise later

    def _places(self, since: datetime, until: datetime) -> dict[str, AsyncGenerator[Fields]]:
        """The list that forgets comes after the one that does not: what a crash loses of it has been read by then."""
        lists = {"failed": read_failed(self._calls, since, until), "failed_old": take_failed(self._calls)}
        if until - since < RECORDS_FROM:
            return lists
        records = {"punches": self._punches(since, until)}
        approvals = {f"approvals:{code}": self._approvals(code, since, until) for code in self._settings.approval_codes}
        return lists | records | approvals

    async def _punches(self, since: datetime, until: datetime) -> AsyncGenerator[Fields]:
        async for event in read_punches(self._calls, await self._user_ids(), since, until):
            yield event

    def _approvals(self, code: str, since: datetime, until: datetime) -> AsyncGenerator[Fields]:
        return read_approvals(self._calls, code, since, until)
