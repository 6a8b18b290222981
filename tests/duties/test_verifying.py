"""`verify` finds what must never be of duties and digests."""

from dataclasses import replace

import asyncpg
import pytest

from domain.duties.rules import Annual, Daily
from storage.verify import verify
from tests.duties.owing import DAY, HALF_PAST_EIGHT, duty, escalation, owes, told, with_posts
from tests.duties.test_escalating import tick
from tests.storage.lawless import break_every_rule
from tests.storage.planted_duties import PLANTED_IN_DUTIES


@pytest.fixture
async def told_of(college, address):
    """李雷 and 韩梅 were told two mornings; one thing is done, one is late."""
    college.office = replace(college.office, escalation=escalation())
    with_posts(college, clerk=("李雷", "韩梅"))
    await owes(college, duty("A-1", Daily()), duty("A-2", Annual(month=3, day=4)))
    await told(college, HALF_PAST_EIGHT)
    await college.press("李雷", "完成 1")
    await told(college, HALF_PAST_EIGHT + DAY)
    await tick(college, HALF_PAST_EIGHT + DAY)
    assert await verify(college.database) == []
    connection = await asyncpg.connect(address)
    yield connection
    await connection.close()


@pytest.mark.parametrize(
    ("check", "damage"), [(name, sql) for name, damages in PLANTED_IN_DUTIES.items() for sql in damages]
)
async def test_what_was_planted_is_found(told_of, college, check, damage):
    await break_every_rule(told_of)
    await told_of.execute(damage)

    found = await verify(college.database)

    assert check in {violation.check for violation in found}
