"""A student's approved leave opens the gate, in the transaction of the act; who is not back is asked after."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.college_calendar import CollegeCalendar, Term
from domain.gate import Asked, Flaw, Passage, Side
from handlers.gate import Noted, take_passage, tell_missing
from storage.gate import known_at, move_end
from tests.handlers.cases import is_refused, submits
from tests.handlers.college import STAFF, College
from tests.handlers.forms import enrol
from tests.handlers.stocks import with_content_types

START = datetime(2030, 3, 5, 0, 0, tzinfo=UTC)
END = datetime(2030, 3, 5, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEAVE = {
    "leave_type": "事假",
    "period": {"start": START.isoformat(), "end": END.isoformat()},
    "reason": "看病",
    "guardian": "张先生 139",
}
LONG = {"start": START.isoformat(), "end": (END + timedelta(days=2)).isoformat()}


@pytest.fixture
async def granted(campus: College) -> int:
    await enrol(campus)
    number = await submits(campus, "小明", "student_leave", LEAVE)
    await campus.press("孙副组长", "同意")
    return number


async def passes(campus: College) -> list[tuple]:
    found = await campus.rows("select request_no, starts_at, ends_at, ended_at is null from gate_passes")
    return [tuple(row) for row in found]


async def goes(campus: College, side: Side, at: datetime, key: str = "", who: str = "S-小明"):
    campus.now = max(campus.now, at + timedelta(seconds=1))
    async with campus.database.begin(campus.now) as tx:
        passage = Passage(
            who=Asked(staff_no=who), key=key or f"{side}-{at.isoformat()}", side=side, at=at, place="东门"
        )
        return await take_passage(tx, campus.office, "gate:east", passage)


async def looks(campus: College, at: datetime) -> int:
    campus.now = at
    async with campus.database.begin(at) as tx:
        return await tell_missing(tx, campus.office)


async def test_an_approved_leave_makes_a_pass_and_words_to_forward(campus, granted):
    assert await passes(campus) == [(granted, START, END, True)]
    (opened,) = [text for text in await campus.texts("小明") if text.startswith("离校放行")]
    (asked,) = [text for text in await campus.texts("孙副组长") if text.startswith("可转发给家长")]
    assert "离校放行：3月5日 08:00 至 " in opened
    words = "【示例职业技术学院】小明已获准离校，3月5日 08:00 至 3月5日 17:00。事由：看病。"
    assert words in opened
    assert words in asked


async def test_guardians_are_written_to_by_the_platform_where_it_is_switched_on(campus):
    campus.office = replace(campus.office, guardian_sources=(STAFF,))
    await enrol(campus)
    await submits(campus, "小明", "student_leave", LEAVE)
    await campus.press("孙副组长", "同意")

    rows = await campus.rows("select account, payload ->> 'text' from outbox where recipient = 'guardians:S-小明'")
    assert [(account, text[:20]) for account, text in rows] == [("staff", "【示例职业技术学院】小明已获准离校，3月")]
    assert any(text.startswith("已经由企业微信发给家长。") for text in await campus.texts("孙副组长"))


async def test_before_the_last_yes_there_is_no_pass(campus):
    await enrol(campus)
    await submits(campus, "小明", "student_leave", {**LEAVE, "period": LONG})
    await campus.press("孙副组长", "同意")
    assert await passes(campus) == []

    await campus.press("王主任", "同意")

    assert len(await passes(campus)) == 1


async def test_guardians_are_told_of_a_refusal_too(campus):
    await enrol(campus)
    number = await submits(campus, "小明", "student_leave", LEAVE)
    await campus.say("孙副组长", f"驳回 {number} 有考试")

    assert "可转发给家长：\n【示例职业技术学院】小明申请离校（3月5日 08:00 至 3月5日 17:00）未获批准" in "".join(
        await campus.texts("孙副组长")
    )
    assert await passes(campus) == []


async def test_a_withdrawal_ends_the_pass_in_the_same_transaction(campus, granted):
    await campus.say("小明", f"撤回 {granted}")
    if await campus.state(granted) == "approved":  # a press is wanted
        await campus.press("小明", "撤回")

    assert await campus.state(granted) == "withdrawn"
    assert await passes(campus) == [(granted, START, END, False)]
    async with campus.database.begin(campus.now) as tx:
        known = await known_at(tx.conn, Asked(staff_no="S-小明"), START)
    assert known.passes == ()


async def test_the_end_of_a_pass_moves_with_the_leave(campus, granted):
    async with campus.database.begin(campus.now) as tx:
        assert await move_end(tx, granted, END + HOUR)
        assert not await move_end(tx, granted, START)
        assert not await move_end(tx, 999999, END)

    assert await passes(campus) == [(granted, START, END + HOUR, True)]


async def test_a_passage_within_the_pass_is_on_record_and_tells_nobody(campus, granted):
    before = await campus.one("select count(*) from outbox")

    first = await goes(campus, Side.OUT, START + HOUR, "k1")
    again = await goes(campus, Side.OUT, START + HOUR, "k1")
    other = await goes(campus, Side.IN, START + 2 * HOUR, "k1")

    assert (first, again, other) == (Noted(is_new=True), Noted(is_new=False), Flaw.KEY_USED)
    assert await campus.one("select count(*) from outbox") == before
    assert await campus.rows("select source, key, request_no, side, place, seen from gate_passages") == [
        ("gate:east", "k1", granted, "out", "东门", 3)
    ]


async def test_whoever_is_not_back_is_asked_after_once_and_told_when_they_come(campus, granted):
    await goes(campus, Side.OUT, START + HOUR)

    early = await looks(campus, END - HOUR)
    told = [await looks(campus, END + HOUR), await looks(campus, END + 2 * HOUR)]
    missing = (await campus.texts("孙副组长"))[-1]
    await goes(campus, Side.IN, END + 3 * HOUR)

    assert (early, told) == (0, [1, 0])
    assert missing == "小明应在 3月5日 17:00 前返校，门口还没有返校记录（3月5日 09:00 离校）。请联系本人。"
    assert (await campus.texts("孙副组长"))[-1] == "小明 3月5日 20:00 已返校，比准假时间晚 3 小时。"


async def test_whoever_is_back_or_never_left_is_not_missed(campus, granted):
    assert await looks(campus, END + HOUR) == 0
    await goes(campus, Side.OUT, START + HOUR)
    await goes(campus, Side.IN, END - HOUR)

    assert await looks(campus, END + 2 * HOUR) == 0


async def test_a_longer_leave_is_waited_for(campus, granted):
    await goes(campus, Side.OUT, START + HOUR)
    async with campus.database.begin(campus.now) as tx:
        await move_end(tx, granted, END + 5 * HOUR)

    assert await looks(campus, END + HOUR) == 0
    assert await looks(campus, END + 6 * HOUR) == 1


async def test_a_student_who_leaves_without_a_pass_is_told_of_and_staff_are_not(campus, granted):
    await goes(campus, Side.OUT, END + HOUR)
    last = (await campus.texts("孙副组长"))[-1]
    before = await campus.one("select count(*) from outbox")
    await goes(campus, Side.OUT, END + HOUR, who="T-李雷")
    stranger = await goes(campus, Side.OUT, END + HOUR, who="S-nobody")

    assert last == "小明 3月5日 18:00 离校，当时没有放行时段。请核实。"
    assert await campus.one("select count(*) from outbox") == before
    assert stranger is Flaw.PERSON


async def test_a_passage_stays_as_it_was_written(campus, granted):
    await goes(campus, Side.OUT, START + HOUR)

    for change in ("update gate_passages set side = 'in'", "delete from gate_passages"):
        with pytest.raises(Exception, match=r"append|written|change"):
            await campus.rows(f"with changed as ({change} returning 1) select * from changed")


@pytest.fixture
async def exams(campus: College) -> College:
    with_content_types(campus)
    term = Term("春", date(2030, 2, 18), date(2030, 7, 7), exam_weeks=(3,))
    campus.office = replace(campus.office, calendar=CollegeCalendar(announced=frozenset({2030}), terms=(term,)))
    await enrol(campus)
    return campus


async def test_in_closed_weeks_whoever_is_named_allows_an_exception(exams):
    turned_away = await is_refused(exams, "小明", "student_leave", LEAVE)
    await exams.say("李雷", "例外 小明 3月5日 家人住院")
    not_his = exams.heard("李雷")

    (said,) = await exams.say("孙副组长", "例外 小明 3月5日 家人住院")

    assert "3月5日在考试周，不能请事假。请改时间；确有急事请辅导员或二级学院院长发 例外" in turned_away
    assert not_his == ["没有记：小明在不能请假的时候请假，不由您同意。请联系人事处。"]
    assert said == "已记下：小明 3月5日 可以请事假，事由：家人住院。请假单仍要照常提交和审批。"
    await submits(exams, "小明", "student_leave", LEAVE)
    rows = await exams.rows("select leave_type, first::text, reason, allowed_by from leave_exceptions")
    assert rows == [("student_personal", "2030-03-05", "家人住院", exams.ids["孙副组长"])]
    assert await exams.one("select count(*) from audit where action = 'leave.exception'") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("例外", "请写姓名、日期和事由"),
        ("例外 王小二 3月5日 有事", "没有记：没有找到这个人"),
        ("例外 小明 3月5日", "没有记：请写明事由"),
        ("例外 小明 昨天 有事", "请写姓名、日期和事由"),
    ],
)
async def test_an_exception_wants_a_person_days_to_come_and_a_reason(exams, words, said):
    assert (await exams.say("孙副组长", words))[0].startswith(said)
    assert await exams.rows("select 1 from leave_exceptions") == []
