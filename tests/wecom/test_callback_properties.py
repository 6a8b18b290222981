"""Whatever comes to the door: it is the platform's, or it is refused in the one known way."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.ports import CallbackRefused, Received
from tests.thorough import examples
from tests.wecom.callbacks import NOW, SECOND, SETTINGS, envelope, inner, new_gate, send, signed
from tests.wecom.other_crypto import sign

GATE = new_gate()
HONEST = send(inner())

TOLD = {(413, "size"), (400, "envelope"), (400, "dtd")} | {
    (403, reason) for reason in ("parameters", "stale", "signature", "ciphertext", "owner")
}

texts = st.text(max_size=80)
queries = st.dictionaries(
    st.sampled_from(["msg_signature", "timestamp", "nonce", "echostr", "x"]) | texts,
    texts | st.sampled_from([*HONEST.query.values()]),
    max_size=6,
)
pieces = st.sampled_from(
    [
        b"<xml>", b"</xml>", b"<Encrypt>", b"</Encrypt>", b"<ToUserName>", b"</ToUserName>", b"<AgentID>",
        b"</AgentID>", b"<![CDATA[", b"]]>", b"<!DOCTYPE x>", b"<?xml version='1.0'?>", b"&amp;", b" ", b"\n", b"AAAA",
        b"\x00", b"<a>", b"</a>", b"ww0123456789abcdef", b"1000002", b"<AgentID/>", HONEST.body,
    ]
)  # fmt: skip


def outcome(query, body) -> Received | None:
    try:
        return GATE.decode(query, body, NOW)
    except CallbackRefused as refused:
        told = (refused.status, refused.reason)
    assert told in TOLD
    return None


@given(query=queries, body=st.binary(max_size=2000))
def test_arbitrary_bytes_are_refused(query, body):
    assert outcome(query, body) is None


@given(query=queries, echo=texts)
def test_an_arbitrary_check_of_the_address_is_refused(query, echo):
    with pytest.raises(CallbackRefused) as caught:
        GATE.verify_url({**query, "echostr": echo}, NOW)

    assert (caught.value.status, caught.value.reason) in TOLD


@given(parts=st.lists(pieces, max_size=30))
def test_an_envelope_of_arbitrary_pieces_is_refused_or_the_honest_one(parts):
    received = outcome(HONEST.query, b"".join(parts))

    assert received is None or received.body == inner()


@given(place=st.integers(0, len(HONEST.body) - 1), byte=st.integers(0, 255))
@settings(max_examples=examples(400))
def test_an_envelope_with_any_byte_changed_is_refused_or_means_the_same(place, byte):
    changed = HONEST.body[:place] + bytes([byte]) + HONEST.body[place + 1 :]

    received = outcome(HONEST.query, changed)

    assert received is None or received.body == inner()


@given(place=st.integers(0, len(HONEST.body) - 1))
def test_a_truncated_envelope_is_refused(place):
    assert outcome(HONEST.query, HONEST.body[:place]) is None


@given(flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 255)), min_size=1, max_size=5))
@settings(max_examples=examples(400))
def test_a_tampered_ciphertext_is_refused_even_if_it_is_signed_again(flips):
    """An attacker who knows the token but not the key: padding, lengths and owner must all fit."""
    encrypted = HONEST.body.split(b"<Encrypt><![CDATA[")[1].split(b"]]>")[0]
    raw = bytearray(base64.b64decode(encrypted))
    for place, mask in flips:
        raw[place % len(raw)] ^= mask
    changed = base64.b64encode(raw).decode()

    received = outcome(signed(changed), envelope(changed))

    if received is not None:  # CBC lets the text be garbled, never the owner, the length or the padding
        assert len(received.body) == len(inner())


@given(
    timestamp=st.integers(SECOND - 80_000, SECOND + 500).map(str),
    nonce=st.from_regex(r"[0-9]{8,20}", fullmatch=True),
    places=st.integers(-8, 8),
)
@settings(max_examples=examples(300))
def test_a_shifted_border_between_timestamp_and_nonce_never_gives_a_second_key(timestamp, nonce, places):
    sent = send(inner(), timestamp=timestamp, nonce=nonce)
    joined = timestamp + nonce
    cut = len(timestamp) + places
    shifted = {**sent.query, "timestamp": joined[:cut], "nonce": joined[cut:]}

    keys = {received.key for received in (outcome(sent.query, sent.body), outcome(shifted, sent.body)) if received}

    assert len(keys) == 1


@given(content=st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=300))
def test_whatever_a_person_types_is_stored_as_it_came(content):
    text = inner(content.replace("]]>", "]]]]><![CDATA[>"))
    sent = send(text)

    received = outcome(sent.query, sent.body)

    assert received is not None
    assert received.body == text
    assert received.key == "msg:7012345678901234567"
    assert received.lane == "zhang3"


@given(text=st.binary(max_size=1500))
def test_a_rightly_encrypted_text_is_always_accepted_however_odd(text):
    """Poison must be stored: only then can it be acknowledged, buried and shown."""
    sent = send(text)

    received = outcome(sent.query, sent.body)

    assert received is not None
    assert received.body == text
    assert received.key
    assert "\0" not in received.key + received.kind + received.lane


def test_a_wrong_token_is_refused():
    encrypted = HONEST.body.split(b"<Encrypt><![CDATA[")[1].split(b"]]>")[0].decode()
    wrong = {
        **HONEST.query,
        "msg_signature": sign("another", HONEST.query["timestamp"], HONEST.query["nonce"], encrypted),
    }

    assert SETTINGS.token != "another"
    assert outcome(wrong, HONEST.body) is None
