"""The robot of the emulated DingTalk: what it may say to people and groups, and how it answers and takes back."""

import json
from datetime import timedelta

import aiohttp
import pytest

from emulator.dingtalk.faults import Unreachable
from emulator.dingtalk.ledger import Outcome
from tests.emulator.ding_place import CLIENT, CORP, GROUP, ROBOT_TOPIC, college, opened

SEND = "/v1.0/robot/oToMessages/batchSend"
GROUP_SEND = "/v1.0/robot/groupMessages/send"
URL = "https://bot.example.edu.cn/h5/act?t=1"


@pytest.fixture
async def place():
    async with opened() as place:
        yield place


def body(**changes):
    base = {"robotCode": CLIENT, "userIds": ["zhang3"], "msgKey": "sampleText"}
    return base | {"msgParam": json.dumps({"content": "您好"})} | changes


async def test_what_the_robot_says_stands_in_the_chat_of_each_recipient(place):
    answer = await place.say("zhang3", "wang5", content="您好")

    assert answer["processQueryKey"]
    assert (answer["invalidStaffIdList"], answer["filteredStaffIdList"]) == ([], [])
    assert place.phone.texts("zhang3") == place.phone.texts("wang5") == ["您好"]
    assert place.phone.texts("li4") == []


async def test_those_who_cannot_be_reached_are_told_apart_and_do_not_hold_up_the_others(place):
    place.org.robot_sends.per_minute = 1
    await place.say("wang5", content="一")

    answer = await place.say("zhang3", "nobody", "alumnus", "gone6", "wang5", content="二")

    assert answer["invalidStaffIdList"] == ["nobody"]
    assert answer["filteredStaffIdList"] == ["alumnus", "gone6"]
    assert answer["flowControlledStaffIdList"] == ["wang5"]
    assert place.phone.texts("zhang3") == ["二"]
    assert place.phone.texts("wang5") == ["一"]
    outcomes = {row.recipient: row.outcome for row in place.emulator.dingtalk.ledger.sendings[1:]}
    assert outcomes == {
        "zhang3": Outcome.DELIVERED,
        "nobody": Outcome.INVALID,
        "alumnus": Outcome.FILTERED,
        "gone6": Outcome.FILTERED,
        "wang5": Outcome.FLOW_CONTROLLED,
    }


async def test_a_minute_later_the_throttled_person_can_be_reached_again(place):
    place.org.robot_sends.per_minute = 1
    await place.say(content="一")

    place.clock.move(timedelta(minutes=1))
    await place.say(content="二")

    assert place.phone.texts("zhang3") == ["一", "二"]


async def test_people_can_be_taken_away_by_a_switch(place):
    effect = Unreachable(users=frozenset({"li4"}), throttled=frozenset({"wang5"}), filtered=frozenset({"zhang3"}))
    place.emulator.dingtalk.faults.add(SEND, effect)

    answer = await place.say("zhang3", "li4", "wang5", content="您好")

    assert answer["invalidStaffIdList"] == ["li4"]
    assert answer["flowControlledStaffIdList"] == ["wang5"]
    assert answer["filteredStaffIdList"] == ["zhang3"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"robotCode": ""}, "invalidParameter.robotCode.empty"),
        ({"robotCode": "dingother"}, "invalidParameter.robotCode.notExsit"),
        ({"userIds": []}, "invalidParameter.userIds.empty"),
        ({"userIds": [f"u{number}" for number in range(21)]}, "invalidParameter.userIds.overMax"),
        ({"msgKey": ""}, "invalidParameter.msgKey.empty"),
        ({"msgKey": "sampleCard"}, "invalidParameter.msgKey.invalid"),
        ({"msgParam": ""}, "miss.param.msgParam"),
        ({"msgParam": "您好"}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": '{"content":1}'}, "invalidParameter.msgParam.invalid"),
        ({"msgParam": json.dumps({"content": "长" * 5000})}, "invalidParameter.msgParam.tooLong"),
        ({"msgKey": "sampleImageMsg", "msgParam": '{"photoURL":"@unknown"}'}, "resource.unavailable"),
    ],
)
async def test_a_wrong_send_is_refused_and_reaches_nobody(place, changes, code):
    assert await place.refused(SEND, body(**changes)) == code
    assert place.phone.bubbles("zhang3") == []


KINDS = {
    "sampleMarkdown": {"title": "提醒", "text": "### 请交日报"},
    "sampleLink": {"title": "通知", "text": "详情", "picUrl": "", "messageUrl": URL},
    "sampleActionCard": {"title": "请假", "text": "三天", "singleTitle": "看", "singleURL": URL},
    "sampleActionCard3": {"title": "请假", "text": "三天"}
    | {f"actionTitle{n}": f"第{n}个" for n in (1, 2, 3)}
    | {f"actionURL{n}": URL for n in (1, 2, 3)},
    "sampleActionCard6": {
        "title": "请假",
        "text": "三天",
        "buttonTitle1": "同意",
        "buttonUrl1": URL,
        "buttonTitle2": "驳回",
        "buttonUrl2": "dtmd://dingtalkclient/sendMessage?content=%E9%A9%B3%E5%9B%9E%201",
    },
    "sampleImageMsg": {"photoURL": "https://bot.example.edu.cn/a.png"},
    "sampleAudio": {"mediaId": "@audio", "duration": "4000"},
    "sampleFile": {"mediaId": "@file", "fileName": "名单.xlsx", "fileType": "xlsx"},
    "sampleVideo": {"duration": "4", "videoMediaId": "@film", "videoType": "mp4", "picMediaId": "@still"},
}
NEEDED = [(key, name) for key, param in KINDS.items() for name in param if name != "picUrl"]


@pytest.fixture
def uploads(place, monkeypatch):
    monkeypatch.setattr(place.org.media, "check", list)


@pytest.mark.parametrize("key", KINDS)
async def test_every_kind_of_message_with_its_fields_is_shown(place, uploads, key):
    await place.say(key=key, **KINDS[key])

    assert place.phone.last("zhang3").content


@pytest.mark.parametrize(("key", "name"), NEEDED)
async def test_no_field_of_a_kind_may_be_missing(place, uploads, key, name):
    param = {other: value for other, value in KINDS[key].items() if other != name}

    refused = await place.refused(SEND, body(msgKey=key, msgParam=json.dumps(param)))

    assert refused == "invalidParameter.msgParam.invalid"


async def test_the_buttons_of_an_action_card_can_be_tapped(place):
    await place.say(key="sampleActionCard6", **KINDS["sampleActionCard6"])

    assert place.phone.tap("zhang3", "同意") == URL
    assert place.phone.tap("zhang3", "驳回") == ""
    assert place.phone.bubbles("zhang3")[-1].content == {"content": "驳回 1"}


async def test_what_was_sent_can_be_taken_back_within_a_day(place):
    early = (await place.say(content="一"))["processQueryKey"]
    place.clock.move(timedelta(hours=24))
    place.token = ""
    late = (await place.say(content="二"))["processQueryKey"]

    keys = {"robotCode": CLIENT, "processQueryKeys": [early, late, "unknown"]}
    answer = await place.post("/v1.0/robot/otoMessages/batchRecall", keys)

    assert answer["successResult"] == [late]
    assert set(answer["failedResult"]) == {early, "unknown"}
    assert place.phone.texts("zhang3") == ["一"]
    assert place.phone.last("zhang3").is_recalled


async def test_the_robot_learns_who_has_read(place):
    key = (await place.say("zhang3", "wang5", content="您好"))["processQueryKey"]
    place.phone.read("zhang3")

    path = "/v1.0/robot/oToMessages/readStatus"
    _, answer = await place.new("GET", path, robotCode=CLIENT, processQueryKey=key)

    assert answer["sendStatus"] == "SUCCESS"
    assert answer["messageReadInfoList"] == [
        {"name": "张三", "userId": "zhang3", "readStatus": "READ"},
        {"name": "王五", "userId": "wang5", "readStatus": "UNREAD"},
    ]


async def test_a_group_hears_the_robot_and_forgets_it_after_a_recall(place):
    group = {"robotCode": CLIENT, "openConversationId": GROUP}
    said = body(openConversationId=GROUP)
    key = (await place.post(GROUP_SEND, said))["processQueryKey"]
    place.org.chats.read(place.phone._group_line(GROUP), "li4")

    asked = group | {"processQueryKey": key, "maxResults": 1}
    read = await place.post("/v1.0/robot/groupMessages/query", asked)
    taken = await place.post("/v1.0/robot/groupMessages/recall", group | {"processQueryKeys": [key]})

    assert (read["readUserIds"], read["hasMore"]) == (["li4"], False)
    assert taken["successResult"] == [key]
    (bubble,) = place.phone.group_bubbles(GROUP)
    assert (bubble.content["content"], bubble.is_recalled) == ("您好", True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"openConversationId": ""}, "miss.openConversationId"),
        ({"openConversationId": "cidOther"}, "invalid.openConversationId"),
    ],
)
async def test_a_group_that_is_not_there_is_refused(place, change, code):
    assert await place.refused(GROUP_SEND, body(openConversationId=GROUP) | change) == code


async def test_a_disbanded_group_hears_nothing(place):
    place.org.groups[GROUP].is_disbanded = True

    assert await place.refused(GROUP_SEND, body(openConversationId=GROUP)) == "group.disbanded"


async def webhook_of(place):
    await place.bot.listen(ROBOT_TOPIC)
    place.phone.say("zhang3", "请假")
    return (await place.bot.heard())["sessionWebhook"]


async def test_the_robot_answers_by_the_address_that_came_with_what_was_said(place):
    webhook = await webhook_of(place)

    text = await place.reply(webhook, {"msgtype": "text", "text": {"content": "请说从哪天到哪天"}})
    button = {"title": "提交", "actionURL": URL}
    card = {"title": "请假", "text": "三天", "btnOrientation": "1", "btns": [button]}
    await place.reply(webhook, {"msgtype": "actionCard", "actionCard": card})
    await place.reply(webhook, {"msgtype": "markdown", "markdown": {"title": "请假", "text": "**三天**"}})

    assert text == {"errcode": 0, "errmsg": "ok"}
    assert webhook.startswith(f"{place.emulator.dingtalk_base}/robot/sendBySession?session=")
    assert place.phone.texts("zhang3") == ["请说从哪天到哪天", "三天", "**三天**"]
    assert place.phone.tap("zhang3", "提交") == URL


async def test_the_same_answer_with_the_same_number_is_shown_once(place):
    webhook = await webhook_of(place)
    said = {"msgtype": "text", "text": {"content": "收到"}, "msgUuid": "1"}

    assert await place.reply(webhook, said) == await place.reply(webhook, said)
    assert place.phone.texts("zhang3") == ["收到"]
    assert place.emulator.dingtalk.ledger.sendings[-1].outcome is Outcome.REPEATED


async def test_the_address_dies_at_its_time(place):
    webhook = await webhook_of(place)
    expires = place.bot.told[0]["sessionWebhookExpiredTime"]
    said = {"msgtype": "text", "text": {"content": "收到"}}

    place.clock.move(timedelta(milliseconds=expires - place.clock().timestamp() * 1000))
    answer = await place.reply(webhook, said)

    assert (answer["errcode"], answer["errmsg"]) == (300001, "session 不存在")
    assert place.phone.texts("zhang3") == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"msgtype": "text", "text": {}}, 40035),
        ({"msgtype": "poem"}, 400105),
        ({"msgtype": "actionCard", "actionCard": {"title": "t", "text": "x", "btns": []}}, 40035),
    ],
)
async def test_a_wrong_answer_is_refused(place, said, code):
    assert (await place.reply(await webhook_of(place), said))["errcode"] == code


async def test_a_file_that_somebody_sent_can_be_fetched(place):
    await place.bot.listen(ROBOT_TOPIC)
    place.phone.send_image("zhang3", b"picture")
    code = (await place.bot.heard())["content"]["downloadCode"]

    path = "/v1.0/robot/messageFiles/download"
    found = await place.post(path, {"downloadCode": code, "robotCode": CLIENT})
    async with place.session.get(found["downloadUrl"]) as answer:
        content = await answer.read()

    assert content == b"picture"
    unknown = await place.refused(path, {"downloadCode": "x", "robotCode": CLIENT})
    assert unknown == "invalidParameter.downloadCode.invalid"


async def test_an_uploaded_picture_can_be_sent(place):
    form = aiohttp.FormData()
    form.add_field("media", b"picture", filename="a.png")
    uploaded = await place.old("/media/upload", form, type="image")
    await place.say(key="sampleImageMsg", photoURL=uploaded["media_id"])

    assert uploaded["errcode"] == 0
    assert place.phone.last("zhang3").content == {"media_id": uploaded["media_id"]}
    wrong = aiohttp.FormData()
    wrong.add_field("media", b"picture", filename="a.png")
    assert (await place.old("/media/upload", wrong, type="poem"))["errcode"] == 40035


async def test_the_robot_of_another_organisation_is_not_ours(place):
    stranger = college()
    stranger.corp_id, stranger.robot_code = f"{CORP}x", "dingstranger"
    place.emulator.dingtalk.orgs[stranger.corp_id] = stranger

    assert await place.refused(SEND, body(robotCode="dingstranger")) == "invalidParameter.robotCode.auth"
