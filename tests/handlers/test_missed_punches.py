"""补卡: asked the same evening with one tap, or by word; approved it is a punch, and an order for the platform."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from handlers.missed_punches import ask_missing
from tests.handlers.attendance import derived, punched, with_attendance
from tests.handlers.college import CAMPUS, STAFF, College
from tests.handlers.forms import with_forms

MONDAY = date(2030, 3, 4)
EVENING = datetime(2030, 3, 4, 20, 10, tzinfo=CAMPUS)
CORRECTIONS = "select person_id, punched_at, side from punches where source = 'correction'"
ORDERS = "select request_no, platform, user_id, day, punched_at, duty_at, remark, state from punch_orders"


@pytest.fixture
async def campus(college: College) -> College:
    await with_forms(with_attendance(college), "missed_punch")
    college.office = replace(college.office, punch_sources=(STAFF,))
    return college


@pytest.fixture
async def evening(campus: College) -> College:
    """李雷 came in the morning and nobody saw him go."""
    await punched(campus, "李雷", MONDAY, "07:55")
    await judged(campus)
    return campus


async def judged(college: College) -> None:
    college.now = EVENING
    await derived(college)


async def ask(college: College) -> int:
    async with college.database.begin(college.now) as tx:
        return await ask_missing(tx, college.office, MONDAY - timedelta(days=1), MONDAY)


async def approve(college: College) -> None:
    await college.press("赵组长", "同意")


async def test_whoever_did_not_punch_out_is_asked_once_with_what_would_be_submitted(evening):
    assert (await ask(evening), await ask(evening)) == (1, 0)

    card = await evening.card("李雷")
    assert card.title == "下班没有打卡"
    assert [(row.label, row.value) for row in card.rows] == [
        ("日期", "3月4日（周一）"),
        ("应打卡", "18:00"),
        ("原因", "忘记打卡"),
    ]
    assert [button.text for button in card.buttons] == ["补卡", "我请假了", "不用补"]


async def test_one_tap_and_an_approval_are_a_punch_and_an_order(evening):
    await ask(evening)

    await evening.press("李雷", "补卡")
    await approve(evening)

    due = datetime(2030, 3, 4, 18, 0, tzinfo=CAMPUS)
    person = evening.ids["李雷"]
    assert await evening.rows(CORRECTIONS) == [(person, due, "out")]
    assert await evening.rows(ORDERS) == [
        (1001, "wecom", "李雷", MONDAY, due, due, "忘记打卡", "pending"),
    ]
    await derived(evening)
    assert await evening.one(
        "select status from attendance_days where person_id = :p and day = :d", p=person, d=MONDAY
    ) == ("normal")


async def test_a_second_tap_does_nothing_more(evening):
    await ask(evening)
    row = await evening.card_row("李雷")
    await evening.click("李雷", row.id, "mend:1")

    (again,) = await evening.click("李雷", row.id, "mend:1")

    assert again == "这次缺卡您已经处理过了，没有重复办理。"
    assert await evening.one("select count(*) from requests") == 1


async def test_somebody_elses_card_is_not_answered(evening):
    await ask(evening)
    row = await evening.card_row("李雷")

    (said,) = await evening.click("韩梅", row.id, "mend:1")

    assert said == "没有办理：这张卡片不是发给您的。"
    assert await evening.one("select count(*) from requests") == 0


@pytest.mark.parametrize(
    ("button", "said", "answer"), [("我请假了", "已记下您请了假", "on_leave"), ("不用补", "不补卡", "not_needed")]
)
async def test_other_answers_are_noted_and_the_card_ends(evening, button, said, answer):
    await ask(evening)

    (heard,) = await evening.press("李雷", button)

    assert said in heard
    assert await evening.one("select answer from punch_questions") == answer
    assert (await evening.card("李雷")).is_final


async def test_whoever_has_seen_to_it_himself_is_not_asked(evening):
    await evening.say("李雷", "补卡 今天 18:00 手机没电")
    await evening.press("李雷", "提交")

    assert await ask(evening) == 0


async def test_by_word_the_draft_shows_what_was_understood(campus):
    campus.now = EVENING
    await campus.say("李雷", "补卡 今天 17:50 下班 手机没电")

    values = await campus.one("select fields from requests")
    assert values == {"at": "2030-03-04T09:50:00+00:00", "side": "下班", "reason": "手机没电"}
    await campus.press("李雷", "提交")
    assert await campus.one("select state from requests") == "pending"


async def test_the_word_alone_begins_the_form(campus):
    (said,) = await campus.say("李雷", "补卡")

    assert "补卡申请" in said


async def test_the_future_is_refused(campus):
    campus.now = EVENING
    heard = await campus.say("李雷", "补卡 明天 08:00 忘记打卡")

    assert any("将来" in said for said in heard)
    assert await campus.one("select count(*) from requests where state <> 'draft'") == 0


async def test_the_fourth_of_a_month_is_refused_by_word_and_by_tap(evening):
    for day in ("3月1日", "3月2日", "3月3日"):
        await evening.say("李雷", f"补卡 {day} 08:00 忘记打卡")
        await evening.press("李雷", "提交")
    assert await evening.one("select count(*) from requests where state = 'pending'") == 3

    await ask(evening)
    (said,) = await evening.press("李雷", "补卡")

    assert said == "没有提交：3月已补卡 3 次，达到每月上限。请联系人事说明情况。"
    assert await evening.one("select count(*) from requests") == 3


async def test_without_an_account_of_the_platform_there_is_nothing_to_write_back(evening):
    evening.office = replace(evening.office, punch_sources=())
    await ask(evening)
    await evening.press("李雷", "补卡")
    await approve(evening)

    assert len(await evening.rows(CORRECTIONS)) == 1
    assert await evening.rows(ORDERS) == []
