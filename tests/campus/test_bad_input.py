"""What comes in by DingTalk's two front doors and is none of ours, or nonsense: refused or buried, and never logged."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import aiohttp
import asyncpg
import pytest

from adapters.dingtalk.capability import card_callback_secret
from emulator.dingtalk import crypto
from emulator.dingtalk.envelope import seal
from emulator.dingtalk.letter import milliseconds
from emulator.dingtalk.org import CallbackAddress, Org
from emulator.dingtalk.people import Member
from emulator.server import Emulator
from tests.campus.campus import (
    AES_KEY,
    CLIENT_ID,
    CLIENT_SECRET,
    CONFIGURATION,
    DEAN,
    DING_CORP,
    DING_TIMING,
    DINGTALK,
    TEACHER,
    TEMPLATE,
    TOKEN,
    Campus,
    Program,
    free_port,
    next_workday,
    org,
)
from tests.campus.hands import DingHand, at_rest, until

CAMPUS_TIME = ZoneInfo("Asia/Shanghai")
MARK = "geheim7731"  # stands in everything bad, so that the log can be searched for it
ROBOT, CARD = "/v1.0/im/bot/messages/get", "/v1.0/card/instances/callback"
MIB = 1024 * 1024
ODD = "odd3"  # the member of whom all of it comes
STREAM_CORP, STREAM_CLIENT = "dingcorp0002", "dingcampus0002"


class TwoDoors(Campus):
    """One program with two accounts of DingTalk: "staff" over HTTP, "students" over its stream."""

    async def open(self, replicas: int = 1) -> None:
        assert replicas == 1
        port = free_port()
        self.ports = [port]
        self.by_http, self.by_stream = org(port, "http"), org(port, "stream")
        self.by_stream.corp_id = STREAM_CORP
        self.by_stream.client_id = self.by_stream.robot_code = STREAM_CLIENT
        orgs = [self.by_http, self.by_stream]
        for each in orgs:
            each.roster.put_member(Member(userid=ODD, name="怪人", job_number="T0003", dept_ids=(20,)))
        self.emulator = await Emulator(dingtalk=orgs, dingtalk_timing=DING_TIMING).__aenter__()
        self.programs = [Program(self._configure(port), printed=self.folder / "printed.log")]
        await self._read_directories()
        self.programs[0].start()
        await self.ready()
        await self.emulator.dingtalk.hub.connected(self.by_stream)

    def _configure(self, port: int) -> str:
        given = {"client_secret": CLIENT_SECRET, "template": TEMPLATE, "base": self.emulator.dingtalk_base}
        here = given | {"client_id": CLIENT_ID, "corp_id": DING_CORP, "mode": "http"}
        there = given | {"client_id": STREAM_CLIENT, "corp_id": STREAM_CORP, "mode": "stream"}
        students = DINGTALK.replace('name = "staff"', 'name = "students"')
        file = self.folder / "config.toml"
        file.write_text(
            CONFIGURATION.format(port=port, database=self.database)
            + DINGTALK.format(**here, token=TOKEN, aes_key=AES_KEY)
            + students.format(**there, token="", aes_key=""),
            encoding="utf-8",
        )
        return file

    def hand(self, where: Org) -> DingHand:
        hand = DingHand(self.emulator)
        hand.phone = self.emulator.ding_phone(where.corp_id)
        return hand

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}/callback/dingtalk/staff"

    @property
    def printed(self) -> str:
        return self.programs[0].printed.read_text(encoding="utf-8")


@pytest.fixture
async def campus(tmp_path, address) -> AsyncIterator[TwoDoors]:
    campus = TwoDoors(tmp_path, address)
    await campus.open()
    yield campus
    await campus.close()


@pytest.fixture
async def look(address) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(address.replace("+asyncpg", ""))
    yield connection
    await connection.close()


# --- the stream


def frame(topic: str, data: object, kind: str = "CALLBACK", **headers: object) -> str:
    written = data if isinstance(data, str) else json.dumps(data)
    named = {"topic": topic, "messageId": f"{MARK}-{hash(written)}", "time": "0"} | headers
    return json.dumps({"specVersion": "1.0", "type": kind, "headers": named, "data": written})


def click(card_id: str, user_id: str = ODD, key: str = "0" * 32) -> dict[str, object]:
    content = {"cardPrivateData": {"actionIds": [MARK], "params": {"action": "approve:2", "key": key}}}
    return {"outTrackId": card_id, "userId": user_id, "corpId": STREAM_CORP, "content": json.dumps(content)}


def said(text: object, **fields: object) -> dict[str, object]:
    given = {"msgId": f"{MARK}-{text!r:.20}", "msgtype": "text", "text": {"content": text}, "senderStaffId": ODD}
    return given | {"conversationType": "1", "createAt": 0} | fields


def bad_frames() -> list[str]:
    return [
        MARK,
        "",
        "{",
        "[" * 100_000,
        f'["{MARK}"]',
        "null",
        f'{{"headers": "{MARK}"}}',
        f'{{"type": "CALLBACK", "headers": {{"topic": "{ROBOT}"}}, "data": "{MARK}"}}',
        frame(ROBOT, said(MARK), messageId=""),
        frame(ROBOT, said(MARK), messageId=7),
        frame("/v1.0/unknown/topic", {MARK: MARK}),
        frame("*", {MARK: MARK}, kind="NONSENSE"),
        frame("unheard", {MARK: MARK}, kind="SYSTEM"),
        frame(ROBOT, MARK),
        frame(ROBOT, "[]"),
        frame(ROBOT, {}),
        frame(ROBOT, said({"deep": [MARK]})),
        frame(ROBOT, said(MARK, senderStaffId=None)),
        frame(ROBOT, said(MARK, senderStaffId=f"{MARK}\x00|@all")),
        frame(ROBOT, said(f"{MARK}\x00\ud800")),
        frame(ROBOT, said(f"{MARK} 同意 99999999999999999999999")),
        frame(ROBOT, said(MARK, createAt=10**30, sessionWebhook="https://evil.example/", sessionWebhookExpiredTime=-1)),
        frame(CARD, MARK),
        frame(CARD, click(f"{MARK}-unknown")),
        frame(CARD, click("x" * 100_000)),
        frame(CARD, click(f"{MARK}|\x00")),
        frame(CARD, {"outTrackId": [MARK], "userId": {}, "content": 7}),
        frame("*", {"userId": [MARK]}, kind="EVENT"),
        frame("*", MARK, kind="EVENT", eventType=MARK, eventId=MARK, eventBornTime=MARK),
        frame("*", "", kind="EVENT", eventType="user_add_org", eventBornTime="9" * 40),
        frame(ROBOT, said(MARK * (MIB // len(MARK)))),
        frame("*", MARK * (2 * MIB // len(MARK)), kind="EVENT", eventType="user_add_org"),
    ]


async def push_all(campus: TwoDoors) -> None:
    hub = campus.emulator.dingtalk.hub
    for bad in bad_frames():
        [connection, *_] = await hub.connected(campus.by_stream)
        assert await connection.send(bad)
    await connection._socket.send_bytes(MARK.encode())
    # Nobody reads that much to learn what it was: the connection ends, and another one is opened.
    await connection.send(frame(ROBOT, MARK * (5 * MIB // len(MARK))))

    async def is_opened_anew() -> bool:
        return any(each is not connection for each in await hub.connected(campus.by_stream))

    await until(is_opened_anew)


# --- HTTP


@dataclass(frozen=True)
class Post:
    """`status` is what it must be answered with."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)


def robot_signed(at: datetime, secret: str = CLIENT_SECRET) -> dict[str, str]:
    timestamp = str(milliseconds(at))
    return {"timestamp": timestamp, "sign": crypto.robot_sign(secret, timestamp)}


def card_signed(at: datetime, secret: str = "") -> dict[str, str]:
    timestamp = str(milliseconds(at))
    signature = crypto.card_sign(secret or card_callback_secret(CLIENT_SECRET), timestamp)
    return {"x-ddpaas-signature-timestamp": timestamp, "x-ddpaas-signature": signature}


def event(at: datetime, owner: str = CLIENT_ID, token: str = TOKEN) -> Post:
    where = CallbackAddress("http://unused", token, AES_KEY, owner)
    request = seal(Org(DING_CORP, client_id=CLIENT_ID, client_secret="", agent_id=7), where, {MARK: MARK}, at)
    return Post(403, request.body, query=dict(request.query))


def bad_posts(now: datetime) -> Iterator[Post]:
    words = json.dumps(said(f"{MARK} 同意")).encode()
    pressed = json.dumps(click(f"{MARK}-unknown")).encode()
    fresh, old, early = robot_signed(now), now - timedelta(days=3), now + timedelta(days=1)
    yield Post(403, words)
    yield Post(403, words, robot_signed(now, "another secret"))
    yield Post(403, words, fresh | {"sign": MARK})
    yield Post(403, words, fresh | {"timestamp": "0"})
    yield Post(403, words, robot_signed(old))
    yield Post(403, words, robot_signed(early))
    yield Post(400, MARK.encode(), fresh)
    yield Post(400, b"[]", fresh)
    yield Post(400, b"\xff\xfe", fresh)
    yield Post(400, b"[" * 100_000, fresh)
    yield Post(413, words + b" " * 300_000, fresh)
    yield Post(400, words, fresh | {"Content-Encoding": "gzip"})
    yield Post(403, pressed, card_signed(now))
    yield Post(403, pressed, card_signed(now, "another secret"))
    yield Post(403, pressed, card_signed(old))
    yield Post(400, MARK.encode(), card_signed(now))
    good = event(now)
    yield Post(403, good.body, query=good.query | {"signature": "0" * 40, "msg_signature": "0" * 40})
    yield Post(403, good.body, query=good.query | {"timestamp": "1"})
    yield event(now, owner=STREAM_CORP)
    yield event(now, token="another")
    yield event(old)
    yield Post(400, MARK.encode(), query=good.query)
    yield Post(413, b" " * 300_000, query=good.query)


async def post_all(campus: TwoDoors) -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session:
        for number, bad in enumerate(bad_posts(datetime.now(UTC))):
            async with session.post(campus.url, params=bad.query, data=bad.body, headers=bad.headers) as answer:
                assert (number, answer.status, await answer.read()) == (number, bad.status, b"")
        async with session.get(campus.url, params={"echostr": MARK}) as answer:
            assert answer.status == 400
        async with session.put(campus.url, data=MARK) as answer:
            assert answer.status == 405
        async with session.post(f"{campus.url}-{MARK}", data=MARK) as answer:
            assert answer.status == 404


# --- people


async def ask(hand: DingHand, days: int) -> None:
    """A leave of the teacher's, submitted; the dean is where the card can reach them."""
    hand.say(DEAN, "帮助")
    await until(lambda: hand.texts(DEAN))
    day = next_workday(datetime.now(CAMPUS_TIME).date() + timedelta(days=days))
    hand.say(TEACHER, f"请事假 {day.month}月{day.day}日下午 家里有事")
    await hand.press(TEACHER, "提交")
    await until(lambda: hand.offers(DEAN, "同意"))


async def test_bad_input_is_refused_and_the_bot_goes_on(campus, look, address):
    stored = await look.fetchval("select count(*) from inbox")
    await post_all(campus)
    assert await look.fetchval("select count(*) from inbox") == stored

    await push_all(campus)

    by_stream, by_http = campus.hand(campus.by_stream), campus.hand(campus.by_http)
    await ask(by_stream, 0)
    await by_stream.press(DEAN, "同意")
    await until(lambda: by_stream.ended(TEACHER, "同意"))

    await ask(by_http, 14)
    no = await look.fetchval("select max(no) from requests")
    by_http.say(DEAN, f"同意 {no}")
    await until(lambda: next((text for text in by_http.texts(DEAN) if "没有同意" in text), None))
    assert await look.fetchval("select count(*) from report.decisions where request_no = $1", no) == 0
    await by_http.press(DEAN, "同意")
    await until(lambda: by_http.ended(TEACHER, "同意"))

    assert await look.fetchval("select count(*) from report.decisions") == 2
    await at_rest(address)
    assert await look.fetchval("select count(*) from outbox where state <> 'done'") == 0
    assert campus.programs[0].stop() == 0
    assert await campus.violations() == []
    assert "frame_refused" in campus.printed
    assert "callback_refused" in campus.printed
    for unwanted in ("Traceback", '"exception"', MARK, CLIENT_SECRET, "家里有事"):
        assert unwanted not in campus.printed
