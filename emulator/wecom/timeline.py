"""What stands in each member's chat with each application, and who waits for it to change."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from emulator.wecom.cards import CardView

Line = tuple[int, str]


class Side(StrEnum):
    """Who spoke."""

    APP = "app"
    MEMBER = "member"


@dataclass(slots=True, kw_only=True)
class Bubble:
    """One thing in a chat. `revision` is that of its last change; `kind` is WeCom's msgtype."""

    no: int
    revision: int
    at: datetime
    side: Side
    kind: str
    content: Mapping[str, object]
    msgid: str = ""
    card: CardView | None = None
    is_recalled: bool = False


class Timelines:
    """All chats of a corp. One revision counter for all of them."""

    def __init__(self) -> None:
        self.revision = 0
        self._lines: dict[Line, list[Bubble]] = {}
        self._waiting: dict[Line, list[asyncio.Future[None]]] = {}

    def add(
        self,
        agent_id: int,
        user_id: str,
        *,
        at: datetime,
        side: Side,
        kind: str,
        content: Mapping[str, object],
        msgid: str = "",
        card: CardView | None = None,
    ) -> Bubble:
        """Put a bubble at the end of a chat."""
        line = (agent_id, user_id.lower())
        bubbles = self._lines.setdefault(line, [])
        self.revision += 1
        bubble = Bubble(
            no=len(bubbles) + 1,
            revision=self.revision,
            at=at,
            side=side,
            kind=kind,
            content=content,
            msgid=msgid,
            card=card,
        )
        bubbles.append(bubble)
        self._wake(line)
        return bubble

    def bubbles(self, agent_id: int, user_id: str, since: int = 0) -> list[Bubble]:
        """The bubbles of a chat that are newer or were changed later than that revision, in their order."""
        return [bubble for bubble in self._lines.get((agent_id, user_id.lower()), []) if bubble.revision > since]

    def redraw(self, agent_id: int, user_id: str, card: CardView) -> None:
        """The card in this chat looks different now."""
        for bubble in self.bubbles(agent_id, user_id):
            if bubble.card is card:
                self._touch((agent_id, user_id.lower()), bubble)

    def recall(self, agent_id: int, user_id: str, msgid: str) -> None:
        """Take a bubble back; its place stays visible as recalled."""
        for bubble in self.bubbles(agent_id, user_id):
            if bubble.msgid == msgid:
                bubble.is_recalled = True
                self._touch((agent_id, user_id.lower()), bubble)

    async def wait(self, agent_id: int, user_id: str, since: int, seconds: float) -> None:
        """Return as soon as the chat holds something newer than that revision, at the latest after so many seconds."""
        line = (agent_id, user_id.lower())
        if seconds <= 0 or self.bubbles(agent_id, user_id, since):
            return
        change = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(line, []).append(change)
        await asyncio.wait([change], timeout=seconds)
        if not change.done():
            self._waiting[line].remove(change)

    def _touch(self, line: Line, bubble: Bubble) -> None:
        self.revision += 1
        bubble.revision = self.revision
        self._wake(line)

    def _wake(self, line: Line) -> None:
        for change in self._waiting.pop(line, []):
            if not change.done():
                change.set_result(None)
