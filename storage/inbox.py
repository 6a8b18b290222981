"""The front door's memory: many callbacks share one insert and one commit, and none is acknowledged before it.

A callback that comes again *writes* (`seen + 1`). A statement that finds nothing to write is answered at once, even
while the row it found is not yet on the standby, and an acknowledgement built on that answer may be lost in a failover.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple, Protocol, Self

import asyncpg
from tenacity import AsyncRetrying, retry_if_exception, stop_after_attempt

from domain.events import Source
from storage.channels import Channel
from storage.crash_points import is_armed, reach
from storage.database import Database
from storage.failures import Failure, classify
from storage.plain import KEY_LENGTH, fitted

CAPACITY = 2_000  # callbacks that may wait for their commit; a further one is refused and the platform repeats it
BATCH = 500  # rows of one commit
# After so many in one commit the next waits for as many, at most so many seconds, and looks so often meanwhile: a
# commit costs as much as ten rows.
CROWD, GATHERING, STEPS = 3, 0.002, 4
PATIENCE = 4.0  # seconds for one commit; WeCom hangs up after 5
KIND_LENGTH, LANE_LENGTH = 100, 150  # characters; longer ones are hashed

STORE = f"""
    with arrived as (
        insert into inbox (platform, account, event_key, kind, lane, body, seen)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::int[])
        on conflict (platform, account, event_key) do update set seen = inbox.seen + excluded.seen
        returning xmax = 0 as is_new
    )
    select pg_notify('{Channel.INBOX}', count(*)::text) from arrived where is_new having count(*) > 0
"""  # noqa: S608 - the channel is ours


class Arrival(Protocol):
    """What is stored of a callback; adapters call it `Received`."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def lane(self) -> str: ...
    @property
    def body(self) -> bytes: ...


class NotStored(Exception):
    """The callback is not known to be stored: the platform must send it again."""


class Overloaded(NotStored):
    """Too many callbacks wait already."""


class _Waiting(NamedTuple):
    platform: str
    account: str
    key: str
    kind: str
    lane: str
    body: bytes
    stored: asyncio.Future[None]


class Acceptor:
    """Stores callbacks on a connection of its own, so that busy handlers cannot delay an acknowledgement.

    While one commit is under way the next batch gathers; when many come, a little longer, until they are as many as
    last time. One callback alone waits for nobody.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: asyncpg.Connection | None = None
        self._waiting: list[_Waiting] = []
        self._wanted = asyncio.Event()
        self._flusher: asyncio.Task[None] | None = None
        self._is_open = False

    async def __aenter__(self) -> Self:
        """Begin to accept."""
        self._is_open = True
        self._flusher = asyncio.create_task(self._flush_forever())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Accept no more, store what waits, and give the connection back."""
        self._is_open = False
        self._wanted.set()
        if self._flusher:
            await self._flusher
        await self._forget_connection()

    @property
    def waiting(self) -> int:
        """How many callbacks wait for their commit."""
        return len(self._waiting)

    async def accept(self, source: Source, arrival: Arrival) -> None:
        """Return once the callback is stored and committed.

        Raises:
            NotStored: it is not known to be; also when the commit's outcome is unknown.
        """
        await self.accept_soon(source, arrival)

    def accept_soon(self, source: Source, arrival: Arrival) -> asyncio.Future[None]:
        """What ends when the callback is stored and committed, or with NotStored: for a stream, a thousand frames a
        second need no coroutine each.

        Raises:
            Overloaded: at once, if too many wait already.
        """
        if not self._is_open or len(self._waiting) >= CAPACITY:
            raise Overloaded
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(
            _Waiting(
                source.platform,
                source.account,
                fitted(arrival.key, KEY_LENGTH),
                fitted(arrival.kind, KIND_LENGTH),
                fitted(arrival.lane, LANE_LENGTH),
                arrival.body,
                stored,
            )
        )
        self._wanted.set()
        return stored

    async def _flush_forever(self) -> None:
        batch: Sequence[_Waiting] = ()
        while self._is_open or self._waiting:
            await self._wanted.wait()
            await self._gather(len(batch))
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            if batch:
                await self._flush(batch)
            elif self._is_open:
                self._wanted.clear()

    async def _gather(self, last: int) -> None:
        """Wait for as many as came last time, if those were many, but not for long."""
        for _ in range(STEPS if last >= CROWD else 0):
            if len(self._waiting) >= last:
                return
            await asyncio.sleep(GATHERING / STEPS)

    async def _flush(self, batch: Sequence[_Waiting]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._store(_columns(batch))
        except Exception:  # noqa: BLE001 - each waiting callback learns of it, and the next batch is another one's
            for waiting in batch:
                if not waiting.stored.done():
                    waiting.stored.set_exception(NotStored())
            return
        reach("inbox.committed")
        for waiting in batch:
            if not waiting.stored.done():
                waiting.stored.set_result(None)

    async def _store(self, columns: Sequence[Sequence[object]]) -> None:
        """Commit. A second try is safe even if the first one's outcome is unknown, for it writes in any case."""
        async for attempt in AsyncRetrying(
            stop=stop_after_attempt(2), retry=retry_if_exception(_is_worth_another_try), reraise=True
        ):
            with attempt:
                try:
                    await self._commit(columns)
                except BaseException:
                    await self._forget_connection()
                    raise

    async def _commit(self, columns: Sequence[Sequence[object]]) -> None:
        if self._connection is None:
            self._connection = await self._database.connect()
        if is_armed("inbox.inserted"):
            async with self._connection.transaction():
                await self._connection.execute(STORE, *columns)
                reach("inbox.inserted")
        else:  # a statement commits itself, in one round trip instead of three: a sixth of the front door's throughput
            await self._connection.execute(STORE, *columns)

    async def _forget_connection(self) -> None:
        """After any error: what state the server is in is not known."""
        if self._connection:
            self._connection.terminate()
            self._connection = None


def _is_worth_another_try(error: BaseException) -> bool:
    return classify(error) is not Failure.OTHER


def _columns(batch: Sequence[_Waiting]) -> Sequence[Sequence[object]]:
    """One list per column. A statement may not touch a row twice, so equal callbacks of one batch are folded."""
    first: dict[tuple[str, str, str], _Waiting] = {}
    seen: Counter[tuple[str, str, str]] = Counter()
    for waiting in batch:
        identity = waiting[:3]
        first.setdefault(identity, waiting)
        seen[identity] += 1
    return list(zip(*((*waiting[:6], seen[identity]) for identity, waiting in first.items()), strict=True))
