"""What is said in a group is answered without anything personal; rights to answer are kept until they end."""

from datetime import timedelta

from domain.address import GROUP
from domain.events import Entered, ReplyRight, SaidInGroup, TextSaid
from handlers.dispatch import Outcome
from storage.reply_rights import find, keep
from storage.retention import purge_counters
from tests.handlers.two_platforms import DINGTALK, join_dingtalk, on_dingtalk

ANSWER = "请假、审批等个人事务请和我单聊办理，群里不办，也不显示任何人的信息。"
CHAT = "cidAbC=="


def said(college, words: str, name: str = "李雷", right: ReplyRight | None = None) -> SaidInGroup:
    return SaidInGroup(user_id=on_dingtalk(name), at=college.now, group=CHAT, text=words, reply_right=right)


async def right_of(college, user_id: str) -> str | None:
    async with college.database.begin(college.now) as tx:
        return await find(tx, DINGTALK, user_id, college.now)


async def test_a_group_hears_where_personal_matters_are_done_and_nothing_else_happens(college):
    await join_dingtalk(college, "李雷")

    outcome = await college.send(said(college, "请事假 明天下午 家里有事"), DINGTALK)

    assert outcome is Outcome.DONE
    assert college.spoken == [(f"{GROUP}{CHAT}", ANSWER)]
    assert await college.rows("select person_id from outbox") == [(None,)]
    assert await college.one("select count(*) from requests") == 0
    assert await college.one("select count(*) from accounts where last_seen_at is not null") == 0


async def test_a_group_in_which_everybody_speaks_is_answered_once_a_minute(college):
    for name in ("李雷", "韩梅", "不认识的人"):
        await college.send(said(college, "余额", name), DINGTALK)
    college.now += timedelta(minutes=1)
    await college.send(said(college, "余额"), DINGTALK)

    assert await college.one("select count(*) from outbox") == 2


async def test_the_right_of_a_group_is_the_groups_and_never_a_persons(college):
    await join_dingtalk(college, "李雷")
    right = ReplyRight("https://group.example", college.now + timedelta(hours=1))

    await college.send(said(college, "你好", right=right), DINGTALK)

    assert await right_of(college, f"{GROUP}{CHAT}") == "https://group.example"
    assert await right_of(college, on_dingtalk("李雷")) is None


async def test_the_newest_right_is_used_while_it_lives_long_enough(college):
    await join_dingtalk(college, "李雷")
    user = on_dingtalk("李雷")
    for value, minutes in (("older", 30), ("newer", 60), ("late arrival", 10)):
        right = ReplyRight(value, college.now + timedelta(minutes=minutes))
        await college.send(TextSaid(user_id=user, at=college.now, text="余额", reply_right=right), DINGTALK)

    assert await right_of(college, user.upper()) == "newer"
    college.now += timedelta(minutes=59, seconds=20)
    assert await right_of(college, user) is not None
    college.now += timedelta(seconds=20)
    assert await right_of(college, user) is None


async def test_a_stranger_too_is_answered_by_the_right_they_brought(college):
    right = ReplyRight("https://chat.example", college.now + timedelta(hours=1))

    await college.send(Entered(user_id="nobody", at=college.now, reply_right=right), DINGTALK)

    assert await right_of(college, "nobody") == "https://chat.example"


async def test_rights_that_have_ended_are_forgotten(college):
    async with college.database.begin(college.now) as tx:
        await keep(tx, DINGTALK, "a", ReplyRight("gone", college.now - timedelta(minutes=1)))
        await keep(tx, DINGTALK, "b", ReplyRight("here", college.now + timedelta(minutes=1)))
        await purge_counters(tx, college.now - timedelta(days=2))

    assert await college.rows("select value from reply_rights") == [("here",)]
