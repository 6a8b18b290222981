"""Thousands of bad callbacks, by class, always the same ones. Each class says what it must be answered."""

import base64
import gzip
import json
import zlib
from collections.abc import Iterator
from random import Random

from multidict import CIMultiDict, MultiDict

from tests.dingtalk.callbacks import (
    CLIENT_ID,
    KEY,
    MS,
    RANDOM,
    Sent,
    card,
    card_headers,
    envelope,
    event,
    robot,
    robot_headers,
    send,
    signed,
    written,
)
from tests.wecom.other_crypto import seal, seal_plain

TEXT = written(event(userId=["u1"]))
EVENT = send(TEXT)
ROBOT = Sent({}, robot_headers(), written(robot()))
CARD = Sent({}, card_headers(), written(card()))
ENCRYPTED = json.loads(EVENT.body)["encrypt"]

Bad = tuple[str, Sent, int]

ODD_JSON = (
    "", " ", "null", "true", "7", '"x"', "[]", "[{}]", "{", "}", '{"a"}', '{"a":}', '{"a":1,}', "{'a':1}", '{"a":1}x',
    "NaN", "Infinity", "1e999", "9" * 5000, '"\\ud800"', '"\\u0000"', '{"a":1}{"a":2}', "[" * 30000, '{"a":' * 10000,
    "{" + "[" * 30000, "<xml><Encrypt>x</Encrypt></xml>", "<!DOCTYPE x>", "encrypt=x",
)  # fmt: skip


def odd_bodies(chance: Random) -> Iterator[tuple[str, bytes, int]]:
    """None of them is a JSON object in UTF-8."""
    for odd in ODD_JSON:
        yield "no JSON object", odd.encode(), 400
    for honest in (EVENT.body, ROBOT.body, CARD.body):
        for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            yield "another encoding", honest.decode().encode(encoding), 400
        yield "byte order mark", b"\xef\xbb\xbf" + honest, 400
        for packed in (gzip.compress(honest), zlib.compress(honest)):
            yield "compressed", packed, 400
        for length in range(0, len(honest), 3):
            cut = honest[:length]
            yield "truncated", cut, 400
        for byte in range(256):
            if byte not in b" \t\r\n":
                yield "bad byte in front", bytes([byte]) + honest, 400
                yield "bad byte behind", honest + bytes([byte]), 400
    for _ in range(300):
        yield "noise", chance.randbytes(chance.randrange(1, 3000)), 400
    for size in (1024 * 1024 + 1, 2 * 1024 * 1024):
        yield "too large", EVENT.body.ljust(size), 413
        yield "too large", b"x" * size, 413


def odd_envelopes() -> Iterator[tuple[str, bytes, int]]:
    yield "without encrypt", written({}), 400
    yield "another name", written({"Encrypted": ENCRYPTED}), 400
    for value in (None, True, 7.5, [ENCRYPTED], {"encrypt": ENCRYPTED}, "", "=", "====", "é", "\0", "\ud800"):
        yield "encrypt that is no text of base64", json.dumps({"encrypt": value}).encode(), 400
    broken = "\n".join(ENCRYPTED[n : n + 76] for n in range(0, len(ENCRYPTED), 76))
    for spelt in (broken, ENCRYPTED.replace("A", " "), ENCRYPTED[:40] + "=" + ENCRYPTED[40:], "=" + ENCRYPTED):
        yield "misspelt base64", envelope(spelt), 400
    yield "url-safe base64", envelope(ENCRYPTED[:-4] + "-_-_"), 400


def ciphertexts(chance: Random) -> Iterator[tuple[str, str, int]]:
    """All rightly signed: only the key is missing, or the contents are wrong."""
    for _ in range(300):
        yield "noise, rightly signed", base64.b64encode(chance.randbytes(16 * chance.randrange(1, 20))).decode(), 403
    for size in (1, 15, 17, 31, 33, 47, 79):
        yield "length", base64.b64encode(chance.randbytes(size)).decode(), 403
    for length in (-1, 0x7FFFFFFF, 0x80000000, 100_000):
        plain = RANDOM + (length & 0xFFFFFFFF).to_bytes(4, "big") + TEXT + CLIENT_ID.encode()
        yield "inner length", seal_plain(KEY, plain), 403
    plain = RANDOM + len(TEXT).to_bytes(4, "big") + TEXT + CLIENT_ID.encode()
    for value in (0, 33, 64, 255):
        body = plain + b"\0" * (-len(plain) % 32)
        yield "padding", seal_plain(KEY, body[:-1] + bytes([value]), b""), 403
    for owner in (
        "",
        CLIENT_ID[:-1],
        CLIENT_ID + "0",
        CLIENT_ID.upper(),
        CLIENT_ID + "\0",
        " " + CLIENT_ID,
        "ding",
        "é",
    ):
        yield "owner", seal(KEY, TEXT, owner.encode(), RANDOM), 403
    for cut in range(1, 20):
        yield "short random part", seal_plain(KEY, plain[cut:]), 403
    for extra in ("A", "AA", "AAAA", "AAAAA="):
        yield "tail of base64", ENCRYPTED.rstrip("=") + extra, 403


def odd_values(value: str) -> tuple[str, ...]:
    return (
        "", " ", value + " ", " " + value, value + "\n", value + "\0", value * 2, "a" * 65536, "%zz", "-" + value[1:],
        "１" + value[1:], "٣" + value[1:], "+" + value, "é", "\ud800",
    )  # fmt: skip


def queries() -> Iterator[tuple[str, MultiDict[str], int]]:
    query = {name: value for name, value in EVENT.query.items() if name != "signature"}
    for name, value in query.items():
        rest = {other: query[other] for other in query if other != name}
        yield "missing", MultiDict(rest), 403
        yield "another case", MultiDict(rest | {name.upper(): value}), 403
        yield "doubled", MultiDict([*query.items(), (name, value)]), 403
        for wrong in odd_values(value):
            yield "misshapen", MultiDict(rest | {name: wrong}), 403
    for moment in (0, MS - 3_600_001, MS + 3_600_001, MS + 10**11, 9_999_999_999_999, 1_000_000_000_000):
        yield "stale", MultiDict(signed(ENCRYPTED, f"{moment:013}")), 403
    signature = query["msg_signature"]
    for place in range(40):
        for digit in "0123456789abcdef".replace(signature[place], ""):
            wrong = signature[:place] + digit + signature[place + 1 :]
            yield "wrong signature", MultiDict(query | {"msg_signature": wrong}), 403


def headers(honest: Sent, at: dict[int, dict[str, str]]) -> Iterator[tuple[str, CIMultiDict[str], int]]:
    """Of robot and card alike. `at` has honest headers of another time."""
    given = honest.headers
    for name, value in given.items():
        yield "header missing", CIMultiDict({other: given[other] for other in given if other != name}), 403
        yield "header doubled", CIMultiDict([*given.items(), (name, value)]), 403
        for wrong in odd_values(value):
            yield "header misshapen", CIMultiDict({**given, name: wrong}), 403
    for stale in at.values():
        yield "header stale", CIMultiDict(stale), 403
    sign = next(value for name, value in given.items() if value.endswith("="))
    name = next(name for name, value in given.items() if value == sign)
    for place in range(43):
        for digit in "AQgw09az+/".replace(sign[place], ""):
            yield (
                "header's signature wrong",
                CIMultiDict({**given, name: sign[:place] + digit + sign[place + 1 :]}),
                403,
            )


def forged_presses() -> Iterator[Bad]:
    content = json.loads(str(card()["content"]))
    params = content["cardPrivateData"]["params"]
    odd: tuple[object, ...] = (None, "", " ", 7, True, [], {}, "x" * 10_000, "\0", "é", "|", "li4|x")
    for name in ("outTrackId", "userId", "content"):
        for value in odd:
            yield "press forged", Sent({}, card_headers(), written(card() | {name: value})), 403
    for name in params:
        for value in odd:
            forged = {"cardPrivateData": {"params": params | {name: value}}}
            yield "press forged", Sent({}, card_headers(), written(card() | {"content": json.dumps(forged)})), 403
    for place in range(32):
        key = params["key"]
        changed = key[:place] + ("0" if key[place] != "0" else "1") + key[place + 1 :]
        forged = {"cardPrivateData": {"params": params | {"key": changed}}}
        yield "key forged", Sent({}, card_headers(), written(card() | {"content": forged})), 403


def all_bad() -> Iterator[Bad]:
    chance = Random(20251124)
    for name, body, status in odd_bodies(chance):
        for way in (EVENT, ROBOT, CARD):
            yield name, Sent(way.query, way.headers, body), status
    for name, body, status in odd_envelopes():
        yield name, Sent(EVENT.query, {}, body), status
    for name, encrypted, status in ciphertexts(chance):
        yield name, Sent(signed(encrypted), {}, envelope(encrypted)), status
    for name, query, status in queries():
        yield name, Sent(query, {}, EVENT.body), status
    moments = (0, MS - 3_600_001, MS + 3_600_001, 9_999_999_999_999)
    for honest, made in ((ROBOT, robot_headers), (CARD, card_headers)):
        for name, given, status in headers(honest, {at: made(f"{at:013}") for at in moments}):
            yield name, Sent({}, given, honest.body), status
    yield from forged_presses()


def odd_frames(chance: Random) -> Iterator[tuple[str, bytes]]:
    """Whatever else may come through a socket, as text."""
    for odd in ODD_JSON:
        yield "no JSON object", odd.encode()
    for _ in range(200):
        yield "noise", chance.randbytes(chance.randrange(1, 3000))
    odd_values: tuple[object, ...] = (
        None,
        "",
        7,
        True,
        [],
        {},
        "x",
        "{}",
        "[]",
        "[" * 30000,
        '{"a":' * 10000,
        "\0",
        "é",
    )
    for kind in ("EVENT", "CALLBACK", "SYSTEM", "", None, 7):
        for topic in ("/v1.0/im/bot/messages/get", "/v1.0/card/instances/callback", "*", "", None):
            for value in odd_values:
                yield (
                    "odd content",
                    written({"type": kind, "headers": {"topic": topic, "messageId": "m"}, "data": value}),
                )
                yield "odd headers", written({"type": kind, "headers": value, "data": "{}"})
                yield (
                    "odd ids",
                    written({"type": kind, "headers": {"topic": topic, "messageId": value, "eventId": value}}),
                )
    yield "a mebibyte", written({"type": "EVENT", "headers": {}, "data": "x" * 1_048_000})
    yield "more than a mebibyte", written({"type": "EVENT", "headers": {}, "data": "x" * 1_048_577})
