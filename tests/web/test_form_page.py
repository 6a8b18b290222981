"""A form on a page: kept while it is written, submitted by the same rules as in the chat, and nobody else's."""

import asyncio
import json
import re
from collections.abc import AsyncIterator

import pytest

from domain.flow.acts import Return
from storage.database import Database
from tests.handlers.college import College, find_college, found_college
from tests.handlers.forms import with_forms
from tests.web.case_pages import CasePages, case_pages
from tests.web.staff_pages import OUR_PAGE

TRIP = {
    "destination": "杭州",
    "is_out_of_province": "yes",
    "period.start": "2030-03-06T08:00",
    "period.end": "2030-03-07T18:00",
    "reason": "参加职业教育信息化会议",
    "budget": "1200.50",
}

STORED = {
    "destination": "杭州",
    "is_out_of_province": True,
    "period": {"start": "2030-03-06T00:00:00+00:00", "end": "2030-03-07T10:00:00+00:00"},
    "reason": "开会",
    "budget": 120050,
}


@pytest.fixture
async def forms(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college: College = await find_college(database)
    await with_forms(college, "travel", "reception", "data_use_request", "repair_ticket")
    async with case_pages(college) as pages:
        yield pages


async def test_a_form_is_filled_in_on_its_page_and_goes_to_its_first_approver(forms):
    number = await forms.draft("李雷", "travel")

    page = await forms.post("李雷", f"/h5/form/{number}", "submit", TRIP)

    assert page.path == f"/h5/request/{number}"
    assert "审批中，等王主任办理" in page.text
    assert "1,200.50 元" in page.text
    assert await forms.college.state(number) == "pending"
    assert (await forms.college.card("王主任")).title == "李雷的出差申请"


async def test_looking_at_a_form_changes_nothing_and_shows_what_is_kept(forms):
    number = await forms.draft("李雷", "travel", {"destination": "杭州<b>西湖</b>"})

    page = await forms.open("李雷", f"/h5/form/{number}")

    assert page.status == 200
    assert 'value="杭州<b>西湖</b>"' in page.text  # the browser is sent &lt;b&gt;; this is what it makes of it
    assert "提交后由谁处理" in page.text
    assert "部门负责人审批：王主任" in page.text
    assert await forms.college.one("select version from requests where no = :no", no=number) == 1


async def test_a_draft_is_kept_as_far_as_it_goes_and_the_rest_keeps_its_sentence(forms):
    number = await forms.draft("李雷", "travel")

    page = await forms.post("李雷", f"/h5/form/{number}", "keep", {**TRIP, "budget": "一点点"})

    assert "没有看懂，请写金额，例如 1200.50" in page.text
    assert 'value="一点点"' in page.text
    kept = await forms.fields(number)
    assert (kept["destination"], kept.get("budget")) == ("杭州", None)
    assert await forms.college.state(number) == "draft"


async def test_what_is_missing_is_named_with_a_way_to_its_field(forms):
    number = await forms.draft("李雷", "travel")

    page = await forms.post("李雷", f"/h5/form/{number}", "submit", {"destination": "杭州"})

    assert '<a href="#field-reason">请填写“事由”。</a>' in page.text
    assert 'aria-invalid="true"' in page.text
    assert await forms.college.state(number) == "draft"


async def test_a_script_is_told_what_shows_and_what_is_required(forms):
    number = await forms.draft("李雷", "travel")
    page = await forms.open("李雷", f"/h5/form/{number}")

    answer = await forms.press(
        "李雷", page, f"/h5/form/{number}", "keep", TRIP, headers={**OUR_PAGE, "Accept": "application/json"}
    )

    told = json.loads(answer.text)
    assert told["kept"] == "09:00 已存草稿"
    assert told["version"] == 2
    assert {"name": "counted_as", "hidden": False, "required": False, "shown": "公假"} in told["fields"]
    assert (await forms.fields(number))["budget"] == 120050


async def test_a_page_that_is_older_than_the_draft_overwrites_nothing_unasked(forms):
    number = await forms.draft("李雷", "travel")
    old = await forms.open("李雷", f"/h5/form/{number}")
    await forms.post("李雷", f"/h5/form/{number}", "keep", {**TRIP, "destination": "宁波"})

    again = await forms.press("李雷", old, f"/h5/form/{number}", "keep", TRIP)

    assert "这份草稿刚在别处改过" in again.text
    assert 'value="杭州"' in again.text
    assert (await forms.fields(number))["destination"] == "宁波"

    await forms.press("李雷", again, f"/h5/form/{number}", "keep", TRIP)

    assert (await forms.fields(number))["destination"] == "杭州"


async def test_the_same_form_submitted_twice_is_submitted_once(forms):
    number = await forms.draft("李雷", "travel")
    page = await forms.open("李雷", f"/h5/form/{number}")

    shown = await asyncio.gather(*(forms.press("李雷", page, f"/h5/form/{number}", "submit", TRIP) for _ in range(5)))

    assert {each.path for each in shown} == {f"/h5/request/{number}"}
    assert await forms.college.one("select count(*) from acts where kind = 'submit'") == 1


@pytest.mark.parametrize("name", ["韩梅", "王主任"])
async def test_a_draft_is_nobody_elses_to_see_or_to_change(forms, name):
    number = await forms.draft("李雷", "travel")
    own = await forms.open("李雷", f"/h5/form/{number}")

    seen = await forms.open(name, f"/h5/form/{number}")
    sent = await forms.press(name, own, f"/h5/form/{number}", "submit", TRIP)
    looked_for = await forms.open(name, f"/h5/find/{number}?kind=people&q=李")

    assert (seen.status, looked_for.status) == (404, 404)
    assert "出差" not in seen.text
    assert sent.status == 403  # a mark of somebody else's session
    assert await forms.fields(number) == {}


async def test_a_form_of_another_site_is_refused(forms):
    number = await forms.draft("李雷", "travel")
    page = await forms.open("李雷", f"/h5/form/{number}")

    sent = await forms.press(
        "李雷", page, f"/h5/form/{number}", "submit", TRIP, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert sent.status == 403
    assert await forms.college.state(number) == "draft"


@pytest.mark.parametrize("number", ["0", "99999", "x", "9" * 30, "1٣"])
async def test_a_number_that_nobody_has_leads_nowhere(forms, number):
    page = await forms.open("李雷", f"/h5/form/{number}")

    assert page.status == 404
    assert "没有这个单号" in page.text


async def test_files_come_with_the_form_and_go_again(forms):
    number = await forms.draft("李雷", "data_use_request")
    way = f"/h5/form/{number}"
    page = await forms.open("李雷", way)
    files = [("file:agreement", "协议 第三稿.pdf", b"%PDF-1.7 x"), ("file:agreement", "病毒.exe", b"MZ\0\0")]
    field = next(name for name in ("agreement", "attachment", "evidence") if f"file:{name}" in page.text)

    with_one = await forms.press(
        "李雷", page, way, "bring", files=[(f"file:{field}", name, content) for _, name, content in files]
    )

    kept = (await forms.fields(number))[field]
    assert [each["name"] for each in kept] == ["协议 第三稿.pdf"]
    assert "病毒.exe：附件没有收下" in with_one.text
    file = await forms.open("李雷", f"/h5/file/{kept[0]['id']}")
    assert file.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%8D%8F")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert (await forms.open("韩梅", f"/h5/file/{kept[0]['id']}")).status == 404

    await forms.press("李雷", with_one, way, f"drop:{field}:{kept[0]['id']}")

    assert (await forms.fields(number))[field] == []
    assert (await forms.open("李雷", f"/h5/file/{kept[0]['id']}")).status == 404


async def test_without_a_script_rows_are_added_and_removed_by_buttons(forms):
    number = await forms.draft("李雷", "data_use_request")
    way = f"/h5/form/{number}"
    page = await forms.open("李雷", way)
    table, column = re.search(r'name="(\w+)\.0\.(\w+)"', page.text).groups()

    two = await forms.press("李雷", page, way, f"add:{table}", {f"{table}.0.{column}": "学籍"})

    assert f'name="{table}.1.{column}"' in two.text

    none = await forms.press("李雷", two, way, f"cut:{table}.0", {f"{table}.0.{column}": "学籍"})

    assert "学籍" not in none.text


async def test_a_returned_request_says_why_and_is_submitted_again_from_its_page(forms):
    number = await forms.submitted("李雷", "travel", STORED)
    boss = await forms.person("王主任")
    await forms.act(number, Return(actor=boss, at=forms.college.now, reason="请写明会议名称"))

    page = await forms.open("李雷", f"/h5/form/{number}")
    again = await forms.press("李雷", page, f"/h5/form/{number}", "submit", TRIP)

    assert "王主任退回了这张单" in page.text
    assert "请写明会议名称" in page.text
    assert "重新提交" in page.text
    assert again.path == f"/h5/request/{number}"
    assert await forms.college.state(number) == "pending"


async def test_whoever_is_not_signed_in_is_sent_to_the_platform_and_comes_back(forms):
    number = await forms.draft("李雷", "travel")
    browser = await forms.browser("李雷")

    first = await browser.peek(f"/h5/form/{number}?at=wecom:staff")
    page = await browser.open(f"/h5/form/{number}?at=wecom:staff")

    assert first.status == 302
    assert first.text == ""
    assert page.path == f"/h5/form/{number}"


async def test_a_leave_that_is_written_on_its_page_is_not_asked_about_again(forms):
    number = await forms.draft("李雷", "teacher_leave")
    written = {"leave_type": "病假", "period.start": "2030-03-01T14:00", "period.end": "2030-03-01T18:00"}

    await forms.post("李雷", f"/h5/form/{number}", "submit", written)

    assert await forms.college.state(number) == "pending"
    assert (await forms.college.card("赵组长")).title == "李雷的病假"


async def test_a_leave_that_cannot_be_had_says_so_on_its_page(forms):
    number = await forms.draft("李雷", "teacher_leave")
    written = {"leave_type": "年假", "period.start": "2030-03-05T08:00", "period.end": "2030-03-05T18:00"}

    page = await forms.post("李雷", f"/h5/form/{number}", "submit", written)

    assert "年假没有余额" in page.text
    assert await forms.college.state(number) == "draft"
