"""After a change of the calendar a leave is counted anew: what costs less at once, what costs more with consent."""

from dataclasses import replace
from datetime import UTC, date, time

import pytest

from domain.college_calendar import Bells, CollegeCalendar
from domain.shift import Segment
from handlers.repricing import end_silent, reprice
from jobs.calendar import CalendarKeeper
from storage.attendance_months import close_month
from storage.wakeups import Wakeups
from tests.handlers.cases import broken
from tests.handlers.college import DAY, College
from tests.handlers.looks import row
from tests.handlers.returns import approved, at, period_of
from tests.handlers.stocks import lots_of, with_content_types

HR = "吴老师"
GAMES = "校历 添加 运动会 3月14日-3月15日 放假"
BACK = (
    "假期重算：3月14日改为不上班（运动会放假）、3月15日改为不上班（运动会放假）。"
    "您的年假 3月13日(周三)至3月18日(周一)少计 2 天，已退回，您不用处理。"
)
MADE_UP = "校历 添加 补课 3月16日 上班"


@pytest.fixture
async def campus(college: College):
    """李雷 will be on annual leave from Wednesday 13 to Monday 18 March."""
    with_content_types(college)
    calendar = CollegeCalendar(announced=frozenset({2029, 2030, 2031}))
    college.office = replace(college.office, calendar=calendar)
    await college.grant("李雷", 5)
    await approved(college, "请年假 3月13日到3月18日")
    yield college
    assert await broken(college) == []


async def changed(college: College, words: str) -> None:
    await college.say(HR, words)
    await college.press(HR, "确认")
    keeper = CalendarKeeper(college.database, college.office, lambda: college.now, Wakeups(college.database))
    await keeper.look()


async def states(college: College) -> list[object]:
    return [state for (state,) in await college.rows("select state from leave_reprices order by id")]


async def test_what_costs_less_is_given_back_with_a_text_and_nobody_is_asked(campus):
    await changed(campus, GAMES)

    told = [text for text in await campus.texts("李雷") if "假期重算" in text]
    assert told == [BACK]
    assert await campus.ledger() == [-4 * DAY, 2 * DAY]
    assert (await period_of(campus, 1001))[1] == 2 * DAY
    assert [each[3] for each in await lots_of(campus, "李雷")] == [3 * DAY]
    assert await states(campus) == ["booked"]


async def test_what_costs_more_is_asked_with_what_was_what_becomes_and_why(campus):
    await changed(campus, MADE_UP)

    card = await campus.card("李雷")
    assert card.title == "假期重算"
    assert (row(card, "原来"), row(card, "现在")) == ("4 天", "5 天")
    assert row(card, "原因") == "3月16日改为上班"
    assert await campus.ledger() == [-4 * DAY]

    await campus.press("李雷", "同意")

    assert await campus.ledger() == [-4 * DAY, -DAY]
    assert (await period_of(campus, 1001))[1] == 5 * DAY
    assert await states(campus) == ["booked"]


async def bells_change(campus: College, *hours: tuple[int, int]) -> None:
    """From 14 March on work is done at these hours."""
    before = campus.office.calendar
    season = Bells("", "夏季", (3, 14), (9, 30), (), tuple(Segment(time(since), time(until)) for since, until in hours))
    async with campus.database.begin(campus.now) as tx:
        await reprice(tx, campus.office, before, replace(before, seasons=(season,)))


async def test_shorter_hours_of_a_season_give_back_the_difference(campus):
    await bells_change(campus, (8, 12), (14, 17))

    assert await campus.ledger() == [-4 * DAY, 3 * 60]
    told = [text for text in await campus.texts("李雷") if "假期重算" in text]
    assert "3月14日等 5 天的作息时间有变" in told[0]


async def test_longer_hours_of_a_season_are_asked_about(campus):
    await bells_change(campus, (8, 12), (13, 18))

    assert row(await campus.card("李雷"), "原因") == "3月14日等 5 天的作息时间有变"
    await campus.press("李雷", "同意")

    assert await campus.ledger() == [-4 * DAY, -3 * 60]


async def test_a_second_press_books_nothing_more(campus):
    await changed(campus, MADE_UP)
    card = await campus.card_row("李雷")
    await campus.click("李雷", card.id, "confirm:1")

    (again,) = await campus.click("李雷", card.id, "confirm:1")

    assert again.startswith("没有办理：这次重算已经处理过")
    assert len(await campus.ledger()) == 2


async def test_somebody_else_cannot_agree(campus):
    await changed(campus, MADE_UP)
    card = await campus.card_row("李雷")

    assert await campus.click("韩梅", card.id, "confirm:1") == ["没有办理：这张卡片不是您的。"]
    assert len(await campus.ledger()) == 1


async def test_without_consent_it_stays_and_personnel_hears_of_it(campus):
    await changed(campus, MADE_UP)

    (said,) = await campus.press("李雷", "不同意")

    assert said.startswith("好的，没有重算，假期仍按原来的 4 天 计。")
    assert await campus.ledger() == [-4 * DAY]
    told = [text for text in await campus.texts(HR) if "李雷" in text]
    assert "原计 4 天，重算应计 5 天，本人不同意，没有改" in told[-1]


async def test_whoever_does_not_answer_in_five_working_days_is_personnels(campus):
    await changed(campus, MADE_UP)
    for day, count in ((8, 0), (11, 1)):
        campus.now = at(day, "17:59").astimezone(UTC)
        async with campus.database.begin(campus.now) as tx:
            assert await end_silent(tx, campus.office) == count

    assert await states(campus) == ["silent"]
    assert any("没有答复" in text for text in await campus.texts(HR))
    assert await campus.ledger() == [-4 * DAY]


async def test_more_than_is_left_is_not_booked(campus):
    await changed(campus, MADE_UP)
    await approved(campus, "请年假 3月20日")

    (said,) = await _agree(campus)

    assert said.startswith("没有重算：年假余额不够，这次要多扣 1 天")
    assert await campus.ledger() == [-4 * DAY]


async def _agree(campus: College) -> list[str]:
    query = "select id from cards where role = 'price:1'"
    return await campus.click("李雷", str(await campus.one(query)), "confirm:1")


async def test_a_pending_request_reserves_what_it_costs_now(campus):
    await campus.asks_leave("韩梅", "请事假 3月13日到3月15日 家里有事")

    await changed(campus, GAMES)

    assert (await period_of(campus, 1002))[1] == DAY
    for name in ("赵组长", "王主任"):
        await campus.say(name, "同意 1002")
    assert await campus.ledger(1002) == [-DAY]


async def test_a_withdrawal_after_it_gives_back_exactly_what_it_has_cost(campus):
    await changed(campus, MADE_UP)
    await campus.press("李雷", "同意")

    await campus.say("李雷", "撤回 1001")

    assert sum(await campus.ledger()) == 0
    assert sum(int(str(each[3])) for each in await lots_of(campus, "李雷")) == 5 * DAY


async def test_a_change_back_takes_back_the_question(campus):
    await changed(campus, MADE_UP)
    await changed(campus, "校历 删除 补课")

    assert await states(campus) == ["dropped", "booked"]
    assert await campus.ledger() == [-4 * DAY]
    assert (await _agree(campus))[0].startswith("没有办理：这次重算已经处理过")


async def test_a_closed_month_is_personnels(campus):
    async with campus.database.begin(campus.now) as tx:
        await close_month(tx, date(2030, 3, 1), "person:1")

    await changed(campus, GAMES)

    assert await states(campus) == ["withheld"]
    assert await campus.ledger() == [-4 * DAY]
    assert any("当月考勤已结" in text for text in await campus.texts(HR))


async def test_a_leave_that_no_changed_day_touches_is_left_alone(campus):
    await changed(campus, "校历 添加 校庆 4月2日 放假")

    assert await states(campus) == []
