"""The directory changes while requests are under way (Y19, Y21): steps go on, a leaver's are handed over."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from storage.invariants import Scope
from storage.verify import verify
from tests.handlers.cases import TRAVEL, submits
from tests.handlers.college import STAFF, College
from tests.handlers.forms import with_forms
from tests.handlers.org import Office, as_it_is
from tests.handlers.purchases import asked
from tests.handlers.two_platforms import give_role

HR, IT = "吴老师", "郑老师"
MODEST = {**TRAVEL, "budget": 100}


@pytest.fixture
async def office(college: College) -> AsyncIterator[Office]:
    """吴老师 is HR, 郑老师 IT; the platform tells what is held here."""
    campus = await with_forms(college, "travel")
    give_role(campus, "hr", HR)
    give_role(campus, "admin", IT)
    campus.office = replace(campus.office, sources=(STAFF,), pages="https://bot.example.edu.cn")
    yield Office(campus, as_it_is())
    assert await verify(campus.database, Scope.LIVE) == []


async def synced(office: Office) -> None:
    """Asked for by HR, read, applied."""
    await office.college.say(HR, "同步组织")
    await office.work()
    await office.college.press(HR, "应用")
    await office.work()


async def test_a_sync_during_approvals_takes_no_open_step_from_anybody(office: Office):
    number = await submits(office.college, "李雷", "travel", MODEST)
    waiting = await asked(office.college, number)
    office.platform.move("李雷", "网络教研室")
    office.platform.change(waiting[0], position="新的职务")

    await synced(office)

    assert await asked(office.college, number) == waiting
    said = await office.college.say(waiting[0], f"同意 {number}")
    assert "没有" not in said[0]
    assert await asked(office.college, number) != waiting


async def test_a_leavers_open_steps_wait_for_whoever_is_responsible_now(office: Office):
    numbers = [await submits(office.college, name, "travel", MODEST) for name in ("李雷", "韩梅")]
    (leaver,) = await asked(office.college, numbers[0])
    del office.platform.members[leaver]

    await synced(office)

    now_asked = [await asked(office.college, number) for number in numbers]
    assert all(people and leaver not in people for people in now_asked)
    for number, (person,) in zip(numbers, now_asked, strict=True):
        await office.college.say(person, f"同意 {number}")
        assert await asked(office.college, number) != [person]
