"""What WeCom does when it is called too often: sometimes an error, sometimes silence."""

from datetime import timedelta

import pytest

from emulator.wecom.ledger import Outcome
from emulator.wecom.rules import RepeatAnswer, Rules
from tests.emulator.conftest import STAFF_APP

CHECKED = {"enable_duplicate_check": 1}


async def test_the_31st_message_to_a_member_in_a_minute_is_accepted_and_never_arrives(api, emulator, phone, clock):
    answers = [await api.send() for _ in range(31)]

    assert {answer["errcode"] for answer in answers} == {0}
    assert all("msgid" in answer and "invaliduser" not in answer for answer in answers)
    assert len(phone.texts("zhang3")) == 30
    assert emulator.wecom.ledger.sendings[-1].outcome is Outcome.OVER_MEMBER_LIMIT

    clock.move(timedelta(minutes=1))
    await api.send()
    assert len(phone.texts("zhang3")) == 31


async def test_the_limit_is_each_members_own(api, phone):
    for _ in range(30):
        await api.send("zhang3")
    await api.send("zhang3|li4")

    assert len(phone.texts("zhang3")) == 30
    assert len(phone.texts("li4")) == 1


async def test_the_window_of_the_limit_slides(api, phone, clock):
    for _ in range(2):
        for _ in range(15):
            await api.send()
        clock.move(timedelta(seconds=31))
    for _ in range(20):
        await api.send()

    assert len(phone.texts("zhang3")) == 45


async def test_no_more_than_a_thousand_messages_an_hour_reach_a_member(corp, clock):
    members = corp.sending_limits.members
    taken = 0
    for _ in range(40):
        taken += sum(members.take("zhang3", clock()) for _ in range(30))
        clock.move(timedelta(seconds=61))

    assert taken == 1000
    clock.move(timedelta(hours=1))
    assert members.take("zhang3", clock())


async def test_an_identical_request_within_the_interval_is_accepted_and_not_delivered_again(
    api, emulator, phone, clock
):
    first = await api.send(**CHECKED)
    second = await api.send(**CHECKED)

    assert (first["errcode"], second["errcode"]) == (0, 0)
    assert phone.texts("zhang3") == ["您好"]
    assert [row.outcome for row in emulator.wecom.ledger.sendings] == ["delivered", "repeated"]

    clock.move(timedelta(seconds=1800))
    await api.send(**CHECKED)
    assert phone.texts("zhang3") == ["您好", "您好"]


async def test_the_interval_of_the_duplicate_check_can_be_set_up_to_four_hours(api, phone, clock):
    await api.send(**CHECKED, duplicate_check_interval=99_999)
    clock.move(timedelta(seconds=14_399))
    await api.fetch_token()
    await api.send(**CHECKED, duplicate_check_interval=99_999)
    assert len(phone.texts("zhang3")) == 1

    clock.move(timedelta(seconds=1))
    await api.send(**CHECKED, duplicate_check_interval=99_999)
    assert len(phone.texts("zhang3")) == 2


async def test_another_text_another_recipient_or_no_check_is_no_duplicate(api, phone):
    await api.send(**CHECKED)
    await api.send(text={"content": "您好!"}, **CHECKED)
    await api.send("li4", **CHECKED)
    await api.send()
    await api.send()

    assert phone.texts("zhang3") == ["您好", "您好!", "您好", "您好"]
    assert phone.texts("li4") == ["您好"]


async def test_a_repeated_card_is_no_reused_card_id(api, phone):
    card = {
        "card_type": "button_interaction",
        "task_id": "t1",
        "main_title": {"title": "请假"},
        "button_list": [{"text": "同意", "key": "ok"}],
    }
    first = await api.send(kind="template_card", template_card=card, **CHECKED)
    second = await api.send(kind="template_card", template_card=card, **CHECKED)

    assert first["response_code"]
    assert second["errcode"] == 0
    assert "response_code" not in second
    assert len(phone.bubbles("zhang3")) == 1


@pytest.mark.parametrize("rules", [Rules(repeat_answer=RepeatAnswer.SAME)])
async def test_a_duplicate_can_also_be_answered_as_the_first_time(api, corp):
    assert await api.send(**CHECKED) == await api.send(**CHECKED)


@pytest.mark.parametrize("rules", [Rules(api_per_minute=3)])
async def test_a_call_made_too_often_is_45009_for_as_long_as_the_window_is(api, corp, clock):
    codes = [(await api.get("agent/list"))["errcode"] for _ in range(5)]

    assert codes == [0, 0, 0, 45009, 45009]
    assert (await api.get("menu/get", agentid=STAFF_APP))["errcode"] == 46003
    clock.move(timedelta(seconds=59))
    assert (await api.get("agent/list"))["errcode"] == 45009
    clock.move(timedelta(seconds=1))
    assert (await api.get("agent/list"))["errcode"] == 0


@pytest.mark.parametrize("rules", [Rules(api_per_minute=3)])
async def test_sending_is_not_counted_in_the_basic_limits(api, corp):
    assert {(await api.send())["errcode"] for _ in range(10)} == {0}


@pytest.mark.parametrize("rules", [Rules(account_limit=1)])
async def test_an_application_has_200_person_times_a_day_for_each_account(api, corp, clock):
    codes = [(await api.send("zhang3|li4"))["errcode"] for _ in range(101)]

    assert codes == [0] * 100 + [45009]
    clock.move(timedelta(days=1))
    await api.fetch_token()
    assert (await api.send())["errcode"] == 0


async def test_debugging_calls_are_five_a_minute(api):
    codes = [(await api.get("agent/list", debug=1))["errcode"] for _ in range(6)]

    assert codes == [0] * 5 + [45009]
