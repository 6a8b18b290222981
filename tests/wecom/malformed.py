"""Thousands of bad callbacks, by class, always the same ones. Each class says what it must be answered."""

import base64
import gzip
import json
import zlib
from collections.abc import Iterator
from random import Random

from multidict import MultiDict

from tests.wecom.callbacks import KEY, OWNER, RANDOM, SECOND, Sent, envelope, inner, send, signed
from tests.wecom.other_crypto import seal, seal_plain

HONEST = send(inner())
ENCRYPTED = HONEST.body.split(b"<Encrypt><![CDATA[")[1].split(b"]]>")[0].decode()
BOMB = "<!DOCTYPE b [<!ENTITY a0 'x'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
)

Bad = tuple[str, Sent, int]


def bodies() -> Iterator[tuple[str, bytes, int]]:
    honest = HONEST.body
    text = honest.decode()
    yield "empty", b"", 400
    for blank in (b" ", b"\n", b"\t" * 100, b"\r\n" * 30000):
        yield "blank", blank, 400
    for byte in range(256):
        yield "one byte", bytes([byte]), 400
        yield "bad byte in front", bytes([byte]) + honest if byte not in b" \t\r\n\x0b\x0c" else b"\0" + honest, 400
        yield "bad byte behind", honest + bytes([byte]) if byte not in b" \t\r\n\x0b\x0c" else honest + b"\0", 400
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"):
        yield "another encoding", text.encode(encoding).replace(b"+ADw", b"\x00"), 400
    yield "byte order mark", b"\xef\xbb\xbf" + honest, 400
    for length in range(0, len(honest), 3):
        yield "truncated", honest[:length], 400
    yield "without Encrypt", text.replace("Encrypt>", "Other>").encode(), 400
    yield "without ToUserName", text.replace("ToUserName>", "Other>").encode(), 400
    yield "two Encrypt", text.replace("</xml>", f"<Encrypt>{ENCRYPTED}</Encrypt></xml>").encode(), 400
    yield "two owners", text.replace("</xml>", f"<ToUserName>{OWNER}</ToUserName></xml>").encode(), 400
    for many in (1, 10, 1000, 5000):
        attributes = " ".join(f"a{n}='1'" for n in range(many))
        yield "attributes", text.replace("<xml>", f"<xml {attributes}>").encode(), 400
    yield "seventeen elements", text.replace("</xml>", "<a>b</a>" * 17 + "</xml>").encode(), 400


def declared_bodies() -> Iterator[tuple[str, bytes, int]]:
    text = HONEST.body.decode()
    targets = [
        "file:///etc/passwd",
        "http://127.0.0.1:1/x",
        "ftp://h/x",
        "expect://id",
        "\\\\host\\share",
        "php://filter",
    ]
    for target in targets:
        for declaration in (
            f'<!DOCTYPE x SYSTEM "{target}">',
            f'<!DOCTYPE x PUBLIC "a" "{target}">',
            f'<!DOCTYPE x [<!ENTITY e SYSTEM "{target}">]>',
            f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{target}"> %p;]>',
            f'<!doctype x [<!entity e "{target}">]>',
            f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{target}">]>',
            f'<!ENTITY e SYSTEM "{target}">',
        ):
            for entity in ("", "&e;"):
                yield "document type", (declaration + text.replace("[1000002]", f"[{entity}]")).encode(), 400
                yield "document type inside", text.replace("<xml>", f"<xml>{declaration}{entity}").encode(), 400
    for levels in range(4, 10):
        yield "entity bomb", (BOMB + text.replace(OWNER, f"&a{levels};")).encode(), 400
    for instruction in ('<?xml version="1.0"?>', '<?xml-stylesheet href="a"?>', "<?php x?>", "<!-- x -->"):
        yield "instruction", (instruction + text).encode(), 400
    for odd in (
        "<a:b>x</a:b>",
        '<xml xmlns="x">',
        "<a><b>c</b></a>",
        "&lt;",
        "&#60;",
        "]]>",
        "<a>",
        "</a>",
        "<>",
        "< a>b</ a>",
    ):
        yield "odd markup", text.replace("<AgentID>", f"{odd}<AgentID>", 1).encode(), 400
    for depth in (2, 33, 1000, 6000):
        yield "nesting", text.replace("<AgentID>", "<a>" * depth + "</a>" * depth + "<AgentID>", 1).encode(), 400
    for odd in (
        "<![CDATA[<![CDATA[x]]>]]>",
        "<![CDATA[x]]>]]>",
        "<![CDATA[x",
        "x]]>",
        "<![cdata[x]]>",
        "<![CDATA[]]]]>",
    ):
        yield "odd CDATA", text.replace("<![CDATA[1000002]]>", odd).encode(), 400


def foreign_bodies(chance: Random) -> Iterator[tuple[str, bytes, int]]:
    record = {"ToUserName": OWNER, "Encrypt": ENCRYPTED, "AgentID": "1000002"}
    yield "JSON", json.dumps(record).encode(), 400
    yield "JSON", json.dumps([record]).encode(), 400
    for odd in (
        "NaN",
        "Infinity",
        "1e999",
        "9" * 5000,
        '"\\ud800"',
        '"\\u0000"',
        '{"a":1,"a":2}',
        "[" * 30000,
        '{"a":' * 10000,
    ):
        yield "odd JSON", odd.encode(), 400
    for packed in (gzip.compress(HONEST.body), zlib.compress(HONEST.body), gzip.compress(b"\0" * 10**6)):
        yield "compressed", packed, 400
    for _ in range(500):
        yield "noise", chance.randbytes(chance.randrange(1, 3000)), 400
    for size in (64 * 1024 + 1, 100_000, 262_145, 2 * 1024 * 1024):
        yield "too large", HONEST.body.ljust(size), 413
        yield "too large", b"x" * size, 413


def ciphertexts(chance: Random) -> Iterator[tuple[str, str, int]]:
    """All rightly signed: only the key is missing, or the contents are wrong."""
    for _ in range(300):
        yield "noise, rightly signed", base64.b64encode(chance.randbytes(32 * chance.randrange(1, 20))).decode(), 403
    for size in (1, 15, 16, 17, 31, 33, 48, 80):
        yield "length", base64.b64encode(chance.randbytes(size)).decode(), 403
    for length in (-1, 0x7FFFFFFF, 0x80000000, 100_000):
        plain = RANDOM + (length & 0xFFFFFFFF).to_bytes(4, "big") + inner() + OWNER.encode()
        yield "inner length", seal_plain(KEY, plain), 403
    plain = RANDOM + len(inner()).to_bytes(4, "big") + inner() + OWNER.encode()
    for value in (0, 33, 64, 255):
        body = plain + b"\0" * (-len(plain) % 32)
        yield "padding", seal_plain(KEY, body[:-1] + bytes([value]), b""), 403
    for owner in ("", OWNER[:-1], OWNER + "0", OWNER.upper(), OWNER + "\0", "\0" + OWNER, " " + OWNER, "ww", OWNER * 2):
        yield "owner", seal(KEY, inner(), owner.encode(), RANDOM), 403
    for cut in range(1, 20):
        yield "short random part", seal_plain(KEY, plain[cut:]), 403


def misspelt_ciphertexts() -> Iterator[tuple[str, str, int]]:
    tail = {"A": "B", "Q": "R", "g": "h", "w": "x"}
    yield "line breaks", "\n".join(ENCRYPTED[n : n + 76] for n in range(0, len(ENCRYPTED), 76)), 400
    yield "spaces", ENCRYPTED.replace("A", " "), 400
    yield "another alphabet", ENCRYPTED.replace("+", "-").replace("/", "_").replace("A", "-"), 400
    for wrong in (
        ENCRYPTED + "=",
        ENCRYPTED + "A",
        "=" + ENCRYPTED,
        ENCRYPTED[:40] + "=" + ENCRYPTED[40:],
        "",
        "====",
        "é",
    ):
        yield "padding of base64", wrong, 400
    bare = ENCRYPTED.rstrip("=")
    if bare[-1] in tail:
        yield "non-canonical tail", bare[:-1] + tail[bare[-1]] + ENCRYPTED[len(bare) :], 400


def queries() -> Iterator[tuple[str, MultiDict[str], int]]:
    query = HONEST.query
    for name, value in query.items():
        rest = {other: query[other] for other in query if other != name}
        odd = [
            "", " ", value + " ", " " + value, value + "\n", value + "\0", value * 2, "a" * 65536, "%zz",
            value.replace("1", "+"), value.replace("1", "%31"), "１" + value[1:], "-" + value[1:], "٣" + value[1:],
        ]  # fmt: skip
        yield "missing", MultiDict(rest), 403
        yield "another case", MultiDict(rest | {name.upper(): value}), 403
        yield "doubled", MultiDict([*query.items(), (name, value)]), 403
        for wrong in odd:
            yield "misshapen", MultiDict(rest | {name: wrong}), 403
    for second in (0, SECOND - 86_401, SECOND + 601, SECOND + 10**8, 9_999_999_999, 1_000_000_000):
        yield "stale", MultiDict(signed(ENCRYPTED, f"{second:010}")), 403
    signature = query["msg_signature"]
    for place in range(40):
        for digit in "0123456789abcdef".replace(signature[place], ""):
            wrong = signature[:place] + digit + signature[place + 1 :]
            yield "wrong signature", MultiDict(query | {"msg_signature": wrong}), 403


def all_bad() -> Iterator[Bad]:
    chance = Random(20251124)
    for name, body, status in (*bodies(), *declared_bodies(), *foreign_bodies(chance)):
        yield name, Sent(HONEST.query, body), status
    for name, encrypted, status in (*ciphertexts(chance), *misspelt_ciphertexts()):
        yield name, Sent(signed(encrypted), envelope(encrypted)), status
    for name, query, status in queries():
        yield name, Sent(query, HONEST.body), status
