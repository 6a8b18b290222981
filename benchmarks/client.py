"""A load generator lean enough not to be what is measured: prepared bytes over kept connections."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from benchmarks.envelopes import Callback


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


def request_bytes(path: str, callback: Callback) -> bytes:
    """The whole HTTP request."""
    head = (
        f"POST {path}?{callback.query} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {len(callback.body)}\r\n\r\n"
    )
    return head.encode() + callback.body


class Connection(asyncio.Protocol):
    """One kept connection that asks and waits for the answer."""

    def __init__(self) -> None:
        self.buffer = b""
        self.waiter: asyncio.Future[int] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, separator, rest = self.buffer.partition(b"\r\n\r\n")
        if not separator or self.waiter is None:
            return
        if len(rest) >= _length(head):
            self.buffer = b""
            waiter, self.waiter = self.waiter, None
            waiter.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_exception(exc or ConnectionResetError())

    async def ask(self, request: bytes) -> int:
        """The status of the answer."""
        self.waiter = asyncio.get_running_loop().create_future()
        self.transport.write(request)  # type: ignore[union-attr]
        return await self.waiter


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


async def connections(port: int, count: int) -> list[Connection]:
    """Open connections to localhost."""
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)]


async def flood(port: int, requests: Iterable[bytes], *, in_flight: int = 32) -> Outcome:
    """As fast as `in_flight` connections that each wait for their answer can go."""
    outcome, rest = Outcome(), iter(requests)
    began = time.perf_counter()
    await asyncio.gather(*(_drain(link, rest, outcome) for link in await connections(port, in_flight)))
    outcome.seconds = time.perf_counter() - began
    return outcome


async def _drain(link: Connection, rest: Iterator[bytes], outcome: Outcome) -> None:
    for request in rest:
        began = time.perf_counter()
        status = await link.ask(request)
        _note(outcome, status, time.perf_counter() - began)
    if link.transport:
        link.transport.close()


async def pace(port: int, requests: list[bytes], *, per_second: int, links: int = 64) -> Outcome:
    """One request every 1/`per_second` s whether or not earlier ones are answered; waits count from the due instant."""
    outcome, free = Outcome(), asyncio.Queue[Connection]()
    for link in await connections(port, links):
        free.put_nowait(link)
    began = time.perf_counter()
    asks: list[asyncio.Task[None]] = []
    for number, request in enumerate(requests):
        due = began + number / per_second
        while (rest := due - time.perf_counter()) > 0:
            await asyncio.sleep(rest if rest > 0.002 else 0)
        asks.append(asyncio.create_task(_ask_once(free, request, due, outcome)))
    await asyncio.gather(*asks)
    outcome.seconds = time.perf_counter() - began
    return outcome


async def _ask_once(free: asyncio.Queue[Connection], request: bytes, due: float, outcome: Outcome) -> None:
    link = await free.get()
    status = await link.ask(request)
    _note(outcome, status, time.perf_counter() - due)
    free.put_nowait(link)


def _note(outcome: Outcome, status: int, wait: float) -> None:
    if status == 200:
        outcome.waits.append(wait)
    else:
        outcome.refused += 1
