"""Access tokens: one for an application over all replicas, fetched by one of them, kept sealed.

Every rule here was a published outage somewhere else: the key of the cache holds the secret's fingerprint; only the
token that failed is replaced; a fresh one is fetched before the old one is let go; a wrong secret is not tried again
and again, because two thousand wrong calls an hour block the college's address.
"""

import asyncio
import hashlib
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from Crypto.Cipher import AES
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF

from adapters.ports import PlatformBusy, PlatformFailure, PlatformMisconfigured, TokenStore
from domain.tokens import StoredToken

MARGIN = timedelta(minutes=5)
NONCE_LENGTH = 12
TAG_LENGTH = 16

# How long a failed fetch is answered from memory. A wrong secret stays wrong until a person mends it; anything else may
# be over in a moment, and the pause only lets a crowd of callers share one failure.
MISCONFIGURED_PAUSE = timedelta(minutes=5)
BUSY_PAUSE = timedelta(seconds=2)

# Another replica is fetching: look again soon, and give up when its ten seconds of right and a little more are over.
POLL_SECONDS = 0.1
POLLS = 130


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the platform answered."""

    value: str = field(repr=False)
    expires_in: timedelta


@dataclass(frozen=True, slots=True)
class Token:
    """`generation` tells a failed token from its successor; `until` is on the monotonic clock."""

    value: str = field(repr=False)
    generation: int
    until: float


class Seal:
    """AES-GCM under a key derived from the application's secret, bound to the token's name."""

    def __init__(self, name: str, secret: str) -> None:
        platform = name.split(":", 1)[0]
        self._key = HKDF(secret.encode(), 32, b"", SHA256, context=f"dutybell {platform} access token".encode())
        self._name = name.encode()

    def close(self, value: str) -> bytes:
        """Nonce, ciphertext and tag."""
        nonce = os.urandom(NONCE_LENGTH)
        cipher = AES.new(self._key, AES.MODE_GCM, nonce=nonce).update(self._name)
        text, tag = cipher.encrypt_and_digest(value.encode())
        return nonce + text + tag

    def open(self, sealed: bytes) -> str | None:
        """None if it was not sealed with this name and secret, or was changed."""
        if len(sealed) <= NONCE_LENGTH + TAG_LENGTH:
            return None
        nonce, text, tag = sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:-TAG_LENGTH], sealed[-TAG_LENGTH:]
        cipher = AES.new(self._key, AES.MODE_GCM, nonce=nonce).update(self._name)
        try:
            return cipher.decrypt_and_verify(text, tag).decode()
        except ValueError:
            return None


def token_name(platform: str, corp_id: str, application: str, secret: str) -> str:
    """Name in the store: whose token it is and a fingerprint, so that a changed secret starts anew."""
    return f"{platform}:{corp_id}:{application}:{hashlib.sha256(secret.encode()).hexdigest()[:12]}"


class TokenKeeper:
    """Gives the present token of one application, and a successor for one that the platform refused."""

    def __init__(
        self,
        *,
        name: str,
        secret: str,
        store: TokenStore,
        fetch: Callable[[], Awaitable[Fetched]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._name = name
        self._seal = Seal(name, secret)
        self._store = store
        self._fetch = fetch
        self._held: Token | None = None
        self._loading: asyncio.Task[Token] | None = None
        self._failure: PlatformFailure | None = None
        self._failed_until = 0.0

    async def aclose(self) -> None:
        """Give up a fetch that is under way."""
        if self._loading:
            self._loading.cancel()
            await asyncio.wait([self._loading])

    async def current(self) -> Token:
        """A token that has not run out. Raises PlatformFailure."""
        if self._held and self._clock() < self._held.until:
            return self._held
        return await self._load(0)

    async def successor(self, failed: Token) -> Token:
        """A younger token than the one that failed; whoever comes second gets what the first has fetched."""
        if self._held and self._held.generation > failed.generation:
            return self._held
        return await self._load(failed.generation)

    async def _load(self, after: int) -> Token:
        """One flight for all callers. A flight that began for an older token may land on the one that failed here."""
        while True:
            if self._loading is None or self._loading.done():
                self._check_pause()
                self._loading = asyncio.create_task(self._fly(after))
                self._loading.add_done_callback(_retrieve)
            token = await asyncio.shield(self._loading)
            if token.generation > after:
                return token

    def _check_pause(self) -> None:
        if self._failure and self._clock() < self._failed_until:
            raise self._failure.with_traceback(None)  # it would grow with every raise

    async def _fly(self, after: int) -> Token:
        try:
            self._held = await self._read_or_fetch(after)
        except PlatformFailure as failure:
            self._failure = failure
            self._failed_until = self._clock() + _pause_after(failure).total_seconds()
            raise
        self._failure = None
        return self._held

    async def _read_or_fetch(self, after: int) -> Token:
        for _ in range(POLLS):
            stored = await self._store.read(self._name)
            token = self._open(stored, after)
            if token:
                return token
            generation = stored.generation if stored else 0
            if await self._store.begin_refresh(self._name, generation):
                await self._refresh(generation)
            else:
                await asyncio.sleep(POLL_SECONDS)
        raise PlatformBusy("token", "等待其他实例获取 access_token 超时，稍后自动重试")

    def _open(self, stored: StoredToken | None, after: int) -> Token | None:
        if stored is None or stored.generation <= after or stored.remaining <= timedelta(0):
            return None
        value = self._seal.open(stored.sealed)
        return Token(value, stored.generation, self._clock() + stored.remaining.total_seconds()) if value else None

    async def _refresh(self, generation: int) -> None:
        try:
            fetched = await self._fetch()
        except PlatformFailure:
            await self._store.give_up_refresh(self._name, generation)
            raise
        # Stored shorter than it lives, by the margin, so that every reader judges by the same rule.
        lifetime = fetched.expires_in - min(MARGIN, fetched.expires_in / 4)
        await self._store.finish_refresh(self._name, generation, self._seal.close(fetched.value), lifetime)


def _pause_after(failure: PlatformFailure) -> timedelta:
    if isinstance(failure, PlatformMisconfigured):
        return MISCONFIGURED_PAUSE
    asked = failure.wait if isinstance(failure, PlatformBusy) else None
    return max(BUSY_PAUSE, asked or BUSY_PAUSE)


def _retrieve(task: asyncio.Task[Token]) -> None:
    # All callers may be gone when it fails; unseen, the failure would be written to the log by the garbage collector.
    if not task.cancelled():
        task.exception()
