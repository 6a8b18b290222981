"""A load generator lean enough not to be what is measured: prepared bytes over kept connections.

Nothing waits in a coroutine: an answer that arrives sends the next request. Run it on uvloop, as the servers are.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from benchmarks.envelopes import Callback

ALLOWED = 60.0  # seconds without any answer
PACE_STEP = 0.001  # seconds; requests that are due within one are sent together


@dataclass(slots=True)
class Outcome:
    """Answers of one run. Times in seconds."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list[float])
    refused: int = 0

    @property
    def per_second(self) -> float:
        """Good answers a second."""
        return len(self.waits) / self.seconds

    def quantile(self, share: float) -> float:
        """Milliseconds within which `share` of the good answers came."""
        ordered = sorted(self.waits)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def note(self, status: bytes, wait: float) -> None:
        """One answer."""
        if status == b"200":
            self.waits.append(wait)
        else:
            self.refused += 1

    @property
    def answered(self) -> int:
        """All of them."""
        return len(self.waits) + self.refused


def request_bytes(path: str, callback: Callback) -> bytes:
    """The whole HTTP request."""
    head = (
        f"POST {path}?{callback.query} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {len(callback.body)}\r\n\r\n"
    )
    return head.encode() + callback.body


class Run:
    """What all connections of one run share: what is left to ask, and what came of it."""

    def __init__(self, count: int) -> None:
        self.outcome = Outcome()
        self.count = count
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def note(self, status: bytes, wait: float) -> None:
        """One answer; the last one ends the run."""
        self.outcome.note(status, wait)
        if self.outcome.answered == self.count and not self.ended.done():
            self.ended.set_result(None)

    def next_for(self, link: "Connection") -> None:
        """The connection is free."""
        raise NotImplementedError

    async def end(self) -> Outcome:
        """Wait for all answers."""
        began = time.perf_counter()
        seen = -1
        while not self.ended.done() and seen != self.outcome.answered:
            seen = self.outcome.answered
            await asyncio.wait([self.ended], timeout=ALLOWED)
        if not self.ended.done():
            raise RuntimeError(f"{self.count - seen} of {self.count} were not answered")
        self.ended.result()
        self.outcome.seconds = time.perf_counter() - began
        return self.outcome


class Connection(asyncio.Protocol):
    """One kept connection that asks and waits for the answer."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.buffer = b""
        self.since = 0.0
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def ask(self, request: bytes, since: float) -> None:
        """Send it; the wait counts from `since`."""
        self.since = since
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer = self.buffer + data if self.buffer else data
        head, separator, rest = self.buffer.partition(b"\r\n\r\n")
        if separator and len(rest) >= _length(head):
            self.buffer = b""
            self.run.note(head[9:12], time.perf_counter() - self.since)
            self.run.next_for(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.run.ended.done():
            self.run.ended.set_exception(exc or ConnectionResetError())


def _length(head: bytes) -> int:
    _, found, value = head.lower().partition(b"\r\ncontent-length:")
    return int(value.partition(b"\r\n")[0]) if found else 0


async def _connect(port: int, count: int, run: Run) -> list[Connection]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(lambda: Connection(run), "127.0.0.1", port))[1] for _ in range(count)]


class Flood(Run):
    """Each connection asks again as soon as it was answered."""

    def __init__(self, requests: list[bytes]) -> None:
        super().__init__(len(requests))
        self.rest: Iterator[bytes] = iter(requests)

    def next_for(self, link: Connection) -> None:
        request = next(self.rest, None)
        if request is not None:
            link.ask(request, time.perf_counter())


async def flood(port: int, requests: Iterable[bytes], *, in_flight: int = 32) -> Outcome:
    """As fast as `in_flight` connections that each wait for their answer can go."""
    run = Flood(list(requests))
    links = await _connect(port, in_flight, run)
    for link in links:
        run.next_for(link)
    try:
        return await run.end()
    finally:
        _close(links)


class Pace(Run):
    """A request is sent when it is due, or as soon as a connection is free again."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.free: deque[Connection] = deque()
        self.due: deque[tuple[bytes, float]] = deque()

    def next_for(self, link: Connection) -> None:
        if self.due:
            link.ask(*self.due.popleft())
        else:
            self.free.append(link)

    def ask(self, request: bytes, due: float) -> None:
        """It is due now."""
        if self.free:
            self.free.popleft().ask(request, due)
        else:
            self.due.append((request, due))


async def pace(port: int, requests: list[bytes], *, per_second: int, links: int = 64) -> Outcome:
    """One request every 1/`per_second` s whether or not earlier ones are answered; waits count from the due instant."""
    run = Pace(len(requests))
    run.free.extend(opened := await _connect(port, links, run))
    began = time.perf_counter()
    for number, request in enumerate(requests):
        due = began + number / per_second
        while (rest := due - time.perf_counter()) > 0:
            await asyncio.sleep(max(rest, PACE_STEP))
        run.ask(request, due)
    try:
        return await run.end()
    finally:
        _close(opened)


def _close(links: Iterable[Connection]) -> None:
    for link in links:
        link.transport.close()
