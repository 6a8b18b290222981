"""Ten thousand running requests: a decision as an event meets it, and a long to-do list, on a real PostgreSQL.

Measured around the whole transaction, from its begin to its durable commit; the platform's part comes after it.
"""

import time
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import uvloop
from sqlalchemy import text

from benchmarks.own_database import own_database
from benchmarks.product import ROOT, folder
from benchmarks.table import Figure
from domain.address import Address
from domain.college_calendar import CollegeCalendar
from domain.directory import Directory, ReadDepartment, ReadMember
from domain.events import Source, TextSaid
from domain.flow import acts
from domain.forms.planning import plan_of
from domain.forms.posts import PostRule, Posts
from domain.forms.values import Stored
from domain.ids import Minutes
from domain.office import LeavePolicy, Office
from domain.request import Channel
from domain.shift import Shift
from handlers.course import carry_out, open_matter
from handlers.dispatch import handle
from handlers.turn import Turn
from storage.cases import create_case
from storage.database import Database, Tx
from storage.directory import load
from storage.forms import newest_forms, publish
from storage.people import find_sender

HEADS, EACH = 50, 200  # so many heads with so many requests each that wait for them
DECISIONS, LOOKS = 400, 50
STAFF = Source("wecom", "staff")
POSTS = ("finance_head", "vice_president", "hr_attendance", "office_supervisor")
OFFICE = Office(
    name="基准学院",
    campus=ZoneInfo("Asia/Shanghai"),
    calendar=CollegeCalendar(announced=frozenset({2029, 2030, 2031})),
    shift=Shift(),
    leave=LeavePolicy(),
    posts=Posts(rules=tuple(PostRule(code, code, staff_no=(code,)) for code in POSTS)),
)
MORNING = datetime(2030, 3, 4, 1, 0, tzinfo=UTC)
TRAVEL: dict[str, Stored] = {
    "destination": "杭州",
    "is_out_of_province": False,
    "period": {"start": "2030-03-11T00:00:00+00:00", "end": "2030-03-12T10:00:00+00:00"},
    "reason": "参加教学会议",
    "budget": 120_000,
}
COPY_REQUESTS = """
    insert into requests (
        form, form_version, applicant_id, state, version, fields, created_at, submitted_at, plan, course, look_at
    )
    select form, form_version, applicant_id, state, version, fields, created_at, submitted_at, plan, course, look_at
    from requests, generate_series(2, :each)
"""
COPY_PLACES = """
    insert into places (request_no, no, step, label, person_id, stand_in_id, asked_at)
    select copy.no, place.no, place.step, place.label, place.person_id, place.stand_in_id, place.asked_at
    from places place join requests first on first.no = place.request_no
    join requests copy on copy.applicant_id = first.applicant_id and copy.no <> first.no
"""


@dataclass
class Bench:
    """The college and its clock."""

    database: Database
    now: datetime = MORNING

    async def say(self, user: str, words: str) -> float:
        """Seconds from the begin of the transaction that decides to its durable end."""
        self.now += timedelta(seconds=1)
        event = TextSaid(user_id=user, at=self.now, text=words)
        began = time.perf_counter()
        async with self.database.begin(self.now) as tx:
            await handle(event, STAFF, tx, OFFICE)
        return time.perf_counter() - began

    async def count(self, query: str) -> int:
        async with self.database.begin(self.now) as tx:
            return int(await tx.conn.scalar(text(query)))


def measure() -> list[Figure]:
    """One after the other, as one worker meets them."""
    with folder() as place:
        return uvloop.run(_measure(place / "postgres"))


async def _measure(place) -> list[Figure]:
    async with own_database(place) as database:
        bench = Bench(database)
        await _found(bench)
        await _fill(bench)
        running = await bench.count("select count(*) from requests where state = 'pending'")
        decided = sorted(await _decide(bench))
        looks = [await bench.say("head49", "待办") for _ in range(LOOKS)]
        agreed = await bench.count("select count(*) from acts where kind = 'agree'")
    if (running, agreed) != (HEADS * EACH, DECISIONS):
        raise RuntimeError(f"{running} requests ran, {agreed} were agreed to")
    p50, p99 = (1000 * decided[int(share * len(decided))] for share in (0.5, 0.99))
    look = 1000 * median(looks)
    return [
        Figure(f"{running:,} running requests, a decision: p50", f"{p50:.1f} ms"),
        Figure(f"{running:,} running requests, a decision: p99", f"{p99:.1f} ms", "≤ 20 ms", is_met=p99 <= 20),
        Figure(f"to-do list of a person with {EACH} items", f"{look:.1f} ms", "≤ 50 ms", is_met=look <= 50),
    ]


async def _decide(bench: Bench) -> list[float]:
    """Heads agree by typed words, in turn; the first few warm up."""
    async with bench.database.begin(bench.now) as tx:
        query = "select a.user_id, p.request_no from places p join accounts a using (person_id) order by p.request_no"
        rows = [(row.user_id, row.request_no) for row in await tx.conn.execute(text(query)) if row.user_id != "head49"]
    waits = [await bench.say(user, f"同意 {number}") for user, number in rows[:DECISIONS]]
    return waits[20:]


async def _found(bench: Bench) -> None:
    heads = range(HEADS)
    departments = tuple(
        ReadDepartment(id=f"d{n}", parent_id="1", name=f"教研室{n}", leaders=(f"head{n}",)) for n in heads
    )
    members = (
        *(ReadMember(user_id=f"head{n}", name=f"主任{n}", departments=(f"d{n}",), staff_no=f"H{n}") for n in heads),
        *(ReadMember(user_id=f"teacher{n}", name=f"教师{n}", departments=(f"d{n}",), staff_no=f"T{n}") for n in heads),
        *(ReadMember(user_id=code, name=code, departments=("1",), staff_no=code) for code in POSTS),
    )
    college = Directory((ReadDepartment(id="1", parent_id=None, name="基准学院"), *departments), members)
    form = tomllib.loads((ROOT / "content" / "forms" / "travel.toml").read_text(encoding="utf-8"))
    async with bench.database.begin(bench.now) as tx:
        await load(tx, STAFF, college)
        await publish(tx, {"travel": form})


async def _fill(bench: Bench) -> None:
    """One request of each teacher through the handlers, the others as its copies."""
    for n in range(HEADS):
        async with bench.database.begin(bench.now) as tx:
            await _submit(tx, f"teacher{n}")
    async with bench.database.begin(bench.now) as tx:
        await tx.conn.execute(text(COPY_REQUESTS), {"each": EACH})
        await tx.conn.execute(text(COPY_PLACES))
    async with bench.database.begin(bench.now) as tx:
        await tx.conn.execute(text("analyze"))


async def _submit(tx: Tx, user: str) -> None:
    person = await find_sender(tx, STAFF, user)
    if person is None:
        raise LookupError(user)
    turn = Turn(tx=tx, office=OFFICE, person=person, address=Address(STAFF, user, person.id), channel=Channel.CARD)
    form = (await newest_forms(tx))["travel"]
    made = await create_case(tx, person, form, plan_of(form, Minutes(480)), {})
    matter = await open_matter(turn, made.no)
    if matter is None:
        raise LookupError(made.no)
    act = acts.Submit(actor=person, at=tx.now, fields=matter.resolver.filled(TRAVEL).values)
    if await carry_out(turn, matter, act) is None:
        raise RuntimeError("the request was refused")
