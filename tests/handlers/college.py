"""A small college on the real database, where people type and press, and one sees what they are shown."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, text, update

from domain.cards import Card
from domain.college_calendar import CollegeCalendar
from domain.events import CardClicked, Entered, Event, Source, TextSaid
from domain.forms.posts import PostRule, Posts
from domain.ids import Minutes, PersonId
from domain.office import LeavePolicy, Office
from domain.shift import Shift
from handlers.dispatch import Outcome, handle
from storage.database import Database, Tx
from storage.forms import publish
from storage.ledger import book
from storage.tables import cards, outbox
from storage.tables_of_people import accounts, departments, direct_leaders, memberships, people

STAFF = Source("wecom", "staff")
CAMPUS = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2030, 3, 4, 1, 0, tzinfo=UTC)  # 9:00 on a Monday on campus
DAY = 480

FORMS = Path(__file__).parents[2] / "content" / "forms"
HOLDERS = {
    "vice_president": "钱院长",
    "hr_head": "钱院长",
    "finance_head": "周处长",
    "office_head": "吴老师",
    "office_supervisor": "吴老师",
    "hr_attendance": "吴老师",
    "quality_head": "吴老师",
    "info_data": "吴老师",
    "security_head": "郑老师",
    "repair_dispatcher": "郑老师",
    "asset_head": "郑老师",
    "room_admin": "郑老师",
    "dorm_clerk": "郑老师",
    "info_head": "赵组长",
    "counsellor": "孙副组长",
}
POSTS = Posts(rules=tuple(PostRule(code, code, staff_no=(f"T-{name}",)) for code, name in HOLDERS.items()))

OFFICE = Office(
    name="示例职业技术学院",
    campus=CAMPUS,
    calendar=CollegeCalendar(announced=frozenset({2029, 2030, 2031})),
    shift=Shift(),
    leave=LeavePolicy(),
    posts=POSTS,
)
LEAVE = ("student_leave", "teacher_leave")

# name: (department, leads it, direct leaders)
TREE = {
    "学院": None,
    "信息工程系": "学院",
    "教务处": "学院",
    "软件教研室": "信息工程系",
    "网络教研室": "信息工程系",
}
STAFFING = {
    "钱院长": ("学院", True, ()),
    "王主任": ("信息工程系", True, ()),
    "赵组长": ("软件教研室", True, ("王主任",)),
    "李雷": ("软件教研室", False, ("赵组长",)),
    "韩梅": ("网络教研室", False, ("赵组长", "孙副组长")),
    "孙副组长": ("网络教研室", True, ("王主任",)),
    "周处长": ("教务处", True, ()),
    "吴老师": ("教务处", False, ()),
    "郑老师": ("教务处", False, ()),
}


@dataclass(slots=True)
class College:
    """The people by name, a clock that only tests move, and what the last event made the bot say."""

    database: Database
    office: Office = OFFICE
    now: datetime = MONDAY
    ids: dict[str, PersonId] = field(default_factory=dict)
    spoken: list[tuple[str, str]] = field(default_factory=list)
    ticks: "count[int]" = field(default_factory=lambda: count(1))

    # --- what people do

    async def send(self, event: Event, source: Source = STAFF) -> Outcome:
        """Let one event happen now."""
        self.now += timedelta(seconds=1)
        async with self.database.begin(self.now) as tx:
            known = (await tx.conn.execute(select(func.max(outbox.c.id)))).scalar() or 0
            outcome = await handle(event, source, tx, self.office)
        async with self.database.begin(self.now) as tx:
            query = select(outbox.c.recipient, outbox.c.payload).where(outbox.c.kind == "text", outbox.c.id > known)
            found = await tx.conn.execute(query.order_by(outbox.c.id))
            self.spoken = [(row.recipient, row.payload["text"]) for row in found]
        return outcome

    async def say(self, name: str, words: str, source: Source = STAFF) -> list[str]:
        """Type something; the texts that this person got for it."""
        await self.send(TextSaid(user_id=name, at=self.now, text=words), source)
        return self.heard(name)

    async def enter(self, name: str) -> list[str]:
        """Open the chat; the texts got for it."""
        await self.send(Entered(user_id=name, at=self.now))
        return self.heard(name)

    async def press(self, name: str, button: str, *, owner: str | None = None) -> list[str]:
        """Press a button of the newest card (of somebody else's, if it was passed on); the texts got for it."""
        row = await self.card_row(owner or name)
        action = next(b.action for b in Card.from_json(row.content).buttons if b.text == button)
        return await self.click(name, row.id, action)

    async def click(self, name: str, card_id: str, action: str, source: Source = STAFF) -> list[str]:
        """Press whatever one likes; the texts got for it."""
        await self.send(CardClicked(user_id=name, at=self.now, card_id=card_id, action=action, handle="h"), source)
        return self.heard(name)

    # --- what they see

    def heard(self, name: str) -> list[str]:
        """What this person was told by the last event."""
        return [text for recipient, text in self.spoken if recipient == name]

    async def texts(self, name: str) -> list[str]:
        """Everything ever said to this person."""
        query = (
            select(outbox.c.payload).where(outbox.c.kind == "text", outbox.c.recipient == name).order_by(outbox.c.id)
        )
        async with self.database.begin(self.now) as tx:
            return [payload["text"] for payload in (await tx.conn.execute(query)).scalars()]

    async def card_row(self, name: str):
        query = select(cards).where(cards.c.recipient == name).order_by(cards.c.created_at.desc(), cards.c.id).limit(1)
        async with self.database.begin(self.now) as tx:
            return (await tx.conn.execute(query)).one()

    async def card(self, name: str) -> Card:
        """What this person's newest card shows."""
        return Card.from_json((await self.card_row(name)).content)

    async def cards_of(self, name: str) -> int:
        query = select(cards.c.id).where(cards.c.recipient == name)
        async with self.database.begin(self.now) as tx:
            return len((await tx.conn.execute(query)).all())

    # --- what is stored

    async def rows(self, query: str, **values: object) -> Sequence[tuple[object, ...]]:
        async with self.database.begin(self.now) as tx:
            return [tuple(row) for row in await tx.conn.execute(text(query), values)]

    async def one(self, query: str, **values: object) -> object:
        ((value,),) = await self.rows(query, **values)
        return value

    async def state(self, number: int = 1001) -> object:
        return await self.one("select state from requests where no = :no", no=number)

    async def ledger(self, number: int = 1001) -> list[int]:
        found = await self.rows("select minutes from leave_ledger where request_no = :no order by id", no=number)
        return [row[0] for row in found]

    async def refusals(self) -> list[tuple[object, ...]]:
        """Who was refused what, and why, as the audit has it."""
        return list(
            await self.rows("select actor, detail ->> 'cause' from audit where action like '%.refuse' order by seq")
        )

    # --- preparing

    async def grant(self, name: str, days: float, leave_type: str = "annual") -> None:
        async with self.database.begin(self.now) as tx:
            minutes = Minutes(int(days * DAY))
            key = f"grant:{name}:{leave_type}:{next(self.ticks)}"
            await book(tx, self.ids[name], leave_type, minutes, reason="年度发放", cause_key=key)

    async def leaves_the_college(self, name: str) -> None:
        async with self.database.begin(self.now) as tx:
            await tx.conn.execute(update(people).where(people.c.id == self.ids[name]).values(status="left"))

    async def asks_leave(self, name: str = "李雷", words: str = "请事假 明天下午 家里有事") -> None:
        """Fill in and submit."""
        await self.say(name, words)
        await self.press(name, "提交")


async def found_college(database: Database) -> None:
    """Fill an empty database with the people."""
    async with database.begin(MONDAY) as tx:
        places = await _departments(tx)
        ids = {
            name: await _person(tx, name, places[place], leads=leads) for name, (place, leads, _) in STAFFING.items()
        }
        for name, (_, _, above) in STAFFING.items():
            for leader in above:
                await tx.conn.execute(insert(direct_leaders).values(person_id=ids[name], leader_id=ids[leader]))
        await publish(tx, documents_of(LEAVE))


def documents_of(keys: Iterable[str]) -> dict[str, Mapping[str, object]]:
    """These forms as the college's files have them."""
    return {key: tomllib.loads((FORMS / f"{key}.toml").read_text(encoding="utf-8")) for key in keys}


async def find_college(database: Database) -> College:
    """The college that was founded there."""
    async with database.begin(MONDAY) as tx:
        found = await tx.conn.execute(select(people.c.name, people.c.id))
        return College(database, ids={row.name: PersonId(row.id) for row in found})


async def _departments(tx: Tx) -> dict[str, int]:
    places: dict[str, int] = {}
    for name, parent in TREE.items():
        query = insert(departments).values(
            platform="wecom", account="staff", external_id=name, name=name, parent_id=places.get(parent or "")
        )
        places[name] = (await tx.conn.execute(query.returning(departments.c.id))).scalar_one()
    return places


async def _person(tx: Tx, name: str, department: int, *, leads: bool) -> PersonId:
    query = insert(people).values(name=name, staff_no=f"T-{name}", main_department_id=department)
    person = (await tx.conn.execute(query.returning(people.c.id))).scalar_one()
    await tx.conn.execute(insert(memberships).values(department_id=department, person_id=person, leads=leads))
    await give_account(tx, person, name, STAFF)
    return PersonId(person)


async def give_account(tx: Tx, person: int, user_id: str, source: Source) -> None:
    await tx.conn.execute(
        insert(accounts).values(
            person_id=person,
            platform=source.platform,
            account=source.account,
            user_id=user_id,
            user_key=user_id.lower(),
        )
    )
