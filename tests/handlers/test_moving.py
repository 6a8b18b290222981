"""A college moves from one platform to the other: the commands of docs/moving.md, one after the other."""

from datetime import UTC, date, datetime

import pytest

from domain.directory import Directory, ReadDepartment, ReadMember
from domain.events import Source
from handlers.handover import hand_over
from handlers.linking import Decider, link
from handlers.moving import MoveRefused, begin, cancel, finish
from storage.account_reviews import open_reviews
from storage.directory import load
from storage.moves import Progress, all_moves, progress_of
from tests.handlers.college import STAFF, STAFFING, TREE
from tests.handlers.two_platforms import DINGTALK, all_cards, join_dingtalk, on_dingtalk, press_there, type_there

LAST_DAY = date(2030, 3, 31)
AFTERWARDS = datetime(2030, 4, 1, 1, 0, tzinfo=UTC)
OUTCOME = "您的教师请假已通过"


async def begin_move(college, origin: Source = STAFF, target: Source = DINGTALK, last_day: date = LAST_DAY) -> str:
    async with college.database.begin(college.now) as tx:
        return await begin(tx, origin, target, last_day, college.office)


async def cancel_move(college, origin: Source = STAFF) -> str:
    async with college.database.begin(college.now) as tx:
        return await cancel(tx, origin)


async def finish_move(college, origin: Source = STAFF) -> str:
    async with college.database.begin(college.now) as tx:
        return await finish(tx, origin, college.office)


async def outcomes(college, name: str) -> tuple[int, int]:
    """How often the end of a leave was told on WeCom and on DingTalk."""
    here, there = await college.texts(name), await college.texts(on_dingtalk(name))
    return sum(t.startswith(OUTCOME) for t in here), sum(t.startswith(OUTCOME) for t in there)


async def asks_and_gets_leave(college, words: str) -> None:
    await college.asks_leave("李雷", words)
    await college.press("赵组长", "同意")
    await college.press("王主任", "同意")


async def test_during_a_move_cards_and_notices_go_to_both_accounts(college):
    await join_dingtalk(college, "李雷", "赵组长")
    said = await begin_move(college)

    await asks_and_gets_leave(college, "请事假 明天下午 家里有事")

    assert said == (
        "已记下：到 2030-03-31（含）为止，两边都有帐号的人在两边收通知和新卡片；"
        "之后只发到 dingtalk:students，本人另选的除外。"
    )
    for name in ("李雷", "赵组长"):
        shown = await all_cards(college, name)
        (here,), (there,) = shown["wecom"], shown["dingtalk"]
        assert here == there
        assert here.is_final
    assert list(await all_cards(college, "王主任")) == ["wecom"]
    assert await outcomes(college, "李雷") == (1, 1)


async def test_afterwards_only_the_new_platform_is_used(college):
    await join_dingtalk(college, "李雷", "赵组长")
    await begin_move(college)
    await college.say("赵组长", "余额")  # seen last on the old one
    college.now = AFTERWARDS

    await type_there(college, "李雷", "请事假 明天下午 家里有事")
    await press_there(college, "李雷", "提交")
    await press_there(college, "赵组长", "同意")
    await college.press("王主任", "同意")

    assert list(await all_cards(college, "赵组长")) == ["dingtalk"]
    assert await outcomes(college, "李雷") == (0, 1)


async def test_a_card_from_before_shows_its_end_on_the_old_platform_too(college):
    await join_dingtalk(college, "赵组长")
    await begin_move(college)
    await college.asks_leave("韩梅")
    college.now = AFTERWARDS

    await college.press("孙副组长", "同意")

    shown = await all_cards(college, "赵组长")
    assert [cards[-1].is_final for cards in shown.values()] == [True, True]


async def test_the_end_alone_is_not_sent_to_somebody_who_joins_meanwhile(college):
    await college.asks_leave("韩梅")
    await join_dingtalk(college, "赵组长")
    await begin_move(college)

    await college.press("孙副组长", "同意")

    assert list(await all_cards(college, "赵组长")) == ["wecom"]


async def test_a_move_to_where_nobody_is_does_not_begin(college):
    with pytest.raises(MoveRefused, match=r"dingtalk:students 里没有在用的帐号"):
        await begin_move(college)


async def test_a_choice_holds_when_the_move_is_over(college):
    await join_dingtalk(college, "赵组长")
    await begin_move(college)

    assert await college.say("赵组长", "用企业微信收") == [
        "好的。现在是迁移期间，通知和卡片仍发两边；期满后只发到您的企业微信。"
    ]
    college.now = AFTERWARDS
    await college.asks_leave("李雷", "请事假 明天下午 家里有事")

    assert list(await all_cards(college, "赵组长")) == ["wecom"]


async def test_a_cancelled_move_is_as_if_it_had_never_been(college):
    await join_dingtalk(college, "赵组长")
    await begin_move(college)

    assert await cancel_move(college) == "已取消从 wecom:staff 的迁移，通知照旧发到各人最近使用的一边。"
    await college.asks_leave()

    assert list(await all_cards(college, "赵组长")) == ["wecom"]
    with pytest.raises(MoveRefused, match="没有改动"):
        await cancel_move(college)


async def test_a_move_can_be_prolonged_and_turned_back(college):
    await join_dingtalk(college, "赵组长")
    await begin_move(college)
    await begin_move(college, last_day=date(2030, 4, 30))
    async with college.database.begin(college.now) as tx:
        prolonged = await all_moves(tx)

    await begin_move(college, DINGTALK, STAFF)
    async with college.database.begin(college.now) as tx:
        turned = await all_moves(tx)

    assert [(move.origin, move.both_until) for move in prolonged] == [(STAFF, datetime(2030, 4, 30, 16, 0, tzinfo=UTC))]
    assert [(move.origin, move.target) for move in turned] == [(DINGTALK, STAFF)]


async def test_nobody_is_left_where_they_cannot_be_reached_any_more(college):
    await join_dingtalk(college, "赵组长")
    await begin_move(college)
    college.now = AFTERWARDS

    with pytest.raises(MoveRefused, match="还有 8 人只在 wecom:staff 有帐号"):
        await finish_move(college)

    assert await college.one("select count(*) from accounts where platform = 'wecom' and active") == 9


async def test_a_day_that_is_over_and_a_move_to_oneself_are_refused(college):
    with pytest.raises(MoveRefused, match="2030-03-03 已经过去"):
        await begin_move(college, last_day=date(2030, 3, 3))
    with pytest.raises(MoveRefused, match="同一个账号"):
        await begin_move(college, STAFF, STAFF)


def directory_of(*names: str) -> Directory:
    places = {place: str(number) for number, place in enumerate(TREE, 1)}
    departments = tuple(
        ReadDepartment(id=places[place], parent_id=places.get(above or ""), name=place) for place, above in TREE.items()
    )
    members = tuple(
        ReadMember(
            user_id=on_dingtalk(name),
            name=name,
            departments=(places[STAFFING[name][0]],),
            leads=(places[STAFFING[name][0]],) if STAFFING[name][1] else (),
            direct_leaders=tuple(on_dingtalk(leader) for leader in STAFFING[name][2]),
            staff_no=None if name == "郑老师" else f"T-{name}",
        )
        for name in names
    )
    return Directory(departments, members)


async def test_the_sequence_of_the_document_from_the_first_command_to_the_last(college):
    everybody = directory_of(*STAFFING)

    # sync-org --account students --apply: everybody is recognised but one
    async with college.database.begin(college.now) as tx:
        counts = await load(tx, DINGTALK, everybody)
        (review,) = await open_reviews(tx)
        before = await progress_of(tx, STAFF, DINGTALK)
    assert (counts.joined, counts.doubtful) == (8, 1)
    assert before == Progress(origin_only=1, both=8, target_only=0)

    # accounts list, accounts link
    async with college.database.begin(college.now) as tx:
        assert (await link(tx, review.number, "T-郑老师", Decider(actor="command:accounts"), college.office)).is_done

    # move --from wecom:staff --to dingtalk:students --both-until 2030-03-31
    await begin_move(college)
    await college.asks_leave("李雷", "请事假 4月2日下午 家里有事")
    await press_there(college, "赵组长", "同意")

    # move finish --from wecom:staff, when the time is over and nobody is left there alone
    with pytest.raises(MoveRefused, match="两边都发的期限到 2030-03-31"):
        await finish_move(college)
    college.now = AFTERWARDS
    said = await finish_move(college)
    assert said.startswith(
        "已关闭 wecom:staff 的 9 个帐号。请接着运行 run.py sync-org --account dingtalk:students --apply"
    )

    # sync-org --account students --apply: departments and leaders are DingTalk's from now on
    async with college.database.begin(college.now) as tx:
        settled = await load(tx, DINGTALK, everybody)
        assert await hand_over(tx, college.office) == 0
        after = await progress_of(tx, STAFF, DINGTALK)
    assert (settled.changed, settled.joined, settled.left) == (9, 0, 0)
    assert after == Progress(origin_only=0, both=0, target_only=9)

    # what was begun on the old platform ends on the new one
    await press_there(college, "王主任", "同意")
    assert await college.state() == "approved"
    assert (await outcomes(college, "李雷"))[1] == 1
    assert await college.one("select count(*) from people where status = 'active'") == 9
    await type_there(college, "韩梅", "请事假 明天下午 家里有事")
    await press_there(college, "韩梅", "提交")
    assert (await all_cards(college, "孙副组长"))["dingtalk"][-1].title == "韩梅的事假"
