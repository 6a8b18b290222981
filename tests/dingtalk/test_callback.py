"""Which callbacks come in, and what every other one is told."""

import hashlib
import itertools
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from multidict import CIMultiDict, MultiDict

from adapters.dingtalk.callback import Gate
from adapters.ports import CallbackRefused
from tests.dingtalk import vectors
from tests.dingtalk.callbacks import (
    CLIENT_ID,
    CORP_ID,
    FORGED,
    HTTP,
    KEY,
    MS,
    NOW,
    RANDOM,
    STREAM,
    WAITING,
    Sent,
    card,
    card_headers,
    envelope,
    event,
    new_gate,
    robot,
    robot_headers,
    send,
    signed,
    unsealed,
    written,
)
from tests.wecom.other_crypto import seal, sign

HOUR = timedelta(hours=1)


def decode(sent: Sent, gate: Gate | None = None, at: datetime = NOW):
    return (gate or new_gate()).decode(sent.query, sent.headers, sent.body, at)


def refusal(sent: Sent, gate: Gate | None = None, at: datetime = NOW) -> tuple[int, str]:
    with pytest.raises(CallbackRefused) as caught:
        decode(sent, gate, at)
    return caught.value.status, caught.value.reason


def said_over_http(timestamp: str = str(MS), **fields: object) -> Sent:
    return Sent({}, robot_headers(timestamp), written(robot(**fields)))


def pressed_over_http(timestamp: str = str(MS), **fields: object) -> Sent:
    return Sent({}, card_headers(timestamp), written(card(**fields)))


HONEST = {
    "event": lambda timestamp=str(MS): send(written(event()), timestamp=timestamp),
    "robot": said_over_http,
    "card": pressed_over_http,
}

by_owner = pytest.mark.parametrize("owner", [CLIENT_ID, CORP_ID])
by_way = pytest.mark.parametrize("honest", HONEST.values(), ids=HONEST)


@by_owner
def test_an_event_comes_in_and_is_answered_for_the_owner_it_was_written_for(owner):
    text = written(event(userId=["u1"]))

    received = decode(send(text, owner))

    assert (received.key, received.kind, received.lane) == ("event:e1", "http.event:user_add_org", "")
    assert received.body == text
    assert unsealed(received.answer) == (b"success", owner.encode())


def test_the_answer_has_exactly_the_four_names_and_a_timestamp_of_thirteen_digits():
    answer = json.loads(decode(send(written(event()))).answer)

    assert list(answer) == ["msg_signature", "timeStamp", "nonce", "encrypt"]
    assert answer["timeStamp"] == str(MS)
    assert answer["nonce"].isalnum()


def test_no_two_answers_are_the_same():
    sent = send(written(event()))

    assert decode(sent).answer != decode(sent).answer


@by_owner
def test_the_check_of_the_address_is_answered_and_has_no_key_to_be_stored_under(owner):
    received = decode(send(b'{"EventType":"check_url"}', owner))

    assert (received.key, received.kind) == ("", "http.event:check_url")
    assert unsealed(received.answer) == (b"success", owner.encode())


def test_the_published_check_of_an_address_comes_in():
    vector = vectors.V2
    gate = Gate(replace(HTTP, token=vector.token, aes_key=vector.aes_key, client_id=vector.owner))
    query = {"signature": vector.signature, "timestamp": vector.timestamp, "nonce": vector.nonce}
    at = datetime.fromtimestamp(int(vector.timestamp) / 1000, UTC)

    received = decode(Sent(query, {}, envelope(vector.encrypted)), gate, at)

    assert (received.key, received.body) == ("", vector.text)


def test_a_timestamp_in_seconds_is_understood():
    vector = vectors.V4
    gate = Gate(replace(HTTP, token=vector.token, aes_key=vector.aes_key, client_id=vector.owner))
    query = {"signature": vector.signature, "timestamp": vector.timestamp, "nonce": vector.nonce}
    at = datetime.fromtimestamp(int(vector.timestamp), UTC)

    assert decode(Sent(query, {}, envelope(vector.encrypted)), gate, at).body == b"success"


@pytest.mark.parametrize("signature", ["signature", "msg_signature"])
@pytest.mark.parametrize("timestamp", ["timestamp", "timeStamp"])
def test_either_spelling_of_the_parameters_is_understood(signature, timestamp):
    sent = send(written(event()))
    query = {signature: sent.query["signature"], timestamp: sent.query["timestamp"], "nonce": sent.query["nonce"]}

    assert decode(replace(sent, query=query)).key == "event:e1"


def test_one_right_signature_of_two_is_enough():
    sent = send(written(event()))

    for name in ("signature", "msg_signature"):
        assert decode(replace(sent, query={**sent.query, name: "0" * 40})).key == "event:e1"
    assert refusal(replace(sent, query={**sent.query, "signature": "0" * 40, "msg_signature": "1" * 40})) == (
        403,
        "signature",
    )


def test_a_nonce_may_have_dashes():
    encrypted = seal(KEY, written(event()), CLIENT_ID.encode(), RANDOM)

    assert decode(Sent(signed(encrypted, nonce="a-B_c1"), {}, envelope(encrypted))).key == "event:e1"


def test_two_timestamps_that_differ_are_refused():
    sent = send(written(event()))

    assert decode(replace(sent, query={**sent.query, "timeStamp": sent.query["timestamp"]})).key == "event:e1"
    assert refusal(replace(sent, query={**sent.query, "timeStamp": str(MS + 1)})) == (403, "parameters")


def test_an_event_without_any_of_its_parameters_is_refused():
    sent = send(written(event()))

    for size in range(4):
        for names in itertools.combinations(sent.query, size):
            if {"timestamp", "nonce"} <= set(names) and len(names) == 3:
                continue
            query = {name: sent.query[name] for name in names}
            assert refusal(replace(sent, query=query)) == (403, "parameters")


def test_a_parameter_or_header_that_comes_twice_is_refused():
    for name, value in (sent := send(written(event()))).query.items():
        assert refusal(replace(sent, query=MultiDict([*sent.query.items(), (name, value)]))) == (403, "parameters")
    for sent in (said_over_http(), pressed_over_http()):
        for name, value in sent.headers.items():
            twice = CIMultiDict([*sent.headers.items(), (name.lower(), value)])
            assert refusal(replace(sent, headers=twice)) == (403, "parameters")


@by_way
def test_a_callback_is_taken_for_an_hour_on_either_side(honest):
    for age in (-HOUR, timedelta(0), HOUR):
        assert decode(honest(), at=NOW + age).key
    for age in (-HOUR, HOUR):
        assert refusal(honest(), at=NOW + age * 1.001) == (403, "stale")


@by_way
@pytest.mark.parametrize(
    "timestamp", ["", "x", "1", "１７６３９５１４００００", "9" * 13, "9" * 40, "-763951400000", " 1763951400"]
)
def test_a_timestamp_that_is_none_is_refused_though_it_is_signed(honest, timestamp):
    assert refusal(honest(timestamp))[1] in {"parameters", "stale"}


@pytest.mark.parametrize("owner", ["", CLIENT_ID[:-1], CLIENT_ID + "0", CLIENT_ID.upper(), CORP_ID + "\0", "another"])
def test_an_event_for_another_owner_is_refused(owner):
    assert refusal(send(written(event()), owner)) == (403, "owner")


def test_an_event_encrypted_with_another_key_is_refused():
    encrypted = seal(bytes(32), written(event()), CLIENT_ID.encode(), RANDOM)

    assert refusal(Sent(signed(encrypted), {}, envelope(encrypted))) == (403, "ciphertext")


def test_an_event_signed_with_another_token_is_refused():
    encrypted = seal(KEY, written(event()), CLIENT_ID.encode(), RANDOM)

    assert refusal(Sent(signed(encrypted, token="another"), {}, envelope(encrypted))) == (403, "signature")


@pytest.mark.parametrize("missing", ["token", "aes_key"])
def test_an_account_without_a_subscription_takes_no_events_however_they_are_signed(missing):
    gate = Gate(replace(HTTP, **{missing: ""}))
    key, token = (bytes(32), HTTP.token) if missing == "aes_key" else (KEY, "")
    encrypted = seal(key, written(event()), CLIENT_ID.encode(), RANDOM)

    assert refusal(Sent(signed(encrypted, token=token), {}, envelope(encrypted)), gate) == (403, "signature")


def test_an_envelope_may_hold_more_than_we_know():
    sent = send(written(event()))
    more = {"new": [1, {"a": None}], **json.loads(sent.body)}

    assert decode(replace(sent, body=json.dumps(more, indent=2).encode())).key == "event:e1"


@pytest.mark.parametrize("text", [b"", b"\xff", b"[]", b"{", b'{"EventType":7}', b'{"EventType":"a b"}', b"[" * 9000])
def test_an_event_that_nobody_understands_is_kept_under_its_hash(text):
    received = decode(send(text))

    assert received.kind.startswith("http.event:")
    assert (
        received.key
        == "event:"
        + received.kind.removeprefix("http.event:")
        + ":"
        + hashlib.sha256(text + b"\0" + str(MS).encode()).hexdigest()
    )
    assert received.body == text
    assert unsealed(received.answer)[0] == b"success"


def test_events_without_an_id_are_told_apart_by_their_content():
    first, again, second = (decode(send(written(event(event_id=None, EventTime=at)))) for at in (MS, MS, MS + 1))

    assert first.key == again.key != second.key
    assert first.key.startswith("event:user_add_org:")


def test_events_with_neither_id_nor_time_are_told_apart_by_when_they_were_sent():
    """An old form: a department that is changed twice must be read twice."""
    text = written({"EventType": "org_dept_modify", "CorpId": CORP_ID, "DeptId": [7]})

    first, again, second = (decode(send(text, timestamp=str(at))).key for at in (MS, MS, MS + 1))

    assert first == again != second


def test_what_is_said_to_the_robot_over_http_is_answered_with_nothing_to_say():
    sent = said_over_http()

    received = decode(sent)

    assert (received.key, received.kind, received.lane) == ("robot:msgXyz==", "http.robot", "zhang3")
    assert received.body == sent.body
    assert received.answer == b'{"msgtype":"empty"}'


def test_the_robots_sign_counts():
    sent = said_over_http()

    assert refusal(replace(sent, headers=robot_headers(secret="another"))) == (403, "signature")
    assert refusal(replace(sent, headers={**sent.headers, "Timestamp": str(MS + 1)})) == (403, "signature")
    assert refusal(replace(sent, headers={"Sign": sent.headers["Sign"]})) == (403, "parameters")
    assert refusal(replace(sent, headers={"Sign": "é", "Timestamp": str(MS)})) == (403, "parameters")


def test_an_account_in_stream_mode_hears_no_robot_over_http():
    assert refusal(said_over_http(), new_gate(STREAM)) == (403, "mode")


@by_way
def test_a_callback_whose_body_is_no_object_is_refused(honest):
    for body in (b"", b"hello", b"[]", b"null", b'{"a":', b"\xff", b"[" * 50_000, "{}".encode("utf-16")):
        assert refusal(replace(honest(), body=body))[0] == 400


@by_way
def test_a_callback_beyond_the_limit_is_refused(honest):
    assert refusal(replace(honest(), body=b" " * (1024 * 1024 + 1))) == (413, "size")


def test_a_callback_that_nothing_signs_is_refused():
    for headers in ({}, {"timestamp": str(MS)}, {"Sign": ""}, {"X-DDPaaS-Signature-Timestamp": str(MS)}):
        assert refusal(Sent({}, headers, written(robot()))) == (403, "parameters")
        assert refusal(Sent({"timestamp": str(MS), "nonce": "a"}, headers, b"{}")) == (403, "parameters")


def test_a_press_over_http_comes_in_and_the_card_waits():
    sent = pressed_over_http()

    received = decode(sent)

    key = hashlib.sha256(str(MS).encode() + sent.body).hexdigest()
    assert (received.key, received.kind, received.lane) == (f"card:{key}", "http.card", "li4")
    assert received.body == sent.body
    assert json.loads(received.answer) == WAITING


def test_the_same_press_repeated_is_one_and_a_later_one_another():
    first, again, later = (decode(pressed_over_http(at)).key for at in (str(MS), str(MS), str(MS + 1)))

    assert first == again != later


def test_a_press_is_taken_in_stream_mode_too_for_cards_that_were_sent_before():
    assert decode(pressed_over_http(), new_gate(STREAM)).kind == "http.card"


def test_the_sign_of_a_card_counts():
    sent = pressed_over_http()

    assert refusal(replace(sent, headers=card_headers(client_secret="another"))) == (403, "signature")
    stolen = {**sent.headers, "X-DDPaaS-Signature-Timestamp": str(MS + 1)}
    assert refusal(replace(sent, headers=stolen)) == (403, "signature")


@pytest.mark.parametrize("name", FORGED)
def test_a_press_on_a_button_that_we_did_not_show_to_that_member_is_refused(name):
    assert refusal(pressed_over_http(**FORGED[name])) == (403, "capability")


def test_a_press_whose_content_is_an_object_is_understood():
    content = json.loads(card()["content"])

    assert decode(pressed_over_http(content=content)).lane == "li4"


def test_nobody_has_a_reason_to_ask_by_get():
    with pytest.raises(CallbackRefused) as caught:
        new_gate().verify_url(signed("x"), NOW)

    assert caught.value.status == 400


def test_a_refusal_says_nothing_of_the_callback():
    with pytest.raises(CallbackRefused) as caught:
        decode(send("说了些什么".encode(), "somebody-else"))

    assert str(caught.value) == "owner"
    assert caught.value.__cause__ is None


def test_settings_and_keys_do_not_show_their_secrets():
    shown = repr(HTTP)

    assert not any(secret in shown for secret in (HTTP.client_secret, HTTP.token, HTTP.aes_key))


def test_a_shifted_border_between_timestamp_and_nonce_is_another_callback_or_none():
    """The signature joins its parts without a separator; no key is made of either."""
    encrypted = seal(KEY, written(event()), CLIENT_ID.encode(), RANDOM)
    query = {**signed(encrypted, nonce="12345678"), "nonce": "2345678", "timestamp": str(MS) + "1"}

    assert sign(HTTP.token, str(MS), "12345678", encrypted) == query["signature"]
    assert refusal(Sent(query, {}, envelope(encrypted))) == (403, "parameters")
