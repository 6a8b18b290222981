"""Carries one letter over HTTP: up to four attempts, each noted."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from emulator.clock import Clock
from emulator.wecom.envelope import Envelope, seal
from emulator.wecom.faults import CallbackEffect, Duplicate, HangUp
from emulator.wecom.faults import Envelope as CopiedEnvelope
from emulator.wecom.ledger import AttemptRow, Ledger
from emulator.wecom.letter import Letter
from emulator.wecom.rules import Timing

MOST_IN_FLIGHT = 64
MOST_REPLY_BYTES = 65_536
ACKNOWLEDGED = 200
OnReply = Callable[[Letter, bytes], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an attempt met with. `status` None: nothing came back, and `error` says why."""

    status: int | None
    body: bytes = b""
    error: str = ""

    @property
    def is_acknowledged(self) -> bool:
        """Only HTTP 200 counts."""
        return self.status == ACKNOWLEDGED


class Carrier:
    """The HTTP side of callbacks. `on_reply` gets the body of the answer that acknowledged a letter."""

    def __init__(self, clock: Clock, timing: Timing, ledger: Ledger, on_reply: OnReply) -> None:
        self.timing = timing
        self._clock = clock
        self._ledger = ledger
        self._on_reply = on_reply
        self._slots = asyncio.Semaphore(MOST_IN_FLIGHT)
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open the connection pool; the slots bound it, so that waiting for one counts against no time limit."""
        connector = aiohttp.TCPConnector(limit=0)
        self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def stop(self) -> None:
        """Close the connection pool."""
        if self._session:
            await self._session.close()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connection pool, once started."""
        if self._session is None:
            raise RuntimeError("callbacks were not started")
        return self._session

    async def carry(self, letter: Letter, effect: CallbackEffect | None) -> None:
        """Deliver a letter, or give it up after the last attempt. Each attempt is sealed anew."""
        envelope = self._seal(letter)
        answer = await self._attempt(letter, 1, envelope, _patience(effect, self.timing))
        attempt = 1
        for pause in self.timing.pauses:
            if answer.is_acknowledged:
                break
            await asyncio.sleep(pause)
            attempt += 1
            answer = await self._attempt(letter, attempt, self._seal(letter), self.timing.answer)
        if isinstance(effect, Duplicate):
            await self._copy(letter, attempt, envelope, effect)
        if answer.is_acknowledged and answer.body:
            self._on_reply(letter, answer.body)

    async def _copy(self, letter: Letter, attempt: int, envelope: Envelope, effect: Duplicate) -> None:
        is_same = effect.envelope is CopiedEnvelope.SAME
        copies = [envelope if is_same else self._seal(letter) for _ in range(effect.copies)]
        await asyncio.gather(
            *(self._attempt(letter, attempt + n, copy, self.timing.answer) for n, copy in enumerate(copies, 1))
        )

    def _seal(self, letter: Letter) -> Envelope:
        return seal(letter.address, letter.corp_id, letter.agent_id, letter.xml, self._clock())

    async def _attempt(self, letter: Letter, attempt: int, envelope: Envelope, seconds: float) -> Answer:
        at = self._clock()
        async with self._slots:
            began = time.perf_counter()
            answer = await self._post(letter.address.url, envelope, seconds)
            took = (time.perf_counter() - began) * 1000
        self._ledger.attempts.append(
            AttemptRow(
                letter=letter.no,
                attempt=attempt,
                at=at,
                corp_id=letter.corp_id,
                agent_id=letter.agent_id,
                user_id=letter.user_id,
                kind=letter.kind,
                msg_id=letter.msg_id,
                nonce=envelope.query["nonce"],
                status=answer.status,
                error=answer.error,
                is_acknowledged=answer.is_acknowledged,
                milliseconds=took,
            )
        )
        return answer

    async def _post(self, url: str, envelope: Envelope, seconds: float) -> Answer:
        try:
            async with self.session.post(
                url,
                params=envelope.query,
                data=envelope.body,
                headers={"Content-Type": "text/xml; charset=utf-8"},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as response:
                return Answer(response.status, await response.content.read(MOST_REPLY_BYTES))
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            return Answer(None, error=type(failure).__name__)


def _patience(effect: CallbackEffect | None, timing: Timing) -> float:
    return effect.seconds if isinstance(effect, HangUp) else timing.answer
