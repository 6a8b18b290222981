"""A leave has what every request has, and is what its form says."""

import pytest

from storage.forms import publish
from tests.handlers.cases import TRAVEL, broken, is_refused, submits
from tests.handlers.college import DAY, College, documents_of
from tests.handlers.forms import with_forms
from tests.handlers.looks import row


@pytest.fixture
async def campus(college: College):
    campus = await with_forms(college, "travel")
    yield campus
    assert await broken(campus) == []


async def test_an_office_that_changes_the_form_sees_its_leave_change(campus):
    document = dict(documents_of(["teacher_leave"])["teacher_leave"])
    document["steps"] = [step for step in document["steps"] if step["key"] == "head"]
    async with campus.database.begin(campus.now) as tx:
        await publish(tx, {"teacher_leave": document})

    await campus.asks_leave()
    await campus.press("王主任", "同意")

    assert await campus.state() == "approved"
    assert await campus.cards_of("赵组长") == 0


async def test_a_returned_leave_is_changed_by_a_sentence_and_takes_the_new_time(campus):
    await campus.grant("李雷", 1)
    await campus.asks_leave(words="请年假 明天")
    await campus.say("赵组长", "退回 1001 那天有课")
    assert (await campus.say("李雷", "余额"))[0].startswith("年假：可用 1 天\n")

    await campus.press("李雷", "修改")
    await campus.say("李雷", "改成后天上午")
    assert row(await campus.card("李雷"), "余额") == "提交后年假剩 半天"
    await campus.press("李雷", "提交")

    assert await campus.rows("select lower(during)::text, minutes from leave_periods where active") == [
        ("2030-03-06 00:00:00+00", DAY // 2)
    ]
    for name in ("赵组长", "王主任"):
        await campus.press(name, "同意")
    assert await campus.ledger() == [-DAY // 2]


async def test_whatever_form_books_a_leave_its_balance_is_looked_at(campus):
    values = {"leave_type": "年假", "period": dict(TRAVEL["period"])}

    assert await is_refused(campus, "李雷", "teacher_leave", values) == (
        "没有提交：年假没有余额，这次要 2 天。请改用别的假，或联系人事处。"
    )


async def test_what_waits_is_taken_off_the_balance_of_whatever_comes_next(campus):
    await campus.grant("李雷", 2)
    await submits(campus, "李雷", "teacher_leave", {"leave_type": "年假", "period": dict(TRAVEL["period"])})

    await campus.say("李雷", "请年假 明天")

    assert row(await campus.card("李雷"), "余额") == "年假不够，还差 1 天"
    assert "年假没有余额" in (await campus.card("李雷")).body


async def test_a_journey_that_is_counted_as_leave_keeps_to_the_rules_of_leave(campus):
    far = {"start": "2031-06-02T00:00:00+00:00", "end": "2031-06-03T10:00:00+00:00"}

    assert "最远只能请" in await is_refused(campus, "李雷", "travel", {**TRAVEL, "period": far})


async def test_why_a_leave_goes_its_way_is_told(campus):
    await campus.asks_leave()

    (said, *_) = await campus.say("李雷", "为什么 1001")

    assert "「直属领导」正等赵组长" in said
    assert "「东区管理岗」" in said


async def test_a_dean_adds_a_signer_to_a_leave(campus):
    await campus.asks_leave()

    said = await campus.say("赵组长", "加签 1001 孙副组长")
    await campus.press("孙副组长", "同意")
    await campus.press("赵组长", "同意")

    assert said[0].startswith("已加签：单号 QJ-1001")
    assert (await campus.card("王主任")).title == "李雷的事假"
