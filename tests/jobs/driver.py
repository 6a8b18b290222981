"""A program of its own that takes one callback all the way, to be killed on the way: ADDRESS, and a file it writes to.

The file is what the world outside has seen: what was acknowledged and what the platform was asked for.
"""

import asyncio
import sys
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from adapters.ports import Outgoing, Receipt, Received
from domain.address import Address
from domain.events import Event, Source
from jobs.inbox import Inbox
from jobs.outbox import Courier
from storage.database import Database, Tx
from storage.inbox import Acceptor
from storage.outbox import say
from storage.tokens import Tokens
from storage.wakeups import Wakeups
from tests.jobs.scripted import STAFF, ScriptedPlatform, clock, text_body


class Outcome(StrEnum):
    DONE = "done"


class Seen(ScriptedPlatform):
    """Writes down what it was asked for."""

    def __init__(self, outside: Path) -> None:
        super().__init__()
        self.outside = outside

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        note(self.outside, f"sent {outgoing.serial}")
        return await super().deliver(outgoing)


def note(outside: Path, line: str) -> None:
    with outside.open("a") as file:
        file.write(line + "\n")


async def answer(event: Event, source: Source, tx: Tx) -> StrEnum:
    tx.audit("person:1", "test.answer", "event:1")
    await say(tx, Address(source, str(event.user_id), None), "收到", key="answer")
    return Outcome.DONE


async def drive(address: str, outside: Path) -> None:
    """Accept, handle, deliver, refresh a token."""
    database, platform = Database(address), Seen(outside)
    wakeups = Wakeups(database)
    async with Acceptor(database) as acceptor:
        await acceptor.accept(STAFF, Received("m1", "text", "zhang3", text_body("zhang3", "请假")))
        note(outside, "acknowledged")
    await Inbox(database, {STAFF: platform}, answer, clock, wakeups).handle_due()
    await Courier(database, platform, clock, wakeups).deliver_due()
    tokens = Tokens(database)
    stored = await tokens.read("app")
    if stored is None and await tokens.begin_refresh("app", 0):
        await tokens.finish_refresh("app", 0, b"sealed", timedelta(hours=2))
    await database.close()


if __name__ == "__main__":
    asyncio.run(drive(sys.argv[1], Path(sys.argv[2])))
