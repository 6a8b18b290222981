"""A purchase that goes its way on the real database, for tests of its record."""

import tomllib

from domain.flow.acts import Submit
from domain.forms.planning import plan_of
from domain.ids import Minutes, RequestNo
from domain.people import Person
from handlers.course import Matter, open_case, settle_act
from storage.cases import create_case
from storage.database import Tx
from storage.forms import newest_forms, publish
from storage.people import load_people
from tests.handlers.college import DAY, College

PURCHASE = """
key = "purchase"
title = "采购申请"
group = "试"
prefix = "CG"
summary = ["what"]
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
[[steps]]
key = "leader"
label = "组长"
who = "leader:1"
when = "amount > 5000.0"
"""


async def offer(college: College) -> None:
    """Publish the form."""
    async with college.database.begin(college.now) as tx:
        await publish(tx, {"purchase": tomllib.loads(PURCHASE)})


async def draft(college: College, name: str = "李雷") -> RequestNo:
    """Somebody begins one."""
    async with college.database.begin(college.now) as tx:
        form = (await newest_forms(tx))["purchase"]
        person = await _person(tx, college, name)
        return (await create_case(tx, person, form, plan_of(form, Minutes(DAY)), {})).no


async def ask_for(college: College, name: str = "李雷", yuan: int = 100) -> RequestNo:
    """Somebody submits one."""
    number = await draft(college, name)
    await act(college, number, Submit, name, fields={"what": "投影仪", "amount": yuan * 100})
    return number


async def act(college: College, number: RequestNo, kind, name: str, **words) -> None:
    """Somebody does something to it."""
    async with college.database.begin(college.now) as tx:
        matter = await open_case(tx, college.office, number)
        attempt = kind(actor=await _person(tx, college, name), at=tx.now, **words)
        done = await settle_act(tx, college.office, matter, attempt)
        assert isinstance(done, Matter), done


async def _person(tx: Tx, college: College, name: str) -> Person:
    return (await load_people(tx, [college.ids[name]]))[college.ids[name]]
