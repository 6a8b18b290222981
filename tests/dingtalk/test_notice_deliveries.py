"""Work notices: whom the robot cannot reach gets one, and is told once a day."""

import pytest

from adapters.dingtalk import deliveries as paths
from adapters.dingtalk import work_notices
from adapters.ports import PlatformMisconfigured, PlatformRefused, RecipientUnreachable, SendText
from tests.dingtalk.delivering import SENT, notices_of
from tests.dingtalk.stand_in import OK, word


@pytest.mark.parametrize(
    "answer",
    [
        {**SENT, "filteredStaffIdList": ["li4"]},
        word("robot.oto.notExist"),
        word("chatbotId.notAllow.sendOTO"),
    ],
)
async def test_whom_the_robot_cannot_reach_gets_a_work_notice_and_it_is_told(answer, dingtalk, deliveries):
    dingtalk.lay(paths.SEND, answer)

    receipt = await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))

    assert receipt.platform_message_id == "notice:25"
    assert "工作通知" in receipt.notes[0]
    assert notices_of(dingtalk) == ["请交日报"]


async def test_a_notice_whose_result_is_not_known_yet_says_so(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, word("robot.oto.notExist"))
    dingtalk.lay(work_notices.RESULT, {**OK, "send_result": {}})

    receipt = await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))

    assert len(receipt.notes) == 2


async def test_the_same_notice_again_on_the_same_day_of_china_is_numbered(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, word("robot.oto.notExist"))

    for serial in (1, 2):
        await deliveries.deliver(SendText(to="li4", text="请交日报", serial=serial))

    assert notices_of(dingtalk) == ["请交日报", "请交日报 （11月25日 第2次）"]


async def test_a_notice_that_another_process_has_sent_today_gets_the_next_number(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, word("robot.oto.notExist"))
    same = {**OK, "send_result": {"forbidden_list": [{"code": "143106", "count": 1, "userid": "li4"}]}}
    dingtalk.lay(work_notices.RESULT, same, {**OK, "send_result": {"unread_user_id_list": ["li4"]}})

    receipt = await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))

    assert receipt.platform_message_id == "notice:25"
    assert notices_of(dingtalk) == ["请交日报", "请交日报 （11月25日 第2次）"]


async def test_a_notice_that_is_shown_no_more_is_given_up_after_a_few_numbers(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, word("robot.oto.notExist"))
    dingtalk.lay(work_notices.RESULT, {**OK, "send_result": {"forbidden_list": [{"code": "143106", "userid": "li4"}]}})

    with pytest.raises(PlatformRefused, match="143106"):
        await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))

    assert len(notices_of(dingtalk)) == paths.MOST_NUMBERS


async def test_a_notice_that_did_not_reach_its_reader_is_a_failure(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, word("robot.oto.notExist"))
    dingtalk.lay(work_notices.RESULT, {**OK, "send_result": {"invalid_user_id_list": ["li4"]}})

    with pytest.raises(RecipientUnreachable):
        await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))


async def test_a_member_out_of_range_whom_no_notice_reaches_either_is_out_of_range(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, {**SENT, "filteredStaffIdList": ["li4"]})
    dingtalk.lay(work_notices.SEND, {"errcode": 33012, "errmsg": "invalid USERID"})

    with pytest.raises(RecipientUnreachable, match="可见范围"):
        await deliveries.deliver(SendText(to="li4", text="请交日报", serial=1))


async def test_the_rest_of_a_long_text_goes_by_notice_when_the_robot_falls_silent(dingtalk, deliveries):
    dingtalk.lay(paths.SEND, SENT, word("robot.oto.notExist"))

    await deliveries.deliver(SendText(to="li4", text="汉字\n" * 1_800, serial=1))

    (text,) = notices_of(dingtalk)
    assert text.startswith("(2/2)")


async def test_a_group_without_the_robot_gets_no_notice(dingtalk, deliveries):
    dingtalk.lay(paths.SEND_TO_GROUP, word("robot.oto.notExist"))

    with pytest.raises(PlatformMisconfigured):
        await deliveries.deliver(SendText(to="group:cid1", text="大家好", serial=1))

    assert notices_of(dingtalk) == []
