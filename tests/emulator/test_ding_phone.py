"""DingTalk's phones: what the robot is told of what people say, and the pages of the playground."""

import asyncio
import base64
import json

import pytest

from emulator.phone.phone import NotPossible
from tests.emulator.ding_place import AGENT, CARD_TOPIC, CLIENT, CORP, GROUP, ROBOT_TOPIC, opened
from tests.emulator.test_ding_cards import CREATE_AND_DELIVER, WAITING, by_key, card, update

URL = "https://bot.example.edu.cn/h5/act?t=1"


@pytest.fixture
async def place():
    async with opened() as place:
        yield place


@pytest.fixture
async def robot(place):
    await place.bot.listen(ROBOT_TOPIC, CARD_TOPIC)
    return place.bot


async def test_what_is_typed_is_told_to_the_robot_with_the_right_to_answer(place, robot):
    place.phone.say("zhang3", "请假")

    told = await robot.heard()

    assert told["text"] == {"content": "请假"}
    assert (told["msgtype"], told["conversationType"], told["senderStaffId"]) == ("text", "1", "zhang3")
    assert (told["senderNick"], told["senderCorpId"], told["robotCode"]) == ("张三", CORP, CLIENT)
    assert told["sessionWebhookExpiredTime"] - told["createAt"] == 90 * 60 * 1000
    assert [bubble.content for bubble in place.phone.bubbles("zhang3")] == [{"content": "请假"}]


async def test_a_chat_keeps_its_id_and_every_utterance_has_its_own(place, robot):
    place.phone.say("zhang3", "请假")
    first = await robot.heard()
    place.phone.say("zhang3", "请假")
    second = await robot.heard(2)
    place.phone.say("li4", "请假")
    other = await robot.heard(3)

    assert first["conversationId"] == second["conversationId"] != other["conversationId"]
    assert first["msgId"] != second["msgId"]


async def test_in_a_group_the_robot_is_called_by_name(place, robot):
    place.phone.say_in_group("zhang3", GROUP, "帮助")

    told = await robot.heard()

    assert (told["conversationId"], told["conversationType"], told["conversationTitle"]) == (GROUP, "2", "办公室")
    assert (told["text"], told["isInAtList"]) == ({"content": " 帮助"}, True)
    answer = {"msgtype": "text", "text": {"content": "@zhang3 好"}, "at": {"atUserIds": ["zhang3", "li4"]}}
    await place.reply(told["sessionWebhook"], answer)
    assert place.phone.group_bubbles(GROUP)[-1].content == {"content": "@zhang3 好", "mentions": ["zhang3"]}


async def test_of_somebody_from_outside_the_robot_learns_no_userid(place, robot):
    place.phone.say_as_stranger("您好")

    assert "senderStaffId" not in await robot.heard()


@pytest.mark.parametrize(
    ("act", "kind", "content"),
    [
        ("send_file", "file", {"fileName": "a.xlsx"}),
        ("send_voice", "audio", {"recognition": "请假一天", "duration": 4000}),
        ("send_video", "video", {"videoType": "mp4", "duration": "4000"}),
    ],
)
async def test_files_and_voices_come_with_a_code_to_fetch_them(place, robot, act, kind, content):
    more = {"file": ("a.xlsx",), "audio": ("请假一天",)}.get(kind, ())

    getattr(place.phone, act)("zhang3", b"content", *more)

    told = await robot.heard()
    assert told["msgtype"] == kind
    assert told["content"]["downloadCode"]
    assert told["content"] | content == told["content"]


async def test_rich_text_holds_its_parts(place, robot):
    place.phone.send_rich_text("zhang3", "看图 ", "请假", picture=b"picture")

    parts = (await robot.heard())["content"]["richText"]
    assert [part.get("text") for part in parts] == ["看图 ", "请假", None]
    assert parts[2]["downloadCode"]


@pytest.mark.parametrize(
    "act",
    [
        lambda phone: phone.say("nobody", "请假"),
        lambda phone: phone.say("gone6", "请假"),
        lambda phone: phone.say("alumnus", "请假"),
        lambda phone: phone.say_in_group("wang5", GROUP, "帮助"),
        lambda phone: phone.say_in_group("zhang3", "cidOther", "帮助"),
        lambda phone: phone.open_link("zhang3", URL),
        lambda phone: phone.tap("zhang3", "同意"),
    ],
)
async def test_what_a_person_could_not_do_is_not_possible(place, act):
    with pytest.raises(NotPossible):
        act(place.phone)


async def test_a_link_opens_where_it_leads(place):
    wrapped = "dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Fbot.example.edu.cn%2Fh5&pc_slide=true"
    await place.say(key="sampleMarkdown", title="t", text=f"[看]({URL}) 或 [侧边栏打开]({wrapped})")

    assert place.phone.open_link("zhang3", URL) == URL
    assert place.phone.open_link("zhang3", wrapped) == "https://bot.example.edu.cn/h5"


@pytest.fixture
def page(place):
    """The playground's requests."""

    class Page:
        base = f"{place.emulator.api_base}/phone/{CORP}"

        async def get(self, path):
            async with place.session.get(f"{self.base}/{path}") as answer:
                return await answer.json()

        async def chat(self, since=0, wait=0):
            return await self.get(f"{AGENT}/zhang3?since={since}&wait={wait}")

        async def act(self, name, body, user="zhang3", app=AGENT):
            async with place.session.post(f"{self.base}/{app}/{user}/{name}", json=body) as answer:
                self.cookies = {name: cookie.value for name, cookie in answer.cookies.items()}
                return answer.status, await answer.json() if answer.content_type == "application/json" else None

    return Page()


async def test_everybody_with_the_application_is_listed(page):
    people = await page.get("people")

    assert [person["user_id"] for person in people] == ["li4", "zhang3", "wang5"]
    assert people[1] == {
        "user_id": "zhang3",
        "name": "张三",
        "position": "干事",
        "departments": ["人事处", "考试中心"],
        "staff_no": "T0003",
        "apps": [AGENT],
    }
    assert [app["agent_id"] for app in await page.get("apps")] == [AGENT]


async def test_a_waiting_page_is_answered_as_soon_as_something_changes_and_has_read_it_then(page, place):
    await place.say(content="第一条")
    before = await page.chat()

    waiting = asyncio.create_task(page.chat(since=before["revision"], wait=20))
    await place.say("li4", content="别人的")
    await place.say(content="第二条")
    after = await asyncio.wait_for(waiting, 5)

    assert [bubble["content"]["content"] for bubble in after["bubbles"]] == ["第二条"]
    assert place.phone.last("zhang3").read_by == {"zhang3"}


async def test_a_card_is_shown_pressed_and_shown_again(page, place, robot):
    await place.post(CREATE_AND_DELIVER, card())
    robot.response = WAITING
    first = await page.chat()
    shown = first["bubbles"][0]["card"]
    assert shown["content"]["rows"] == [{"label": "类型", "value": "事假"}]
    assert shown["buttons"][0] == {"text": "同意", "style": "primary", "key": "agree:1"}

    status, _ = await page.act("press", {"task_id": "c1", "key": "agree:1"})
    await place.emulator.settled()
    second = await page.chat(since=first["revision"])
    await update(place, **by_key(is_final="true", closing="已由 张三 同意"))
    third = await page.chat(since=second["revision"])

    assert status == 200
    shown = second["bubbles"][0]["card"]
    assert (shown["buttons"], shown["replaced_by"], shown["is_waiting"]) == ([], "正在处理…", True)
    assert third["bubbles"][0]["card"]["content"]["closing"] == "已由 张三 同意"


async def test_an_opened_link_tells_the_login_page_whose_phone_it_is(page, place):
    await place.say(key="sampleActionCard", title="t", text="x", singleTitle="看", singleURL=URL)

    status, opened_page = await page.act("open", {"url": URL})

    assert (status, opened_page["url"]) == (200, URL)
    assert page.cookies == {"dutybell_phone_dingtalk": "zhang3"}


async def test_a_button_that_says_something_opens_nothing(page, place, robot):
    says = "dtmd://dingtalkclient/sendMessage?content=%E5%B8%AE%E5%8A%A9"
    await place.say(key="sampleActionCard", title="t", text="x", singleTitle="帮助", singleURL=says)

    _, opened_page = await page.act("open", {"url": says})

    assert (opened_page["url"], page.cookies) == ("", {})
    assert (await robot.heard())["text"] == {"content": "帮助"}


@pytest.mark.parametrize(
    ("name", "body", "user"),
    [
        ("say", {"text": "请假"}, "nobody"),
        ("press", {"task_id": "unknown", "key": "ok"}, "zhang3"),
        ("open", {"url": URL}, "zhang3"),
        ("image", {"base64": "!"}, "zhang3"),
    ],
)
async def test_what_a_person_could_not_do_is_409_with_a_reason(page, name, body, user):
    status, refused = await page.act(name, body, user)

    assert status == 409
    assert refused["reason"]


async def test_an_unknown_application_is_404(page):
    assert (await page.act("say", {"text": "请假"}, app=7))[0] == 404


async def test_what_is_typed_and_shown_on_the_page_reaches_the_robot(page, place, robot):
    assert (await page.act("say", {"text": "请假"}))[0] == 200
    picture = {"file_name": "a.jpg", "base64": base64.b64encode(b"picture").decode()}
    assert (await page.act("image", picture))[0] == 200

    assert (await robot.heard(2))["msgtype"] == "picture"
    assert [bubble["side"] for bubble in (await page.chat())["bubbles"]] == ["member", "member"]


async def test_a_recalled_message_stays_as_a_gap(page, place):
    key = (await place.say(content="您好"))["processQueryKey"]
    await place.post("/v1.0/robot/otoMessages/batchRecall", {"robotCode": CLIENT, "processQueryKeys": [key]})

    (bubble,) = (await page.chat())["bubbles"]
    assert bubble["recalled"]
    assert "content" not in bubble


async def test_the_whole_college_is_shown_with_its_departments(page):
    shown = await page.get("college")

    assert [unit["name"] for unit in shown["departments"]][:2] == ["示例职业技术学院", "人事处"]
    zhang3 = next(person for person in shown["people"] if person["user_id"] == "zhang3")
    assert (zhang3["department_id"], zhang3["leaders"], zhang3["apps"]) == (2, ["li4"], [AGENT])


async def test_everything_new_and_the_wire_beside_it_come_in_one_answer(page, place, robot):
    start = await page.get(f"{AGENT}/changes")
    waiting = asyncio.create_task(page.get(f"{AGENT}/changes?since={start['cursor']}&wait=20"))

    place.phone.say("zhang3", "请假")
    await place.emulator.settled()
    await place.say(content="请说从哪天到哪天")
    await place.post(CREATE_AND_DELIVER, card())
    await update(place, **by_key(closing="好"))
    await asyncio.wait_for(waiting, 5)
    after = await page.get(f"{AGENT}/changes?since={start['cursor']}")

    said = after["bubbles"][0]
    assert (said["user_id"], said["side"], said["letter"]) == ("zhang3", "member", 1)
    rows = {(row["what"], row["kind"], row["text"], row["ok"]) for row in after["wire"]}
    assert rows == {
        ("callback", "robot", "", True),
        ("send", "robot", "请说从哪天到哪天", True),
        ("send", "card", "请假申请", True),
        ("update", "card", "好", True),
    }
    assert json.dumps(after["cursor"]) != json.dumps(start["cursor"])


async def test_a_page_from_before_a_restart_gets_everything(page, place):
    await place.say(content="您好")

    again = await page.get(f"{AGENT}/changes?since=stranger.1.2.3.4.5&wait=20")

    assert [bubble["content"]["content"] for bubble in again["bubbles"]] == ["您好"]
