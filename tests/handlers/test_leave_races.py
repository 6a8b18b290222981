"""A leave is taken back, shortened and gone on with at once, and killed midway: all of it happens or nothing."""

from collections.abc import AsyncIterator
from datetime import UTC

import pytest
from sqlalchemy import text

from domain.events import TextSaid
from handlers.dispatch import handle
from tests.handlers.cases import broken, submits
from tests.handlers.college import DAY, STAFF, College
from tests.handlers.forms import enrol
from tests.handlers.returns import approved, at, period_of
from tests.handlers.stocks import with_content_types
from tests.handlers.test_gate import LEAVE, LONG
from tests.handlers.test_races import click, meet, said

STATE = """
    select (select state from requests where no = :no) as state,
        (select sum(minutes) from leave_ledger where request_no = :no) as charged,
        (select active from leave_periods where request_no = :no) as reserved,
        (select ended_at is null from gate_passes where request_no = :no) as open,
        (select count(*) from attendance_touched) as touched,
        (select count(*) from outbox) as told
"""
KILL = text("select pg_terminate_backend(pg_backend_pid())")


@pytest.fixture
async def campus(college: College) -> AsyncIterator[College]:
    with_content_types(college)
    yield college
    assert await broken(college) == []


async def state_of(campus: College, number: int) -> tuple[object, ...]:
    ((*found,),) = await campus.rows(STATE, no=number)
    return tuple(found)


async def granted(campus: College) -> int:
    """A student's leave of three days, with its pass."""
    await enrol(campus)
    number = await submits(campus, "小明", "student_leave", {**LEAVE, "period": LONG})
    await campus.press("孙副组长", "同意")
    await campus.press("王主任", "同意")
    return number


async def killed(campus: College, event: TextSaid) -> None:
    """The event is handled, and the database ends the session before the commit."""
    async with campus.database.begin(campus.now) as tx:
        await handle(event, STAFF, tx, campus.office)
        await tx.conn.execute(KILL)


async def test_a_withdrawal_that_is_killed_before_its_end_has_not_happened_and_happens_whole_afterwards(campus):
    number = await granted(campus)
    words = said(campus, "小明", f"撤回 {number}")
    before = await state_of(campus, number)

    with pytest.raises(Exception, match=r"terminat|clos"):
        await killed(campus, words)

    assert await state_of(campus, number) == before
    await campus.send(words)
    assert (await state_of(campus, number))[:4] == ("withdrawn", 0, False, False)


async def test_two_withdrawals_at_once_give_back_once(campus):
    number = await granted(campus)
    words = said(campus, "小明", f"撤回 {number}")

    await meet(campus, words, words)

    assert await campus.ledger(number) == [-3 * DAY, 3 * DAY]
    assert await campus.one("select count(*) from audit where action = 'request.withdraw'") == 1


@pytest.mark.parametrize("returns_first", [True, False])
async def test_coming_back_and_being_allowed_to_go_on_at_once_each_count(campus, returns_first):
    """Each keeps its own time and price, whichever is first: the extension is withdrawn by whoever does not want it."""
    await campus.grant("李雷", 10)
    await approved(campus, "请年假 3月5日到3月7日")
    campus.now = at(6, "14:00").astimezone(UTC)
    await campus.say("李雷", "续假 1天")
    await campus.press("李雷", "提交")
    extension = int(str(await campus.one("select max(no) from requests")))
    await campus.say("李雷", "销假")
    back = await click(campus, "李雷", next(b.action for b in (await campus.card("李雷")).buttons if b.text == "确认"))
    await campus.say("赵组长", f"同意 {extension}")
    query = "select p.name from places l join people p on p.id = l.person_id where l.request_no = :no"
    yes = said(campus, str(await campus.one(query, no=extension)), f"同意 {extension}")

    await meet(campus, *((back, yes) if returns_first else (yes, back)))

    assert await period_of(campus, 1001) == ("03-06 14:00", DAY + DAY // 2)
    assert await campus.state(1001) == "approved"
