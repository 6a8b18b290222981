"""One call for many: a robot message that goes to several people within a moment is sent to all of them at once.

The organisation's calls are counted by the month (5,000 in the standard edition), so that a reminder for a hundred
people must not cost a hundred of them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field

from adapters.dingtalk.text import Words
from adapters.ports import (
    PlatformBusy,
    PlatformFailure,
    PlatformRefused,
    Receipt,
    RecipientUnreachable,
)

# The parameter table says twenty, an error text a hundred.
MOST_RECIPIENTS = 20
GATHER_SECONDS = 0.015

# Before the id of a message that others got by the same call: taking it back would take it from all of them.
SHARED = "shared:"

NO_SUCH_MEMBER = "invalidStaffIdList"
TOO_OFTEN = "flowControlledStaffIdList"
OUT_OF_RANGE = "filteredStaffIdList"

Reply = Mapping[str, object]
Send = Callable[[tuple[str, ...], Words], Awaitable[Reply]]


@dataclass(slots=True)
class _Batch:
    """Who waits for the same words."""

    words: Words
    waiting: dict[str, asyncio.Future[Receipt]] = field(default_factory=dict[str, "asyncio.Future[Receipt]"])
    is_full: asyncio.Event = field(default_factory=asyncio.Event)


class Gatherer:
    """Gathers for a moment, sends once, and tells everybody what became of them."""

    def __init__(self, send: Send, *, gather_seconds: float = GATHER_SECONDS) -> None:
        self._send = send
        self._gather_seconds = gather_seconds
        self._open: dict[Words, _Batch] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    async def send(self, to: str, words: Words) -> Receipt:
        """Raises PlatformFailure. Who is cancelled while words are gathered gets none; the others get theirs."""
        outcome: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._batch_for(to, words).waiting[to] = outcome
        self._close_if_full(words)
        return await outcome

    async def send_alone(self, to: str, words: Words) -> Receipt:
        """At once and to nobody else, for what may have to be taken back. Raises PlatformFailure."""
        found = _outcome_of(to, await self._send((to,), words), is_shared=False)
        if isinstance(found, PlatformFailure):
            raise found
        return found

    async def aclose(self) -> None:
        """Send what has been gathered."""
        for words in list(self._open):
            self._close(words)
        if self._under_way:
            await asyncio.wait(self._under_way)

    def _batch_for(self, to: str, words: Words) -> _Batch:
        """The one that gathers; a second delivery of the same words to the same member is another message."""
        gathering = self._open.get(words)
        if gathering and to in gathering.waiting:
            self._close(words)
        if words not in self._open:
            batch = self._open[words] = _Batch(words)
            work = asyncio.create_task(self._carry(batch))
            self._under_way.add(work)
            work.add_done_callback(self._under_way.discard)
        return self._open[words]

    def _close_if_full(self, words: Words) -> None:
        if len(self._open[words].waiting) >= MOST_RECIPIENTS:
            self._close(words)

    def _close(self, words: Words) -> None:
        self._open.pop(words).is_full.set()

    async def _carry(self, batch: _Batch) -> None:
        try:
            async with asyncio.timeout(self._gather_seconds):
                await batch.is_full.wait()
        except TimeoutError:
            if self._open.get(batch.words) is batch:
                self._close(batch.words)
        still = {to: outcome for to, outcome in batch.waiting.items() if not outcome.done()}
        if still:
            await self._send_to(still, batch.words)

    async def _send_to(self, waiting: Mapping[str, asyncio.Future[Receipt]], words: Words) -> None:
        try:
            reply = await self._send(tuple(waiting), words)
        except (PlatformRefused, RecipientUnreachable) as failure:
            await self._send_singly(waiting, words, failure)
        except Exception as failure:  # noqa: BLE001 - whatever it is, it belongs to those who wait
            _fail(waiting.values(), failure)
        else:
            for to, outcome in waiting.items():
                _settle(outcome, _outcome_of(to, reply, is_shared=len(waiting) > 1))

    async def _send_singly(
        self, waiting: Mapping[str, asyncio.Future[Receipt]], words: Words, failure: PlatformFailure
    ) -> None:
        """Nothing was sent; if it was for the sake of one of them, the others shall not suffer."""
        if len(waiting) == 1:
            _fail(waiting.values(), failure)
            return
        for to, outcome in waiting.items():
            await self._send_to({to: outcome}, words)


def _outcome_of(to: str, reply: Reply, *, is_shared: bool) -> Receipt | PlatformFailure:
    """The platform reports success and names those it did not reach."""
    if to.lower() in _names(reply, NO_SUCH_MEMBER):
        return RecipientUnreachable("invalidStaffId", "接收人不是本组织的成员：可能已离职，请核对通讯录")
    if to.lower() in _names(reply, OUT_OF_RANGE):
        hint = "接收人不在应用可见范围内：请在开发者后台调整应用的可见范围并重新发布版本"
        return RecipientUnreachable("filteredStaffId", hint)
    if to.lower() in _names(reply, TOO_OFTEN):
        return PlatformBusy("flowControlledStaffId", "发给该成员的内容过于频繁，稍后自动重试")
    key = reply.get("processQueryKey")
    if not isinstance(key, str) or not key:
        return Receipt()
    return Receipt(f"{SHARED}{key}" if is_shared else key)


def _names(reply: Reply, name: str) -> set[str]:
    found = reply.get(name)
    return {one.lower() for one in found if isinstance(one, str)} if isinstance(found, list) else set()


def _settle(outcome: asyncio.Future[Receipt], found: Receipt | PlatformFailure) -> None:
    if outcome.done():
        return
    if isinstance(found, Receipt):
        outcome.set_result(found)
    else:
        outcome.set_exception(found)


def _fail(waiting: Iterable[asyncio.Future[Receipt]], failure: Exception) -> None:
    for outcome in waiting:
        if not outcome.done():
            outcome.set_exception(failure)
