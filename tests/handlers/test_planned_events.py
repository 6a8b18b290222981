"""What is planned: followed from the calendar, and asked about once when its time has come."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.college_calendar import CollegeCalendar, Event
from handlers.happening_acts import ask_whether
from handlers.happenings_calendar import follow_calendar
from storage.happenings import happening_of, happenings_since, note, settle_by_time
from tests.duties.test_happenings import NOW as LONG_AGO
from tests.handlers.college import College
from tests.handlers.duties import with_duties

FAIR = Event("春季招聘会", date(2030, 3, 20), date(2030, 3, 20))
DAY = timedelta(days=1)


@pytest.fixture
async def campus(college: College) -> College:
    return await with_duties(college)


async def _follow(campus: College, *events: Event) -> int:
    calendar = CollegeCalendar(announced=frozenset({2029, 2030, 2031}), events=events)
    async with campus.database.begin(campus.now) as tx:
        return await follow_calendar(tx, campus.office, calendar)


async def _fairs(campus: College):
    async with campus.database.begin(campus.now) as tx:
        return (await happenings_since(tx, LONG_AGO)).get("campus_job_fair", [])


async def test_an_entry_that_is_moved_moves_its_event_and_one_that_is_taken_out_cancels_it(campus: College):
    await _follow(campus, FAIR)
    [planned] = await _fairs(campus)
    assert await _follow(campus, FAIR) == 0

    later = replace(FAIR, first=FAIR.first + DAY, last=FAIR.last + DAY)
    assert await _follow(campus, later) == 1
    [moved] = await _fairs(campus)
    assert (moved.id, moved.at) == (planned.id, planned.at + DAY)

    assert await _follow(campus) == 1
    assert await _fairs(campus) == []
    await _follow(campus, FAIR)
    assert [each.at for each in await _fairs(campus)] == [planned.at]


async def test_what_somebody_has_told_already_is_not_planned_once_more(campus: College):
    async with campus.database.begin(campus.now) as tx:
        key = "campus_job_fair:2030-03-20:春季招聘会"
        await note(tx, code="campus_job_fair", at=campus.now + DAY, origin="chat:wecom", key=key, is_planned=True)

    await _follow(campus, FAIR)
    assert len(await _fairs(campus)) == 1


async def test_a_calendars_event_takes_place_as_its_time_comes(campus: College):
    await _follow(campus, FAIR)
    campus.now += 30 * DAY
    async with campus.database.begin(campus.now) as tx:
        assert await settle_by_time(tx) > 0
        assert await settle_by_time(tx) == 0

    assert [each.is_planned for each in await _fairs(campus)] == [False]


async def _plans(campus: College) -> int:
    await campus.say("郑老师", "登记 论证会 3月6日 14:00 新专业")
    await campus.press("郑老师", "确认登记")
    return int(str(await campus.one("select max(id) from happenings")))


async def _ask(campus: College) -> int:
    async with campus.database.begin(campus.now) as tx:
        return await ask_whether(tx, campus.office)


async def test_who_planned_it_is_asked_once_and_their_word_counts(campus: College):
    number = await _plans(campus)
    assert await _ask(campus) == 0
    campus.now += 3 * DAY
    assert [await _ask(campus), await _ask(campus)] == [1, 0]

    card = await campus.card("郑老师")
    assert [button.text for button in card.buttons] == ["发生了", "改期", "取消了"]
    assert f"登记 改期 {number}" in (await campus.press("郑老师", "改期"))[0]
    await campus.press("郑老师", "发生了")
    async with campus.database.begin(campus.now) as tx:
        known = await happening_of(tx, "review_meeting:2030-03-06:新专业")
    assert known is not None
    assert not known.happening.is_planned


async def test_what_did_not_take_place_is_cancelled_and_what_is_put_off_is_asked_about_again(campus: College):
    number = await _plans(campus)
    campus.now += 3 * DAY
    await _ask(campus)
    await campus.say("郑老师", f"登记 改期 {number} 3月12日")
    assert await _ask(campus) == 0
    campus.now += 7 * DAY
    assert await _ask(campus) == 1
    await campus.press("郑老师", "取消了")

    assert await campus.one("select cancelled_at is not null from happenings where id = :id", id=number) is True
    assert "已经处理过" not in (await campus.card("郑老师")).closing
