"""校历 in chat: what everybody is told, and how HR changes it."""

from dataclasses import replace
from datetime import date, time

import pytest

from domain.college_calendar import Bells, CollegeCalendar, Event, EventKind, Term
from domain.college_document import CollegeDocument
from domain.shift import Segment
from jobs.calendar import CalendarKeeper
from storage.calendar_versions import apply_at_once, newest_version
from storage.wakeups import Wakeups
from tests.handlers.college import College

HR = "吴老师"
# Monday 4 March 2030 is the tests' today.
TERM = Term("2029–2030学年第二学期", date(2030, 2, 18), date(2030, 7, 7), (19, 20))
EVENTS = (
    Event("运动会", date(2030, 3, 14), date(2030, 3, 15), EventKind.OTHER, works=False),
    Event("教工大会", date(2030, 3, 20), date(2030, 3, 20), EventKind.MEETING),
    Event("暑假", date(2030, 7, 8), date(2030, 8, 25), EventKind.VACATION, works=False),
)


@pytest.fixture
async def campus(college: College) -> College:
    calendar = CollegeCalendar(
        holidays={date(2030, 4, 5): "清明节"},
        makeups={date(2030, 4, 7): "清明节"},
        announced=frozenset({2029, 2030, 2031}),
        terms=(TERM,),
        events=EVENTS,
    )
    college.office = replace(college.office, calendar=calendar, roles={"hr": (f"staff_no:T-{HR}",)})
    return college


async def hear(college: College, name: str, words: str) -> str:
    said = await college.say(name, words)
    return said[0] if said else ""


async def renew(college: College) -> None:
    keeper = CalendarKeeper(college.database, college.office, lambda: college.now, Wakeups(college.database))
    await keeper.look()


async def test_the_calendar_tells_day_week_and_what_is_near(campus):
    said = await hear(campus, "李雷", "校历")

    assert said.splitlines() == [
        "今天3月4日(周一)，2029–2030学年第二学期第3周，工作日。",
        "近期：",
        "· 3月14日(周四)至15日(周五) 运动会，放假",
        "· 3月20日(周三) 教工大会",
        "· 4月5日(周五) 清明节放假",
        "· 4月7日(周日) 清明节调休，补班",
        "距暑假还有 126 天（7月8日(周一)起）",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("校历 第4周", ["第4周，3月11日(周一)至17日(周日)，上班 3 天：", "周一至周三 工作日", "周四至周五 运动会放假"]),
        ("校历 19周", ["第19周（考试周），6月24日(周一)至30日(周日)，上班 5 天："]),
        ("校历 下周", ["第4周，3月11日(周一)至17日(周日)"]),
        ("校历 4月", ["2030年4月，上班 22 天，第7–11周：", "4月7日(周日) 清明节调休，补班"]),
        ("校历 3月14日", ["3月14日(周四)，2029–2030学年第二学期第4周，运动会放假。"]),
        ("校历 明天", ["3月5日(周二)"]),
        ("校历 清明", ["4月5日(周五) 清明节放假", "4月7日(周日) 清明节调休，补班"]),
        ("校历 运动会", ["3月14日(周四)至15日(周五) 运动会，放假"]),
        ("校历 暑假", ["7月8日(周一)至8月25日(周日) 暑假，放假"]),
        ("校历 7月10日", ["暑假第3天，暑假，不上班。"]),
        ("校历 第40周", ["只有第1–20周，没有第40周"]),
        ("校历 13月", ["没有13月"]),
        ("校历 天文馆", ["没有找到“天文馆”", "校历 第12周"]),
    ],
)
async def test_a_week_a_month_a_day_or_a_name_can_be_asked_for(campus, words, told):
    said = await hear(campus, "李雷", words)

    for part in told:
        assert part in said


async def test_without_a_term_it_says_so_and_what_can_be_done(campus):
    campus.office = replace(campus.office, calendar=CollegeCalendar())

    others, hr = await hear(campus, "李雷", "校历"), await hear(campus, HR, "校历")

    assert "还没有这个时间的学期" in others
    assert "可以请人事处导入" in others
    assert "--template calendar" in hr
    assert "暂按周末和法定节日推算" in others
    assert "还没有学期" in await hear(campus, "李雷", "校历 第3周")


async def test_the_answer_leads_to_the_page_where_there_are_pages(campus):
    campus.office = replace(campus.office, pages="https://bot.example.edu.cn")

    assert "https://bot.example.edu.cn/h5/calendar?at=wecom:staff" in await hear(campus, "李雷", "校历")


async def test_hr_adds_an_event_after_seeing_what_it_changes_and_everybody_has_it(campus):
    # when it is typed, nothing has changed yet
    await campus.say(HR, "校历 添加 校庆 3月22日 放假")
    card = await campus.card(HR)
    assert [(row.label, row.value) for row in card.rows] == [("添加", "校庆，2030-03-22(周五)，其他，放假")]
    assert "1 天由上班变为放假：3月22日。" in card.body
    await renew(campus)
    assert campus.office.calendar.works(date(2030, 3, 22))

    # when it is confirmed, it counts
    await campus.press(HR, "确认")
    await renew(campus)
    assert not campus.office.calendar.works(date(2030, 3, 22))
    assert "校庆放假" in await hear(campus, "李雷", "校历 3月22日")
    assert "确认，全校生效" in (await campus.card(HR)).closing

    # and it can be taken out again
    await campus.say(HR, "校历 删除 校庆")
    assert "1 天由放假变为上班" in (await campus.card(HR)).body
    await campus.press(HR, "确认")
    await renew(campus)
    assert campus.office.calendar.works(date(2030, 3, 22))


async def test_whoever_is_not_hr_changes_nothing(campus):
    said = await hear(campus, "李雷", "校历 添加 校庆 3月22日 放假")

    assert "只有人事处可以改" in said
    assert await campus.cards_of("李雷") == 0


async def test_a_card_passed_on_to_somebody_else_changes_nothing(campus):
    await campus.say(HR, "校历 添加 校庆 3月22日 放假")

    said = await campus.press("李雷", "确认", owner=HR)

    assert "只有人事处可以改" in said[0]
    await renew(campus)
    assert campus.office.calendar.works(date(2030, 3, 22))


async def test_what_was_proposed_before_another_change_is_not_written(campus):
    await campus.say(HR, "校历 添加 校庆 3月22日 放假")
    async with campus.database.begin(campus.now) as tx:
        await apply_at_once(tx, 0, CollegeDocument(events=EVENTS[:1]), source="校历.xlsx", by="cli:import")

    await campus.press(HR, "确认")

    assert "刚有别的改动" in (await campus.card(HR)).closing
    async with campus.database.begin(campus.now) as tx:
        version = await newest_version(tx)
    assert version.document.events == EVENTS[:1]


async def test_a_confirmed_card_pressed_again_changes_nothing(campus):
    await campus.say(HR, "校历 添加 校庆 3月22日 放假")
    row = await campus.card_row(HR)
    await campus.press(HR, "确认")

    said = await campus.click(HR, row.id, "confirm:1")

    assert "已经处理过了" in said[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("校历 添加 校庆", "没有看懂"),
        ("校历 添加 寒假 2031年1月20日到2月20日", "上不上班"),
        ("校历 添加 校庆 2月30日 放假", "没有看懂"),
        ("校历 添加 值班 3月1日到3月20日 上班", "最多 7 天"),
        ("校历 添加 值班 3月14日 上班", "既上班又放假"),
        ("校历 删除 校庆", "没有“校庆”"),
        ("校历 删除 运动会", "calendar 目录"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_cause(campus, words, told):
    assert told in await hear(campus, HR, words)
    assert await campus.cards_of(HR) == 0


async def test_several_of_one_name_are_listed_and_told_apart_by_their_day(campus):
    march = Event("例会", date(2030, 3, 11), date(2030, 3, 11), EventKind.MEETING)
    async with campus.database.begin(campus.now) as tx:
        document = CollegeDocument(events=(march, replace(march, first=date(2030, 4, 8), last=date(2030, 4, 8))))
        await apply_at_once(tx, 0, document, source="校历.xlsx", by="cli:import")

    assert "有几个“例会”" in await hear(campus, HR, "校历 删除 例会")
    await campus.say(HR, "校历 删除 例会 4月8日")
    await campus.press(HR, "确认")

    async with campus.database.begin(campus.now) as tx:
        assert (await newest_version(tx)).document.events == (march,)


async def test_class_periods_are_those_of_ones_own_campus_and_asked_where_that_is_not_known(campus):
    def at(hour):
        return tuple(Segment(time(hour + each), time(hour + each, 45)) for each in range(4))

    both = (Bells("信息", "春季", (3, 1), (6, 30), at(8)), Bells("教务", "春季", (3, 1), (6, 30), at(9)))
    campus.office = replace(campus.office, calendar=replace(campus.office.calendar, seasons=both))

    await campus.say("郑老师", "请事假 明天第1-2节 家里有事")
    assert "09:00–10:45" in str((await campus.card("郑老师")).to_json())

    three = (*both, Bells("北区", "春季", (3, 1), (6, 30), at(8)))
    seasons = tuple(replace(each, campus=f"{each.campus}校区") for each in three)
    campus.office = replace(campus.office, calendar=replace(campus.office.calendar, seasons=seasons))
    await campus.say("李雷", "请事假 明天第1-2节 家里有事")
    assert "还没有您的课表" in str((await campus.card("李雷")).to_json())


async def test_a_day_of_a_teaching_week_is_read_by_the_calendar(campus):
    await campus.say("李雷", "请事假 第5周周三下午 家里有事")

    assert "3月20日(周三)下午" in str((await campus.card("李雷")).to_json())


async def test_class_periods_are_read_by_the_bells_of_the_season(campus):
    bells = Bells("", "春季", (3, 1), (6, 30), tuple(Segment(time(8 + each), time(8 + each, 45)) for each in range(4)))
    campus.office = replace(campus.office, calendar=replace(campus.office.calendar, seasons=(bells,)))

    await campus.say("李雷", "请事假 明天第3-4节 家里有事")

    assert "10:00–11:45" in str((await campus.card("李雷")).to_json())
