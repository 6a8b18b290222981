"""Saving a callback address: the receiver must answer the exact plaintext within a second. Source: path 90238."""

import secrets
import time
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp

from emulator.clock import Clock
from emulator.wecom.apps import CallbackAddress
from emulator.wecom.envelope import seal_echo


@dataclass(frozen=True, slots=True)
class Verification:
    """`reason` is empty when the address may be saved."""

    reason: str
    milliseconds: float

    @property
    def is_passed(self) -> bool:
        """Whether the address may be saved."""
        return not self.reason


async def verify(
    session: aiohttp.ClientSession, address: CallbackAddress, corp_id: str, clock: Clock, seconds: float
) -> Verification:
    """Ask the address to decrypt a fresh text."""
    plain = str(secrets.randbelow(9 * 10**18) + 10**18).encode()
    query = seal_echo(address, corp_id, plain, clock())
    began = time.perf_counter()
    reason = await _ask(session, address.url, query, plain, seconds)
    return Verification(reason, (time.perf_counter() - began) * 1000)


async def _ask(session: aiohttp.ClientSession, url: str, query: dict[str, str], plain: bytes, seconds: float) -> str:
    try:
        async with session.get(
            url, params=query, allow_redirects=False, timeout=aiohttp.ClientTimeout(total=seconds)
        ) as response:
            if response.status != HTTPStatus.OK:
                return f"HTTP status {response.status}"
            return "" if await response.read() == plain else "the answer is not the exact plaintext"
    except (aiohttp.ClientError, TimeoutError, OSError) as failure:
        return f"no answer: {type(failure).__name__}"
