"""Work notices of the emulated DingTalk: a good answer says nothing about who gets one."""

from datetime import timedelta

import pytest

from emulator.dingtalk.ledger import Outcome
from emulator.dingtalk.notices import NoticeRules
from tests.emulator.ding_place import AGENT, opened

PATH = "/topapi/message/corpconversation"
TEXT = {"msgtype": "text", "text": {"content": "请提交日报"}}
URL = "https://bot.example.edu.cn/h5/act?t=1"
OA = {
    "msgtype": "oa",
    "oa": {
        "message_url": URL,
        "head": {"bgcolor": "FFBBBBBB", "text": "考勤"},
        "status_bar": {"status_value": "待处理", "status_bg": "0xFFF65E5E"},
        "body": {"title": "请假", "form": [{"key": "姓名:", "value": "张三"}]},
    },
}


@pytest.fixture
async def place():
    async with opened() as place:
        yield place


async def send(place, msg=TEXT, **whom):
    return await place.old(
        f"{PATH}/asyncsend_v2", {"agent_id": AGENT, "msg": msg} | (whom or {"userid_list": "zhang3"})
    )


async def result(place, task_id):
    answer = await place.old(f"{PATH}/getsendresult", {"agent_id": AGENT, "task_id": task_id})
    return answer["send_result"]


async def test_a_notice_reaches_people_and_whole_departments_once(place):
    answer = await send(place, userid_list="zhang3,wang5", dept_id_list="3")

    assert answer["errcode"] == 0
    assert place.phone.texts("zhang3") == place.phone.texts("wang5") == ["请提交日报"]
    assert place.phone.bubbles("gone6") == []
    progress = await place.old(f"{PATH}/getsendprogress", {"agent_id": AGENT, "task_id": answer["task_id"]})
    assert progress["progress"] == {"progress_in_percent": 100, "status": 2}


async def test_the_same_content_is_dropped_without_a_word_until_the_next_day(place):
    await send(place)
    second = await send(place)

    assert second["errcode"] == 0
    assert place.phone.texts("zhang3") == ["请提交日报"]
    told = await result(place, second["task_id"])
    assert told["forbidden_user_id_list"] == ["zhang3"]
    assert told["forbidden_list"] == [{"code": "143106", "count": 1, "userid": "zhang3"}]
    assert place.emulator.dingtalk.ledger.sendings[-1].outcome is Outcome.OVER_LIMIT

    place.clock.move(timedelta(hours=15))
    place.token = ""
    await send(place)
    assert len(place.phone.texts("zhang3")) == 2


async def test_another_wording_is_another_content(place):
    await send(place)
    await send(place, {"msgtype": "text", "text": {"content": "请提交日报 09:01"}})

    assert len(place.phone.texts("zhang3")) == 2


async def test_whoever_had_enough_for_a_day_gets_no_more_and_nobody_is_told(place):
    place.org.notices.rules = NoticeRules(per_person_and_day=2)

    answers = [await send(place, {"msgtype": "text", "text": {"content": str(number)}}) for number in range(3)]

    assert [answer["errcode"] for answer in answers] == [0, 0, 0]
    assert place.phone.texts("zhang3") == ["0", "1"]
    told = await result(place, answers[2]["task_id"])
    assert told["forbidden_list"][0]["code"] == "143105"


async def test_who_has_read_it_and_who_cannot_be_found_is_told_on_asking(place):
    answer = await send(place, userid_list="zhang3,wang5,nobody,alumnus,gone6", dept_id_list="77")
    place.phone.read("zhang3")

    told = await result(place, answer["task_id"])

    assert (told["read_user_id_list"], told["unread_user_id_list"]) == (["zhang3"], ["wang5"])
    assert told["invalid_user_id_list"] == ["nobody", "alumnus", "gone6"]
    assert told["invalid_dept_id_list"] == [77]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"agent_id": 7}, 40056),
        ({"userid_list": ""}, 40035),
        ({"userid_list": ",".join(f"u{number}" for number in range(101))}, 40035),
        ({"dept_id_list": ",".join(str(number) for number in range(21))}, 40035),
        ({"userid_list": "nobody"}, 33012),
        ({"msg": {"msgtype": "poem"}}, 40035),
        ({"msg": {"msgtype": "text", "text": {"content": "长" * 700}}}, 40035),
        ({"msg": {"msgtype": "file", "file": {"media_id": "@unknown"}}}, 40035),
        ({"msg": {"msgtype": "action_card", "action_card": {"title": "t", "markdown": "x"}}}, 40035),
        ({"msg": {"msgtype": "oa", "oa": OA["oa"] | {"head": {"bgcolor": "red", "text": "x"}}}}, 40035),
        ({"msg": {"msgtype": "oa", "oa": OA["oa"] | {"body": {"form": [{"key": "k", "value": "v"}] * 7}}}}, 40035),
        ({"msg": OA, "dept_id_list": "2"}, 40035),
    ],
)
async def test_a_wrong_notice_is_refused(place, change, code):
    body = {"agent_id": AGENT, "userid_list": "zhang3", "msg": TEXT} | change

    answer = await place.old(f"{PATH}/asyncsend_v2", body)

    assert answer["errcode"] == code
    assert place.phone.bubbles("zhang3") == []


@pytest.mark.parametrize(
    "msg",
    [
        {"msgtype": "markdown", "markdown": {"title": "t", "text": "# 日报"}},
        {"msgtype": "link", "link": {"messageUrl": URL, "picUrl": "@lAD", "title": "t", "text": "x"}},
        {
            "msgtype": "action_card",
            "action_card": {"title": "t", "markdown": "x", "single_title": "看", "single_url": URL},
        },
        OA,
    ],
)
async def test_every_kind_is_shown(place, msg):
    await send(place, msg)

    assert place.phone.last("zhang3").way == "notice"


async def test_everybody_can_be_told_three_times_a_day(place):
    texts = [{"msgtype": "text", "text": {"content": str(number)}} for number in range(4)]
    answers = [await send(place, text, to_all_user=True) for text in texts]

    assert [answer["errcode"] for answer in answers] == [0, 0, 0, 41045]
    assert {len(place.phone.texts(member.userid)) for member in place.phone.users()} == {3}


async def test_too_many_recipients_at_once_or_in_a_minute_are_refused(place):
    place.org.notices.rules = NoticeRules(recipients_per_call=2, recipients_per_minute=3)

    assert (await send(place, to_all_user=True))["errcode"] == 41029
    assert (await send(place, userid_list="zhang3,wang5"))["errcode"] == 0
    assert (await send(place, userid_list="zhang3,li4"))["errcode"] == 41047
    place.clock.move(timedelta(minutes=1))
    assert (await send(place, userid_list="zhang3,li4"))["errcode"] == 0


async def test_a_notice_can_be_taken_back_within_a_day(place):
    task_id = (await send(place))["task_id"]

    assert (await place.old(f"{PATH}/recall", {"agent_id": AGENT, "msg_task_id": task_id}))["errcode"] == 0
    assert place.phone.last("zhang3").is_recalled

    place.clock.move(timedelta(hours=24))
    place.token = ""
    assert (await place.old(f"{PATH}/recall", {"agent_id": AGENT, "msg_task_id": task_id}))["errcode"] == 40035
    assert (await place.old(f"{PATH}/getsendresult", {"agent_id": AGENT, "task_id": task_id}))["errcode"] == 40035


async def test_the_status_bar_of_a_notice_changes_within_a_week(place):
    task_id = (await send(place, OA))["task_id"]
    change = {"agent_id": AGENT, "task_id": task_id, "status_value": "已同意", "status_bg": "0xFF78C06E"}

    assert (await place.old(f"{PATH}/status_bar/update", change))["errcode"] == 0
    assert place.phone.last("zhang3").content["status"] == "已同意"

    place.clock.move(timedelta(days=7))
    place.token = ""
    assert (await place.old(f"{PATH}/status_bar/update", change))["errcode"] == 40035


async def test_a_notice_without_a_status_bar_has_none_to_change(place):
    task_id = (await send(place))["task_id"]
    change = {"agent_id": AGENT, "task_id": task_id, "status_value": "已同意"}

    assert (await place.old(f"{PATH}/status_bar/update", change))["errcode"] == 40035
