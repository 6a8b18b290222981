"""One form with a time limit, and requests on it, for tests of what the clock and stand-ins do to them."""

import tomllib
from datetime import datetime

from domain.flow.acts import Submit
from domain.forms.planning import plan_of
from domain.ids import Minutes, RequestNo
from handlers.course import Matter, open_case, settle_act
from storage.cases import create_case, find_case
from storage.forms import newest_forms, publish
from storage.people import load_people
from tests.handlers.college import DAY, College

PURCHASE = """
key = "purchase"
title = "采购申请"
group = "试"
prefix = "CG"
words = ["采购"]
[[fields]]
name = "what"
label = "物品"
type = "text"
required = true
[[fields]]
name = "amount"
label = "金额"
type = "money"
required = true
[[steps]]
key = "head"
label = "部门负责人"
who = "department_head"
limit = "8h"
overdue = ["remind", "escalate", "hand_on"]
[[steps]]
key = "dean"
label = "院长"
who = "leader:9"
when = "amount > 5000.0"
"""


async def offer(college: College, document: str = PURCHASE) -> None:
    """Publish a form."""
    parsed = tomllib.loads(document)
    async with college.database.begin(college.now) as tx:
        await publish(tx, {str(parsed["key"]): parsed})


async def ask_for(college: College, name: str = "李雷", yuan: int = 100) -> RequestNo:
    """Somebody submits it now."""
    async with college.database.begin(college.now) as tx:
        form = (await newest_forms(tx))["purchase"]
        person = (await load_people(tx, [college.ids[name]]))[college.ids[name]]
        kept = await create_case(tx, person, form, plan_of(form, Minutes(DAY)), {})
        matter = await open_case(tx, college.office, kept.no)
        assert matter
        fields = {"what": "投影仪", "amount": yuan * 100}
        submitted = await settle_act(tx, college.office, matter, Submit(actor=person, at=tx.now, fields=fields))
        assert isinstance(submitted, Matter), submitted
        return kept.no


async def asked(college: College, number: RequestNo) -> list[str]:
    """Whose turn it is; behind a stroke who stands in."""
    async with college.database.begin(college.now) as tx:
        kept = await find_case(tx, number)
    assert kept
    places = [place for _, place in kept.case.open_places()]
    return [place.person.name + (f"/{place.stand_in.name}" if place.stand_in else "") for place in places]


async def acts(college: College, number: RequestNo) -> list[str]:
    """What happened to it, in order."""
    rows = await college.rows("select kind from acts where request_no = :no order by no", no=number)
    return [str(row[0]) for row in rows]


def on_campus(college: College, *, day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of the college's month."""
    return college.now.astimezone(college.office.campus).replace(day=day, hour=hour, minute=minute, second=0)
