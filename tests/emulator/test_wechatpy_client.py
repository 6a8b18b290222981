"""A third party's SDK, unchanged, drives the emulated WeCom, so that the emulator is no mirror of our own mistakes."""

import asyncio
import io
from datetime import timedelta

import pytest
from requests.adapters import HTTPAdapter
from wechatpy.exceptions import APILimitedException, WeChatClientException
from wechatpy.work import WeChatClient

from emulator.wecom.faults import Refuse
from tests.emulator.conftest import CONTACTS_SECRET, CORP, SECRET, STAFF_APP

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
WECOM = "https://qyapi.weixin.qq.com"


class Detour(HTTPAdapter):
    """Takes requests for WeCom's address to another one."""

    def __init__(self, base):
        super().__init__()
        self.base = base

    def send(self, request, **options):
        request.url = self.base + request.url.removeprefix(WECOM)
        return super().send(request, **options)


def client_for(emulator, secret):
    client = WeChatClient(CORP, secret)
    client._http.mount(WECOM, Detour(emulator.api_base))
    return client


@pytest.fixture
def client(emulator):
    client = client_for(emulator, SECRET)
    yield client
    client._http.close()


@pytest.fixture
def contacts(emulator):
    client = client_for(emulator, CONTACTS_SECRET)
    yield client
    client._http.close()


async def test_it_fetches_one_token_and_keeps_it(client, emulator):
    await asyncio.to_thread(client.agent.list)
    await asyncio.to_thread(client.agent.list)

    assert len(emulator.wecom.ledger.tokens) == 1


async def test_it_recovers_by_itself_when_its_token_dies_with_either_code(client, emulator, clock):
    for _ in range(2):
        await asyncio.to_thread(client.agent.list)
        clock.move(timedelta(hours=2))

        assert await asyncio.to_thread(client.agent.list)

    refused = [row.code for row in emulator.wecom.ledger.calls if row.code]
    assert refused == [42001, 40014]


async def test_it_understands_a_refusal(client):
    with pytest.raises(WeChatClientException) as refusal:
        await asyncio.to_thread(client.message.send_text, 1000009, "zhang3", "您好")

    assert refusal.value.errcode == 40056
    assert "from ip" in refusal.value.errmsg


async def test_it_understands_that_it_calls_too_often(client, emulator):
    emulator.wecom.faults.add("agent/list", Refuse(45009))

    with pytest.raises(APILimitedException):
        await asyncio.to_thread(client.agent.list)


async def test_it_reads_departments_and_members(client):
    departments = await asyncio.to_thread(client.department.list)
    below = await asyncio.to_thread(client.department.list, 3)
    ids = await asyncio.to_thread(client.department.simple_list)
    one = await asyncio.to_thread(client.department.get, 2)
    names = await asyncio.to_thread(client.department.get_map_users, 2)
    member = await asyncio.to_thread(client.user.get, "ZHANG3")
    details = await asyncio.to_thread(client.user.list, 4)

    assert [department["id"] for department in departments] == [1, 2, 3, 4]
    assert [department["name"] for department in below] == ["教务处", "考试中心"]
    assert ids[3] == {"id": 4, "parentid": 3, "order": 6}
    assert one["department_leader"] == ["Li4"]
    assert names == {"李四": "Li4", "张三": "zhang3"}
    assert member["userid"] == "zhang3"
    assert member["department"] == [2, 4]
    assert member["extattr"]["attrs"][0]["text"]["value"] == "T0003"
    assert {row["userid"] for row in details} == {"zhang3", "wang5"}


async def test_it_sends_every_kind_of_message(client, phone):
    image = await asyncio.to_thread(client.media.upload, "image", ("a.png", io.BytesIO(PNG)))
    voice = await asyncio.to_thread(client.media.upload, "voice", ("a.amr", io.BytesIO(b"#!AMR\n" + bytes(64))))
    video = await asyncio.to_thread(
        client.media.upload, "video", ("a.mp4", io.BytesIO(b"\0\0\0\x18ftypmp42" + bytes(64)))
    )
    paper = await asyncio.to_thread(client.media.upload, "file", ("表.csv", io.BytesIO("工号,姓名".encode())))
    article = {"title": "通知", "description": "放假", "url": "https://x", "image": "https://i"}
    page = {
        "thumb_media_id": image["media_id"],
        "author": "人事处",
        "title": "通知",
        "content": "<p>放假</p>",
        "content_source_url": "",
        "digest": "",
        "show_cover_pic": 0,
    }
    sends = [
        (client.message.send_text, "您好"),
        (client.message.send_markdown, "**您好**"),
        (client.message.send_text_card, "标题", "说明", "https://x"),
        (client.message.send_image, image["media_id"]),
        (client.message.send_voice, voice["media_id"]),
        (client.message.send_video, video["media_id"], "标题", "说明"),
        (client.message.send_file, paper["media_id"]),
        (client.message.send_articles, [article]),
        (client.message.send_mp_articles, [page]),
    ]
    for send, *content in sends:
        answer = await asyncio.to_thread(send, STAFF_APP, ["zhang3", "nobody"], *content)
        assert answer["errcode"] == 0
        assert answer["invaliduser"] == "nobody"

    kinds = [bubble.kind for bubble in phone.bubbles("zhang3")]
    assert kinds == ["text", "markdown", "textcard", "image", "voice", "video", "file", "news", "mpnews"]
    assert phone.bubbles("zhang3")[2].content["btntxt"] == "详情"


async def test_it_sends_a_card_and_gets_the_right_to_redraw_it(client):
    card = {
        "card_type": "button_interaction",
        "task_id": "t1",
        "main_title": {"title": "请假"},
        "button_list": [{"text": "同意", "key": "ok"}],
    }

    answer = await asyncio.to_thread(
        client.message.send, STAFF_APP, ["zhang3"], msg={"msgtype": "template_card", "template_card": card}
    )

    assert answer["response_code"]


async def test_it_uploads_a_file_and_gets_it_back(client):
    uploaded = await asyncio.to_thread(client.media.upload, "file", ("表.csv", io.BytesIO("工号,姓名".encode())))

    def download():
        return client._http.get(client.media.get_url(uploaded["media_id"])).content

    assert uploaded["type"] == "file"
    assert isinstance(uploaded["created_at"], str)
    assert await asyncio.to_thread(download) == "工号,姓名".encode()


async def test_it_sets_reads_and_deletes_the_menu(client):
    menu = {"button": [{"type": "click", "name": "请假", "key": "leave"}]}

    await asyncio.to_thread(client.menu.create, STAFF_APP, menu)
    stored = await asyncio.to_thread(client.menu.get, STAFF_APP)
    await asyncio.to_thread(client.menu.delete, STAFF_APP)

    assert stored["button"] == menu["button"]
    with pytest.raises(WeChatClientException, match="46003"):
        await asyncio.to_thread(client.menu.get, STAFF_APP)


async def test_it_reads_its_application_and_where_callbacks_come_from(client):
    agent = await asyncio.to_thread(client.agent.get, STAFF_APP)
    addresses = await asyncio.to_thread(client.misc.get_wechat_ips)

    assert agent["allow_partys"] == {"partyid": [1]}
    assert agent["isreportenter"] == 1
    assert addresses == ["101.226.103.*", "101.226.62.*"]


async def test_it_finds_out_who_opened_a_page(client, phone):
    who = await asyncio.to_thread(client.oauth.get_user_info, phone.login_code("zhang3"))

    assert who["UserId"] == "zhang3"


async def test_it_keeps_the_directory_with_the_contact_secret(contacts, corp):
    created = await asyncio.to_thread(contacts.department.create, "科研处", 1)
    await asyncio.to_thread(contacts.user.create, "new7", "新人", [created["id"]], "干事", "13900000000")
    await asyncio.to_thread(contacts.user.update, "new7", "新同事")

    assert corp.roster.departments[created["id"]].name == "科研处"
    assert corp.roster.member("new7").name == "新同事"

    await asyncio.to_thread(contacts.user.delete, "new7")
    await asyncio.to_thread(contacts.department.delete, created["id"])

    assert corp.roster.member("new7") is None
    assert created["id"] not in corp.roster.departments
