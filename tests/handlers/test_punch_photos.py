"""打卡 with a picture: asked for where the rules say so, counted when it has come, seen by HR and the head alone."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from adapters.ports import PlatformRefused
from domain.events import MediaKind, MediaSent, PlaceSent
from handlers.form_files import receive_file
from handlers.punch_photos import is_photo, receive_photo
from handlers.punching import LARGEST_PHOTO
from jobs.fetching import Fetcher
from storage.punch_retention import forget_photos
from tests.handlers.attendance import rules
from tests.handlers.college import CAMPUS, STAFF, College
from tests.handlers.test_punching import GATE, PUNCHES, SINCE

JPEG = b"\xff\xd8\xff\xe0" + b"0" * 60
GROUPS = {
    "groups": [
        {
            "name": "网络",
            "departments": ["网络教研室"],
            "rules": SINCE,
            "fences": [GATE],
            "outside": "record",
            "photo": "outside",
        },
        {"name": "系里", "departments": ["信息工程系"], "rules": SINCE, "photo": "always"},
    ]
}
ASKED = "这里打卡要照片，请在 5 分钟内拍一张现场照片发来，收到时才算打卡。照片只有人事和部门负责人能看到。"


@pytest.fixture
def campus(college: College) -> College:
    college.office = replace(college.office, attendance=rules(GROUPS), pages="https://bot.example.edu.cn")
    return college


async def send_picture(college: College, name: str, media: MediaKind = MediaKind.IMAGE) -> list[str]:
    await college.send(MediaSent(user_id=name, at=college.now, media=media, media_id="m1"))
    return college.heard(name)


async def fetched(college: College, content: bytes | None) -> None:
    class Shelf:
        async def fetch(self, media_id: str) -> bytes:
            if content is None:
                raise PlatformRefused("media", f"没有 {media_id}")
            return content

    async def receive(tx, wanted, found):
        await (receive_photo if is_photo(wanted) else receive_file)(tx, college.office, wanted, found)

    fetcher = Fetcher(college.database, {STAFF: Shelf()}, receive, lambda: college.now)
    while await fetcher.fetch_next():
        pass


async def punched_with_photo(college: College, name: str) -> datetime:
    await college.say(name, "打卡")
    await send_picture(college, name)
    sent = college.now
    college.now += timedelta(minutes=3)
    await fetched(college, JPEG)
    return sent


async def test_the_punch_counts_when_the_picture_comes_and_by_when_it_came(campus):
    (asked,) = await campus.say("李雷", "打卡")
    (noted,) = await send_picture(campus, "李雷")
    sent = campus.now
    before = await campus.rows(PUNCHES)
    campus.now += timedelta(minutes=20)
    await fetched(campus, JPEG)

    assert asked == ASKED
    assert noted == "照片收到了，正在取。取到以后会告诉您打卡结果。"
    assert before == []
    assert await campus.rows(PUNCHES) == [(campus.ids["李雷"], "chat", sent, "", None)]
    assert (await campus.texts("李雷"))[-1].startswith(f"已打卡：3月4日 {sent.astimezone(CAMPUS):%H:%M:%S}。")
    assert await campus.one("select content from punch_photos") == JPEG


async def test_outside_of_the_fence_the_place_is_asked_for_first_and_within_it_no_picture(campus):
    await campus.say("孙副组长", "打卡")
    await campus.send(PlaceSent(user_id="孙副组长", at=campus.now, latitude=30.2741, longitude=120.1551))
    within = campus.heard("孙副组长")
    campus.now += timedelta(hours=1)
    await campus.say("孙副组长", "打卡")
    await campus.send(PlaceSent(user_id="孙副组长", at=campus.now, latitude=30.3, longitude=120.1551))
    (outside,) = campus.heard("孙副组长")
    await send_picture(campus, "孙副组长")
    await fetched(campus, JPEG)

    assert within[-1].startswith("已打卡")
    assert outside == f"位置已收到（距东门 2.7 公里，范围外）。{ASKED}"
    assert [(row[3], row[4]) for row in await campus.rows(PUNCHES)] == [("东门", True), ("距东门 2.7 公里", False)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "没有打卡：照片没有取到。请重新发 打卡，再拍一张发来。"),
        (b"%PDF-1.7 0000", "没有打卡：发来的不是照片。请重新发 打卡，再拍一张发来。"),
        (JPEG + b"0" * LARGEST_PHOTO, "没有打卡：照片超过 10 MB。请重新发 打卡，发一张小一些的（不要选“原图”）。"),
    ],
)
async def test_without_a_picture_there_is_no_punch_and_that_is_said(campus, content, told):
    await campus.say("李雷", "打卡")
    await send_picture(campus, "李雷")
    await fetched(campus, content)

    assert (await campus.texts("李雷"))[-1] == told
    assert await campus.rows(PUNCHES) == []
    assert await campus.one("select count(*) from punch_photos") == 0


async def test_a_picture_that_was_not_asked_for_or_comes_too_late_is_no_punch(campus):
    unasked = await send_picture(campus, "李雷")
    await campus.say("李雷", "打卡")
    campus.now += timedelta(minutes=6)
    late = await send_picture(campus, "李雷")
    await fetched(campus, JPEG)

    assert not any("照片收到了" in each for each in (*unasked, *late))
    assert await campus.rows(PUNCHES) == []


async def test_hr_and_the_head_are_shown_where_the_picture_is_and_nobody_else(campus):
    await punched_with_photo(campus, "李雷")
    number = await campus.one("select id from punch_photos")

    (own,) = await campus.say("李雷", "解释 今天")
    (head,) = await campus.say("王主任", "解释 李雷 今天")
    (other,) = await campus.say("孙副组长", "解释 李雷 今天")

    assert "照片" not in own
    assert f"https://bot.example.edu.cn/h5/punch/photo/{number}" in head
    assert head.startswith("李雷：")
    assert other.startswith("没有查：没有这个人，或者您不能看他的考勤。")
    assert await campus.one("select count(*) from audit where action = 'attendance.look'") == 1


async def test_pictures_are_forgotten_after_a_while_and_the_punch_stays(campus):
    sent = await punched_with_photo(campus, "李雷")
    async with campus.database.begin(campus.now) as tx:
        kept = await forget_photos(tx, sent)
        gone = await forget_photos(tx, sent + timedelta(seconds=1))

    assert (kept, gone) == (0, 1)
    assert len(await campus.rows(PUNCHES)) == 1


def test_a_rule_may_ask_for_a_picture_and_a_wrong_word_is_named():
    from domain.attendance.loading import load_rules

    found = load_rules("x.toml", {"groups": [{"name": "甲", "rules": [{"since": date(2030, 1, 1)}], "photo": "maybe"}]})

    assert isinstance(found, tuple)
    assert "photo" in found[0].key
