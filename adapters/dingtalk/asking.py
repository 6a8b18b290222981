"""Calls of the address book at the pace that is allowed, and with patience that ends: a busy platform is waited for."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.dingtalk.answers import Reply
from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.pace import Pace
from adapters.ports import PlatformBusy, PlatformRefused
from adapters.replies import Record

TRIES = 4
FIRST_PAUSE_SECONDS = 1.0
# A longer ban is no matter of patience: the reading is given up and begun anew another time.
LONGEST_PAUSE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One for everything that an account does in its directory, so that all of it keeps one pace."""

    client: DingtalkClient
    pace: Pace = field(default_factory=Pace)

    async def ask(self, path: str, body: Mapping[str, object]) -> Reply:
        """A call of the old family that may be done twice. Raises PlatformFailure."""
        seconds = FIRST_PAUSE_SECONDS
        for _ in range(TRIES - 1):
            try:
                return await self._call(path, body)
            except PlatformBusy as busy:
                asked = busy.wait.total_seconds() if busy.wait else seconds
                if asked > LONGEST_PAUSE_SECONDS:
                    raise
            await self.pace.pause(max(asked, seconds))
            seconds *= 2
        return await self._call(path, body)

    async def result(self, path: str, body: Mapping[str, object]) -> Record:
        """The object that was asked for: an answer without it would read as a department without members."""
        found = (await self.ask(path, body)).get("result")
        if not isinstance(found, dict):
            raise incomplete()
        return found

    async def _call(self, path: str, body: Mapping[str, object]) -> Reply:
        await self.pace.turn(path)
        return await self.client.oapi(path, body, repeatable=True)


def incomplete() -> PlatformRefused:
    """An answer that lacks what it must have."""
    return PlatformRefused("schema", "钉钉通讯录返回的数据不完整，本次读取作废")
