"""Calls of the address book at the pace that is allowed, and with patience."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.dingtalk.answers import Reply
from adapters.dingtalk.client import DingtalkClient
from adapters.dingtalk.pace import Pace
from adapters.patience import patiently
from adapters.ports import PlatformRefused
from adapters.replies import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One for everything that an account does in its directory, so that all of it keeps one pace."""

    client: DingtalkClient
    pace: Pace = field(default_factory=Pace)

    async def ask(self, path: str, body: Mapping[str, object]) -> Reply:
        """A call of the old family that may be done twice. Raises PlatformFailure."""
        return await patiently(lambda: self._call(path, body), self.pace.pause)

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
