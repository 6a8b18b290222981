"""Whether the house is well: /healthz for "is it alive", /readyz for "may it be given work", with each part's state."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import structlog
from aiohttp import web

from domain.events import Source
from storage.vitals import Vitals

PATIENCE = 3.0  # seconds for a look at the database; a monitor must not wait for the pool
FRESH = 1.0  # seconds for which a look is good, so that nobody can load the database by asking

log = structlog.stdlib.get_logger(__name__)


class Part(StrEnum):
    """State of one part."""

    OK = "ok"
    UNREACHABLE = "unreachable"
    NOT_MIGRATED = "not_migrated"
    STOPPING = "stopping"
    NO_TOKEN = "no_token"  # noqa: S105 - a state; fetched when first needed


@dataclass(frozen=True, slots=True)
class Look:
    """One look at everything. `vitals` is None where the database could not tell."""

    database: Part
    vitals: Vitals | None


class Health:
    """Looks at the house. `probe` returns None for a database without our schema and raises for one that is away."""

    def __init__(self, probe: Callable[[], Awaitable[Vitals | None]], tokens: Mapping[Source, str]) -> None:
        self._probe = probe
        self.tokens = tokens
        self._running: asyncio.Task[Look] | None = None
        self._seen_at = -FRESH
        self.is_stopping = False

    async def look(self) -> Look:
        """The latest look, at most a second old. Callers share one; one that takes too long is not cut off."""
        now = time.monotonic()
        if self._running is None or (self._running.done() and now - self._seen_at > FRESH):
            self._running = asyncio.create_task(self._look())
        await asyncio.wait([self._running], timeout=PATIENCE)
        return self._running.result() if self._running.done() else Look(Part.UNREACHABLE, None)

    async def close(self) -> None:
        """Wait for the look that is under way: cutting it off would cost a connection."""
        if self._running:
            await asyncio.wait([self._running], timeout=PATIENCE)

    async def _look(self) -> Look:
        try:
            vitals = await self._probe()
        except Exception as failure:  # noqa: BLE001 - whatever it is, the database does not answer
            log.warning("database_unreachable", cause=type(failure).__name__)
            return Look(Part.UNREACHABLE, None)
        finally:
            self._seen_at = time.monotonic()
        return Look(Part.OK if vitals else Part.NOT_MIGRATED, vitals)

    def routes(self) -> list[web.RouteDef]:
        """The two addresses."""
        return [web.get("/healthz", self._alive), web.get("/readyz", self._ready)]

    async def _alive(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _ready(self, _: web.Request) -> web.Response:
        look = await self.look()
        is_ready = look.database is Part.OK and not self.is_stopping
        report = {
            "status": "ready" if is_ready else "not_ready",
            "server": (Part.STOPPING if self.is_stopping else Part.OK).value,
            "database": look.database.value,
            "platforms": self._platforms(look.vitals),
            "queues": _queues(look.vitals),
            "silent_seconds": {name: round(seconds, 1) for name, seconds in _silences(look.vitals).items()},
        }
        return web.json_response(report, status=200 if is_ready else 503)

    def _platforms(self, vitals: Vitals | None) -> dict[str, str]:
        valid = vitals.tokens if vitals else {}
        return {
            f"{source.platform}:{source.account}": (Part.OK if valid.get(name) else Part.NO_TOKEN).value
            for source, name in self.tokens.items()
        }


def _silences(vitals: Vitals | None) -> Mapping[str, float]:
    return vitals.silences if vitals else {}


def _queues(vitals: Vitals | None) -> dict[str, dict[str, float]]:
    queues = vitals.queues if vitals else {}
    return {
        name: {"waiting": queue.waiting, "oldest_seconds": round(queue.oldest, 1)} for name, queue in queues.items()
    }
