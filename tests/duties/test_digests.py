"""One card per person and working day, at their hour, with what is most urgent first; nothing to do, nothing sent."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.duties.reminders import CatchUp
from domain.duties.rules import Annual, Daily, Monthly
from handlers.digest_show import refresh_digests
from handlers.digests import is_day_for_digests
from storage.digests import stale_digests
from storage.stand_ins import appoint
from storage.verify import verify
from tests.duties.owing import DAY, HALF_PAST_EIGHT, digest_of, duty, laid_out, owes, rows, told, with_posts
from tests.handlers.attendance import with_leave
from tests.handlers.cases import TRAVEL, submits
from tests.handlers.forms import with_forms

HOUR = timedelta(hours=1)


@pytest.fixture
async def owing(college):
    """李雷 owes three things, 韩梅 none; it is half past seven."""
    college.now = HALF_PAST_EIGHT - HOUR
    with_posts(college, clerk=("李雷",))
    await owes(
        college,
        duty("A-1", Annual(month=3, day=20)),
        duty("A-2", Daily()),
        duty("A-3", Annual(month=3, day=6)),
        duty("A-4", Annual(month=5, day=1)),
    )
    return college


async def sent_to(college):
    query = "select p.name from digests d join people p on p.id = d.person_id where d.card_id is not null order by 1"
    return [row.name for row in await rows(college, query)]


async def test_at_their_hour_each_who_owes_something_gets_one_card_the_most_urgent_first(owing):
    assert await told(owing) == 0

    assert await told(owing, HALF_PAST_EIGHT) == 1

    card = await digest_of(owing, "李雷")
    assert card.title == "今日待办 3月4日"
    assert [(row.label, row.value) for row in card.rows] == [
        ("1", "今天 职责A-2（2030年3月4日）"),
        ("2", "周三 职责A-3（2030年）"),
        ("3", "3月20日 职责A-1（2030年）"),
    ]
    assert [button.text for button in card.buttons] == ["完成 1", "完成 2", "完成 3", "全部和更多"]
    assert await sent_to(owing) == ["李雷"]


async def test_however_often_it_runs_and_wherever_the_clock_jumps_it_is_sent_once_a_day(owing):
    await told(owing, HALF_PAST_EIGHT)

    for shift in (timedelta(), HOUR, -HOUR, 5 * HOUR, -30 * timedelta(minutes=1)):
        assert await told(owing, HALF_PAST_EIGHT + shift) == 0

    assert await told(owing, HALF_PAST_EIGHT + DAY) == 1
    assert (await digest_of(owing, "李雷")).title == "今日待办 3月5日"
    assert await verify(owing.database) == []


async def test_replicas_that_run_at_once_send_one_card_between_them(owing):
    owing.now = HALF_PAST_EIGHT

    await asyncio.gather(*(told(owing) for _ in range(3)))

    assert len(await rows(owing, "select 1 from cards where role like 'digest:%'")) == 1


async def test_somebody_s_own_hour_is_theirs_and_a_quiet_one_cannot_be_chosen(owing):
    assert await owing.say("李雷", "提醒时间") == [
        "今日待办在工作日 8:30 发给您。要改请发 提醒时间 7:50，恢复默认发 提醒时间 默认。"
    ]
    assert await owing.say("李雷", "提醒时间 7:50") == ["好的，从下一个工作日起 7:50 发今日待办。"]
    assert await owing.say("李雷", "提醒时间 23点") == ["没有改：21:00–7:00 不发提醒，请换一个时间。"]
    assert await owing.say("李雷", "提醒时间 改早点") == ["没有改：请写一个时间，例如 提醒时间 7:50。"]

    assert await told(owing, HALF_PAST_EIGHT - timedelta(minutes=40)) == 1

    await owing.say("李雷", "提醒时间 默认")
    assert await told(owing, HALF_PAST_EIGHT + DAY - timedelta(minutes=40)) == 0


async def test_nobody_is_told_on_days_off_or_at_night(owing):
    office = owing.office
    assert is_day_for_digests(office, HALF_PAST_EIGHT)
    assert not is_day_for_digests(office, HALF_PAST_EIGHT + 5 * DAY)  # Saturday
    assert not is_day_for_digests(office, HALF_PAST_EIGHT + 14 * HOUR)


@pytest.mark.parametrize(
    ("catch_up", "late", "sent"),
    [
        (CatchUp.LATE, timedelta(minutes=35), 1),
        (CatchUp.LATE, timedelta(hours=5), 1),
        (CatchUp.LATE, timedelta(hours=10), 0),  # after work
        (CatchUp.SKIP, timedelta(minutes=25), 1),
        (CatchUp.SKIP, timedelta(minutes=35), 0),
    ],
)
async def test_a_morning_that_was_missed_is_sent_late_or_skipped_once(owing, catch_up, late, sent):
    owing.office = replace(owing.office, reminders=replace(owing.office.reminders, catch_up=catch_up))

    assert await told(owing, HALF_PAST_EIGHT + late) == sent
    assert await told(owing, HALF_PAST_EIGHT + late) == 0
    assert await told(owing, HALF_PAST_EIGHT + DAY) == 1  # the next morning is another one


async def test_who_is_on_leave_is_not_told_their_stand_in_is_and_reads_for_whom(owing):
    start, end = HALF_PAST_EIGHT - HOUR, HALF_PAST_EIGHT + 10 * HOUR
    await with_leave(owing, "李雷", start, end)
    assert await told(owing, HALF_PAST_EIGHT) == 0

    async with owing.database.begin(owing.now) as tx:
        await appoint(
            tx, principal=owing.ids["李雷"], stand_in=owing.ids["韩梅"], starts_at=start, ends_at=end, cause="test"
        )
    assert await told(owing, HALF_PAST_EIGHT + HOUR) == 1
    assert (await digest_of(owing, "韩梅")).title == "今日待办 3月4日（代李雷）"

    assert await owing.press("韩梅", "完成 1") == ["已完成：职责A-2（2030年3月4日）。"]
    [done] = await rows(owing, "select done_by_id from obligations where state = 'done'")
    assert done.done_by_id == owing.ids["韩梅"]


async def test_what_somebody_waits_for_is_on_it_and_a_decision_elsewhere_ends_its_line(owing):
    with_posts(owing, clerk=("李雷",), boss=("王主任",))
    await with_forms(owing, "travel")
    await owes(owing, duty("B-1", Monthly(day=4), post="boss"), duty("B-2", Monthly(day=6), post="boss"))
    number = await submits(owing, "李雷", "travel", TRAVEL)
    await told(owing, HALF_PAST_EIGHT)
    card = await digest_of(owing, "王主任")
    assert [row.value for row in card.rows] == [
        f"3月11日 李雷的出差申请等您办理（CC-{number}）",
        "今天 职责B-1（2030年3月）",
        "周三 职责B-2（2030年3月）",
    ]

    await owing.say("王主任", f"同意 {number}")
    async with owing.database.begin(owing.now) as tx:
        people = await stale_digests(tx, owing.now.date(), 9)
        await refresh_digests(tx, owing.office, people)

    assert people == [owing.ids["王主任"]]
    assert [row.label for row in (await digest_of(owing, "王主任")).rows] == ["1 完成", "2", "3"]


async def test_nothing_new_is_sent_after_somebody_had_nothing_that_morning(owing):
    await told(owing, HALF_PAST_EIGHT)
    with_posts(owing, clerk=("李雷", "韩梅"))
    owing.now += HOUR
    await laid_out(owing)

    assert await told(owing) == 0
    assert [line.day.isoformat() for line in await rows(owing, "select * from report.reminders")] == ["2030-03-04"]
