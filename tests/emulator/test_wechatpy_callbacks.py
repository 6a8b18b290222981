"""A third party's SDK opens and reads every kind of callback that the emulator sends."""

import pytest
from wechatpy.messages import UnknownMessage
from wechatpy.work import parse_message
from wechatpy.work.replies import create_reply

from emulator.wecom.apps import VisibleRange
from emulator.wecom.people import Department, Member
from emulator.wecom.said import Place
from emulator.wecom.system_events import Approval, approval_changed, batch_finished
from tests.emulator.conftest import STAFF_APP

JPEG = b"\xff\xd8\xff" + bytes(64)
AMR = b"#!AMR\n" + bytes(64)
MP4 = b"\0\0\0\x18ftypmp42" + bytes(64)
ENTRIES = [
    {"type": "click", "name": "请假", "key": "leave"},
    {"type": "view", "name": "网页", "url": "https://bot.example.edu.cn/h5"},
    {"type": "scancode_push", "name": "扫码", "key": "scan"},
    {"type": "scancode_waitmsg", "name": "扫码等待", "key": "scan-wait"},
    {"type": "location_select", "name": "选地点", "key": "place"},
]
PICTURES = [{"type": kind, "name": kind, "key": kind} for kind in ("pic_sysphoto", "pic_photo_or_album", "pic_weixin")]
PLACE = Place(latitude=31.23, longitude=121.47, label="图书馆")


@pytest.fixture
def opened(emulator, receiver):
    """What the SDK makes of everything that arrived. What a busy machine has answered late comes again, the same."""

    async def opened():
        await emulator.settled()
        return [parse_message(xml) for xml in dict.fromkeys(receiver.opened)]

    return opened


async def test_messages_of_every_kind_are_read(phone, opened):
    phone.say("Zhang3", "请假 ]]> <b>明天</b> & 后天")
    phone.send_image("zhang3", JPEG)
    phone.send_voice("zhang3", AMR)
    phone.send_video("zhang3", MP4, JPEG)
    phone.send_location("zhang3", PLACE)
    phone.send_link("zhang3", "通知", "https://x")

    text, image, voice, video, place, link = await opened()

    assert text.content == "请假 ]]> <b>明天</b> & 后天"
    assert text.source == "zhang3"
    assert text.target == "wwcollege0001"
    assert text.agent == STAFF_APP
    assert text.id > 2**53
    assert image.media_id
    assert image.image.startswith("http")
    assert voice.format == "amr"
    assert video.thumb_media_id
    assert (float(place.location_x), float(place.location_y)) == (31.23, 121.47)
    assert place.label == "图书馆"
    assert link.url == "https://x"
    assert len({message.id for message in (text, image, voice, video, place, link)}) == 6


async def test_opening_the_application_and_reporting_the_place_are_read(phone, opened):
    phone.enter("zhang3")
    phone.report_location("zhang3", PLACE, precision=65.0)

    entered, located = await opened()

    assert entered.event == "enter_agent"
    assert located.event == "location"
    assert (located.latitude, located.longitude, located.precision) == (31.23, 121.47, 65.0)


async def test_every_entry_of_the_menu_is_read(api, phone, opened):
    await api.post("menu/create", {"button": [{"name": "更多", "sub_button": ENTRIES}]}, agentid=STAFF_APP)
    for name in ("leave", "网页"):
        phone.open_menu("zhang3", name)
    phone.open_menu("zhang3", "scan", scanned="T0001")
    phone.open_menu("zhang3", "scan-wait", scanned="T0002")
    phone.open_menu("zhang3", "place", place=PLACE)

    click, view, scan, scan_wait, place = await opened()

    assert (click.event, click.key) == ("click", "leave")
    assert (view.event, view.url) == ("view", "https://bot.example.edu.cn/h5")
    assert (scan.event, scan.scan_result) == ("scancode_push", "T0001")
    assert (scan_wait.event, scan_wait.scan_result) == ("scancode_waitmsg", "T0002")
    assert (place.event, place.poiname) == ("location_select", "图书馆")
    assert tuple(map(float, place.location)) == (31.23, 121.47)


async def test_pictures_taken_from_the_menu_are_read(api, phone, opened):
    await api.post("menu/create", {"button": [{"name": "照片", "sub_button": PICTURES}]}, agentid=STAFF_APP)
    for entry in PICTURES:
        phone.open_menu("zhang3", entry["key"], photos=[JPEG, AMR])

    taken = await opened()

    assert [event.event for event in taken] == ["pic_sysphoto", "pic_photo_or_album", "pic_weixin"]
    assert {event.count for event in taken} == {2}
    assert len(taken[0].pictures[0]["PicMd5Sum"]) == 32


async def test_coming_into_and_leaving_the_visible_range_is_read(emulator, opened):
    emulator.admin().set_visible(STAFF_APP, VisibleRange(departments=frozenset({4})))
    emulator.admin().set_visible(STAFF_APP, VisibleRange(departments=frozenset({4}), users=frozenset({"DEAN"})))

    events = await opened()

    left = {event.source for event in events if event.event == "unsubscribe"}
    joined = {event.source for event in events if event.event == "subscribe"}
    assert left == {"Dean", "Li4"}
    assert joined == {"Dean"}


async def test_presses_on_cards_are_opened_although_the_sdk_has_no_class_for_them(api, phone, opened):
    card = {
        "card_type": "vote_interaction",
        "task_id": "t1",
        "main_title": {"title": "午餐"},
        "checkbox": {
            "question_key": "q",
            "mode": 1,
            "option_list": [{"id": "a", "text": "米饭"}, {"id": "b", "text": "面条"}],
        },
        "submit_button": {"text": "提交", "key": "go"},
        "action_menu": {"desc": "更多", "action_list": [{"text": "不再提醒", "key": "mute"}]},
    }
    await api.send(kind="template_card", template_card=card)
    phone.press("zhang3", "t1", "go", {"q": ["a", "b"]})
    phone.press("zhang3", "t1", "mute")

    pressed, muted = await opened()

    assert isinstance(pressed, UnknownMessage)
    assert pressed._data["Event"] == "template_card_event"
    assert (pressed._data["TaskId"], pressed._data["EventKey"]) == ("t1", "go")
    assert pressed._data["CardType"] == "vote_interaction"
    assert pressed._data["SelectedItems"]["SelectedItem"]["OptionIds"]["OptionId"] == ["a", "b"]
    assert muted._data["Event"] == "template_card_menu_event"
    assert "SelectedItems" not in muted._data
    assert pressed._data["ResponseCode"] != muted._data["ResponseCode"]


async def test_changes_of_the_directory_are_read_and_carry_no_agent(emulator, opened):
    admin = emulator.admin()
    admin.put_member(Member(user_id="new7", name="新人", departments=(2, 3)))
    admin.put_department(Department(id=9, name="科研处"))
    admin.drop_department(9)

    events = await opened()

    contacts = [event._data for event in events if event.source == "sys"]
    assert [event["ChangeType"] for event in contacts] == ["create_user", "create_party", "delete_party"]
    assert contacts[0]["Department"] == "2,3"
    assert all("AgentID" not in event for event in contacts)


async def test_approvals_of_the_platform_and_finished_imports_are_read(emulator, opened, clock):
    approval = Approval(
        number="202506110001",
        applicant="zhang3",
        approvers=("Li4", "Dean"),
        status=1,
        cause=1,
        applied_at=clock(),
        needs_all=True,
    )
    emulator.admin().announce(STAFF_APP, approval_changed(approval))
    emulator.admin().announce(STAFF_APP, batch_finished("job1", "sync_user"))

    moved, finished = await opened()

    assert (moved.sp_no, moved.apply_user_id, moved.statu_change_event) == ("202506110001", "zhang3", "1")
    assert [detail["Approver"]["UserId"] for detail in moved.sp_record["Details"]] == ["Li4", "Dean"]
    assert moved.sp_record["ApproverAttr"] == "2"
    assert moved.approval_info["ProcessList"]["NodeList"]["ApvRel"] == "1"
    assert (finished.job_id, finished.job_type) == ("job1", "sync_user")


async def test_an_answer_that_is_a_passive_reply_appears_in_the_chat(emulator, receiver, phone):
    reply = create_reply("收到")
    reply.source, reply.target = "wwcollege0001", "zhang3"
    receiver.reply = receiver.crypto.encrypt_message(reply.render(), "abc123", "1409659813")

    phone.say("zhang3", "在吗")
    await emulator.settled()

    assert phone.texts("zhang3") == ["收到"]


async def test_a_passive_reply_to_a_pressed_button_is_ignored(api, emulator, receiver, phone):
    card = {
        "card_type": "button_interaction",
        "task_id": "t1",
        "main_title": {"title": "请假"},
        "button_list": [{"text": "同意", "key": "ok"}],
    }
    await api.send(kind="template_card", template_card=card)
    receiver.reply = receiver.crypto.encrypt_message(create_reply("收到").render(), "abc123", "1409659813")

    phone.press("zhang3", "t1", "ok")
    await emulator.settled()

    assert phone.texts("zhang3") == []
    assert phone.card("zhang3", "t1").replaced_by == ""


@pytest.mark.parametrize("answer", ["success", "ok", "<xml></xml>", "<html>"])
async def test_an_answer_that_is_no_reply_means_nothing(emulator, receiver, phone, answer):
    receiver.reply = answer

    phone.say("zhang3", "在吗")
    await emulator.settled()

    assert phone.texts("zhang3") == []
    assert emulator.wecom.ledger.attempts[0].is_acknowledged
