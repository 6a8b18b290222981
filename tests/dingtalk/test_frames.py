"""What comes out of a stream or is found afterwards: which frames are stored, under which key, with which answer."""

import hashlib
import json

import pytest

from adapters.ports import CallbackRefused, Received
from tests.dingtalk.callbacks import (
    FORGED,
    MS,
    NOW,
    STREAM,
    WAITING,
    Sent,
    card,
    card_frame,
    event,
    event_frame,
    frame,
    new_gate,
    parse,
    robot,
    robot_frame,
    robot_headers,
    send,
    streamed,
    written,
)


def over_http(sent: Sent) -> Received:
    return new_gate().decode(sent.query, sent.headers, sent.body, NOW)


@pytest.mark.parametrize("name", FORGED)
def test_the_same_in_a_stream_is_stored_without_an_answer_and_means_nothing(name):
    received = streamed(card_frame(card(**FORGED[name])))

    assert received.answer == b""
    assert parse(received).kind == "card.unproven"


def test_the_three_frames_come_in():
    said, pressed, happened = robot_frame(), card_frame(), event_frame(userId=["u1"])

    arrived = [streamed(one) for one in (said, pressed, happened)]

    assert [(one.key, one.kind, one.lane) for one in arrived] == [
        ("robot:msgXyz==", "stream.robot", "zhang3"),
        ("card:0a1b", "stream.card", "li4"),
        ("event:e1", "stream.event:user_add_org", ""),
    ]
    assert [one.body for one in arrived] == [written(one) for one in (said, pressed, happened)]
    assert [one.answer for one in arrived] == [
        b"",
        json.dumps(WAITING, ensure_ascii=False, separators=(",", ":")).encode(),
        b"",
    ]


def test_one_fact_has_one_key_whichever_way_it_came():
    http = over_http(send(written(event())))
    missed = new_gate().decode_missed(event())

    assert streamed(event_frame()).key == http.key == missed.key
    assert missed.kind == "gap.event:user_add_org"
    assert streamed(robot_frame()).key == over_http(Sent({}, robot_headers(), written(robot()))).key


def test_a_missed_event_has_the_same_key_however_its_fields_are_ordered():
    fields = {"EventType": "bpms_instance_change", "processInstanceId": "i1", "type": "finish"}

    first, second = (new_gate().decode_missed(dict(order)) for order in (fields.items(), reversed(fields.items())))

    assert first == second
    assert first.key.startswith("event:bpms_instance_change:")


def test_a_frame_of_another_topic_is_kept():
    received = streamed(frame("/v1.0/agi/plugins/callback", {"a": 1}))

    assert (received.key, received.kind, received.lane) == ("frame:0a1b", "stream.unknown", "")
    assert parse(received).kind == "stream.unknown"


def test_a_frame_without_ids_is_known_by_its_hash():
    bare = robot_frame(msgId="")
    bare["headers"] = {"topic": "/v1.0/im/bot/messages/get"}
    unknown = {"type": "CALLBACK", "data": "x"}
    pressed = card_frame()
    pressed["headers"] = {"topic": "/v1.0/card/instances/callback"}

    assert streamed(bare).key == "robot:" + hashlib.sha256(bare["data"].encode()).hexdigest()
    assert streamed(unknown).key == "frame:" + hashlib.sha256(written(unknown)).hexdigest()
    assert streamed(pressed).key == "card:" + hashlib.sha256(written(pressed)).hexdigest()


def test_streamed_events_without_an_id_are_told_apart_by_content_and_time_of_birth():
    one = event_frame(event_id="", userId=["u1"])
    repeated, later, other = (json.loads(written(one)) for _ in range(3))
    repeated["headers"]["messageId"] = "another"
    later["headers"]["eventBornTime"] = str(MS + 1)
    other["data"] = '{"userId": ["u2"]}'

    keys = [streamed(each).key for each in (one, repeated, later, other)]

    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


@pytest.mark.parametrize("content", [{}, {"type": "SYSTEM"}, {"type": None}, {"type": "event"}, {"headers": {}}])
def test_a_frame_of_another_type_is_refused(content):
    with pytest.raises(CallbackRefused) as caught:
        streamed(content)

    assert (caught.value.status, caught.value.reason) == (400, "frame")


def test_a_frame_of_a_mebibyte_comes_in_and_a_larger_one_does_not():
    said = robot_frame()
    raw = written(said)

    assert new_gate(STREAM).decode_frame(said, raw.ljust(1024 * 1024)).key == "robot:msgXyz=="
    with pytest.raises(CallbackRefused) as caught:
        new_gate(STREAM).decode_frame(said, raw.ljust(1024 * 1024 + 1))
    assert (caught.value.status, caught.value.reason) == (413, "size")
