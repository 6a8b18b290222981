"""A college whose personnel office keeps the directory from chat, and a platform that can be written to."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import text, update

from adapters.sheets.reading import named_by_content
from domain.cards import Card
from domain.directory import ReadDepartment, ReadMember
from domain.directory_orders import (
    ChangeMember,
    DisableMember,
    MakeDepartment,
    MakeMember,
    MoveMember,
    Order,
    RenameDepartment,
)
from domain.events import MediaKind, MediaSent
from domain.ownership import Field, Owner, OwnerKind, Owners
from domain.roster_columns import Column
from handlers.sent_rosters import receive_roster
from jobs.directory_writing import MOST_TRIES, DirectoryWriter
from jobs.fetching import Fetcher
from jobs.sent_rosters import RosterTaker
from storage.ownership import keep_owners
from storage.tables_of_people import people
from tests.handlers.college import STAFF, STAFFING, College
from tests.handlers.org import Directories, Office, as_it_is

HR = "吴老师"
NUMBERS = {name: f"T{number:03}" for number, name in enumerate(STAFFING, 1)}  # as rosters take them
HEADING = [column.value for column in Column]
NEWEST = """
    select id, content from cards where recipient = :who and role like :role order by created_at desc, generation desc
    limit 1
"""
ROSTER_OWNS = Owners(
    {of: Owner(OwnerKind.ROSTER) for of in (Field.NAME, Field.POSITION, Field.DEPARTMENT, Field.STATUS)}
)


@dataclass(slots=True)
class WritableContacts:
    """The same platform's directory, changed by orders. `failures` are raised in turn, before or `after` it is done."""

    platform: Directories
    failures: list[Exception | None] = field(default_factory=list)
    after: bool = False
    written: list[Order] = field(default_factory=list)

    async def write(self, order: Order) -> str:
        failure = self.failures.pop(0) if self.failures else None
        if failure and not self.after:
            raise failure
        self.written.append(order)
        self._do(order)
        if failure:
            raise failure
        return "done"

    def _do(self, order: Order) -> None:
        match order:
            case ChangeMember():
                said = {"name": order.name, "position": order.position}
                self._change(order.user_id, **{name: value for name, value in said.items() if value is not None})
            case MoveMember():
                main = order.departments[0]
                self._change(
                    order.user_id, departments=order.departments, main_department=main, leads=order.leads or ()
                )
            case DisableMember():
                self._change(order.user_id, is_active=False)
            case MakeMember():
                self.platform.members[order.user_id] = _made(order)
            case MakeDepartment():
                made = ReadDepartment(id=order.name, parent_id=order.parent_id or "学院", name=order.name)
                self.platform.departments[order.name] = made
            case RenameDepartment():
                old = self.platform.departments[order.id]
                self.platform.departments[order.id] = replace(old, name=order.name)
            case _:
                raise AssertionError(order)

    def _change(self, user_id: str, **facts: object) -> None:
        self.platform.members[user_id] = replace(self.platform.members[user_id], **facts)


def _made(order: MakeMember) -> ReadMember:
    return ReadMember(
        user_id=order.user_id,
        name=order.name,
        departments=order.departments,
        main_department=order.departments[0],
        leads=order.leads,
        position=order.position,
        staff_no=order.staff_no,
    )


@dataclass(slots=True)
class Shelf:
    """Files that lie on the platform."""

    files: dict[str, bytes] = field(default_factory=dict)

    async def fetch(self, media_id: str) -> bytes:
        return self.files[media_id]


@dataclass(slots=True)
class Personnel:
    """The office, its loops moved by hand."""

    college: College
    platform: Directories
    contacts: WritableContacts
    shelf: Shelf = field(default_factory=Shelf)

    async def send(self, content: bytes, who: str = HR) -> list[str]:
        """Send a file into the chat, and let it be fetched and checked; what was heard at once."""
        media_id = f"media-{len(self.shelf.files)}"
        self.shelf.files[media_id] = content
        event = MediaSent(user_id=who, at=self.college.now, media=MediaKind.FILE, media_id=media_id)
        await self.college.send(event)
        said = self.college.heard(who)
        await self.work()
        return said

    async def card(self, role: str, who: str = HR) -> Card:
        """The newest card of this kind."""
        return Card.from_json((await self._newest(role, who))[1])

    async def press(self, role: str, button: str, who: str = HR) -> list[str]:
        """A button of it, and what follows; what was heard at once."""
        card_id, content = await self._newest(role, who)
        action = next(each.action for each in Card.from_json(content).buttons if each.text == button)
        said = await self.college.click(who, card_id, action)
        await self.work()
        return said

    async def _newest(self, role: str, who: str):
        ((card_id, content),) = await self.college.rows(NEWEST, who=who, role=f"{role}:%")
        return card_id, content

    async def work(self) -> None:
        """Until nothing is due."""
        while await self.fetcher().fetch_next() or await self.taker().work_next() or await self.writer().work_next():
            pass

    async def until_tired(self) -> None:
        """As often as an order is tried, the pauses between left out."""
        for _ in range(MOST_TRIES):
            async with self.college.database.begin(self.college.now) as tx:
                await tx.conn.execute(text("update directory_lists set due_at = now()"))
            await self.work()

    def fetcher(self) -> Fetcher:
        async def receive(tx, wanted, content):
            await receive_roster(tx, self.college.office, wanted, named_by_content(content or b""), content)

        return Fetcher(self.college.database, {STAFF: self.shelf}, receive, self.clock)

    def taker(self) -> RosterTaker:
        return RosterTaker(self.college.database, self.college.office, self.clock)

    def writer(self) -> DirectoryWriter:
        here = self.college
        return DirectoryWriter(here.database, {STAFF: self.platform}, {STAFF: self.contacts}, here.office, self.clock)

    def office(self) -> Office:
        """The loops of 同步组织."""
        return Office(self.college, self.platform)

    def clock(self):
        return self.college.now


async def open_personnel(college: College) -> Personnel:
    """吴老师 is HR, the roster owns the fields, the account may be written to."""
    college.office = replace(
        college.office,
        sources=(STAFF,),
        writable=frozenset({STAFF}),
        roles={"hr": (f"staff_no:{NUMBERS[HR]}",)},
        owners=ROSTER_OWNS,
        pages="https://bot.example.edu.cn",
    )
    async with college.database.begin(college.now) as tx:
        for name, number in NUMBERS.items():
            await tx.conn.execute(update(people).where(people.c.name == name).values(staff_no=number))
        await keep_owners(tx, ROSTER_OWNS)
    platform = as_it_is()
    for name, number in NUMBERS.items():
        platform.change(name, staff_no=number)
    return Personnel(college, platform, WritableContacts(platform))


def roster_of(changes: dict[str, dict[str, str]] | None = None, *, without: Sequence[str] = ()) -> bytes:
    """The college's people as CSV, with other cells for some and without some."""
    changes = changes or {}
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(HEADING)
    for name, (place, leads, _) in STAFFING.items():
        if name not in without:
            row = cells(name, place, 部门负责人="是" if leads else "否") | changes.get(name, {})
            rows.writerow([row.get(title, "") for title in HEADING])
    return written.getvalue().encode()


def added_to(content: bytes, *people: dict[str, str]) -> bytes:
    """The same file with further people at its end."""
    written = io.StringIO()
    csv.writer(written).writerows([each.get(title, "") for title in HEADING] for each in people)
    return content + written.getvalue().encode()


def cells(name: str, place: str, **others: str) -> dict[str, str]:
    return {"工号": NUMBERS.get(name, "T999"), "姓名": name, "部门": place, "在岗状态": "在岗"} | others
