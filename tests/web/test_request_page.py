"""The page of a request: everybody sees what is theirs to see, and does there what is theirs to do."""

import base64
from collections.abc import AsyncIterator
from hashlib import sha256

import pytest

from domain.actions import Action, Verb
from domain.attachment import LARGEST
from domain.flow.acts import Agree, GiveCopy, Withdraw
from domain.record_digest import digest
from storage.database import Database
from tests.handlers.college import STAFF, College, find_college, found_college
from tests.handlers.forms import with_forms
from tests.unit.test_sheet import picture
from tests.web.case_pages import CasePages, case_pages
from tests.web.test_form_page import STORED

REPAIR = {"place": "教学楼 B 203", "category": "水电", "description": "<b>漏水</b>\n@所有人", "urgency": "紧急"}
CRISIS = {"detail": "只给几个人看的事", "level": "一般"}


@pytest.fixture
async def cases(database: Database) -> AsyncIterator[CasePages]:
    await found_college(database)
    college: College = await find_college(database)
    await with_forms(college, "travel", "repair_ticket", "data_correction", "psych_crisis_report")
    async with case_pages(college) as pages:
        yield pages


async def correction(cases: CasePages) -> int:
    """A request whose first step is 李雷's own signature."""
    office = {"id": await cases.college.one("select id from departments where name = '教务处'"), "name": "教务处"}
    texts = {"platform": "数据平台", "content": "人数", "before": "1", "after": "2"}
    fields = {"department": office, "organiser": office, "manager": office, **texts}
    return await cases.submitted("李雷", "data_correction", fields)


def drawn(ink: bytes = b"\x16\x21\x1f\xff") -> str:
    return base64.b64encode(picture(ink=ink)).decode()


async def test_an_approver_agrees_on_the_page_and_everybody_sees_it(cases):
    number = await cases.submitted("李雷", "travel", STORED)

    page = await cases.post("王主任", f"/h5/request/{number}", "agree", {".words": "同意，注意安全"})

    assert page.path == f"/h5/request/{number}?done=agree"
    assert "同意，注意安全" in page.text
    assert "等周处长办理" in page.text
    assert (await cases.college.card("周处长")).title == "李雷的出差申请"
    assert await cases.college.rows("select channel from acts where kind = 'agree'") == [("page",)]


async def test_a_refusal_wants_a_reason_which_the_applicant_reads(cases):
    number = await cases.submitted("李雷", "travel", STORED)

    page = await cases.post("王主任", f"/h5/request/{number}", "refuse")

    assert "请写明理由" in page.text
    assert await cases.college.state(number) == "pending"

    refused = await cases.press("王主任", page, f"/h5/request/{number}", "refuse", {".words": "与监考冲突"})

    assert "已退回，待修改" in refused.text
    assert "与监考冲突" in (await cases.open("李雷", f"/h5/request/{number}")).text


async def test_looking_never_acts_and_a_stranger_learns_nothing(cases):
    number = await cases.submitted("李雷", "travel", STORED)
    own = await cases.open("王主任", f"/h5/request/{number}")

    page = await cases.open("郑老师", f"/h5/request/{number}")
    sent = await cases.press("郑老师", own, f"/h5/request/{number}", "agree")

    assert (page.status, sent.status) == (404, 404)
    assert "杭州" not in page.text
    assert await cases.college.rows("select kind from acts") == [("submit",)]


async def test_who_looked_at_somebody_elses_request_is_on_record(cases):
    number = await cases.submitted("李雷", "travel", STORED)

    for name in ("李雷", "郑老师", "王主任"):
        await cases.open(name, f"/h5/request/{number}")

    looks = """select p.name from audit join people p on 'person:' || p.id = actor
        where action = 'request.look' and object = 'request:' || cast(:no as text)"""
    assert await cases.college.rows(looks, no=str(number)) == [("王主任",)]


async def test_a_page_drawn_before_somebody_else_decided_decides_nothing(cases):
    number = await cases.submitted("李雷", "travel", STORED)
    old = await cases.open("王主任", f"/h5/request/{number}")
    await cases.act(number, Agree(actor=await cases.person("王主任"), at=cases.college.now))

    page = await cases.press("王主任", old, f"/h5/request/{number}", "refuse", {".words": "不行"})

    assert "审批中，等周处长办理" in page.text
    assert await cases.college.rows("select kind from acts order by no") == [("submit",), ("agree",)]


async def test_a_step_is_filled_in_and_done_in_one_go(cases):
    number = await cases.submitted("李雷", "repair_ticket", REPAIR)
    worker = str(cases.college.ids["吴老师"])

    without = await cases.post("郑老师", f"/h5/request/{number}", "agree")
    page = await cases.press("郑老师", without, f"/h5/request/{number}", "agree", {"worker": worker})

    assert "请填写“维修员”。" in without.text
    assert "等吴老师办理" in page.text
    assert await cases.college.rows("select kind from acts order by no") == [("submit",), ("fill",), ("agree",)]


async def test_what_people_typed_is_shown_as_typed(cases):
    number = await cases.submitted("李雷", "repair_ticket", REPAIR)
    browser = await cases.browser("郑老师")
    await browser.open(f"/h5/request/{number}")

    async with browser.session.get(f"{browser.base}/h5/request/{number}") as answer:
        raw = await answer.text()

    assert "&lt;b&gt;漏水&lt;/b&gt;\n@所有人" in raw
    assert "<b>漏水" not in raw


async def test_a_signature_is_kept_and_bound_to_what_was_signed(cases):
    number = await correction(cases)

    page = await cases.post("李雷", f"/h5/request/{number}", "agree", {".signature": drawn()})

    content = await cases.college.one("select detail ->> 'content' from audit where action = 'request.agree'")
    kept = {"content": content, "picture": sha256(picture()).hexdigest()}
    assert "等周处长办理" in page.text
    assert await cases.college.rows("select signature from acts where kind = 'agree'") == [(digest(kept),)]
    assert await cases.college.rows("select field, name, sha256 from attachments") == [
        ("signature:filler", "签名.png", kept["picture"])
    ]


@pytest.mark.parametrize("signature", ["", "!!!", drawn(b"\0\0\0\0"), base64.b64encode(b"GIF89a").decode()])
async def test_without_a_drawn_signature_the_step_stays_open(cases, signature):
    number = await correction(cases)

    page = await cases.post("李雷", f"/h5/request/{number}", "agree", {".signature": signature})

    assert "这一步要手写签名" in page.text
    assert await cases.college.rows("select kind from acts") == [("submit",)]
    assert await cases.college.rows("select 1 from attachments") == []


async def test_a_signature_under_another_content_does_not_count(cases):
    number = await correction(cases)

    page = await cases.post("李雷", f"/h5/request/{number}", "agree", {".signature": drawn(), ".content": "0" * 64})

    assert "请重新核对、重新签名" in page.text
    assert await cases.college.rows("select kind from acts") == [("submit",)]


async def test_a_secret_is_shown_to_the_people_of_its_steps_alone(cases):
    number = await cases.submitted("李雷", "psych_crisis_report", CRISIS)
    asked = await cases.college.rows("select p.name from places join people p on p.id = person_id")
    reader = str(asked[0][0])
    await cases.act(
        number, GiveCopy(actor=await cases.person("李雷"), at=cases.college.now, to=(await cases.person("韩梅"),))
    )

    assert CRISIS["detail"] in (await cases.open(reader, f"/h5/request/{number}")).text
    assert CRISIS["detail"] not in (await cases.open("韩梅", f"/h5/request/{number}")).text


@pytest.mark.parametrize(
    ("button", "filled", "kind", "shown"),
    [
        ("comment", {".words": "请补上行程"}, "comment", "请补上行程"),
        ("copy", {"copy-to.find": "韩梅"}, "copy", "韩梅（未阅）"),
        ("transfer", {"transfer-to.find": "孙副组长"}, "transfer", "等孙副组长办理"),
        ("add", {"add-to.find": "孙副组长", ".where": "before"}, "add", "孙副组长"),
        ("return", {".words": "请写明行程", ".to": ""}, "return", "已退回"),
    ],
)
async def test_everything_else_is_done_with_its_own_form(cases, button, filled, kind, shown):
    number = await cases.submitted("李雷", "travel", STORED)

    page = await cases.post("王主任", f"/h5/request/{number}", button, filled)

    assert page.path == f"/h5/request/{number}?done={button}"
    assert shown in page.text
    assert await cases.college.rows("select kind from acts order by no") == [("submit",), (kind,)]


@pytest.mark.parametrize(
    ("button", "filled", "why"),
    [
        ("transfer", {}, "请先选人"),
        ("transfer", {"transfer-to.find": "没有这个人"}, "没有找到叫"),
        ("transfer", {"transfer-to.find": "李雷"}, "不能交给申请人本人"),
        ("comment", {".words": "  "}, "请写下内容"),
        ("withdraw", {}, "只有申请人本人可以这样做"),
        ("return", {".words": "退", ".to": "vice_president"}, "只能退回到前面的步骤"),
        ("end", {".words": "不想批"}, "只有管理员可以这样做"),
        ("fly", {}, "请从页面上的按钮里选"),
    ],
)
async def test_what_may_not_be_is_refused_in_words_and_changes_nothing(cases, button, filled, why):
    number = await cases.submitted("李雷", "travel", STORED)

    page = await cases.post("王主任", f"/h5/request/{number}", button, filled)

    assert why in page.text
    assert await cases.college.rows("select kind from acts") == [("submit",)]


async def test_a_comment_that_is_sent_twice_is_written_once(cases):
    number = await cases.submitted("李雷", "travel", STORED)
    page = await cases.open("王主任", f"/h5/request/{number}")

    for _ in range(3):
        await cases.press("王主任", page, f"/h5/request/{number}", "comment", {".words": "收到"})

    assert await cases.college.rows("select words from acts where kind = 'comment'") == [("收到",)]


async def test_who_got_a_copy_marks_it_as_read(cases):
    number = await cases.submitted("李雷", "travel", STORED)
    copied = GiveCopy(actor=await cases.person("李雷"), at=cases.college.now, to=(await cases.person("韩梅"),))
    await cases.act(number, copied)

    page = await cases.post("韩梅", f"/h5/request/{number}", "read")

    assert "韩梅（已阅）" in page.text
    assert 'value="read"' not in page.text
    assert 'value="agree"' not in page.text


async def test_the_applicant_withdraws_on_the_page(cases):
    number = await cases.submitted("李雷", "travel", STORED)

    page = await cases.post("李雷", f"/h5/request/{number}", "withdraw", {".words": "会议取消"})

    assert "已撤回" in page.text
    assert await cases.college.state(number) == "withdrawn"


async def test_words_of_a_decision_are_offered_the_next_time(cases):
    first, second = [await cases.submitted("李雷", "travel", {**STORED, "period": period(d)}) for d in (6, 13)]
    await cases.post("王主任", f"/h5/request/{first}", "agree", {".words": "同意，注意安全"})

    page = await cases.open("王主任", f"/h5/request/{second}")

    assert '<button type="button" class="small">同意，注意安全</button>' in page.text


def period(day: int) -> dict[str, str]:
    return {"start": f"2030-03-{day:02}T00:00:00+00:00", "end": f"2030-03-{day:02}T10:00:00+00:00"}


REPORT = """
key = "report"
title = "办结报告"
group = "试"
[[fields]]
name = "matter"
label = "事项"
type = "text"
required = true
[[fields]]
name = "proof"
label = "办结材料"
type = "attachment"
required = true
[[steps]]
key = "head"
label = "办理"
kind = "handle"
who = "department_head"
fills = ["proof"]
"""


async def test_a_file_that_a_step_asks_for_comes_with_its_decision(cases):
    await cases.offer(REPORT)
    number = await cases.submitted("李雷", "report", {"matter": "整改"})
    way = f"/h5/request/{number}"

    without = await cases.post("王主任", way, "agree")
    broken = await cases.press("王主任", without, way, "agree", files=[("file:proof", "x.exe", b"MZ\0\0")])
    done = await cases.press("王主任", broken, way, "agree", files=[("file:proof", "证明.pdf", b"%PDF-1.7 x")])

    assert "请填写“办结材料”。" in without.text
    assert "附件没有收下" in broken.text
    assert "证明.pdf" in done.text
    assert await cases.college.state(number) == "approved"


async def test_what_cannot_be_agreed_to_leaves_nothing_behind(cases):
    await cases.offer(REPORT.replace('fills = ["proof"]', 'fills = ["proof"]\nsignature = true'))
    number = await cases.submitted("李雷", "report", {"matter": "整改"})
    await cases.college.rows(
        """
        insert into attachments (id, request_no, field, name, media_type, size, sha256, content, person_id, at)
        select gen_random_uuid(), no, 'x', 'x', 'text/plain', 1, 'x', 'x', applicant_id, now()
        from requests, generate_series(1, 19) where no = :no returning 1
        """,
        no=number,
    )
    proof = [("file:proof", "证明.pdf", b"%PDF-1.7 x")]

    page = await cases.post("王主任", f"/h5/request/{number}", "agree", {".signature": drawn()}, files=proof)

    assert "最多 20 个附件" in page.text  # the file was the twentieth, and so there is no place for the signature
    assert await cases.college.rows("select kind from acts") == [("submit",)]
    assert await cases.fields(number) == {"matter": "整改"}
    assert await cases.college.one("select count(*) from attachments") == 19
    assert await cases.college.rows("select action from audit where action = 'request.fill'") == []


async def test_an_agreement_that_comes_too_late_is_on_record_with_nothing_of_what_came_along(cases):
    await cases.offer(REPORT)
    number = await cases.submitted("李雷", "report", {"matter": "整改"})
    way = f"/h5/request/{number}"
    page = await cases.open("王主任", way)
    await cases.act(number, Withdraw(actor=await cases.person("李雷"), at=cases.college.now))

    await cases.press("王主任", page, way, "agree", files=[("file:proof", "证明.pdf", b"%PDF-1.7 x")])

    assert await cases.college.rows("select detail ->> 'attempt' from audit where action = 'request.refuse'") == [
        ("agree",)
    ]
    assert await cases.college.rows("select 1 from attachments") == []


async def test_a_file_that_is_too_large_is_turned_away_in_words(cases):
    await cases.offer(REPORT)
    number = await cases.submitted("李雷", "report", {"matter": "整改"})
    way = f"/h5/request/{number}"
    page = await cases.open("王主任", way)

    after = await cases.press("王主任", page, way, "agree", files=[("file:proof", "大.pdf", b"%PDF-" + bytes(LARGEST))])

    assert after.status == 413
    assert "文件超过 20 MB" in after.text
    assert await cases.college.rows("select 1 from attachments") == []


@pytest.mark.parametrize("verb", [Verb.DETAIL, Verb.FILL])
async def test_a_link_to_the_details_of_a_card_leads_to_the_page(cases, verb):
    number = await cases.submitted("李雷", "travel", STORED)
    card = await cases.college.card_row("王主任")
    link = cases.pages.links.url(STAFF, card.id, "王主任", str(Action(verb, 1)), cases.college.now)

    page = await cases.open("王主任", link)

    assert page.path == f"/h5/request/{number}"
