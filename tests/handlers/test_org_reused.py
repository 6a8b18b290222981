"""An account that was given to somebody else: shut at once, and HR says whose it is now."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from domain.directory import ReadMember
from domain.events import Change, DirectoryChanged
from storage.invariants import Scope
from storage.verify import verify
from tests.handlers.college import STAFF, College
from tests.handlers.org import Office, as_it_is
from tests.handlers.two_platforms import give_role

HR = "吴老师"
ACCOUNT = """
    select p.name, a.active from accounts a join people p on p.id = a.person_id
    where a.platform = 'wecom' and a.account = 'staff' and a.user_id = 'u1'
"""
PLACES = """
    select p.name, d.name
    from memberships m join people p on p.id = m.person_id join departments d on d.id = m.department_id
    where p.name in ('陈旧', '冯新') order by p.name
"""


@pytest.fixture
async def office(college: College) -> AsyncIterator[Office]:
    give_role(college, "hr", HR)
    college.office = replace(college.office, sources=(STAFF,))
    office = Office(college, as_it_is())
    for name in ("陈旧", "冯新"):
        office.platform.members["u1"] = ReadMember(
            user_id="u1", name=name, staff_no=f"T-{name}", departments=("软件教研室",), main_department="软件教研室"
        )
        change = DirectoryChanged(user_id=None, at=college.now, change=Change.MEMBER, members=("u1",), departments=())
        await college.send(change)
        await office.read_again()
    yield office
    assert await verify(college.database, Scope.LIVE) == []


async def test_it_is_shut_and_hr_is_asked(office: Office):
    assert await office.college.rows(ACCOUNT) == [("陈旧", False)]
    told = await office.college.texts(HR)
    assert "有 1 个帐号拿不准是谁的，没有登记，等您核对。请发 核对帐号。" in told
    (listed,) = await office.college.say(HR, "核对帐号")
    assert "企业微信 冯新（帐号 u1）" in listed


async def test_a_new_person_gets_it_with_nothing_of_the_old_one(office: Office):
    await office.college.say(HR, "核对帐号")

    (said,) = await office.college.say(HR, "关联 1 新人")
    await office.college.say(HR, "同步组织")
    await office.work()
    if "应用" in [button.text for button in (await office.college.card(HR)).buttons]:
        await office.college.press(HR, "应用")
        await office.work()

    assert said.startswith("已登记为新人：企业微信帐号 u1，冯新。")
    assert await office.college.rows(ACCOUNT) == [("冯新", True)]
    assert await office.college.rows(PLACES) == [("冯新", "软件教研室")]
    assert await office.college.rows(
        "select name, status from people where name in ('陈旧', '冯新') order by name"
    ) == [
        ("冯新", "active"),
        ("陈旧", "left"),
    ]


async def test_it_stays_shut_and_is_asked_about_once_while_nobody_has_decided(office: Office):
    for _ in range(2):
        await office.college.say(HR, "同步组织")
        await office.work()

    assert await office.college.rows(ACCOUNT) == [("陈旧", False)]
    assert [row[0] for row in await office.college.rows("select state from account_reviews")] == ["open"]
    assert [text.startswith("有 1 个帐号") for text in await office.college.texts(HR)].count(True) == 1
