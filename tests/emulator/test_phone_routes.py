"""The phones over HTTP, as the playground page uses them."""

import asyncio
import base64

import pytest

from emulator.wecom.people import Member, Status
from tests.emulator.conftest import CORP, OTHER_APP, STAFF_APP
from tests.emulator.test_card_rules import BUTTONS, VOTE

JPEG = b"\xff\xd8\xff" + bytes(64)


@pytest.fixture
def page(emulator, session):
    """The playground's requests for one member."""

    class Page:
        base = f"{emulator.api_base}/phone/{CORP}"

        async def get(self, path):
            async with session.get(f"{self.base}/{path}") as answer:
                return await answer.json()

        async def chat(self, since=0, wait=0):
            return await self.get(f"{STAFF_APP}/zhang3?since={since}&wait={wait}")

        async def act(self, name, body, user="zhang3", app=STAFF_APP):
            async with session.post(f"{self.base}/{app}/{user}/{name}", json=body) as answer:
                return answer.status, await answer.json() if answer.content_type == "application/json" else None

    return Page()


async def test_everybody_with_the_application_is_listed(page, corp):
    corp.roster.put_member(Member(user_id="new7", name="未激活", departments=(1,), status=Status.NOT_ACTIVATED))

    people = await page.get("people")

    assert {person["user_id"] for person in people} == {"Dean", "Li4", "zhang3", "wang5"}
    zhang3 = next(person for person in people if person["user_id"] == "zhang3")
    assert zhang3 == {
        "user_id": "zhang3",
        "name": "张三",
        "position": "干事",
        "departments": ["人事处", "考试中心"],
        "staff_no": "T0003",
        "apps": [STAFF_APP, OTHER_APP],
    }
    assert [app["agent_id"] for app in await page.get("apps")] == [STAFF_APP, OTHER_APP]


async def test_what_is_typed_appears_in_the_chat_and_reaches_the_bot(page, emulator, receiver):
    status, _ = await page.act("say", {"text": "请假"})
    await emulator.settled()

    assert status == 200
    (bubble,) = (await page.chat())["bubbles"]
    assert (bubble["side"], bubble["kind"], bubble["content"]) == ("member", "text", {"content": "请假"})
    assert "请假" in receiver.opened[0]


async def test_a_waiting_page_is_answered_as_soon_as_something_changes(page, api):
    await api.send()
    before = await page.chat()

    waiting = asyncio.create_task(page.chat(since=before["revision"], wait=20))
    await api.send("li4")
    await api.send(text={"content": "第二条"})
    after = await asyncio.wait_for(waiting, 5)

    assert [bubble["content"]["content"] for bubble in after["bubbles"]] == ["第二条"]
    assert after["bubbles"][0]["no"] == 2


async def test_a_page_that_waited_in_vain_gets_an_empty_answer(page):
    assert (await page.chat(since=0, wait=0.01))["bubbles"] == []


async def test_a_card_is_shown_pressed_and_shown_again_after_its_update(page, api, emulator, receiver):
    answer = await api.send(kind="template_card", template_card=BUTTONS)
    first = await page.chat()
    card = first["bubbles"][0]["card"]
    assert card["content"]["main_title"] == {"title": "请假"}
    assert card["buttons"] == [
        {"text": "同意", "style": 1, "key": "ok"},
        {"text": "打开", "style": 1, "url": "https://x"},
    ]

    assert (await page.act("press", {"task_id": "t1", "key": "ok"}))[0] == 200
    await emulator.settled()
    assert "template_card_event" in receiver.opened[0]

    body = {
        "userids": ["zhang3"],
        "agentid": STAFF_APP,
        "response_code": answer["response_code"],
        "button": {"replace_name": "已同意"},
    }
    await api.post("message/update_template_card", body)
    second = await page.chat(since=first["revision"])
    card = second["bubbles"][0]["card"]
    assert (second["bubbles"][0]["no"], card["buttons"], card["replaced_by"]) == (1, [], "已同意")
    status, refused = await page.act("press", {"task_id": "t1", "key": "ok"})
    assert (status, refused) == (409, {"reason": "this button is not there any longer"})


async def test_choices_are_shown_and_sent(page, api, emulator, receiver):
    await api.send(kind="template_card", template_card=VOTE)

    (choice,) = (await page.chat())["bubbles"][0]["card"]["choices"]
    await page.act("press", {"task_id": "t1", "key": "go", "choices": {"q": ["a"]}})
    await emulator.settled()

    assert choice["question_key"] == "q"
    assert choice["options"] == [{"id": "a", "text": "米饭"}]
    assert "<OptionId><![CDATA[a]]></OptionId>" in receiver.opened[0]


async def test_every_other_act_reaches_the_bot(page, api, emulator):
    await api.post("menu/create", {"button": [{"type": "click", "name": "请假", "key": "leave"}]}, agentid=STAFF_APP)

    assert (await page.act("enter", {}))[0] == 200
    assert (await page.act("menu", {"name": "leave"}))[0] == 200
    assert (await page.act("location", {"latitude": 31.2, "longitude": 121, "label": "图书馆"}))[0] == 200
    picture = {"file_name": "a.jpg", "base64": base64.b64encode(JPEG).decode()}
    assert (await page.act("image", picture))[0] == 200
    status, login = await page.act("login", {})

    assert status == 200
    assert login["code"]
    kinds = [row.kind for row in emulator.wecom.ledger.letters]
    assert kinds == ["enter_agent", "click", "location", "image"]
    assert (await page.chat())["menu"]["button"][0]["key"] == "leave"


@pytest.mark.parametrize(
    ("name", "body", "user"),
    [
        ("say", {"text": "请假"}, "nobody"),
        ("say", {"text": "请假"}, "gone6"),
        ("press", {"task_id": "unknown", "key": "ok"}, "zhang3"),
        ("menu", {"name": "unknown"}, "zhang3"),
        ("location", {"latitude": "x"}, "zhang3"),
        ("image", {"base64": "!"}, "zhang3"),
        ("image", {"base64": base64.b64encode(b"no picture").decode()}, "zhang3"),
    ],
)
async def test_what_a_person_could_not_do_is_409_with_a_reason(page, name, body, user):
    status, refused = await page.act(name, body, user)

    assert status == 409
    assert refused["reason"]


async def test_an_unknown_application_is_404(page):
    assert (await page.act("say", {"text": "请假"}, app=7))[0] == 404


async def test_a_recalled_message_stays_as_a_gap(page, api):
    sent = await api.send()
    await api.post("message/recall", {"msgid": sent["msgid"]})

    (bubble,) = (await page.chat())["bubbles"]
    assert bubble["recalled"]
    assert "content" not in bubble
