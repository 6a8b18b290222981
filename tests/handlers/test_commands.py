"""What the words do."""

from datetime import timedelta

from domain.words import Word
from handlers.commands import COMMANDS
from tests.handlers.college import DAY

DAYS = ("3月5日", "3月6日", "3月7日", "3月8日", "3月11日", "3月12日", "3月13日")


async def seven_requests(college):
    """Seven for 王主任, asked for in another order than they begin."""
    for day in (DAYS[3], DAYS[0], DAYS[6], DAYS[1], DAYS[5], DAYS[2], DAYS[4]):
        await college.asks_leave("赵组长", f"请事假 {day} 家里有事")


def test_every_word_of_the_contract_has_its_line():
    assert set(COMMANDS) == set(Word)


async def test_help_names_only_what_works_for_this_person(college):
    (teacher,) = await college.say("吴老师", "帮助")
    (leader,) = await college.say("赵组长", "帮助")

    assert "待办：该办的事" in teacher
    assert "同意 N" not in teacher
    assert "请事假 明天下午 家里有事" in teacher
    assert "待办 里也有等您审批的单；可发 同意 N、驳回 N 理由" in leader


async def test_nothing_waits(college):
    assert await college.say("王主任", "待办") == ["没有等您审批的单。"]


async def test_what_waits_is_listed_five_to_a_page_the_soonest_first(college):
    await seven_requests(college)

    (first,) = await college.say("王主任", "待办")
    (second,) = await college.say("王主任", "待办 2")

    assert first.splitlines()[0] == "等您审批 7 张："
    assert [line.split("的事假，")[1].split("(")[0] for line in first.splitlines()[1:6]] == list(DAYS[:5])
    assert first.splitlines()[1].startswith("1. 单号 QJ-1002 赵组长的事假，3月5日(周二)全天，1 天，")
    assert first.endswith("回复 同意 1 或 驳回 1 理由。下一页发 待办 2。")
    assert [line[:2] for line in second.splitlines()[1:3]] == ["6.", "7."]


async def test_a_position_means_what_was_printed_last(college):
    await seven_requests(college)
    await college.say("王主任", "待办")

    (said,) = await college.say("王主任", "同意 2")

    assert said.startswith("已同意：单号 QJ-1004，赵组长的事假，3月6日(周三)全天")


async def test_a_list_that_has_changed_meanwhile_still_means_what_was_printed(college):
    await seven_requests(college)
    await college.say("王主任", "待办")
    await college.say("王主任", "同意 1")

    (said,) = await college.say("王主任", "同意 2")

    assert said.startswith("已同意：单号 QJ-1004")


async def test_a_position_that_was_not_printed_is_refused(college):
    await seven_requests(college)
    await college.say("王主任", "待办")

    assert await college.say("王主任", "同意 6") == ["上次的列表里没有第 6 项。发 待办 或 我的申请 再看一次。"]


async def test_decided_requests_leave_the_list(college):
    await college.asks_leave()
    await college.press("赵组长", "同意")

    assert await college.say("赵组长", "待办") == ["没有等您审批的单。"]


async def test_without_a_number_the_only_candidate_is_shown_and_not_decided(college):
    await college.asks_leave()

    (said,) = await college.say("赵组长", "同意")

    assert said.startswith("单号 QJ-1001，李雷的事假，3月5日(周二)下午 14:00–18:00，半天")
    assert said.endswith("确认请发 同意 1001。")
    assert await college.rows("select 1 from report.decisions") == []


async def test_without_a_number_several_candidates_are_listed(college):
    await college.asks_leave("李雷")
    await college.asks_leave("韩梅")

    (said,) = await college.say("赵组长", "驳回")

    assert said.startswith("等您审批 2 张：")


async def test_a_refusal_without_a_reason_asks_for_it(college):
    await college.asks_leave()

    said = await college.say("赵组长", "驳回 1001")
    await college.say("赵组长", "当天有教学检查")

    assert said == ["请回复驳回李雷的事假（单号 QJ-1001）的理由。发 取消 则不驳回。"]
    assert await college.rows("select comment, channel from report.decisions") == [("当天有教学检查", "text")]


async def test_somebody_elses_number_is_answered_like_one_that_does_not_exist(college):
    await college.asks_leave()

    for words in ("同意 1001", "驳回 1001 不行", "进度 1001", "撤回 1001", "催办 1001"):
        assert await college.say("吴老师", words) == await college.say("吴老师", words.replace("1001", "9999"))

    assert await college.state() == "pending"


async def test_own_requests_are_listed_with_where_they_stand(college):
    await college.asks_leave()
    await college.say("李雷", "请病假 后天")

    (said,) = await college.say("李雷", "我的申请")

    assert said.splitlines() == [
        "您的申请 2 张：",
        "1. 单号 QJ-1002 李雷的病假，3月6日(周三)全天，1 天，草稿，未提交",
        "2. 单号 QJ-1001 李雷的事假，3月5日(周二)下午 14:00–18:00，半天，家里有事，等赵组长",
        "可发 进度 1、催办 1、撤回 1。",
    ]


async def test_dropped_drafts_are_not_listed(college):
    await college.say("李雷", "请病假 后天")
    await college.say("李雷", "取消")

    assert (await college.say("李雷", "我的申请"))[0].startswith("您还没有申请过。")


async def test_balances_with_what_waits(college):
    await college.grant("李雷", 5)
    await college.grant("李雷", 0.5, "comp_off")
    await college.asks_leave(words="请年假 明天")

    assert await college.say("李雷", "余额") == [
        "年假：可用 4 天（另有 1 天审批中）\n调休：可用 半天\n其他假按制度执行，没有固定余额。"
    ]


async def test_a_balance_is_what_the_ledger_adds_up_to(college):
    await college.grant("李雷", 5)
    await college.asks_leave(words="请年假 明天")
    for name in ("赵组长", "王主任"):
        await college.press(name, "同意")

    assert (await college.say("李雷", "余额"))[0].startswith("年假：可用 4 天\n")
    assert await college.one("select minutes from report.leave_balances where leave_type = 'annual'") == 4 * DAY


async def test_progress_of_the_only_open_request_needs_no_number(college):
    await college.asks_leave()

    (said,) = await college.say("李雷", "进度")

    assert said.endswith("审批：直属领导 等赵组长 → 部门负责人")


async def test_progress_is_told_to_those_whom_it_concerns(college):
    await college.asks_leave()

    assert (await college.say("赵组长", "进度 1001"))[0].startswith("单号 QJ-1001，李雷的事假")
    assert (await college.say("王主任", "进度 1001"))[0].startswith("没找到这张单。")


async def test_whatever_is_not_understood_is_answered_and_starts_nothing(college):
    for words in ("嘿嘿", "123", "😀", "……", "  ", "\u200b", "SELECT 1"):
        (said,) = await college.say("李雷", words)

        assert said.startswith(("没听懂这句话", "我可以为您办"))
    assert await college.rows("select 1 from requests") == []


async def test_a_text_without_end_is_turned_away(college):
    assert await college.say("李雷", "请事假 明天下午 " + "家里有事" * 200) == [
        "这段话有 809 字，太长了，没有办理。请用 500 字以内的一句话说明。"
    ]


async def test_opening_the_chat_shows_ones_own_counts_once_a_day(college):
    await college.grant("赵组长", 5)
    await college.asks_leave()

    first = await college.enter("赵组长")
    again = await college.enter("赵组长")
    college.now += timedelta(days=1)
    tomorrow = await college.enter("赵组长")

    counts = "赵组长，您好。待办 1 张，申请中 0 张，年假：可用 5 天。"
    assert first[0].startswith(counts)
    assert again == []
    assert tomorrow[0].startswith(counts)
