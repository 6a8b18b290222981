"""Leave that is granted, lapses, is carried over and taken: once, in the right amount, and the person is told."""

from datetime import date, timedelta

import pytest

from storage.verify import verify
from tests.handlers.college import College
from tests.handlers.stocks import given, ledger_of, lots_of, night_of, with_content_types, works_since

DAY = 480


@pytest.fixture
async def stocks(college: College):
    yield with_content_types(college)
    assert [each for each in await verify(college.database) if each.check.startswith("lots")] == []


async def test_annual_leave_is_granted_once_by_years_of_service(stocks: College):
    await works_since(stocks, "李雷", date(2010, 9, 1))
    await works_since(stocks, "韩梅", date(2029, 12, 1))

    for day in (date(2030, 3, 5), date(2030, 3, 6)):
        await night_of(stocks, day)

    assert await ledger_of(stocks, "李雷") == [(10 * DAY, "2030 年额度")]
    assert await lots_of(stocks, "李雷") == [("accrued", "2030-01-01", "2030-12-31", 10 * DAY)]
    assert await ledger_of(stocks, "韩梅") == []


async def test_years_of_work_elsewhere_count_and_the_time_here_says_how_much_of_the_year(stocks: College):
    await works_since(stocks, "李雷", date(2030, 1, 1), working=date(2015, 7, 1))

    await night_of(stocks, date(2030, 3, 5))

    assert await ledger_of(stocks, "李雷") == [(10 * DAY, "2030 年额度")]


async def test_who_completes_a_year_gets_it_from_the_month_after(stocks: College):
    await works_since(stocks, "韩梅", date(2029, 5, 20))

    await night_of(stocks, date(2030, 5, 31))
    assert await ledger_of(stocks, "韩梅") == []

    await night_of(stocks, date(2030, 6, 1))
    assert await ledger_of(stocks, "韩梅") == [(5 * DAY, "工龄满 1 年")]


async def test_what_is_left_goes_over_once_and_lapses_then(stocks: College):
    await works_since(stocks, "李雷", date(2010, 9, 1))
    await night_of(stocks, date(2030, 3, 5))
    stocks.now += timedelta(hours=3)
    await stocks.asks_leave(words="请年假 明天")
    for name in ("赵组长", "王主任"):
        await stocks.press(name, "同意")

    for day in (date(2031, 1, 1), date(2031, 1, 2), date(2032, 1, 1)):
        await night_of(stocks, day)

    booked = await ledger_of(stocks, "李雷")
    assert (-9 * DAY, "到期") in booked
    assert (9 * DAY, "上年结转") in booked
    assert sum(minutes == 9 * DAY for minutes, _ in booked) == 1
    assert ("carried", "2031-01-01", "2031-12-31", 0) in await lots_of(stocks, "李雷")


async def test_whoever_is_about_to_lose_some_is_told_thirty_and_seven_days_before(stocks: College):
    await given(stocks, "李雷", 2, date(2030, 4, 30))

    for day in (date(2030, 3, 30), date(2030, 3, 31), date(2030, 4, 1), date(2030, 4, 23), date(2030, 4, 24)):
        await night_of(stocks, day)

    told = [text for text in await stocks.texts("李雷") if "过期" in text]
    assert told == ["您有 2 天调休 4月30日(周二) 后过期。请在此之前开始休，发 请调休 加时间即可申请。"] * 2


async def test_personnel_hears_once_of_those_whose_first_day_nobody_knows(stocks: College):
    await works_since(stocks, "李雷", date(2010, 9, 1))

    for day in (date(2030, 3, 5), date(2030, 3, 6)):
        await night_of(stocks, day)

    told = [text for text in await stocks.texts("吴老师") if "入职日期" in text]
    assert len(told) == 1
    assert "8 人" in told[0]
    assert "李雷" not in told[0]


async def test_a_leaver_keeps_their_part_of_the_year(stocks: College):
    await works_since(stocks, "李雷", date(2010, 9, 1))
    await night_of(stocks, date(2030, 3, 5))
    await works_since(stocks, "李雷", date(2010, 9, 1), date(2030, 6, 30))

    await night_of(stocks, date(2030, 3, 6))
    await night_of(stocks, date(2030, 3, 7))

    assert await ledger_of(stocks, "李雷") == [
        (10 * DAY, "2030 年额度"),
        (-6 * DAY, "离职，按当年已过日历天数折算"),  # 181 days of 365: 4.96, whole days alone
    ]


async def test_a_leave_that_is_taken_back_goes_where_it_came_from(stocks: College):
    await given(stocks, "李雷", 1, date(2030, 3, 31))
    await given(stocks, "李雷", 3, date(2030, 9, 30))
    await stocks.asks_leave(words="请调休 明天到后天")
    for name in ("赵组长", "王主任"):
        await stocks.press(name, "同意")
    assert [row[3] for row in await lots_of(stocks, "李雷", "comp_off")] == [0, 2 * DAY]

    await stocks.say("李雷", "撤回 1001")

    assert [row[3] for row in await lots_of(stocks, "李雷", "comp_off")] == [DAY, 3 * DAY]


async def test_what_lapses_before_the_leave_begins_cannot_be_used_for_it(stocks: College):
    await given(stocks, "李雷", 2, date(2030, 3, 31))

    await stocks.say("李雷", "请调休 4月1日")
    said = await stocks.press("李雷", "提交")

    assert said[0].startswith("没有提交：调休")
    assert await stocks.state() == "draft"


async def test_the_balance_names_what_lapses_when(stocks: College):
    await given(stocks, "李雷", 1, date(2030, 3, 31))
    await given(stocks, "李雷", 3, None)

    assert await stocks.say("李雷", "余额 调休") == [
        "调休：可用 4 天，其中 1 天 3月31日(周日) 前用完\n其他假按制度执行，没有固定余额。"
    ]


async def test_the_balance_of_july_is_said_with_its_working(stocks: College):
    await works_since(stocks, "李雷", date(2020, 4, 10))
    await night_of(stocks, date(2030, 3, 5))
    stocks.now += timedelta(hours=3)
    await stocks.asks_leave(words="请年假 明天")

    (said,) = await stocks.say("李雷", "7月能休几天年假")

    assert said.splitlines() == [
        "7月1日(周一) 年假可用 9 天：",
        "今天账上 5 天",
        "3月6日(周三) 的申请审批中 −1 天",
        "5月1日(周三) 发放（工龄满 10 年） +5 天",
    ]
    assert (await stocks.say("李雷", "年底还有几天年假"))[0].startswith("12月31日(周二) 年假可用 9 天")
