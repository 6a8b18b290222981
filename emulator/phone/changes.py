"""All chats of an application at once, with what went over the wire beside them: what the playground page watches.

GET /college
     {"departments": [{"id", "name", "parent_id"}],
      "people": [{"user_id", "name", "position", "department_id", "leads": [department ids], "leaders": [user_ids],
                  "apps": [agent_id]}]}
GET /{agent_id}/changes?since=CURSOR&wait=SECONDS
     {"epoch", "cursor", "directory": N, "bubbles": [a bubble as in `routes`, with "user_id"], "wire": [...]}
     Another "directory" than before: ask for /college again.
     What is new or changed after the cursor of the answer before; without one, everything. `epoch` is another after a
     restart: then everything is sent. With `wait` (at most 55) the answer is held back until there is something.
     A bubble of a member's has the number of its "letter" as well, by which the rows of the wire tell its fate.

A row of the wire: {"no", "at", "what", "kind", "user_ids", "ok", "text"}; a callback has "ms", "attempt", "letter" too.
     what: callback (an attempt to tell the application), send, update, recall; kind: the msgtype or the event's name.
"""

import asyncio
import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from aiohttp import web

from emulator.fields import Fields
from emulator.phone.phone import Phone
from emulator.phone.view import Json, show
from emulator.wecom.corp import Corp
from emulator.wecom.ledger import AttemptRow, Outcome, RecallRow, SendingRow, UpdateRow
from emulator.wecom.people import Member
from emulator.wecom.timeline import Side
from emulator.wecom.world import World

LONGEST_WAIT: Final = 55.0
# The ledger tells nobody that it grew; people do not see a twentieth of a second.
LOOK_AGAIN_SECONDS: Final = 0.05
LONGEST_TEXT: Final = 80

Row = AttemptRow | SendingRow | UpdateRow | RecallRow


def add_changes(application: web.Application, world: World, corp: Corp) -> None:
    """Add both routes to the phones of a corp."""
    pages = Changes(world, corp)
    application.router.add_get("/college", pages.college)
    application.router.add_get(r"/{agent_id:\d+}/changes", pages.changes)
    application.on_shutdown.append(pages.close)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far somebody has read: the revision of the chats and of the directory, and the rows of each table."""

    revision: int = 0
    directory: int = 0
    attempts: int = 0
    sendings: int = 0
    updates: int = 0
    recalls: int = 0

    def __str__(self) -> str:
        return f"{self.revision}.{self.directory}.{self.attempts}.{self.sendings}.{self.updates}.{self.recalls}"


# What a stranger's cursor reads as; it is answered at once, so that a page finds out about a restart.
NOTHING_READ: Final = Cursor(revision=-1)


class Changes:
    """Answers for one corp."""

    def __init__(self, world: World, corp: Corp) -> None:
        self._world = world
        self._corp = corp
        self._epoch = uuid4().hex[:12]
        self._closing = asyncio.Event()

    async def college(self, _: web.Request) -> web.Response:
        """Departments and everybody who has an application on the phone."""
        departments = sorted(self._corp.roster.departments.values(), key=lambda department: -department.order)
        apps = {agent: {m.user_id for m in self._phone(agent).users()} for agent in self._corp.apps}
        people = [
            _person(member) | {"apps": having}
            for member in self._corp.roster.members
            if (having := [agent for agent, users in apps.items() if member.user_id in users])
        ]
        units = [{"id": unit.id, "name": unit.name, "parent_id": unit.parent_id} for unit in departments]
        return web.json_response({"departments": units, "people": people})

    async def changes(self, request: web.Request) -> web.Response:
        """Everything after a cursor, at once or as soon as there is something."""
        agent_id = int(request.match_info["agent_id"])
        if agent_id not in self._corp.apps:
            raise web.HTTPNotFound
        since = self._read_cursor(request.query.get("since", ""))
        if since != NOTHING_READ:
            await self._wait(since, min(_seconds(request.query.get("wait", "0")), LONGEST_WAIT))
        here = self._here()
        return web.json_response(
            {
                "epoch": self._epoch,
                "cursor": f"{self._epoch}.{here}",
                "directory": here.directory,
                "bubbles": self._bubbles(agent_id, since),
                "wire": [_wire(row, no) for no, row in self._rows(agent_id, since)],
            }
        )

    def _here(self) -> Cursor:
        ledger = self._world.ledger
        lengths = [len(table) for table in (ledger.attempts, ledger.sendings, ledger.updates, ledger.recalls)]
        return Cursor(self._corp.timelines.revision, self._corp.roster.version, *lengths)

    def _read_cursor(self, written: str) -> Cursor:
        epoch, *numbers = written.split(".")
        is_ours = epoch == self._epoch and all(number.isdecimal() for number in numbers)
        return Cursor(*map(int, numbers[:6])) if is_ours else NOTHING_READ

    async def _wait(self, since: Cursor, seconds: float) -> None:
        end = time.monotonic() + seconds
        while self._here() == since and time.monotonic() < end and not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), LOOK_AGAIN_SECONDS)

    async def close(self, _: web.Application) -> None:
        """Answer those who wait, so that the server can stop."""
        self._closing.set()

    def _phone(self, agent_id: int) -> Phone:
        return Phone(self._world, self._corp, self._corp.apps[agent_id])

    def _bubbles(self, agent_id: int, since: Cursor) -> list[Json]:
        phone, letters = self._phone(agent_id), self._letters(agent_id)
        return [
            show(bubble) | {"user_id": member.user_id, "letter": letters.get((member.user_id, bubble.no))}
            for member in phone.users()
            for bubble in phone.bubbles(member.user_id, since.revision)
        ]

    def _letters(self, agent_id: int) -> dict[tuple[str, int], int]:
        """Which letter told the application of a member's bubble: each was written when the bubble was drawn."""
        told: dict[str, list[int]] = {}
        for letter in self._world.ledger.letters:
            if (letter.corp_id, letter.agent_id) == (self._corp.corp_id, agent_id) and letter.msg_id is not None:
                told.setdefault(letter.user_id, []).append(letter.no)
        phone = self._phone(agent_id)
        said = {user: [b.no for b in phone.bubbles(user) if b.side is Side.MEMBER] for user in told}
        return {(user, no): letter for user, nos in said.items() for no, letter in zip(nos, told[user], strict=False)}

    def _rows(self, agent_id: int, since: Cursor) -> Iterator[tuple[str, Row]]:
        """The new rows of this application, by time; the number is the table's letter and the place in it."""
        ledger = self._world.ledger
        tables: list[tuple[str, Sequence[Row], int]] = [
            ("a", ledger.attempts, since.attempts),
            ("s", ledger.sendings, since.sendings),
            ("u", ledger.updates, since.updates),
            ("r", ledger.recalls, since.recalls),
        ]
        rows = [(f"{mark}{no}", row) for mark, table, start in tables for no, row in enumerate(table[start:], start)]
        # Changes of contacts are told to no application, but to the address of the synchronisation.
        ours = [(no, row) for no, row in rows if row.corp_id == self._corp.corp_id and row.agent_id in {agent_id, None}]
        return iter(sorted(ours, key=lambda pair: pair[1].at))


def _person(member: Member) -> Json:
    return {
        "user_id": member.user_id,
        "name": member.name,
        "position": member.position,
        "department_id": member.main_department or next(iter(member.departments), None),
        "leads": list(member.leads),
        "leaders": list(member.direct_leaders),
    }


def _wire(row: Row, no: str) -> Json:
    shown: Json = {"no": no, "at": row.at.isoformat()}
    match row:
        case AttemptRow():
            told: Json = {"what": "callback", "kind": row.kind, "user_ids": [row.user_id], "text": row.error}
            took: Json = {"ms": row.milliseconds, "attempt": row.attempt, "letter": row.letter}
            return shown | told | took | {"ok": row.is_acknowledged}
        case SendingRow():
            told = {"what": "send", "kind": row.kind, "user_ids": [row.recipient], "text": _gist(row.body)}
            return shown | told | {"ok": row.outcome is Outcome.DELIVERED}
        case UpdateRow():
            told = {"what": "update", "kind": "template_card", "user_ids": list(row.recipients)}
            return shown | told | {"text": _gist(row.body), "ok": not row.invalid}
        case RecallRow():
            return shown | {"what": "recall", "kind": "", "user_ids": [], "text": "", "ok": True}


def _gist(body: bytes) -> str:
    """What a send or an update says, in a few words."""
    fields = Fields.decode(body) or Fields({})
    card = fields.part("template_card")
    parts = (
        fields.part("text").text("content"),
        fields.part("markdown").text("content"),
        card.part("main_title").text("title"),
        card.text("replace_text") or fields.part("button").text("replace_name"),
    )
    return " → ".join(part for part in parts if part)[:LONGEST_TEXT]


def _seconds(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return 0.0
