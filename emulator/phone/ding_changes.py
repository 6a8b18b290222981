"""All chats of the robot at once, with what went over the wire beside them: as `emulator.phone.changes`, of DingTalk.

GET /college
     {"departments": [{"id", "name", "parent_id"}],
      "people": [{"user_id", "name", "position", "department_id", "leads": [department ids], "leaders": [user_ids],
                  "apps": [agent_id]}]}
GET /{agent_id}/changes?since=CURSOR&wait=SECONDS
     {"epoch", "cursor", "directory": N, "bubbles": [a bubble as in `ding_routes`, with "user_id" and "letter"],
      "wire": [...]}. Another "directory" than before: ask for /college again.

A row of the wire: {"no", "at", "what", "kind", "user_ids", "ok", "text"}; a callback has "ms", "attempt", "letter" too.
     what: callback (a push to the application), send, update, recall; kind: robot, card or event:… of a callback, the
     way of a send.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from aiohttp import web

from emulator.dingtalk.chats import Side
from emulator.dingtalk.ledger import AttemptRow, Outcome, RecallRow, SendingRow, UpdateRow
from emulator.dingtalk.org import Org
from emulator.dingtalk.people import Member
from emulator.dingtalk.world import World
from emulator.fields import Fields
from emulator.phone.ding_phone import DingPhone
from emulator.phone.ding_view import Json, show

LONGEST_WAIT: Final = 55.0
# The ledger tells nobody that it grew; people do not see a twentieth of a second.
LOOK_AGAIN_SECONDS: Final = 0.05
LONGEST_TEXT: Final = 80

Row = AttemptRow | SendingRow | UpdateRow | RecallRow


def add_changes(application: web.Application, world: World, org: Org) -> None:
    """Add both routes to the phones of an organisation."""
    pages = Changes(world, org)
    application.router.add_get("/college", pages.college)
    application.router.add_get(rf"/{{agent_id:{org.agent_id}}}/changes", pages.changes)
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
    """Answers for one organisation."""

    def __init__(self, world: World, org: Org) -> None:
        self._world = world
        self._org = org
        self._phone = DingPhone(world, org)
        self._epoch = uuid4().hex[:12]
        self._closing = asyncio.Event()

    async def college(self, _: web.Request) -> web.Response:
        """Departments and everybody who has the application on the phone."""
        departments = sorted(self._org.roster.departments.values(), key=lambda department: -department.order)
        units = [{"id": unit.dept_id, "name": unit.name, "parent_id": unit.parent_id} for unit in departments]
        people = [_person(member) | {"apps": [self._org.agent_id]} for member in self._phone.users()]
        return web.json_response({"departments": units, "people": people})

    async def changes(self, request: web.Request) -> web.Response:
        """Everything after a cursor, at once or as soon as there is something."""
        since = self._read_cursor(request.query.get("since", ""))
        if since != NOTHING_READ:
            await self._wait(since, min(_seconds(request.query.get("wait", "0")), LONGEST_WAIT))
        here = self._here()
        return web.json_response(
            {
                "epoch": self._epoch,
                "cursor": f"{self._epoch}.{here}",
                "directory": here.directory,
                "bubbles": self._bubbles(since),
                "wire": [_wire(row, no, self._whose(row)) for no, row in self._rows(since)],
            }
        )

    async def close(self, _: web.Application) -> None:
        """Answer those who wait, so that the server can stop."""
        self._closing.set()

    def _here(self) -> Cursor:
        ledger = self._world.ledger
        lengths = [len(table) for table in (ledger.attempts, ledger.sendings, ledger.updates, ledger.recalls)]
        return Cursor(self._phone.revision, self._org.roster.version, *lengths)

    def _read_cursor(self, written: str) -> Cursor:
        epoch, *numbers = written.split(".")
        is_ours = epoch == self._epoch and all(number.isdecimal() for number in numbers)
        return Cursor(*map(int, numbers[:6])) if is_ours else NOTHING_READ

    async def _wait(self, since: Cursor, seconds: float) -> None:
        end = time.monotonic() + seconds
        while self._here() == since and time.monotonic() < end and not self._closing.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), LOOK_AGAIN_SECONDS)

    def _bubbles(self, since: Cursor) -> list[Json]:
        letters = {letter.key: letter.no for letter in self._world.ledger.letters if letter.key}
        return [
            show(bubble, member.userid)
            | {"user_id": member.userid, "letter": letters.get(bubble.sent_key) if bubble.side is Side.MEMBER else None}
            for member in self._phone.users()
            for bubble in self._phone.bubbles(member.userid, since.revision)
        ]

    def _whose(self, row: Row) -> list[str]:
        """On whose phones it is seen."""
        match row:
            case AttemptRow():
                return [row.user_id]
            case SendingRow():
                return [row.recipient]
            case UpdateRow():
                card = self._org.cards.get(row.card_id)
                return [line.peer for line in card.spaces] if card else []
            case RecallRow():
                users = [member.userid for member in self._phone.users()]
                return [user for user in users if self._has(user, row.sent_key)]

    def _has(self, userid: str, sent_key: str) -> bool:
        return any(bubble.sent_key == sent_key for bubble in self._phone.bubbles(userid))

    def _rows(self, since: Cursor) -> list[tuple[str, Row]]:
        """The new rows of this application, by time; the number is the table's letter and the place in it."""
        ledger = self._world.ledger
        tables: list[tuple[str, Sequence[Row], int]] = [
            ("a", ledger.attempts, since.attempts),
            ("s", ledger.sendings, since.sendings),
            ("u", ledger.updates, since.updates),
            ("r", ledger.recalls, since.recalls),
        ]
        rows = [(f"{mark}{no}", row) for mark, table, start in tables for no, row in enumerate(table[start:], start)]
        ours = [(no, row) for no, row in rows if row.client_id == self._org.client_id]
        return sorted(ours, key=lambda pair: pair[1].at)


def _person(member: Member) -> Json:
    return {
        "user_id": member.userid,
        "name": member.name,
        "position": member.title,
        "department_id": next(iter(member.dept_ids), None),
        "leads": list(member.leads),
        "leaders": [member.manager] if member.manager else [],
    }


def _wire(row: Row, no: str, whose: Sequence[str]) -> Json:
    shown: Json = {"no": no, "at": row.at.isoformat()}
    match row:
        case AttemptRow():
            told: Json = {"what": "callback", "kind": row.kind, "user_ids": list(whose), "text": row.error}
            took: Json = {"ms": row.milliseconds, "attempt": row.attempt, "letter": row.letter}
            return shown | told | took | {"ok": row.is_acknowledged}
        case SendingRow():
            told = {"what": "send", "kind": row.way, "user_ids": list(whose), "text": _gist(row.body)}
            return shown | told | {"ok": row.outcome is Outcome.DELIVERED}
        case UpdateRow():
            return shown | {
                "what": "update",
                "kind": row.form,
                "user_ids": list(whose),
                "text": _gist(row.body),
                "ok": True,
            }
        case RecallRow():
            return shown | {"what": "recall", "kind": "", "user_ids": list(whose), "text": "", "ok": True}


def _gist(body: bytes) -> str:
    """What a send or an update says, in a few words."""
    fields = Fields.decode(body) or Fields({})
    param = Fields.decode(fields.text("msgParam").encode()) or Fields({})
    card = fields.part("cardData").part("cardParamMap")
    msg = fields.part("msg")
    parts = (
        fields.part("text").text("content") or fields.part("markdown").text("text"),
        param.text("title") or param.text("content"),
        msg.part("text").text("content") or msg.part("markdown").text("text"),
        card.text("title"),
        card.text("closing"),
    )
    return " → ".join(part for part in parts if part)[:LONGEST_TEXT]


def _seconds(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        return 0.0
