"""Finding people among a hundred thousand: in the database, and as the whole answer to somebody who asks in a chat."""

import random
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import uvloop
from sqlalchemy import text

from benchmarks.cases import OFFICE, STAFF
from benchmarks.own_database import own_database
from benchmarks.product import folder
from benchmarks.table import Figure
from domain.events import TextSaid
from domain.forms.posts import Posts
from handlers.dispatch import handle
from storage.database import Database
from storage.people_search import find_by_name, write_names

PEOPLE, COLLEGES, EACH = 100_000, 60, 50  # so many people in so many colleges with so many classes or offices each
STAFF_SHARE = 10  # one in so many
SEARCHES, ANSWERS = 2000, 300
MORNING = datetime(2030, 3, 4, 1, 0, tzinfo=UTC)
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜敏静秀丽强磊洋艳勇军杰娟涛明超霞平刚桂英华文玉兰志建国辉鹏飞红梅鑫婷雪琳佳欣怡子轩浩宇梓涵诗雨晨阳思远博皓然俊雅慧颖倩"
    "露莹莉嘉琪雯睿瑶璐航凯峰斌彬"
)
# The commoner a surname the earlier it stands: about as often as in life.
WEIGHTS = [1 / (place + 8) for place in range(len(SURNAMES))]
FILL = """
    with root as (
        insert into departments (platform, account, external_id, name) values ('wecom', 'staff', '1', '基准学院')
        returning id
    ), colleges as (
        insert into departments (platform, account, external_id, name, parent_id)
        select 'wecom', 'staff', 'c' || n, '学院' || n, root.id from root, generate_series(1, :colleges) as n
        returning id, name
    )
    insert into departments (platform, account, external_id, name, parent_id)
    select 'wecom', 'staff', c.id || '-' || n, c.name || '班' || n, c.id
    from colleges c, generate_series(1, :each - 1) as n
"""
ADD = """
    with made as (
        insert into people (staff_no, name, position, main_department_id)
        select 'N' || told.no, told.name, case when told.no % :share = 0 then '教师' else '学生' end,
            (cast(:places as bigint[]))[told.no % cardinality(cast(:places as bigint[])) + 1]
        from unnest(cast(:names as text[])) with ordinality as told (name, no)
        returning id, staff_no, main_department_id
    ), known as (
        insert into accounts (platform, account, user_id, user_key, person_id)
        select 'wecom', 'staff', lower(staff_no), lower(staff_no), id from made
    )
    insert into memberships (department_id, person_id) select main_department_id, id from made
"""


def measure() -> list[Figure]:
    """One after the other, as one worker meets them."""
    with folder() as place:
        return uvloop.run(_measure(place / "postgres"))


async def _measure(place) -> list[Figure]:
    async with own_database(place) as database:
        names = await _fill(database)
        began = time.perf_counter()
        async with database.begin(MORNING) as tx:
            written = await write_names(tx)
        first = time.perf_counter() - began
        async with database.begin(MORNING) as tx:
            await tx.conn.execute(text("analyze"))
        searches = [await _search(database, said) for said in _typed(names, SEARCHES)]
        answers = [await _answer(database, user, said) for user, said in _asked(names)]
    if written != PEOPLE:
        raise RuntimeError(f"the names of {written} people were written")
    p50, p99 = _shares(searches)
    answer50, answer99 = _shares(answers[3:])
    return [
        Figure(f"names of {PEOPLE:,} people written out, once after they came", f"{first:.1f} s"),
        Figure("search by name, pinyin, initials: p50", f"{p50:.1f} ms"),
        Figure("search by name, pinyin, initials: p99", f"{p99:.1f} ms", "≤ 50 ms", is_met=p99 <= 50),
        Figure("组织 … answered to staff, students and HR: p50", f"{answer50:.1f} ms"),
        Figure(
            "组织 … answered to staff, students and HR: p99", f"{answer99:.1f} ms", "≤ 100 ms", is_met=answer99 <= 100
        ),
    ]


def _shares(seconds: list[float]) -> tuple[float, float]:
    ordered = sorted(seconds)
    return 1000 * ordered[len(ordered) // 2], 1000 * ordered[int(0.99 * len(ordered))]


async def _fill(database: Database) -> list[str]:
    chance = random.Random(5)
    names = [
        chance.choices(SURNAMES, WEIGHTS)[0] + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
        for _ in range(PEOPLE)
    ]
    async with database.begin(MORNING) as tx:
        await tx.conn.execute(text(FILL), {"colleges": COLLEGES, "each": EACH})
        places = await tx.conn.scalars(text("select id from departments where parent_id is not null order by id"))
        await tx.conn.execute(text(ADD), {"names": names, "places": list(places), "share": STAFF_SHARE})
        await tx.conn.execute(text("analyze"))
    return names


def _typed(names: list[str], most: int) -> list[str]:
    """What people type: mostly whole names, then given names, surnames, initials and pinyin, the commonest included."""
    chance = random.Random(7)
    common = ("zh", "li", "wang", "ch", "wx", "zhang", "lj", "王", "张", "liu")
    typed: list[str] = []
    for number in range(most):
        name = chance.choice(names)
        typed.append((name, name, name[1:], name[:2], common[number % len(common)])[number % 5])
    return typed


def _asked(names: list[str]) -> list[tuple[str, str]]:
    """In turn a teacher, a student and HR; the first three warm up. One in seven asks for a department."""
    users, places = ("n10", "n11", "n20"), ("", "学院7", "班12", "学院3 教师", "基准学院")
    typed = _typed(names, ANSWERS + 3)
    asked = [places[n % len(places)] if n % 7 == 0 else said for n, said in enumerate(typed)]
    return [(users[n % 3], f"组织 {said}") for n, said in enumerate(asked)]


async def _search(database: Database, said: str) -> float:
    """Seconds from the begin of the transaction to its end."""
    began = time.perf_counter()
    async with database.begin(MORNING) as tx:
        await find_by_name(tx, said)
    return time.perf_counter() - began


_seconds = count(1)


async def _answer(database: Database, user: str, said: str) -> float:
    now = MORNING.replace(microsecond=next(_seconds))
    office = replace(OFFICE, posts=_POSTS, roles={"hr": ("staff_no:N20",)})
    began = time.perf_counter()
    async with database.begin(now) as tx:
        await handle(TextSaid(user_id=user, at=now, text=said), STAFF, tx, office)
    return time.perf_counter() - began


_POSTS = Posts()
