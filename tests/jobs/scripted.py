"""A platform that does as the test says: what it answers, how it fails, and what it was asked to do."""

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from adapters.ports import (
    CallbackRefused,
    Finding,
    Outgoing,
    Progress,
    Receipt,
    Received,
    SendCard,
    SendText,
    UpdateCard,
)
from domain.cards import Button, Card
from domain.directory import Directory, Part
from domain.events import Event, Source, TextSaid

STAFF = Source("wecom", "staff")


def clock() -> datetime:
    """The production clock."""
    return datetime.now(UTC)


def text_body(user_id: str, text: str) -> bytes:
    """A callback as the scripted platform understands it."""
    return json.dumps({"user": user_id, "text": text}).encode()


def leave_card(version: int, *, closing: str = "") -> Card:
    """A card that shows its version."""
    buttons = () if closing else (Button(f"approve:{version}", "同意"),)
    return Card(title=f"请假申请 第{version}版", buttons=buttons, closing=closing, is_final=bool(closing))


@dataclass(slots=True)
class ScriptedPlatform:
    """`failures` are raised in turn; an answer waits for `gate`, where one is set."""

    source: Source = STAFF
    member_budgets: tuple[tuple[int, timedelta], ...] = ()
    repeat_window: timedelta = timedelta(minutes=30)
    knows_its_cards: bool = False
    failures: list[Exception | None] = field(default_factory=list)
    handles: list[tuple[str, ...]] = field(default_factory=list)
    gate: asyncio.Event | None = None
    asked: list[Outgoing] = field(default_factory=list)
    asked_at: list[float] = field(default_factory=list)

    def verify_url(self, query: Mapping[str, str], now: datetime) -> bytes:
        if query.get("echostr") != "ours" or now.tzinfo is None:
            raise CallbackRefused(403, "signature")
        return b"plain"

    def decode(self, query: Mapping[str, str], headers: Mapping[str, str], body: bytes, now: datetime) -> Received:
        del headers
        if query.get("signature") != "good" or now.tzinfo is None:
            raise CallbackRefused(403, "signature")
        return Received(query["key"], "text", query.get("lane", ""), body, query.get("answer", "").encode())

    def parse(self, kind: str, body: bytes) -> Event:
        del kind
        said = json.loads(body)
        return TextSaid(user_id=said["user"], at=clock(), text=said["text"])

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        self.asked.append(outgoing)
        self.asked_at.append(asyncio.get_running_loop().time())
        if self.gate:
            await self.gate.wait()
        failure = self.failures.pop(0) if self.failures else None
        if failure:
            raise failure
        return Receipt(f"msg-{outgoing.serial}", self.handles.pop(0) if self.handles else ())

    async def read_directory(self, progress: Progress | None = None) -> Directory:
        del progress
        return Directory((), ())

    async def read_part(self, members: Collection[str], departments: Collection[str]) -> Part:
        del members, departments
        return Part({}, {})

    async def check(self) -> tuple[Finding, ...]:
        return ()

    def told(self) -> list[tuple[str, str]]:
        """Recipient and words of everything that was asked, in order."""
        return [(outgoing.to, _words(outgoing)) for outgoing in self.asked]


def _words(outgoing: Outgoing) -> str:
    match outgoing:
        case SendText(text=text):
            return text
        case SendCard(card=card):
            return f"new: {card.title}{card.closing}"
        case UpdateCard(card=card, handle=handle):
            return f"{handle}: {card.title}{card.closing}"
        case _:
            return "recall"
