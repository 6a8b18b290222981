"""A small college that owes things: two or three duties, laid out and told by a clock that tests move."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import text

from domain.cards import Card
from domain.duties.colours import Colour
from domain.duties.duty import Duty
from domain.duties.escalation import Escalation, Policy, Stage, Told
from domain.duties.rules import Rule
from domain.forms.posts import PostRule, Posts
from handlers.digests import make_digests
from jobs.duties import DutyKeeper
from storage.duties import publish
from storage.rows import AnyRow
from tests.handlers.college import MONDAY, College

HALF_PAST_EIGHT = MONDAY - timedelta(minutes=30)  # 8:30 on campus
DAY = timedelta(days=1)
DEPARTMENT = "信息工程系"


def duty(code: str, rule: Rule, *, post: str = "clerk", **more: object) -> Duty:
    given: dict[str, object] = {
        "code": code,
        "department": DEPARTMENT,
        "section": "",
        "post": post,
        "title": f"职责{code}",
        "rule": rule,
    }
    return Duty(**(given | more))


def with_posts(college: College, **held: tuple[str, ...]) -> College:
    """These posts, by the names of who holds them, beside those of the college."""
    known = tuple(rule for rule in college.office.posts.rules if rule.code not in held)
    rules = tuple(PostRule(code, code, staff_no=tuple(f"T-{name}" for name in names)) for code, names in held.items())
    college.office = replace(college.office, posts=Posts(rules=(*known, *rules)))
    return college


async def owes(college: College, *duties: Duty) -> None:
    """The catalogue from now on, laid out."""
    async with college.database.begin(college.now) as tx:
        await publish(tx, duties)
    await laid_out(college)


async def laid_out(college: College) -> int | None:
    return await DutyKeeper(college.database, college.office, lambda: college.now).look()


async def told(college: College, at: datetime | None = None) -> int:
    """The morning's digests as of that instant; how many cards."""
    college.now = at or college.now
    sent, after = 0, 0
    while True:
        async with college.database.begin(college.now) as tx:
            batch = await make_digests(tx, college.office, after, 3)
        sent += batch.sent
        if batch.last is None:
            return sent
        after = batch.last


async def rows(college: College, query: str, values: Mapping[str, object] | None = None) -> list[AnyRow]:
    async with college.database.begin(college.now) as tx:
        return (await tx.conn.execute(text(query), values or {})).all()


async def obligations(college: College) -> list[AnyRow]:
    return await rows(
        college,
        "select o.*, p.name as owner from obligations o join people p on p.id = o.owner_id order by o.due_at, o.id",
    )


async def digest_of(college: College, name: str) -> Card:
    """The newest card of the morning that this person has."""
    [row] = await rows(
        college,
        """
        select content from cards where recipient = :name and role like 'digest:%'
        order by created_at desc, generation desc limit 1
        """,
        {"name": name},
    )
    return Card.from_json(row.content)


def escalation(**change: object) -> Escalation:
    given: dict[str, object] = {
        "office": "office_head",
        "stages": {
            Colour.YELLOW: Stage(told=(Told.OWNER,), consequence="请尽快安排。"),
            Colour.ORANGE: Stage(told=(Told.OWNER, Told.HEAD), consequence="已告知部门负责人。"),
            Colour.RED: Stage(told=(Told.OWNER, Told.HEAD, Told.OFFICE), consequence="计入督办。"),
        },
    }
    return Escalation({"default": Policy(**(given | change))})
