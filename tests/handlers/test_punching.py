"""打卡 in chat: at once where nothing is asked for, else with a place; the time is when it arrived here."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from domain.address import Address
from domain.events import PlaceSent, Source
from domain.fences import Spot
from domain.people import Person
from domain.request import Channel
from domain.words import Command, Word
from handlers.punching import punch, punch_at
from storage.claims import claim
from storage.database import Tx
from tests.handlers.attendance import rules
from tests.handlers.college import MONDAY, STAFF, College
from web.h5.page_turn import PageTurn

GATE = {"name": "东门", "latitude": 30.2741, "longitude": 120.1551, "metres": 200}
SINCE = [{"since": date(2030, 1, 1)}]
RULES = {
    "groups": [
        {"name": "网络", "departments": ["网络教研室"], "rules": SINCE, "fences": [GATE], "outside": "record"},
        {"name": "系里", "departments": ["信息工程系"], "rules": SINCE, "fences": [GATE]},
    ]
}
WAITING = """
    insert into inbox (platform, account, event_key, lane, kind, body, received_at)
    values ('wecom', 'staff', 'k', '', 'text', '', :at)
"""
PUNCHES = "select person_id, source, punched_at, place, within_fence from punches order by id"


@pytest.fixture
def campus(college: College) -> College:
    college.office = replace(college.office, attendance=rules(RULES), pages="https://bot.example.edu.cn")
    return college


async def place(college: College, name: str, latitude: float, source: Source = STAFF) -> list[str]:
    sent = PlaceSent(user_id=name, at=college.now, latitude=latitude, longitude=120.1551)
    await college.send(sent, source)
    return college.heard(name)


async def test_where_nothing_is_asked_for_one_word_is_a_punch(college):
    (said,) = await college.say("李雷", "打卡")

    assert said == "已打卡：3月4日 09:00:01。时间以服务器收到为准；看记录请发 打卡记录。"
    assert await college.rows(PUNCHES) == [(college.ids["李雷"], "chat", college.now, "", None)]


async def test_twice_within_a_minute_counts_once_and_later_again(college):
    await college.say("李雷", "打卡")
    (again,) = await college.say("李雷", "打卡")
    college.now += timedelta(minutes=1)
    await college.say("李雷", "打卡")

    assert again == "您刚才 09:00:01 已打卡，一分钟内只算一次。"
    assert len(await college.rows(PUNCHES)) == 2


@pytest.mark.parametrize("sentence", ["打卡机坏了", "打卡 昨天忘了", "打卡 李四"])
async def test_a_sentence_about_punching_is_no_punch(college, sentence):
    await college.say("李雷", sentence)

    assert await college.rows(PUNCHES) == []


async def test_within_the_fence_a_place_completes_the_punch(campus):
    (asked,) = await campus.say("李雷", "打卡")
    (said,) = await place(campus, "李雷", 30.2750)

    assert "东门" in asked
    assert "发送位置" in asked
    assert "https://bot.example.edu.cn/h5/punch?at=wecom:staff" in asked
    assert said.startswith("已打卡：3月4日 09:00:02，东门。")
    assert await campus.rows(PUNCHES) == [(campus.ids["李雷"], "chat", campus.now, "东门", True)]


async def test_outside_the_fence_it_is_refused_with_the_distance_and_may_be_tried_again(campus):
    await campus.say("李雷", "打卡")
    (refused,) = await place(campus, "李雷", 30.3000)
    (said,) = await place(campus, "李雷", 30.2741)

    assert refused.startswith("没有打卡：您离“东门”还有 2.7 公里。请走近后再发位置")
    assert said.startswith("已打卡")
    assert len(await campus.rows(PUNCHES)) == 1


async def test_where_the_rule_allows_it_a_punch_outside_is_kept_as_such(campus):
    await campus.say("韩梅", "打卡")
    (said,) = await place(campus, "韩梅", 30.3000)

    assert "范围外，已记为外勤" in said
    ((_, _, _, kept, within),) = await campus.rows(PUNCHES)
    assert (kept, within) == ("距东门 2.7 公里", False)


async def test_a_place_that_nobody_asked_for_or_too_late_is_no_punch(campus):
    (unasked,) = await place(campus, "李雷", 30.2741)
    await campus.say("李雷", "打卡")
    campus.now += timedelta(minutes=5)
    (late,) = await place(campus, "李雷", 30.2741)

    assert unasked == late == "收到位置，没有打卡。要打卡请先发 打卡，再在 5 分钟内发位置。"
    assert await campus.rows(PUNCHES) == []


async def test_a_phone_that_does_not_know_where_it_is_punches_nothing(campus):
    async with campus.database.begin(campus.now) as tx:
        turn = turn_of(tx, campus)
        await punch_at(turn, Spot(30.2741, 120.1551), doubt=2500)

    assert turn.said == ["没有打卡：手机定位误差约 2500 米，太大了。请打开定位开关、到室外或窗边再试。"]
    assert await campus.rows(PUNCHES) == []


async def test_a_phones_doubt_speaks_for_the_person(campus):
    for doubt, kept in ((40.0, 0), (90.0, 1)):
        async with campus.database.begin(campus.now) as tx:
            await punch_at(turn_of(tx, campus), Spot(30.2766, 120.1551), doubt)  # 278 metres away, 78 beyond
        assert len(await campus.rows(PUNCHES)) == kept


async def test_the_records_of_the_last_days_are_listed_whichever_way_they_came(college):
    assert await college.say("李雷", "打卡记录") == ["最近三天没有您的打卡。要打卡请发 打卡。"]
    await college.say("李雷", "打卡")

    (listed,) = await college.say("李雷", "我的打卡")

    assert listed.splitlines() == ["您最近三天的打卡：", "3月4日 09:00:02  聊天"]


async def test_what_has_waited_in_the_inbox_was_punched_when_it_arrived(college):
    arrived = MONDAY - timedelta(minutes=20)
    async with college.database.begin(MONDAY) as tx:
        await tx.conn.execute(text(WAITING), {"at": arrived})
        assert await claim(tx, [STAFF])
        await punch(turn_of(tx, college), Command(Word.PUNCH))

    ((_, _, at, _, _),) = await college.rows(PUNCHES)
    assert at == arrived


def turn_of(tx: Tx, college: College) -> PageTurn:
    person = Person(
        id=college.ids["李雷"], name="李雷", staff_no=None, main_department_id=None, position="", is_active=True
    )
    address = Address(STAFF, "李雷", person.id)
    return PageTurn(tx=tx, office=college.office, person=person, address=address, channel=Channel.PAGE)
