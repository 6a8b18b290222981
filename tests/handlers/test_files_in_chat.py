"""Files sent into the chat: noted at once, fetched by the platform's own id, kept in the form being filled in."""

import tomllib
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.ports import PlatformBusy, PlatformRefused
from domain.events import MediaKind, MediaSent
from handlers.form_files import receive_file
from jobs.fetching import MOST_TRIES, Fetcher
from storage.forms import publish
from tests.handlers.college import STAFF, College
from tests.handlers.forms import with_forms
from tests.handlers.two_platforms import join_dingtalk, type_there

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PDF = b"%PDF-1.7 " + b"0" * 40
PROGRAM = b"MZ" + b"\x00" * 40


class Shelf:
    """The platform's store of files: what lies there by id, and what it answers for the rest."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked = 0
        self.is_busy = False

    async def fetch(self, media_id: str) -> bytes:
        self.asked += 1
        if self.is_busy:
            raise PlatformBusy("busy", "稍后自动重试")
        if media_id not in self.files:
            raise PlatformRefused("media", "没有这个文件")
        return self.files[media_id]


@pytest.fixture
async def college(college: College) -> College:
    return await with_forms(college)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


async def send(college: College, shelf: Shelf, content: bytes | None, media: MediaKind = MediaKind.IMAGE) -> list[str]:
    """Send a file into the chat, and let it be fetched; what was heard at once."""
    media_id = f"media-{len(shelf.files)}"
    if content is not None:
        shelf.files[media_id] = content
    await college.send(MediaSent(user_id="李雷", at=college.now, media=media, media_id=media_id))
    return college.heard("李雷")


async def fetch(college: College, shelf: Shelf) -> None:
    async def receive(tx, wanted, content):
        await receive_file(tx, college.office, wanted, content)

    fetcher = Fetcher(college.database, {STAFF: shelf}, receive, lambda: college.now)
    while await fetcher.fetch_next():
        pass


async def begin_repair(college: College) -> None:
    await college.say("李雷", "办事 报修")
    await college.press("李雷", "设备")
    await college.say("李雷", "一楼")
    await college.say("李雷", "灯坏了")


async def photos(college):
    found = await college.one("select fields -> 'photo' from requests where no = 1001")
    return found or []


def row(card, label):
    return next((row.value for row in card.rows if row.label == label), "")


async def test_a_picture_goes_into_the_open_form(college, shelf):
    await begin_repair(college)

    said = await send(college, shelf, PNG)
    await fetch(college, shelf)

    assert said == ["收到，正在存进“照片”。"]
    assert (await college.texts("李雷"))[-1] == "已存进“照片”，共 1 个文件。"
    (photo,) = await photos(college)
    assert photo["size"] == len(PNG)
    assert row(await college.card("李雷"), "照片").startswith("照片1.png")
    assert await college.one("select content from attachments") == PNG
    assert await college.rows("select 1 from wanted_files") == []


async def test_several_are_kept_and_the_same_one_once(college, shelf):
    await begin_repair(college)

    for content in (PNG, PNG + b"1", PNG):
        await send(college, shelf, content)
    await fetch(college, shelf)

    assert len(await photos(college)) == 2


async def test_a_file_that_is_no_picture_is_not_taken_for_one(college, shelf):
    await begin_repair(college)

    await send(college, shelf, PDF)
    await fetch(college, shelf)

    assert (await college.texts("李雷"))[-1] == "“照片”没有填：这不是图片，请发送照片或截图。"
    assert await photos(college) == []
    assert await college.rows("select 1 from attachments") == []


async def test_a_program_is_refused_by_its_content(college, shelf):
    await begin_repair(college)

    await send(college, shelf, PROGRAM)
    await fetch(college, shelf)

    assert (await college.texts("李雷"))[-1].startswith("附件没有收下：")
    assert await photos(college) == []


async def test_a_document_goes_into_an_attachment_and_not_into_a_picture(college, shelf):
    await begin_repair(college)
    said = await send(college, shelf, PDF, MediaKind.FILE)

    await college.say("李雷", "办事 更正")
    taken = await send(college, shelf, PDF, MediaKind.FILE)

    assert said == ["收到，但正在填的这张单没有放这种文件的地方，没有替您存。"]
    assert taken == ["收到，正在存进“佐证”。"]


CONTRACT = """
key = "paper"
title = "交文件"
group = "试"
[[fields]]
name = "paper"
label = "文件"
type = "attachment"
required = true
[[steps]]
key = "head"
label = "部门负责人"
who = "department_head"
"""


async def offer_paper(college: College) -> None:
    async with college.database.begin(college.now) as tx:
        await publish(tx, {"paper": tomllib.loads(CONTRACT)})


async def test_where_the_chat_brings_no_files_the_question_leads_to_the_page(college):
    """WeCom hands an application pictures only: nobody is asked for a file that never arrives."""
    await offer_paper(college)
    college.office = replace(college.office, pages="https://oa.example.edu.cn")

    (said,) = await college.say("李雷", "办事 交文件")

    assert said.splitlines()[-1] == (
        "请问文件？图片可直接在这里发送；这里收不到文件，文件请在网页上传。"
        "网页：https://oa.example.edu.cn/h5/form/1001?at=wecom:staff"
    )


async def test_without_pages_a_picture_of_it_is_asked_for(college):
    await offer_paper(college)

    (said,) = await college.say("李雷", "办事 交文件")

    assert said.endswith("请直接在这里发送图片；这里收不到文件，文件请拍照或截图后发送。")


async def test_where_the_chat_brings_files_they_are_asked_for(college):
    await offer_paper(college)
    await join_dingtalk(college, "李雷")

    (said,) = await type_there(college, "李雷", "办事 交文件")

    assert said.endswith("请直接在这里发送文件或图片。")


async def test_without_a_form_a_file_is_answered_and_left_where_it_is(college, shelf):
    (said,) = await send(college, shelf, PNG)
    await fetch(college, shelf)

    assert said.startswith("收到，但我现在不看图片")
    assert shelf.asked == 0


async def test_what_the_platform_no_longer_has_is_said(college, shelf):
    await begin_repair(college)

    await send(college, shelf, None)
    await fetch(college, shelf)

    assert (await college.texts("李雷"))[-1] == "没有存：没能从平台取到您发的文件。请重新发一次。"
    assert await college.rows("select 1 from wanted_files") == []


async def test_a_busy_platform_is_asked_again_and_not_for_ever(college, shelf):
    await begin_repair(college)
    await send(college, shelf, PNG)
    shelf.is_busy = True
    for _ in range(MOST_TRIES):
        await college.rows("update wanted_files set due_at = now() returning id")
        await fetch(college, shelf)

    assert shelf.asked == MOST_TRIES
    assert (await college.texts("李雷"))[-1].startswith("没有存：")
    assert await college.rows("select 1 from wanted_files") == []


async def test_whoever_submitted_meanwhile_is_told_that_it_came_too_late(college, shelf):
    await begin_repair(college)
    await send(college, shelf, PNG)
    await college.say("李雷", "提交")

    await fetch(college, shelf)

    assert (await college.texts("李雷"))[-1] == "没有存：这张单已经不在填写了。"
    assert await photos(college) == []


async def test_a_file_that_somebody_took_and_lost_is_taken_again(college, shelf):
    await begin_repair(college)
    await send(college, shelf, PNG)
    await college.rows("update wanted_files set attempts = 1, due_at = now() + interval '1 hour' returning id")
    await fetch(college, shelf)
    before = len(await photos(college))

    await college.rows("update wanted_files set due_at = now() returning id")
    college.now += timedelta(minutes=3)
    await fetch(college, shelf)

    assert before == 0
    assert len(await photos(college)) == 1
