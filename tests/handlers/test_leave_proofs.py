"""Proof of leave: with the request where it must be, else asked for when the leave is over, and taken from the chat."""

from datetime import UTC

import pytest

from handlers.leave_proofs import ask_for_proofs
from tests.handlers.cases import broken
from tests.handlers.college import College
from tests.handlers.returns import approved, at
from tests.handlers.stocks import with_content_types
from tests.handlers.test_files_in_chat import PNG, PROGRAM, Shelf, fetch, send

HR = "吴老师"
ASKED = "您的病假（单号 QJ-1001）还要补交医院诊断证明，请在 3月10日(周日) 前把图片或文件发到这里。"


@pytest.fixture
async def campus(college: College):
    with_content_types(college)
    yield college
    assert await broken(college) == []


@pytest.fixture
async def ill(campus: College) -> College:
    """李雷 is ill from Tuesday to Thursday."""
    await approved(campus, "请病假 3月5日到3月7日 发烧")
    return campus


async def look(college: College, day: int, said: str) -> None:
    college.now = max(college.now, at(day, said).astimezone(UTC))
    async with college.database.begin(college.now) as tx:
        await ask_for_proofs(tx, college.office)


async def asked(college: College, name: str) -> list[str]:
    return [text for text in await college.texts(name) if "补交" in text]


async def test_it_is_asked_for_once_a_working_day_until_its_time_is_over(ill):
    for day, said in ((7, "17:35"), (7, "18:35"), (7, "19:35"), (8, "09:35"), (8, "10:35"), (9, "10:35")):
        await look(ill, day, said)
    assert await asked(ill, "李雷") == [ASKED, ASKED]

    await look(ill, 11, "09:35")
    await look(ill, 11, "10:35")

    assert (await asked(ill, "李雷"))[2:] == [
        "您的病假（单号 QJ-1001）没有按时补交医院诊断证明，已告诉人事处。请尽快把图片或文件发到这里。"
    ]
    assert await asked(ill, HR) == ["李雷的病假（单号 QJ-1001）没有按时补交医院诊断证明。请联系本人。"]


async def test_a_picture_sent_into_the_chat_closes_it(ill):
    shelf = Shelf()
    await look(ill, 7, "18:35")

    assert "医院诊断证明" in (await send(ill, shelf, PNG))[0]
    await fetch(ill, shelf)

    assert "已收到医院诊断证明，附在单号 QJ-1001后面。" in await ill.texts("李雷")
    assert await ill.rows("select request_no, field from attachments") == [(1001, "attachment")]
    await look(ill, 8, "09:35")
    assert await asked(ill, "李雷") == [ASKED]


async def test_what_is_no_document_is_refused_and_still_owed(ill):
    shelf = Shelf()
    await look(ill, 7, "18:35")

    await send(ill, shelf, PROGRAM)
    await fetch(ill, shelf)

    assert await ill.rows("select 1 from attachments") == []
    await look(ill, 8, "09:35")
    assert len(await asked(ill, "李雷")) == 2


async def test_a_short_illness_needs_none(campus):
    await approved(campus, "请病假 明天 发烧")

    await look(campus, 6, "09:35")

    assert await asked(campus, "李雷") == []


async def test_whoever_owes_nothing_is_answered_as_before(campus):
    (said,) = await send(campus, Shelf(), PNG)

    assert said.startswith("收到，但我现在不看图片")


async def test_what_must_come_at_once_is_wanted_before_submission_and_then_accepted(campus):
    shelf = Shelf()
    await campus.say("李雷", "请婚假 3月11日到3月13日")
    refused = await campus.press("李雷", "提交")
    assert refused[0] == "没有提交：婚假要附结婚证。请把图片或文件发到这里，收到后再点 提交。"
    assert await campus.state() == "draft"

    await send(campus, shelf, PNG)
    await fetch(campus, shelf)
    await campus.press("李雷", "提交")

    assert await campus.state() == "pending"
