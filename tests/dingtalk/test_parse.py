"""Everything that comes from DingTalk, in our words."""

import contextlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dingtalk.parse import Parser
from adapters.links import Pressed, received_press
from domain.events import (
    CardClicked,
    Change,
    DirectoryChanged,
    Event,
    MediaKind,
    MediaSent,
    ReplyRight,
    SaidInGroup,
    Source,
    Strange,
    TextSaid,
    Unrecognised,
)
from tests.dingtalk.callbacks import (
    CARD_ID,
    HTTP,
    MS,
    NOW,
    WEBHOOK,
    card,
    card_frame,
    event,
    event_frame,
    frame,
    robot,
    robot_frame,
    written,
)

PARSER = Parser(HTTP)
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
ZHANG = {"user_id": "Zhang3", "at": NOW}
SYSTEM = {"user_id": None, "at": NOW}
RIGHT = ReplyRight(WEBHOOK, NOW + timedelta(minutes=90))


def streamed(**fields: object) -> Event:
    return PARSER.parse("stream.robot", written(robot_frame(**fields)))


def posted(**fields: object) -> Event:
    return PARSER.parse("http.robot", written(robot(**fields)))


def happened(kind: str, **fields: object) -> list[Event]:
    """The same event in each of the three ways."""
    flat = written(event(kind, **fields))
    return [
        PARSER.parse(f"stream.event:{kind}", written(event_frame(kind, **fields))),
        PARSER.parse(f"http.event:{kind}", flat),
        PARSER.parse(f"gap.event:{kind}", flat),
    ]


def test_what_is_said_in_a_stream_is_vouched_for_and_gives_a_right_to_answer():
    assert streamed() == TextSaid(**ZHANG, text="请事假 明天下午", is_vouched=True, reply_right=RIGHT)


def test_what_is_said_over_http_is_hearsay_and_gives_no_right_whatever_the_body_claims():
    assert posted() == TextSaid(**ZHANG, text="请事假 明天下午", is_vouched=False)
    assert posted(msgtype="picture", content={"downloadCode": "dc1"}).reply_right is None


def test_the_way_is_told_by_the_kind_and_not_by_the_body():
    frame_over_http = PARSER.parse("http.robot", written(robot_frame()))

    assert frame_over_http == Unrecognised(user_id=None, at=NO_TIME, kind="robot.stranger")


@pytest.mark.parametrize(
    "webhook",
    [
        "https://evil.example/robot/sendBySession?session=1",
        "https://oapi.dingtalk.com.evil.example/robot/sendBySession?session=1",
        "https://oapi.dingtalk.com@evil.example/robot/sendBySession?session=1",
        "http://oapi.dingtalk.com/robot/sendBySession?session=1",
        "https://oapi.dingtalk.com/robot/send?access_token=1",
        WEBHOOK + " x",
        WEBHOOK + "\r\nHost: evil.example",
        WEBHOOK + "é",
        WEBHOOK + "a" * 1000,
        "",
        None,
        7,
    ],
)
def test_people_s_texts_are_never_sent_to_a_foreign_host(webhook):
    assert streamed(sessionWebhook=webhook).reply_right is None


@pytest.mark.parametrize("until", [None, "", "soon", -1, 10**14, True])
def test_a_right_without_an_end_is_none(until):
    assert streamed(sessionWebhookExpiredTime=until).reply_right is None


def test_the_host_of_the_right_is_the_configured_one():
    parser = Parser(replace(HTTP, oapi_base="http://127.0.0.1:8090/dingtalk/"))
    webhook = "http://127.0.0.1:8090/dingtalk/robot/sendBySession?session=1"

    right = parser.parse("stream.robot", written(robot_frame(sessionWebhook=webhook))).reply_right

    assert right == replace(RIGHT, value=webhook)
    assert webhook not in repr(right)
    assert parser.parse("stream.robot", written(robot_frame())).reply_right is None


def test_what_is_said_in_a_group_is_known_as_such_and_gives_no_right():
    said = SaidInGroup(**ZHANG, group="cidAbc==", text="请事假 明天下午")

    for conversation in ("2", 2):
        assert streamed(conversationType=conversation) == posted(conversationType=conversation) == said


def test_a_chat_of_unknown_kind_gives_no_right_to_answer_in_it():
    assert streamed(conversationType=None) == TextSaid(**ZHANG, text="请事假 明天下午")


@pytest.mark.parametrize(
    "sender",
    [
        {"senderStaffId": ""},
        {"senderStaffId": None},
        {"senderStaffId": "a b"},
        {"senderStaffId": "$:LWCP_v1:$xxx"},
        {"senderCorpId": "dingsomewhereelse"},
        {"senderStaffId": "", "conversationType": "2"},
    ],
)
def test_somebody_who_is_no_member_is_a_stranger(sender):
    assert streamed(**sender) == posted(**sender) == Unrecognised(**SYSTEM, kind="robot.stranger")


def test_a_sender_whose_organisation_is_not_named_is_a_member_by_the_user_id():
    assert streamed(senderCorpId=None).user_id == "Zhang3"


def test_a_user_id_may_be_written_as_a_number():
    assert streamed(senderStaffId=4711).user_id == "4711"


def test_a_used_up_quota_is_told_as_such():
    emptied = {"text": None, "errCode": 20001, "errMsg": "…"}

    assert streamed(**emptied) == Unrecognised(**ZHANG, kind="robot.quota", strange=Strange.NOT_HEARD)
    assert streamed(**emptied | {"senderStaffId": None, "errCode": "20001"}) == Unrecognised(
        **SYSTEM, kind="robot.quota", strange=Strange.NOT_HEARD
    )


def test_what_is_said_to_a_member_for_whom_the_robot_answers_is_not_said_to_us():
    hosted = {"hostingContext": {"userId": "li4", "nick": "李四"}}

    assert streamed(**hosted) == Unrecognised(**ZHANG, kind="robot.hosted")
    assert isinstance(streamed(hostingContext={}), TextSaid)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": {"content": "你好"}}, "你好"),
        ({"text": '{"content": "你好"}'}, "你好"),
        ({"text": None, "content": " 你好"}, "你好"),
        ({"text": {"Content": "你好"}}, "你好"),
        ({"text": {"content": 12}}, "12"),
        ({"text": {"content": "请\u200b假\0"}}, "请假"),
        ({"text": {"content": "<a href='x'>点</a> {{7*7}}"}}, "<a href='x'>点</a> {{7*7}}"),
        ({"text": {"content": ""}}, ""),
        ({"text": None}, ""),
        ({"text": {"content": "长" * 500_000}}, "长" * 8000),
        ({"msgtype": "audio", "content": {"downloadCode": "d", "recognition": "请 假。"}}, "请 假。"),
        ({"msgtype": "richText", "content": {"richText": [{"text": "看图\n"}, {"text": "请假"}]}}, "看图\n请假"),
        (
            {"msgtype": "richText", "content": {"richText": [{"text": "看图"}, {"downloadCode": "d"}]}},
            "看图",
        ),
    ],
)
def test_words_are_found_wherever_they_stand(fields, said):
    assert streamed(**fields) == TextSaid(**ZHANG, text=said, reply_right=RIGHT)


def test_half_a_sign_is_left_out():
    said = json.dumps(robot(text={"content": "请假\ud83d"})).encode()

    assert PARSER.parse("http.robot", said) == TextSaid(**ZHANG, text="请假", is_vouched=False)


@pytest.mark.parametrize(
    ("kind", "content", "media", "form"),
    [
        ("picture", {"downloadCode": "d", "pictureDownloadCode": "p"}, MediaKind.IMAGE, ""),
        ("picture", '{"downloadCode": "d"}', MediaKind.IMAGE, ""),
        ("picture", {"pictureDownloadCode": "d"}, MediaKind.IMAGE, ""),
        ("audio", {"downloadCode": "d", "duration": 4000}, MediaKind.VOICE, ""),
        ("video", {"downloadCode": "d", "duration": "4000", "videoType": "mp4"}, MediaKind.VIDEO, "mp4"),
        ("file", {"downloadCode": "d", "fileName": "课 表.XLSX"}, MediaKind.FILE, "xlsx"),
        ("file", {"downloadCode": "d", "fileName": "../../etc/passwd"}, MediaKind.FILE, ""),
        ("richText", {"richText": [{"text": " "}, {"downloadCode": "d"}, {"downloadCode": "e"}]}, MediaKind.IMAGE, ""),
    ],
)
def test_a_file_is_known_by_its_download_code(kind, content, media, form):
    sent = MediaSent(**ZHANG, media=media, media_id="d", format=form, reply_right=RIGHT)

    assert streamed(msgtype=kind, content=content) == sent


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"msgtype": "unknownMsgType"}, "robot.unknownMsgType"),
        ({"msgtype": "picture", "content": {}}, "robot.picture"),
        ({"msgtype": "richText", "content": {"richText": "x"}}, "robot.richText"),
        ({"msgtype": "a b"}, "robot.unknown"),
        ({"msgtype": None}, "robot.unknown"),
    ],
)
def test_what_nobody_understands_is_unrecognised(fields, kind):
    assert streamed(**fields) == Unrecognised(**ZHANG, kind=kind, strange=Strange.UNREADABLE)


def test_a_missing_time_is_that_of_the_frame():
    assert streamed(createAt=None).at == NOW
    assert streamed(createAt=str(MS)).at == NOW
    assert posted(createAt=None).at == NO_TIME


def test_a_press_is_understood_and_leaves_the_card_waiting():
    pressed = {"user_id": "li4", "card_id": CARD_ID, "action": "approve:3", "leaves_waiting": True}

    assert PARSER.parse("stream.card", written(card_frame())) == CardClicked(at=NOW, **pressed)
    assert PARSER.parse("http.card", written(card())) == CardClicked(at=NO_TIME, **pressed)


def test_a_press_on_another_application_s_card_is_unproven():
    foreign = written(card_frame(card() | {"outTrackId": "theirs", "content": '{"cardPrivateData":{"params":{}}}'}))

    assert PARSER.parse("stream.card", foreign) == Unrecognised(
        user_id="li4", at=NOW, kind="card.unproven", strange=Strange.UNPROVEN_PRESS
    )


def test_a_press_on_a_link_is_understood():
    pressed = Pressed(
        source=Source("dingtalk", "students"), card_id=CARD_ID, user_id="li4", action="approve:3", expires_at=NOW
    )
    received = received_press("token", pressed, NOW)

    assert PARSER.parse(received.kind, received.body) == CardClicked(
        user_id="li4", at=NOW, card_id=CARD_ID, action="approve:3"
    )


MEMBER, DEPARTMENT, WHOLE, OTHER = Change


@pytest.mark.parametrize(
    ("kind", "fields", "change", "members", "departments"),
    [
        ("user_add_org", {"userId": ["u1", "u2", "u1"]}, MEMBER, ("u1", "u2"), ()),
        ("user_add_org", {"UserId": ["U1"], "TimeStamp": str(MS)}, MEMBER, ("U1",), ()),
        ("user_leave_org", {"userId": "u1"}, MEMBER, ("u1",), ()),
        ("user_active_org", {"userid": [4711]}, MEMBER, ("4711",), ()),
        ("user_modify_org", {"userId": ["u1"], "diffInfo": {"curr": {"name": "b"}}}, MEMBER, ("u1",), ()),
        ("org_dept_create", {"deptId": [432825033, "1"]}, DEPARTMENT, (), ("432825033", "1")),
        ("org_dept_remove", {"DeptId": [432825033]}, DEPARTMENT, (), ("432825033",)),
        ("org_dept_modify", {"deptId": [7, "x"]}, DEPARTMENT, (), ("7",)),
        ("org_dept_modify", {"deptId": ["x"]}, WHOLE, (), ()),
        ("org_change", {"corpName": "x"}, WHOLE, (), ()),
        ("user_add_org", {"userId": ["a b", None, {}, True, "u1"]}, MEMBER, ("u1",), ()),
        ("user_add_org", {"userId": [f"u{n}" for n in range(300)]}, MEMBER, tuple(f"u{n}" for n in range(300)), ()),
        ("user_add_org", {}, WHOLE, (), ()),
        ("user_add_org", {"userId": []}, WHOLE, (), ()),
        ("org_admin_add", {"userId": ["u1"]}, OTHER, (), ()),
        ("label_conf_del", {"labelIdList": [123]}, OTHER, (), ()),
        ("label_user_change", {"userIdList": ["u1"], "labelIdList": [123], "action": "add"}, OTHER, (), ()),
    ],
)
def test_a_change_of_the_directory_is_understood_in_every_way_and_spelling(kind, fields, change, members, departments):
    changed = DirectoryChanged(**SYSTEM, change=change, members=members, departments=departments)

    assert happened(kind, **fields) == [changed] * 3


def test_neither_telephone_nor_mail_of_a_member_gets_past_the_door():
    diff = {"prev": {"telephone": "13800000000"}, "curr": {"email": "a@example.edu.cn"}, "userid": "u1"}

    for changed in happened("user_modify_org", userId=["u1"], diffInfo=diff):
        assert changed == DirectoryChanged(**SYSTEM, change=MEMBER, members=("u1",))


@pytest.mark.parametrize("kind", ["bpms_instance_change", "attend_group_change", "check_in", "unknown", "x" * 64])
def test_what_other_duties_may_need_is_unrecognised_and_stays_in_the_inbox(kind):
    assert happened(kind, processInstanceId="i1") == [Unrecognised(**SYSTEM, kind=kind)] * 3


def test_an_event_whose_content_is_empty_is_known_by_its_type():
    empty = event_frame("org_change") | {"data": ""}

    assert PARSER.parse("stream.event:org_change", written(empty)) == DirectoryChanged(**SYSTEM, change=WHOLE)


@pytest.mark.parametrize("kind", ["", "x", "post.robot", "stream", "stream.", "http.unknown", "gap.card2", "sha256:00"])
def test_a_kind_of_another_version_is_unrecognised(kind):
    assert PARSER.parse(kind, b"{}").kind == kind


BAD = {
    "nothing": b"",
    "no JSON": b"hello",
    "a list": b"[]",
    "broken off": written(robot_frame())[:-1],
    "not UTF-8": written(robot_frame()).replace("请".encode(), b"\xff\xfe"),
    "UTF-16": written(robot_frame()).decode().encode("utf-16"),
    "deep": b'{"a":' * 50_000,
    "a huge number": b'{"a":' + b"9" * 5_000 + b"}",
}


@pytest.mark.parametrize("kind", ["stream.robot", "http.robot", "stream.card", "http.card", "http.event:org_change"])
@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_told_as_such(kind, name):
    with pytest.raises(ValueError) as caught:
        PARSER.parse(kind, BAD[name])

    assert caught.value.__cause__ is None


@pytest.mark.parametrize("inside", ["", "x", "[]", "{", None, 7, "{}"])
def test_a_frame_with_nothing_said_inside_cannot_be_read(inside):
    for kind, content in (("stream.robot", robot_frame()), ("stream.card", card_frame())):
        with pytest.raises(ValueError, match="nothing inside"):
            PARSER.parse(kind, written(content | {"data": inside}))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(
    fields=st.dictionaries(
        st.sampled_from(sorted(robot())) | st.sampled_from(["content", "errCode", "eventId"]), values
    ),
    kind=st.sampled_from(["text", "audio", "video", "file", "picture", "richText"]),
)
def test_whatever_stands_in_the_fields_somebody_said_something_or_nothing_is_recognised(fields, kind):
    for event_ in (streamed(**{"msgtype": kind, **fields}), posted(**{"msgtype": kind, **fields})):
        assert isinstance(event_, TextSaid | SaidInGroup | MediaSent | Unrecognised)
        assert event_.at.tzinfo is UTC


@given(kind=st.sampled_from(["user_add_org", "label_user_change", "org_change", "x"]), fields=st.dictionaries(
    st.sampled_from(["userId", "UserId", "userIdList", "labelIdList", "timeStamp", "EventTime"]), values
))  # fmt: skip
def test_whatever_stands_in_an_event_it_is_one(kind, fields):
    for one in happened(kind, **fields):
        assert isinstance(one, DirectoryChanged | Unrecognised)


@given(fields=st.dictionaries(st.sampled_from(sorted(card())), values, min_size=1))
def test_whatever_stands_in_a_press_it_is_proven_or_unrecognised(fields):
    content = {**card(), **fields}

    for kind, body in (("stream.card", frame("/v1.0/card/instances/callback", content)), ("http.card", content)):
        clicked = PARSER.parse(kind, json.dumps(body).encode())
        assert isinstance(clicked, Unrecognised) or (clicked.user_id.lower(), clicked.card_id) == ("li4", CARD_ID)


@given(
    kind=st.sampled_from(
        ["stream.robot", "http.robot", "stream.card", "http.card", "gap.event:org_change", "link", "x"]
    ),
    body=st.binary(max_size=300) | st.text(max_size=100).map(str.encode) | values.map(json.dumps).map(str.encode),
)
def test_arbitrary_bytes_are_an_event_or_unreadable(kind, body):
    with contextlib.suppress(ValueError):
        assert isinstance(PARSER.parse(kind, body), Event)
