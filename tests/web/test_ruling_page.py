"""The page of a request offers exactly what somebody may do: administrators' acts, delegating, taking out, undoing."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.flow.acts import Add, Agree, Where
from domain.flow.kinds import ActKind
from domain.forms.posts import PostRule
from handlers.matter import open_case
from storage.database import Database
from tests.handlers.cases import OVERTIME
from tests.handlers.college import find_college, found_college
from tests.handlers.forms import POSTS, with_forms
from tests.handlers.two_platforms import give_role
from tests.web.case_pages import CasePages, case_pages
from tests.web.test_form_page import STORED

VERBS = {
    "agree": ActKind.AGREE,
    "refuse": ActKind.REFUSE,
    "return": ActKind.RETURN,
    "transfer": ActKind.TRANSFER,
    "delegate": ActKind.DELEGATE,
    "add": ActKind.ADD,
    "take_out": ActKind.TAKE_OUT,
    "copy": ActKind.COPY,
    "comment": ActKind.COMMENT,
    "withdraw": ActKind.WITHDRAW,
    "urge": ActKind.URGE,
    "read": ActKind.READ,
    "undo": ActKind.UNDO,
    "jump": ActKind.JUMP,
    "end": ActKind.END,
    "replace": ActKind.REPLACE,
}


@pytest.fixture
async def cases(database: Database) -> AsyncIterator[CasePages]:
    """The college with 郑老师 as administrator; 王主任 also answers for the training base."""
    await found_college(database)
    college = await find_college(database)
    await with_forms(college, "travel", "overtime")
    east = PostRule("east_manager", "东区管理岗", staff_no=("T-王主任",))
    college.office = replace(college.office, posts=replace(POSTS, rules=(*POSTS.rules, east)))
    give_role(college, "admin", "郑老师")
    async with case_pages(college) as pages:
        yield pages


@pytest.fixture
async def trip(cases: CasePages) -> int:
    return await cases.submitted("李雷", "travel", STORED)


def way(number: int) -> str:
    return f"/h5/request/{number}"


def offered(text: str) -> set[str]:
    return set(re.findall(r'name="\.do" value="([a-z_]+)"', text))


async def numbered(cases: CasePages, name: str) -> str:
    return str(cases.college.ids[name])


async def waiting(cases: CasePages, number: int) -> list[object]:
    found = await cases.college.rows(
        "select p.name from places join people p on p.id = person_id where request_no = :no order by no", no=number
    )
    return [row[0] for row in found]


@pytest.mark.parametrize("stage", ["draft", "fresh", "signed", "added", "batch", "approved", "ended"])
async def test_what_is_offered_is_what_the_one_place_that_grants_rights_allows(cases, stage):
    """For everybody of the college, at every stage."""
    number = await arranged(cases, stage)

    for name in cases.college.ids:
        page = await cases.open(name, way(number))

        async with cases.college.database.begin(cases.college.now) as tx:
            matter = await open_case(tx, cases.college.office, number)
            assert matter
            look = matter.look(await cases.person(name), tx)
        knows = matter.is_known_to(look.viewer, cases.college.now)
        places = {run.key for run, _ in look.places}
        allowed = {
            verb for verb, kind in VERBS.items() if knows and (look.may(kind) or any(look.may(kind, k) for k in places))
        }
        assert page.status == (200 if knows else 404)
        assert offered(page.text) == allowed, name


async def arranged(cases: CasePages, stage: str) -> int:
    if stage == "draft":
        return await cases.draft("李雷", "travel", STORED)
    if stage == "batch":
        number = await cases.submitted("李雷", "overtime", OVERTIME)
        await cases.act(number, Agree(actor=await cases.person("王主任"), at=cases.college.now, in_batch=True))
        return number
    number = await cases.submitted("李雷", "travel", STORED)
    if stage in {"signed", "approved"}:
        await cases.act(number, Agree(actor=await cases.person("王主任"), at=cases.college.now))
    if stage == "approved":
        await cases.act(number, Agree(actor=await cases.person("周处长"), at=cases.college.now))
    if stage == "added":
        signer, head = await cases.person("韩梅"), await cases.person("王主任")
        await cases.act(number, Add(actor=head, at=cases.college.now, signer=signer, where=Where.BESIDE))
    if stage == "ended":
        await cases.post("郑老师", way(number), "end", {".words": "重复"})
    return number


async def test_an_administrator_puts_another_in_a_place_with_a_reason(cases, trip):
    place = {".place": f"head:{await numbered(cases, '王主任')}", "replace-to": await numbered(cases, "韩梅")}

    page = await cases.post("郑老师", way(trip), "replace", place)
    done = await cases.press("郑老师", page, way(trip), "replace", {**place, ".words": "王主任出差"})

    assert "请写明理由" in page.text
    assert "已改派，对方会收到这张单。" in done.text
    assert await waiting(cases, trip) == ["韩梅"]
    assert await cases.college.rows("select kind, words from acts where kind = 'replace'") == [
        ("replace", "王主任出差")
    ]


async def test_somebody_is_named_for_a_step_that_is_stuck(cases, trip):
    for name in ("周处长", "钱院长", "赵组长"):
        await cases.college.leaves_the_college(name)
    await cases.act(trip, Add(
        actor=await cases.person("王主任"), at=cases.college.now, signer=await cases.person("韩梅"), where=Where.BESIDE
    ))  # fmt: skip
    await cases.college.leaves_the_college("王主任")
    await cases.post("郑老师", way(trip), "replace", {
        ".place": f"head:{await numbered(cases, '王主任')}",
        "replace-to": await numbered(cases, "孙副组长"), ".words": "离校",
    })  # fmt: skip
    for name in ("孙副组长", "韩梅"):
        await cases.post(name, way(trip), "agree")

    page = await cases.open("郑老师", way(trip))
    named = {"replace-to": await numbered(cases, "吴老师"), ".words": "暂缺"}
    await cases.press("郑老师", page, way(trip), "replace", {".place": "finance:", **named})

    assert "没有人办" in page.text
    assert await waiting(cases, trip) == ["吴老师"]


async def test_an_administrator_jumps_ahead_and_what_lies_between_is_skipped(cases, trip):
    nowhere = await cases.post("郑老师", way(trip), "jump", {".to": "", ".words": "急"})
    page = await cases.press("郑老师", nowhere, way(trip), "jump", {".to": "finance", ".words": "领导外出"})

    assert "没有办理" in nowhere.text
    assert "已跳转。" in page.text
    assert "管理员跳过" in page.text
    assert await waiting(cases, trip) == ["周处长"]


async def test_an_administrator_ends_it_and_nobody_else_can(cases, trip):
    page = await cases.open("王主任", way(trip))

    refused = await cases.press("王主任", page, way(trip), "end", {".words": "不想批"})
    ended = await cases.post("郑老师", way(trip), "end", {".words": "会议取消"})

    assert "只有管理员可以这样做" in refused.text
    assert "会议取消" in ended.text
    assert await cases.college.state(trip) == "rejected"


async def test_what_was_written_stays_with_the_act_that_was_refused(cases, trip):
    page = await cases.post("王主任", way(trip), "transfer", {".words": "请您代看"})

    assert "请先选人" in page.text
    assert page.text.count("请您代看") == 1
    assert '<a href="#fold-transfer">' in page.text
    assert re.search(r"<details name=\"more\" id=\"fold-transfer\" open><summary>转交", page.text)


async def test_a_delegate_gives_an_opinion_and_it_comes_back(cases, trip):
    asked = await cases.post("王主任", way(trip), "delegate", {"delegate-to": await numbered(cases, "韩梅")})
    assert "已委派，对方给出意见后，再由您决定。" in asked.text
    assert await waiting(cases, trip) == ["韩梅"]

    await cases.post("韩梅", way(trip), "agree", {".words": "可以去"})

    assert await waiting(cases, trip) == ["王主任"]


async def test_whoever_was_added_is_taken_out_again(cases, trip):
    await cases.post("王主任", way(trip), "add", {"add-to": await numbered(cases, "韩梅"), ".where": "before"})
    assert await waiting(cases, trip) == ["韩梅"]

    page = await cases.open("王主任", way(trip))
    assert "韩梅（加签）" in page.text
    page = await cases.press("王主任", page, way(trip), "take_out", {".who": await numbered(cases, "韩梅")})

    assert "已减签，对方不用再办这张单。" in page.text
    assert await waiting(cases, trip) == ["王主任"]


async def test_nobody_is_taken_out_who_was_not_added(cases, trip):
    await cases.post("王主任", way(trip), "add", {"add-to": await numbered(cases, "韩梅"), ".where": "beside"})
    page = await cases.open("王主任", way(trip))

    own = await cases.press("王主任", page, way(trip), "take_out", {".who": await numbered(cases, "王主任")})
    none = await cases.press("王主任", page, way(trip), "take_out", {".who": "99999"})

    assert "没有办理" in own.text
    assert "没有办理" in none.text
    assert await waiting(cases, trip) == ["王主任", "韩梅"]


async def test_an_agreement_given_in_a_batch_is_taken_back_within_its_minutes(cases):
    number = await arranged(cases, "batch")

    page = await cases.open("王主任", way(number))
    undone = await cases.press("王主任", page, way(number), "undo")

    assert "您刚才批量同意了这张单，09:05 以前可以撤销。" in page.text
    assert "已撤销刚才的同意，这张单又等您办理。" in undone.text
    assert await cases.college.state(number) == "pending"


async def test_after_its_minutes_it_stays(cases):
    number = await arranged(cases, "batch")
    page = await cases.open("王主任", way(number))
    cases.college.now += timedelta(minutes=6)

    late = await cases.press("王主任", page, way(number), "undo")

    assert "undo" not in offered(late.text)
    assert await cases.college.state(number) == "approved"
