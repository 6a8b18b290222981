"""A month is confirmed by its people, signed by their heads, and closed by HR."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jobs.runs import Surroundings
from jobs.schedule import Schedule
from tests.handlers.attendance import at, derived, punched
from tests.handlers.college import College
from tests.handlers.months import APRIL, DAYS, with_march

HEAD, HR = "王主任", "吴老师"
DAY = timedelta(days=1)


@pytest.fixture
async def month(college: College) -> College:
    """March is over, and it is the first working day of April."""
    await with_march(college)
    office = replace(college.office, roles={"hr": (f"staff_no:T-{HR}",)}, pages="https://bot.example")
    college.office = office
    return college


async def on(college: College, day: date) -> str:
    """What the job of that morning came to."""
    college.now = max(college.now, at(day, "09:00")) + timedelta(seconds=1)
    surroundings = Surroundings(database=college.database, clock=lambda: college.now, office=college.office)
    assert await Schedule(surroundings).run_now("attendance-month", college.now)
    return str(await college.one("select outcome from job_runs order by occurrence desc limit 1"))


async def all_confirm(college: College) -> None:
    for name in ("李雷", "孙副组长", "赵组长"):
        await college.press(name, "确认无误")


async def test_everybody_gets_one_card_on_the_first_working_day_however_often_the_job_runs(month: College):
    outcome = await on(month, APRIL)
    await on(month, APRIL)

    card = await month.card("李雷")
    assert "请 3 人确认" in outcome
    assert [await month.cards_of(name) for name in ("李雷", "孙副组长", "赵组长", "周处长")] == [1, 1, 1, 0]
    assert card.rows[1].value == "正常 4 天、迟到 1 天、休息 2 天"
    assert card.body == "3月4日 迟到12分钟"
    assert [button.text for button in card.buttons] == ["确认无误", "有异议"]


async def test_nobody_is_asked_on_a_day_off(month: College):
    month.now = at(date(2030, 3, 31), "23:50")
    outcome = await on(month, APRIL - DAY)

    assert "请 0 人确认" in outcome


async def test_a_confirmation_is_kept_with_the_version_it_was_about(month: College):
    await on(month, APRIL)

    said = await month.press("李雷", "确认无误")

    assert said == ["2030年3月的考勤已确认，谢谢。"]
    assert (await month.card("李雷")).closing == "您已确认无误"
    assert await month.rows("select answer, version from month_confirmations where answer is not null") == [
        ("confirmed", 1)
    ]


async def test_who_disagrees_is_told_what_to_do_and_may_still_confirm(month: College):
    await on(month, APRIL)

    [said] = await month.press("李雷", "有异议")
    assert "补卡 3月4日 18:00" in said
    assert "解释 3月4日" in said
    [sent] = await month.say("李雷", "考勤异议 4日我在外校监考，不是迟到")
    assert sent == "已转给人事处。更正以后会再请您确认。"
    [told] = [text for text in await month.texts(HR) if "监考" in text]
    assert told.startswith("考勤异议：李雷（T-李雷")
    await month.press("李雷", "确认无误")

    assert (await month.card("李雷")).ending == "已确认"


async def test_a_day_that_changes_asks_only_that_person_anew_and_says_what_changed(month: College):
    await on(month, APRIL)
    await all_confirm(month)
    before = await month.cards_of("赵组长")

    await punched(month, "李雷", DAYS[0], "07:55")
    await derived(month)

    card = await month.card("李雷")
    assert card.body.startswith("有变化，请重新确认：\n3月4日：原来“迟到12分钟”，现在“正常”")
    assert await month.cards_of("李雷") == 2
    assert await month.cards_of("赵组长") == before
    assert not [text for text in await month.texts("李雷") if "考勤结果变了" in text]


async def test_an_old_card_confirms_nothing_newer(month: College):
    await on(month, APRIL)
    old = await month.card_row("李雷")
    await punched(month, "李雷", DAYS[0], "07:55")
    await derived(month)

    said = await month.click("李雷", old.id, "confirm:1")

    assert "没有记下" in said[0]
    assert await month.one("select count(*) from month_confirmations where answer is not null") == 0


async def test_nobody_confirms_for_somebody_else(month: College):
    await on(month, APRIL)
    card = await month.card_row("李雷")

    said = await month.click("韩梅", card.id, "confirm:1")

    assert said == ["这张卡片不是发给您的，没有记下。"]


async def test_the_head_is_asked_as_soon_as_everybody_has_confirmed(month: College):
    await on(month, APRIL)
    assert await month.cards_of(HEAD) == 0

    await all_confirm(month)

    card = await month.card(HEAD)
    assert [row.value for row in card.rows] == ["信息工程系", "3 / 3 人", "0 人", "2 人次"]
    assert "https://bot.example/h5/attendance/2030-03/" in card.body


async def test_on_the_second_working_day_the_head_sees_who_is_missing(month: College):
    await on(month, APRIL)
    await month.press("赵组长", "确认无误")

    await on(month, APRIL + DAY)

    assert "还没有确认：孙副组长、李雷" in (await month.card(HEAD)).body


async def test_a_head_is_reminded_once_a_day_and_hr_gets_the_list_after_the_third(month: College):
    await on(month, APRIL)
    await on(month, APRIL + DAY)
    await on(month, APRIL + 2 * DAY)
    await on(month, APRIL + 2 * DAY)
    reminders = [text for text in await month.texts(HEAD) if "还没有签字" in text]
    assert reminders == ["信息工程系2030年3月考勤表还没有签字，请在 4月3日 前按卡片上的“签字确认”。"]
    assert not [text for text in await month.texts(HR) if "到期" in text]

    await on(month, APRIL + 3 * DAY)
    await on(month, APRIL + 7 * DAY)

    [late] = [text for text in await month.texts(HR) if "到期" in text]
    assert "· 信息工程系（王主任）" in late


async def test_a_signature_is_audited_with_the_hash_of_what_was_signed_and_hr_hears_that_all_have(month: College):
    await on(month, APRIL)
    await all_confirm(month)

    [said] = await month.press(HEAD, "签字确认")

    assert said == "信息工程系2030年3月考勤表已签字，交给人事处。"
    [(kept, audited)] = await month.rows(
        "select s.fingerprint, a.detail ->> 'sha256' from month_sheets s, audit a where a.action = 'attendance.sign'"
    )
    assert kept == audited
    [told] = [text for text in await month.texts(HR) if "1 / 1 个部门已签字" in text]
    assert "https://bot.example/h5/attendance/2030-03" in told


async def test_only_the_head_signs(month: College):
    await on(month, APRIL)
    await all_confirm(month)
    card = await month.card_row(HEAD)

    said = await month.click("李雷", card.id, "approve:1")

    assert said == ["只有本部门负责人可以签字，没有签。"]
    assert await month.one("select count(*) from month_sheets where signed_at is not null") == 0


async def test_a_change_after_the_signature_withdraws_it_and_says_so(month: College):
    await on(month, APRIL)
    await all_confirm(month)
    await month.press(HEAD, "签字确认")

    await punched(month, "李雷", DAYS[0], "07:55")
    await derived(month)

    assert await month.one("select count(*) from month_sheets where signed_at is not null") == 0
    assert [text for text in await month.texts(HEAD) if "签字已失效" in text]
    card = await month.card(HEAD)
    assert card.body.startswith("签字以后有变化，请重新签字。")
    await month.press(HEAD, "签字确认")
    assert await month.one("select version from month_sheets where signed_at is not null") == 2


async def test_a_fact_that_changes_no_result_leaves_the_signature(month: College):
    await on(month, APRIL)
    await all_confirm(month)
    await month.press(HEAD, "签字确认")

    await punched(month, "赵组长", DAYS[0], "07:30")
    await derived(month)

    assert await month.one("select count(*) from month_sheets where signed_at is not null") == 1


async def test_a_head_may_send_the_sheet_back_to_hr_and_sign_later(month: College):
    await on(month, APRIL)
    await all_confirm(month)

    await month.press(HEAD, "退回")

    assert [text for text in await month.texts(HR) if "被 王主任 退回" in text]
    await month.press(HEAD, "签字确认")
    assert await month.one("select count(*) from month_sheets where signed_at is not null") == 1


async def test_hr_closes_an_unsigned_month_only_when_it_is_said_twice(month: College):
    await on(month, APRIL)
    [told] = await month.say(HR, "考勤汇总 3月")
    assert "0 / 1 个部门已签字" in told
    assert "· 信息工程系：孙副组长、李雷、赵组长" in told

    await month.press(HR, "关账")
    assert await month.one("select count(*) from attendance_months") == 0
    assert (await month.card(HR)).body.startswith("没有关账：还有 1 个部门没有签字。")
    await month.press(HR, "仍然关账")

    assert await month.one("select closed_by from attendance_months") == f"person:{month.ids[HR]}"
    assert "1 个部门没有签字" in (await month.card(HR)).closing


async def test_only_hr_sees_the_whole_college(month: College):
    assert await month.say("李雷", "考勤汇总 3月") == ["考勤汇总只有人事可以看，没有查。有事请找人事处。"]


async def test_ones_own_month_can_be_asked_for_by_its_name(month: College):
    await on(month, APRIL)

    [said] = await month.say("李雷", "我的考勤 3月")

    assert said.startswith("您 2030年3月的考勤（教职工）：\n正常 4 天、迟到 1 天、休息 2 天")
    assert said.endswith("还没有确认，请看卡片。")
    assert await month.cards_of("李雷") == 2


async def test_a_closed_month_is_not_confirmed_any_more(month: College):
    await on(month, APRIL)
    await month.say(HR, "考勤汇总")
    await month.press(HR, "关账")
    await month.press(HR, "仍然关账")

    assert "已经关账" in (await month.press("李雷", "确认无误"))[0]
