"""The page of an approved leave takes the proof that may come later; the record tells what came after the approval."""

import json
from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.handlers.college import College, find_college, found_college
from tests.handlers.returns import approved, at
from tests.handlers.stocks import with_content_types
from tests.web.case_pages import CasePages, case_pages

PDF = b"%PDF-1.7 x"


@pytest.fixture
async def cases(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college: College = with_content_types(await find_college(database))
    await approved(college, "请病假 3月5日到3月7日 发烧")
    async with case_pages(college) as pages:
        yield pages


async def test_a_proof_is_brought_before_the_leave_is_over_and_stands_in_the_record(cases):
    page = await cases.open("李雷", "/h5/request/1001")
    assert "补交医院诊断证明" in page.text

    done = await cases.post("李雷", "/h5/request/1001", "proof", files=[("file:proof", "诊断.pdf", PDF)])

    assert "已收到，附在这张单后面。" in done.text
    assert "诊断.pdf" in done.text
    assert await cases.college.rows("select request_no, field, name from attachments") == [
        (1001, "attachment", "诊断.pdf")
    ]
    record = json.loads((await cases.open("李雷", "/h5/record/1001.json")).text)
    assert [(each["what"], each["note"]) for each in record["later"]] == [("proof", "诊断.pdf")]


async def test_whoever_decided_sees_the_proof_and_brings_none(cases):
    await cases.post("李雷", "/h5/request/1001", "proof", files=[("file:proof", "诊断.pdf", PDF)])

    page = await cases.open("赵组长", "/h5/request/1001")

    assert "诊断.pdf" in page.text
    assert "补交" not in page.text
    refused = await cases.press("赵组长", page, "/h5/request/1001", "proof", files=[("file:proof", "x.pdf", PDF)])
    assert "没有上传：这张单现在不收证明" in refused.text


@pytest.mark.parametrize(("name", "content", "said"), [("毒.exe", b"MZ\0\0", "附件没有收下"), ("", b"", "请先选文件")])
async def test_what_is_no_document_is_refused_on_the_page(cases, name, content, said):
    files = [("file:proof", name, content)] if name else []

    page = await cases.post("李雷", "/h5/request/1001", "proof", files=files)

    assert said in page.text
    assert await cases.college.rows("select 1 from attachments") == []


async def test_the_record_tells_of_coming_back(cases):
    college = cases.college
    college.now = at(6, "12:00")
    await college.say("李雷", "销假")
    await college.press("李雷", "确认")

    record = json.loads((await cases.open("李雷", "/h5/record/1001.json")).text)

    assert [(each["what"], each["minutes"], each["until"][:16]) for each in record["later"]] == [
        ("return", 720, "2030-03-06T04:00")
    ]
