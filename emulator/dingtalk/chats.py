"""What stands in everybody's chats with the robots, who has read it, and who waits for it to change."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from emulator.dingtalk.cards import SentCard
from emulator.dingtalk.lines import Line


class Side(StrEnum):
    """Who spoke."""

    APP = "app"
    MEMBER = "member"


class Way(StrEnum):
    """How it came: in the robot's chat, or as a work notice of the same application."""

    ROBOT = "robot"
    NOTICE = "notice"


@dataclass(slots=True, kw_only=True)
class Bubble:
    """One thing in a chat. `sent_key` is a processQueryKey, a work notice's task_id or a member's msgId.

    `revision` is that of its last change; `author` is the member who spoke; `read_by` are those who saw it.
    """

    no: int
    revision: int
    at: datetime
    side: Side
    kind: str
    content: Mapping[str, object]
    sent_key: str = ""
    card: SentCard | None = None
    way: Way = Way.ROBOT
    author: str = ""
    is_recalled: bool = False
    read_by: set[str] = field(default_factory=set[str])


class Chats:
    """All chats of an organisation. One revision counter for all of them."""

    def __init__(self) -> None:
        self.revision = 0
        self._lines: dict[Line, list[Bubble]] = {}
        self._waiting: dict[Line, list[asyncio.Future[None]]] = {}

    def add(
        self,
        line: Line,
        *,
        at: datetime,
        side: Side,
        kind: str,
        content: Mapping[str, object],
        sent_key: str = "",
        card: SentCard | None = None,
        way: Way = Way.ROBOT,
        author: str = "",
    ) -> Bubble:
        """Put a bubble at the end of a chat."""
        bubbles = self._lines.setdefault(line, [])
        bubble = Bubble(
            no=len(bubbles) + 1,
            revision=0,
            at=at,
            side=side,
            kind=kind,
            content=content,
            sent_key=sent_key,
            card=card,
            way=way,
            author=author,
        )
        bubbles.append(bubble)
        self._touch(line, bubble)
        return bubble

    def bubbles(self, line: Line, since: int = 0) -> list[Bubble]:
        """The bubbles of a chat that are newer or were changed later than that revision, in their order."""
        return [bubble for bubble in self._lines.get(line, []) if bubble.revision > since]

    def redraw(self, card: SentCard) -> None:
        """The card looks different now, wherever it stands."""
        for line in card.spaces:
            for bubble in self.bubbles(line):
                if bubble.card is card:
                    self._touch(line, bubble)

    def change(self, line: Line, sent_key: str, content: Mapping[str, object]) -> None:
        """Something in a bubble that was sent is different now."""
        for bubble in self.bubbles(line):
            if bubble.sent_key == sent_key:
                bubble.content = {**bubble.content, **content}
                self._touch(line, bubble)

    def recall(self, line: Line, sent_key: str) -> None:
        """Take a bubble back; its place stays visible as recalled."""
        for bubble in self.bubbles(line):
            if bubble.sent_key == sent_key:
                bubble.is_recalled = True
                self._touch(line, bubble)

    def read(self, line: Line, user_id: str) -> None:
        """Somebody has looked at the chat."""
        for bubble in self.bubbles(line):
            if bubble.side is Side.APP:
                bubble.read_by.add(user_id)

    def readers(self, line: Line, sent_key: str) -> set[str]:
        """Who has seen what was sent."""
        seen = [bubble.read_by for bubble in self.bubbles(line) if bubble.sent_key == sent_key]
        return set[str]().union(*seen)

    async def wait(self, line: Line, since: int, seconds: float) -> None:
        """Return as soon as the chat holds something newer than that revision, at the latest after so many seconds."""
        if seconds <= 0 or self.bubbles(line, since):
            return
        change = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(line, []).append(change)
        await asyncio.wait([change], timeout=seconds)
        if not change.done():
            self._waiting[line].remove(change)

    def _touch(self, line: Line, bubble: Bubble) -> None:
        self.revision += 1
        bubble.revision = self.revision
        for change in self._waiting.pop(line, []):
            if not change.done():
                change.set_result(None)
