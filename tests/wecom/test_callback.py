"""Which callbacks come in, and what every other one is told."""

import contextlib
import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from multidict import MultiDict

from adapters.ports import CallbackRefused
from adapters.wecom.callback import Gate
from adapters.wecom.settings import Freshness
from tests.wecom import vectors
from tests.wecom.callbacks import (
    KEY,
    NOW,
    OWNER,
    RANDOM,
    SECOND,
    SETTINGS,
    Sent,
    envelope,
    inner,
    new_gate,
    send,
    signed,
)
from tests.wecom.other_crypto import seal, sign


def refusal(sent: Sent, at: datetime = NOW) -> tuple[int, str]:
    with pytest.raises(CallbackRefused) as caught:
        new_gate().decode(sent.query, sent.body, at)
    return caught.value.status, caught.value.reason


def gate_of(vector: vectors.Vector) -> Gate:
    return Gate(replace(SETTINGS, token=vector.token, aes_key=vector.aes_key, corp_id=vector.owner, agent_id=218))


def at_second(text: str) -> datetime:
    return datetime.fromtimestamp(int(text), UTC)


def test_an_honest_callback_comes_in_with_its_key_kind_and_lane():
    sent = send(inner())

    received = new_gate().decode(sent.query, sent.body, NOW)

    assert (received.key, received.kind, received.lane) == ("msg:7012345678901234567", "text", "zhang3")
    assert received.body == inner()
    assert received.answer == b""


def test_the_published_callback_comes_in():
    vector = vectors.V1
    query = {"msg_signature": vector.signature, "timestamp": vector.timestamp, "nonce": vector.nonce}
    body = envelope(vector.encrypted, vector.owner, agent="218")

    received = gate_of(vector).decode(query, body, at_second(vector.timestamp))

    assert (received.key, received.kind, received.lane) == ("msg:4561255354251345929", "text", "mycreate")
    assert received.body == vector.text


@pytest.mark.parametrize("vector", vectors.ADDRESS_CHECKS, ids=lambda vector: vector.name)
def test_the_check_of_an_address_is_answered_with_the_exact_text(vector):
    query = {
        "msg_signature": vector.signature,
        "timestamp": vector.timestamp,
        "nonce": vector.nonce,
        "echostr": vector.encrypted,
    }

    assert gate_of(vector).verify_url(query, at_second(vector.timestamp)) == vector.text


def test_a_plus_that_a_server_turned_into_a_space_is_understood():
    vector = vectors.V2
    query = {
        "msg_signature": vector.signature,
        "timestamp": vector.timestamp,
        "nonce": vector.nonce,
        "echostr": vector.encrypted.replace("+", " "),
    }

    assert gate_of(vector).verify_url(query, at_second(vector.timestamp)) == vector.text


@pytest.mark.parametrize("echo", ["", "====", "a" * 5000, "%2B", "<xml/>", "é", "AAAA\nAAAA"])
def test_an_echo_of_another_shape_is_refused(echo):
    with pytest.raises(CallbackRefused) as caught:
        new_gate().verify_url({**signed(echo), "echostr": echo}, NOW)

    assert caught.value.status == 403


def test_the_check_of_an_address_needs_every_parameter_once():
    encrypted = seal(KEY, b"123", OWNER.encode(), RANDOM)
    full = {**signed(encrypted), "echostr": encrypted}

    for name, value in full.items():
        with pytest.raises(CallbackRefused):
            new_gate().verify_url({other: full[other] for other in full if other != name}, NOW)
        with pytest.raises(CallbackRefused):
            new_gate().verify_url(MultiDict([*full.items(), (name, value)]), NOW)
    assert new_gate().verify_url(full, NOW) == b"123"


@pytest.mark.parametrize(
    "body",
    [
        "<xml><Encrypt>{e}</Encrypt><AgentID>1000002</AgentID><ToUserName>{o}</ToUserName></xml>",
        "<xml>\n <AgentID/>\n <ToUserName><![CDATA[{o}]]></ToUserName>\n <Encrypt><![CDATA[{e}]]></Encrypt>\n</xml>\n",
        "<xml><ToUserName><![CDATA[{o}]]></ToUserName><AgentID></AgentID><Encrypt><![CDATA[{e}]]></Encrypt></xml>",
        "<xml><ToUserName><![CDATA[{o}]]></ToUserName><Encrypt><![CDATA[{e}]]></Encrypt></xml>",
        "<xml><ToUserName>{o}</ToUserName><New><![CDATA[x]]></New><Newer>y</Newer><Encrypt>{e}</Encrypt></xml>",
    ],
    ids=["another order", "spread over lines", "empty agent", "no agent", "elements we do not know"],
)
def test_the_envelope_may_be_written_in_several_ways(body):
    encrypted = seal(KEY, inner(), OWNER.encode(), RANDOM)

    received = new_gate().decode(signed(encrypted), body.format(e=encrypted, o=OWNER).encode(), NOW)

    assert received.body == inner()


def test_every_subset_of_the_parameters_but_the_whole_one_is_refused():
    sent = send(inner())

    for size in range(3):
        for names in itertools.combinations(sent.query, size):
            assert refusal(Sent({name: sent.query[name] for name in names}, sent.body)) == (403, "parameters")


def test_a_parameter_that_comes_twice_is_refused():
    sent = send(inner())

    for name, value in sent.query.items():
        for second in (value, "0"):
            doubled = MultiDict([*sent.query.items(), (name, second)])
            assert refusal(Sent(doubled, sent.body)) == (403, "parameters")


def test_a_parameter_in_another_spelling_is_refused():
    sent = send(inner())

    for name in sent.query:
        renamed = {(other.upper() if other == name else other): value for other, value in sent.query.items()}
        assert refusal(Sent(renamed, sent.body)) == (403, "parameters")


def test_a_further_parameter_of_the_address_does_no_harm():
    sent = send(inner())

    assert new_gate().decode({**sent.query, "tenant": "a"}, sent.body, NOW).lane == "zhang3"


@pytest.mark.parametrize(
    "timestamp",
    ["", "0", "176395140", "17639514000", "１７６３９５１４００", "-763951400", "1763951400\n", " 763951400", "1e9"],
)
def test_a_timestamp_has_ten_plain_digits(timestamp):
    assert refusal(send(inner(), timestamp=timestamp)) == (403, "parameters")


@pytest.mark.parametrize("nonce", ["", "a" * 65, "a b", "a\x00", "a\x80", "%31", "a\n", "a-b", "一"])
def test_a_nonce_has_up_to_sixty_four_letters_and_digits(nonce):
    assert refusal(send(inner(), nonce=nonce)) == (403, "parameters")


@pytest.mark.parametrize(
    "spoil", [str.upper, lambda s: s[:-1], lambda s: s + "0", lambda _: "", lambda s: s[:-1] + "\n"]
)
def test_a_signature_has_forty_lower_case_hexadecimal_digits(spoil):
    sent = send(inner())

    assert refusal(Sent({**sent.query, "msg_signature": spoil(sent.query["msg_signature"])}, sent.body)) == (
        403,
        "parameters",
    )


def test_a_signature_with_any_digit_changed_is_refused():
    sent = send(inner())
    signature = sent.query["msg_signature"]

    for place in range(40):
        other = "0" if signature[place] != "0" else "1"
        changed = signature[:place] + other + signature[place + 1 :]
        assert refusal(Sent({**sent.query, "msg_signature": changed}, sent.body)) == (403, "signature")


@pytest.mark.parametrize(
    ("shift", "is_fresh"),
    [
        (timedelta(), True),
        (timedelta(seconds=-1), True),
        (timedelta(hours=-1), True),
        (timedelta(days=-1), True),
        (timedelta(days=-1, seconds=-1), False),
        (timedelta(days=-30), False),
        (timedelta(minutes=10), True),
        (timedelta(minutes=10, seconds=1), False),
        (timedelta(days=3650), False),
    ],
)
def test_age_counts_on_both_sides(shift, is_fresh):
    sent = send(inner(), timestamp=str(SECOND + int(shift.total_seconds())))

    if is_fresh:
        assert new_gate().decode(sent.query, sent.body, NOW).lane == "zhang3"
    else:
        assert refusal(sent) == (403, "stale")


def test_the_window_can_be_set():
    gate = Gate(replace(SETTINGS, freshness=Freshness(past=timedelta(minutes=1), future=timedelta())))
    sent = send(inner())

    assert gate.decode(sent.query, sent.body, NOW + timedelta(minutes=1)).lane == "zhang3"
    for at in (NOW + timedelta(seconds=61), NOW - timedelta(seconds=1)):
        with pytest.raises(CallbackRefused, match="stale"):
            gate.decode(sent.query, sent.body, at)


@pytest.mark.parametrize("size", [64 * 1024 + 1, 256 * 1024, 2 * 1024 * 1024])
def test_more_than_64_kib_is_refused_unread(size):
    sent = send(inner())

    assert refusal(Sent(sent.query, sent.body.ljust(size))) == (413, "size")


def test_exactly_64_kib_is_read():
    sent = send(inner())

    assert new_gate().decode(sent.query, sent.body.ljust(64 * 1024), NOW).lane == "zhang3"


@pytest.mark.parametrize(
    "owner",
    [
        b"",
        b"ww0123456789abcde",
        b"ww0123456789abcdef0",
        b"WW0123456789ABCDEF",
        OWNER.encode() + b"\0",
        "ｗｗ0123456789abcdef".encode(),
    ],
)
def test_a_text_encrypted_for_another_owner_is_refused(owner):
    assert refusal(send(inner(), owner=owner)) == (403, "owner")


@pytest.mark.parametrize(
    ("owner", "agent"), [("wwother", "1000002"), ("", "1000002"), (OWNER, "1000003"), (OWNER, "1")]
)
def test_an_envelope_for_another_corporation_or_application_is_refused(owner, agent):
    encrypted = seal(KEY, inner(), OWNER.encode(), RANDOM)

    assert refusal(Sent(signed(encrypted), envelope(encrypted, owner, agent))) == (403, "owner")


def test_rightly_signed_garbage_gets_the_same_answer_as_a_wrong_signature():
    honest = seal(KEY, inner(), OWNER.encode(), RANDOM)
    garbage = "A" * (len(honest) - len(honest) % 4)

    statuses = {
        refusal(Sent(signed(garbage), envelope(garbage)))[0],
        refusal(Sent(signed(honest, nonce="x") | {"nonce": "y"}, envelope(honest)))[0],
    }

    assert statuses == {403}


def test_every_shift_of_a_digit_between_timestamp_and_nonce_is_refused_or_the_same_callback():
    """The signature does not know where the timestamp ends; the key does not care."""
    sent = send(inner(), nonce="1763951399")
    encrypted = seal(KEY, inner(), OWNER.encode(), RANDOM)
    parts = sorted([SETTINGS.token, sent.query["timestamp"], sent.query["nonce"], encrypted])
    joined = "".join(parts)
    digits = sent.query["nonce"] + sent.query["timestamp"]
    keys = set()

    for cut in range(1, len(digits)):
        for pair in ((digits[:cut], digits[cut:]), (digits[cut:], digits[:cut])):
            if "".join(sorted([SETTINGS.token, *pair, encrypted])) != joined:
                continue
            query = {"msg_signature": sent.query["msg_signature"], "timestamp": pair[0], "nonce": pair[1]}
            assert sign(SETTINGS.token, *pair, encrypted) == sent.query["msg_signature"]
            with contextlib.suppress(CallbackRefused):
                keys.add(new_gate().decode(query, sent.body, NOW).key)

    assert keys == {"msg:7012345678901234567"}


def test_a_refusal_says_nothing_of_the_callback():
    sent = send(inner("说了些什么"), owner=b"somebody-else")

    with pytest.raises(CallbackRefused) as caught:
        new_gate().decode(sent.query, sent.body, NOW)

    assert str(caught.value) == "owner"
    assert caught.value.__cause__ is None
