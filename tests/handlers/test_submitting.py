"""What stands against submitting is said with its cause and what to do; nothing is submitted then."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, text, update

from domain.office import LeavePolicy
from storage.tables_of_people import direct_leaders, memberships, people


async def submit(college, words, name="李雷"):
    await college.say(name, words)
    return await college.press(name, "提交")


async def test_two_leaves_at_one_time(college):
    await college.asks_leave()

    said = await submit(college, "请病假 明天")

    assert said == ["没有提交：和您的单 1001（3月5日(周二)下午 14:00–18:00）时间重叠。请改时间，或先发 撤回 1001。"]
    assert await college.state(1002) == "draft"


async def test_what_stands_against_it_is_on_the_card_before_anybody_presses(college):
    await college.asks_leave()

    await college.say("李雷", "请病假 明天")

    assert (await college.card("李雷")).body.startswith("还不能提交：和您的单 1001")


async def test_leaves_that_only_touch_do_not_overlap(college):
    await college.asks_leave(words="请事假 明天上午 家里有事")
    await college.asks_leave(words="请事假 明天下午 家里有事")

    assert await college.state(1002) == "pending"


async def test_not_enough_balance(college):
    await college.grant("李雷", 1.5)

    said = await submit(college, "请年假 下周一到下周二")

    assert said == ["没有提交：年假只剩 1.5 天，这次要 2 天。请改短，或改用别的假。"]


async def test_no_balance_at_all(college):
    said = await submit(college, "请年假 明天")

    assert said == ["没有提交：年假没有余额，这次要 1 天。请改用别的假，或联系人事处。"]


async def test_what_waits_counts_against_the_balance(college):
    await college.grant("李雷", 2)
    await college.asks_leave(words="请年假 明天到后天")

    said = await submit(college, "请年假 3月11日")

    assert said == ["没有提交：年假没有余额，这次要 1 天。请改用别的假，或联系人事处。"]


async def test_a_type_without_a_stock_needs_none(college):
    await college.asks_leave(words="请病假 明天到后天")

    assert await college.state() == "pending"


async def test_back_dating_has_a_limit(college):
    said = await submit(college, "补事假 2029年12月3日 家里有事")

    assert said == ["没有提交：只能补 30 天以内的假。更早的请联系人事处。"]


async def test_the_future_has_a_limit(college):
    said = await submit(college, "请事假 2031年5月6日 家里有事")

    assert said == ["没有提交：最远只能请 2031年3月4日(周二) 及以前开始的假。请改时间。"]


async def test_length_has_a_limit(college):
    college.office = replace(college.office, leave=LeavePolicy(longest=10 * 480))

    said = await submit(college, "请病假 3月11日到4月11日")

    assert said == ["没有提交：一次最多请 10 天。更长的假请联系人事处。"]


async def test_a_reason_has_a_limit(college):
    said = await submit(college, "请事假 明天下午 因为" + "忙" * 201)

    assert said[-1].startswith("没有提交：事由最多 200 字，现在有 20")


async def test_nobody_to_ask(college):
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(delete(direct_leaders))
        await tx.conn.execute(update(memberships).values(leads=False))

    said = await submit(college, "请事假 明天下午 家里有事")

    assert said == ["没有提交：直属领导没有找到可审批的人。请联系人事处。"]
    assert await college.state() == "draft"
    assert await college.refusals() == [(f"person:{college.ids['李雷']}", "no_approver")]


async def test_the_route_is_planned_anew_when_it_is_submitted(college):
    await college.say("李雷", "请事假 明天下午 家里有事")
    await college.leaves_the_college("赵组长")

    await college.press("李雷", "提交")

    assert await college.cards_of("赵组长") == 0
    assert (await college.card("王主任")).title == "李雷的事假"


async def test_a_leader_without_any_account_is_not_asked(college):
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(text(f"update accounts set active = false where person_id = {college.ids['赵组长']}"))

    await college.asks_leave()

    assert (await college.card("王主任")).title == "李雷的事假"


async def test_somebody_without_a_main_department_counts_for_the_one_they_are_in(college):
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(update(people).where(people.c.name == "吴老师").values(main_department_id=None))

    await college.asks_leave("吴老师")

    assert (await college.card("周处长")).title == "吴老师的事假"


async def test_a_circle_in_the_directory_ends(college):
    async with college.database.begin(college.now) as tx:
        await tx.conn.execute(
            text(
                "update departments set parent_id = (select id from departments where name = '教务处')"
                " where name = '学院'"
            )
        )

    await college.asks_leave("吴老师")

    assert (await college.card("周处长")).title == "吴老师的事假"


async def test_a_leave_over_a_weekend_says_which_days_do_not_count(college):
    await college.say("李雷", "请事假 3月8日到3月11日 家里有事")

    card = await college.card("李雷")
    assert [row.value for row in card.rows if row.label == "起止时间"] == ["3月8日(周五)至3月11日(周一)，2 天"]
    assert "3月8日 1 天 + 3月11日 1 天 = 2 天；3月9–10日周末，不计" in card.body


async def test_the_time_is_free_again_after_a_withdrawal(college):
    await college.asks_leave()
    await college.press("李雷", "撤回")
    college.now += timedelta(minutes=1)

    await college.asks_leave()

    assert await college.state(1002) == "pending"
