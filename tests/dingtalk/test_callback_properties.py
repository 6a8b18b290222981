"""Whatever comes to the door: it is the platform's, or it is refused in the one known way."""

import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.dingtalk.fields import read_object
from adapters.ports import CallbackRefused, Received
from tests.dingtalk.callbacks import (
    HTTP,
    MS,
    NOW,
    STREAM,
    Sent,
    card_frame,
    card_headers,
    envelope,
    event,
    event_frame,
    new_gate,
    parse,
    robot,
    robot_frame,
    robot_headers,
    send,
    signed,
    unsealed,
    written,
)
from tests.dingtalk.malformed import CARD, EVENT, ROBOT, TEXT
from tests.thorough import examples

GATE = new_gate()
LISTENER = new_gate(STREAM)

TOLD = {(413, "size"), (400, "envelope"), (400, "body"), (400, "frame")} | {
    (403, reason) for reason in ("parameters", "stale", "signature", "ciphertext", "owner", "capability", "mode")
}

texts = st.text(max_size=80)
queries = st.dictionaries(
    st.sampled_from(["signature", "msg_signature", "timestamp", "timeStamp", "nonce"]) | texts,
    texts | st.sampled_from([*EVENT.query.values()]),
    max_size=6,
)
headers = st.dictionaries(
    st.sampled_from(["sign", "Sign", "timestamp", "x-ddpaas-signature", "X-DDPaaS-Signature-Timestamp"]) | texts,
    texts | st.sampled_from([*ROBOT.headers.values(), *CARD.headers.values()]),
    max_size=6,
)


def outcome(sent: Sent) -> Received | None:
    try:
        return GATE.decode(sent.query, sent.headers, sent.body, NOW)
    except CallbackRefused as refused:
        told = (refused.status, refused.reason)
    assert told in TOLD
    return None


def accepted(raw: bytes) -> Received | None:
    """As the listener does it: what is no object, or not for us, is refused."""
    try:
        return LISTENER.decode_frame(read_object(raw), raw)
    except CallbackRefused as refused:
        told = (refused.status, refused.reason)
    except ValueError:
        return None
    assert told in TOLD
    return None


@given(query=queries, given_headers=headers, body=st.binary(max_size=2000))
def test_arbitrary_bytes_are_refused(query, given_headers, body):
    assert outcome(Sent(query, given_headers, body)) is None


@given(place=st.integers(0, len(EVENT.body) - 1), byte=st.integers(0, 255))
@settings(max_examples=examples(400))
def test_an_event_with_any_byte_changed_is_refused_or_means_the_same(place, byte):
    body = EVENT.body[:place] + bytes([byte]) + EVENT.body[place + 1 :]

    received = outcome(replace(EVENT, body=body))

    assert received is None or received.body == TEXT


@pytest.mark.parametrize("way", [EVENT, ROBOT, CARD], ids=["event", "robot", "card"])
@given(place=st.integers(0, 10**6), length=st.integers(1, 3), bytes_=st.binary(max_size=3))
@settings(max_examples=examples(200))
def test_no_mutation_of_a_body_does_more_than_its_way_allows(way, place, length, bytes_):
    """An event must be the platform's, a press must be proven; words over HTTP are hearsay whatever they say."""
    at = place % len(way.body)

    received = outcome(replace(way, body=way.body[:at] + bytes_ + way.body[at + length :]))

    if received is None:
        return
    understood = parse(received)
    assert received.body == TEXT or way is not EVENT
    assert understood.reply_right is None
    assert not getattr(understood, "is_vouched", False)
    if way is CARD:
        assert (understood.user_id.lower(), understood.action) == ("li4", "approve:3")


@given(flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1, max_size=5))
@settings(max_examples=examples(300))
def test_a_tampered_ciphertext_is_refused_even_if_it_is_signed_again(flips):
    """An attacker who knows the token but not the key: padding, lengths and owner must all fit."""
    raw = bytearray(base64.b64decode(json.loads(EVENT.body)["encrypt"]))
    for place, mask in flips:
        raw[place % len(raw)] ^= mask
    changed = base64.b64encode(raw).decode()

    received = outcome(Sent(signed(changed), {}, envelope(changed)))

    if received is not None:  # CBC lets the text be garbled, never the owner, the length or the padding
        assert len(received.body) == len(TEXT)


@given(text=st.binary(max_size=1500), owner=st.sampled_from([HTTP.client_id, HTTP.corp_id]))
def test_a_rightly_encrypted_text_is_always_accepted_and_answered_however_odd(text, owner):
    """Poison must be stored: only then can it be acknowledged, buried and shown."""
    received = outcome(send(text, owner))

    assert received is not None
    assert received.body == text
    assert received.key
    assert "\0" not in received.key + received.kind + received.lane
    assert unsealed(received.answer) == (b"success", owner.encode())


@given(kind=st.text(max_size=80), event_id=st.text(max_size=200) | st.integers(), fields=st.dictionaries(texts, texts))
def test_whatever_an_event_calls_itself_its_key_and_kind_are_plain(kind, event_id, fields):
    content = {**fields, **event(kind, EventTime=MS), "eventId": event_id}

    missed = GATE.decode_missed(content)
    posted = outcome(send(json.dumps(content).encode()))

    for received in (missed, posted):
        assert received is not None
        assert (received.key + received.kind).isascii()
        assert (received.key + received.kind).isprintable()
        assert len(received.kind) <= 100
        assert len(received.key) <= 300


@given(
    said=st.text(st.characters(codec="utf-8"), max_size=300),
    sender=st.text(max_size=80),
    message_id=st.text(max_size=200) | st.integers() | st.none(),
)
def test_whatever_a_person_types_is_stored_as_it_came(said, sender, message_id):
    body = json.dumps(robot(text={"content": said}, senderStaffId=sender, msgId=message_id)).encode()

    received = outcome(Sent({}, robot_headers(), body))

    assert received is not None
    assert received.body == body
    assert received.key.isascii()
    assert received.key.isprintable()
    assert received.lane in {"", sender.lower()}


@given(frame=st.sampled_from([robot_frame(), card_frame(), event_frame(userId=["u1"])]).map(written),
       place=st.integers(0, 10**6), length=st.integers(0, 3), bytes_=st.binary(max_size=3))  # fmt: skip
@settings(max_examples=examples(400))
def test_a_mutated_frame_is_stored_as_it_came_or_refused(frame, place, length, bytes_):
    at = place % len(frame)
    raw = frame[:at] + bytes_ + frame[at + length :]

    received = accepted(raw)

    if received is not None:
        assert received.body == raw
        assert received.key
        assert "\0" not in received.key + received.kind + received.lane


def test_a_wrong_secret_is_refused():
    assert outcome(replace(ROBOT, headers=robot_headers(secret="another"))) is None
    assert outcome(replace(CARD, headers=card_headers(client_secret="another"))) is None
    assert outcome(Sent(signed(json.loads(EVENT.body)["encrypt"], token="another"), {}, EVENT.body)) is None
