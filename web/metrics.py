"""Figures for Prometheus. All names start with `dutybell_`; none carries a person, a request or a text."""

import asyncio
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from domain.events import Source
from storage.vitals import Queue, Vitals
from web.health import Health

TEXT = "text/plain; version=0.0.4; charset=utf-8"
LANES = ("send", "slow")
CONNECTION_STATES = ("used", "open", "allowed")
PULSE = 0.5  # seconds between two looks at the event loop
LAG_BUCKETS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
DELIVERY_STATES = ("pending", "done", "uncertain", "dead")
HANDLER_BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics:
    """The figures of this process, and those of the database as any replica sees them."""

    def __init__(self, health: Health, connections: Callable[[], tuple[int, int, int]] | None = None) -> None:
        """`connections` tells of the pool how many are in use, open, and allowed."""
        self._health = health
        self._connections = connections
        self._registry = CollectorRegistry()
        ProcessCollector(namespace="dutybell", registry=self._registry)
        self._callbacks = self._counter("callbacks", "Callbacks by outcome.", "platform", "account", "outcome")
        self._counters: dict[tuple[Source | None, str, int], Counter] = {}  # few: looking them up by name is slow
        self._errors = self._counter("http_errors", "Requests that ended in an unexpected error.")
        self._handled = Histogram(
            "dutybell_handler_seconds",
            "Time to handle one event, its commit not included.",
            ("kind",),
            buckets=HANDLER_BUCKETS,
            registry=self._registry,
        )
        self._up = self._gauge("database_up", "Whether the database is reachable and migrated.")
        self._waiting = self._gauge("queue_waiting", "Rows that wait, by queue.", "queue")
        self._oldest = self._gauge("queue_oldest_seconds", "How long the oldest waiting row has waited.", "queue")
        self._deliveries = self._gauge("deliveries", "The latest 20,000 deliveries by state.", "state")
        self._silences = self._gauge("silent_seconds", "Since this loop was last alive in any replica.", "loop")
        self._alerts = self._gauge("alerts", "What IT must know and nobody has put right.")
        self._due = self._gauge("outbox_due", "Deliveries that could go out now, by lane.", "lane")
        self._due_oldest = self._gauge("outbox_lag_seconds", "How long the oldest of them could have, by lane.", "lane")
        self._tokens = self._gauge("token_expires_seconds", "For how long an account's token is good.", "account")
        self._job_ages = self._gauge("job_finished_seconds", "Since a run of this job last ended.", "job")
        self._job_opens = self._gauge("job_unfinished", "Runs that have begun and not ended well yet.", "job")
        self._pool = self._gauge("database_connections", "Of this process's pool: in use, open, allowed.", "state")
        self._lag = Histogram(
            "dutybell_loop_lag_seconds",
            "How late the event loop wakes whoever has slept.",
            buckets=LAG_BUCKETS,
            registry=self._registry,
        )

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"dutybell_{name}", what, labels, registry=self._registry)

    def _gauge(self, name: str, what: str, *labels: str) -> Gauge:
        return Gauge(f"dutybell_{name}", what, labels, registry=self._registry)

    @contextmanager
    def handling(self, kind: str) -> Generator[None]:
        """Measure the handling of one event of this kind."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self._handled.labels(kind).observe(time.perf_counter() - began)

    async def feel_pulse(self) -> None:
        """Measure how late the event loop is, until cut off."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + PULSE
            await asyncio.sleep(PULSE)
            self._lag.observe(max(0.0, loop.time() - due))

    def count_error(self) -> None:
        """Something that should not happen did."""
        self._errors.inc()

    def routes(self) -> list[web.RouteDef]:
        """The one address."""
        return [web.get("/metrics", self._show)]

    def count_callback(self, source: Source | None, method: str, status: int) -> None:
        """Count what came to the front door by how it was answered; a stranger's words make no series."""
        known = (source, method, status)
        counter = self._counters.get(known)
        if counter is None:
            counter = self._counters[known] = self._series(source, method, status)
        counter.inc()

    def _series(self, source: Source | None, method: str, status: int) -> Counter:
        if source is None:
            return self._callbacks.labels("unknown", "unknown", "unknown")
        return self._callbacks.labels(source.platform, source.account, _outcome(method, status))

    async def _show(self, _: web.Request) -> web.Response:
        look = await self._health.look()
        self._up.set(look.vitals is not None)
        if look.vitals:
            self._fill(look.vitals)
        if self._connections:
            for state, number in zip(CONNECTION_STATES, self._connections(), strict=True):
                self._pool.labels(state).set(number)
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": TEXT})

    def _fill(self, vitals: Vitals) -> None:
        for name, queue in vitals.queues.items():
            self._waiting.labels(name).set(queue.waiting)
            self._oldest.labels(name).set(queue.oldest)
        for state in DELIVERY_STATES:
            self._deliveries.labels(state).set(vitals.deliveries.get(state, 0))
        for name, seconds in vitals.silences.items():
            self._silences.labels(name).set(seconds)
        self._alerts.set(vitals.alerts)
        for lane in LANES:
            queue = vitals.lanes.get(lane, Queue(0, 0.0))
            self._due.labels(lane).set(queue.waiting)
            self._due_oldest.labels(lane).set(queue.oldest)
        for source, name in self._health.tokens.items():
            self._tokens.labels(f"{source.platform}:{source.account}").set(max(0.0, vitals.expiries.get(name, 0.0)))
        for job, runs in vitals.runs.items():
            if runs.since_finished is not None:
                self._job_ages.labels(job).set(runs.since_finished)
            self._job_opens.labels(job).set(runs.unfinished)


def _outcome(method: str, status: int) -> str:
    match status:
        case 200:
            return "accepted" if method == "POST" else "verified"
        case 400 | 403 | 413:
            return "refused"
        case 503:
            return "not_stored"
        case _:
            return "failed"
