"""The stream: tickets, connections, what is pushed to whom, and how connections end."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from emulator.dingtalk.faults import BadTicket, CutAfter, DisconnectAfter, Duplicate, RefuseConnection, Zombie
from emulator.dingtalk.letter import card_clicked, happened, robot_said
from emulator.dingtalk.rules import Rules
from emulator.server import Emulator
from tests.emulator.ding import CARD_TOPIC, CLIENT_ID, CLIENT_SECRET, DING_CORP, FAST, ROBOT_TOPIC, StreamBot
from tests.waiting import until

SAID = {"msgId": "msg1", "msgtype": "text", "text": {"content": "请假"}, "senderStaffId": "zhang3"}


async def test_a_wrong_secret_is_refused_with_401(stream_bot):
    status, refused = await stream_bot.open(secret="wrong")

    assert status == 401
    assert set(refused) == {"code", "message", "requestid"}


@pytest.mark.parametrize("topics", [[], [("EVENT", "user_add_org")], [("NONSENSE", "*")]])
async def test_subscriptions_must_be_known_and_events_come_only_as_a_whole(stream_bot, topics):
    status, refused = await stream_bot.open(topics)

    assert (status, refused["code"]) == (400, "invalidParameter.subscriptions")


async def test_whoever_does_not_ask_for_json_gets_xml(stream_bot, session):
    body = {"clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET, "subscriptions": [{"type": "EVENT", "topic": "*"}]}

    async with session.post(f"{stream_bot.base}/v1.0/gateway/connections/open", json=body) as answer:
        assert (await answer.text()).startswith("<OpenConnectionResponse>")


async def test_a_ticket_opens_one_connection(stream_bot, session):
    _, opened = await stream_bot.open()
    await (await session.ws_connect(opened["endpoint"], params={"ticket": opened["ticket"]})).close()

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await session.ws_connect(opened["endpoint"], params={"ticket": opened["ticket"]})

    assert refused.value.status == 401


async def test_a_ticket_lives_ninety_seconds(stream_bot, session, clock, ding):
    _, opened = await stream_bot.open()
    clock.move(timedelta(seconds=90))

    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(opened["endpoint"], params={"ticket": opened["ticket"]})

    assert ding.dingtalk.ledger.connections[-1].refused == "expired ticket"


@pytest.mark.parametrize("moment", ["open", "connect"])
async def test_a_ticket_can_be_bad_from_the_start(ding, stream_bot, moment):
    ding.dingtalk.socket_faults.add(moment, BadTicket())

    with pytest.raises(aiohttp.WSServerHandshakeError):
        await stream_bot.connect()
    await stream_bot.connect()

    assert [row.refused for row in ding.dingtalk.ledger.connections] == ["used ticket", ""]


async def test_the_upgrade_can_be_refused(ding, stream_bot):
    ding.dingtalk.socket_faults.add("connect", RefuseConnection(503))

    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await stream_bot.connect()

    assert refused.value.status == 503


async def test_what_somebody_says_arrives_as_a_callback_frame(ding, org, stream_bot, clock):
    await stream_bot.connect()

    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await ding.settled()

    (frame,) = stream_bot.frames
    headers = frame["headers"]
    assert (frame["specVersion"], frame["type"], headers["topic"]) == ("1.0", "CALLBACK", ROBOT_TOPIC)
    assert (headers["appId"], headers["contentType"]) == (CLIENT_ID, "application/json")
    assert headers["time"] == str(int(clock().timestamp() * 1000))
    assert json.loads(frame["data"]) == SAID
    (attempt,) = ding.dingtalk.ledger.attempts
    assert (attempt.way, attempt.code, attempt.is_acknowledged) == ("stream", 200, True)


async def test_an_event_names_itself_in_the_headers_and_holds_only_its_object(ding, org, stream_bot):
    await stream_bot.connect()

    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"]}, event_id="e1"))
    await ding.settled()

    (frame,) = stream_bot.frames
    headers = frame["headers"]
    assert (frame["type"], headers["topic"], headers["eventType"], headers["eventId"]) == (
        "EVENT",
        "*",
        "user_add_org",
        "e1",
    )
    assert headers["eventCorpId"] == DING_CORP
    assert headers["eventBornTime"].isdecimal()
    assert json.loads(frame["data"]) == {"userId": ["u1"]}


async def test_a_topic_that_was_not_subscribed_to_is_not_delivered(ding, org, stream_bot):
    await stream_bot.connect([("CALLBACK", ROBOT_TOPIC)])

    ding.dingtalk.tell_app(org, card_clicked("zhang3", {"outTrackId": "c1"}))
    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await ding.settled()

    assert [frame["headers"]["topic"] for frame in stream_bot.frames] == [ROBOT_TOPIC]
    errors = {row.error for row in ding.dingtalk.ledger.attempts if row.kind == "card"}
    assert errors == {"nobody listens"}


async def test_each_push_goes_to_one_connection_chosen_at_random(ding, org, session):
    bots = [StreamBot(session, ding.dingtalk_base) for _ in range(3)]
    for bot in bots:
        await bot.connect()

    for number in range(60):
        ding.dingtalk.tell_app(org, robot_said("zhang3", {**SAID, "msgId": f"m{number}"}))
    await ding.settled()

    counts = [len(bot.frames) for bot in bots]
    assert sum(counts) == 60
    assert min(counts) > 5
    for bot in bots:
        await bot.close()


@pytest.mark.parametrize(("code", "answer"), [(500, {}), (200, {"status": "LATER", "message": "retry"}), (200, None)])
async def test_an_event_comes_again_unless_it_was_consumed(ding, org, stream_bot, code, answer):
    answers = [(code, answer), (200, {"status": "SUCCESS", "message": "ok"})]

    def take(_):
        stream_bot.code, content = answers.pop(0)
        return content

    stream_bot.answer = take
    await stream_bot.connect()

    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"]}, event_id="e1"))
    await ding.settled()

    first, second = stream_bot.frames
    assert first["headers"]["eventId"] == second["headers"]["eventId"] == "e1"
    assert [row.is_acknowledged for row in ding.dingtalk.ledger.attempts] == [False, True]


async def test_the_official_sdks_echo_without_a_status_counts_as_consumed(ding, org, stream_bot):
    stream_bot.answer = lambda frame: json.loads(frame["data"])
    await stream_bot.connect()

    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"]}))
    await ding.settled()

    assert len(stream_bot.frames) == 1


async def test_what_was_said_comes_again_while_it_is_not_acknowledged_and_is_given_up(ding, org, stream_bot):
    stream_bot.answer = lambda _: None
    await stream_bot.connect()

    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await ding.settled()

    assert len({frame["headers"]["messageId"] for frame in stream_bot.frames}) == 1
    assert [row.error for row in ding.dingtalk.ledger.attempts] == ["no ack", "no ack"]
    assert ding.dingtalk.ledger.acknowledged_letters() == set()


async def test_the_answer_to_a_click_comes_back_to_the_card(ding, org, stream_bot):
    stream_bot.answer = lambda _: {"response": {"userPrivateData": {"cardParamMap": {"waiting": "true"}}}}
    await stream_bot.connect()
    answers = []

    clicked = card_clicked("zhang3", {"type": "actionCallback", "outTrackId": "c1", "userId": "zhang3"})
    ding.dingtalk.tell_app(org, clicked, on_answer=lambda _, answer: answers.append(answer))
    await ding.settled()

    assert stream_bot.frames[0]["headers"]["topic"] == CARD_TOPIC
    assert answers == [{"userPrivateData": {"cardParamMap": {"waiting": "true"}}}]


async def test_an_acknowledged_push_may_come_again_all_the_same(ding, org, stream_bot):
    ding.dingtalk.push_faults.add("robot", Duplicate(copies=2))
    ding.dingtalk.push_faults.add("robot", Duplicate(copies=1, is_fresh=True))
    await stream_bot.connect()

    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await ding.settled()
    assert len(stream_bot.frames) == 3
    assert len({frame["headers"]["messageId"] for frame in stream_bot.frames}) == 1

    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    frames = await stream_bot.took(5)
    assert frames[3]["headers"]["messageId"] != frames[4]["headers"]["messageId"]


async def test_it_pings_and_takes_the_echo(ding, org, stream_bot):
    await stream_bot.connect()
    (connection,) = await ding.dingtalk.hub.connected(org)

    await ding.dingtalk.hub.ping(org)
    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await ding.settled()

    assert connection.pongs == 1


async def test_a_zombie_answers_pings_and_delivers_nothing(ding, org, stream_bot):
    ding.dingtalk.socket_faults.add("connect", Zombie())
    await stream_bot.connect()
    (connection,) = await ding.dingtalk.hub.connected(org)

    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await ding.dingtalk.hub.ping(org)
    await ding.settled()

    assert stream_bot.frames == []
    assert connection.pongs == 1
    assert {row.error for row in ding.dingtalk.ledger.attempts} == {"no ack"}


async def test_a_zombie_can_be_made_of_a_healthy_connection_and_a_new_one_takes_over(ding, org, stream_bot, session):
    await stream_bot.connect()
    await ding.dingtalk.hub.connected(org)
    ding.dingtalk.hub.make_zombies(org)
    await stream_bot.close()
    other = StreamBot(session, ding.dingtalk_base)
    await other.connect()

    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await ding.settled()

    assert len(other.frames) == 1
    await other.close()


async def test_a_disconnect_ends_delivery_at_once_and_tcp_a_little_later(ding, org, stream_bot, session):
    await stream_bot.connect()
    await ding.dingtalk.hub.connected(org)
    other = StreamBot(session, ding.dingtalk_base)

    ding.dingtalk.hub.disconnect(org, "persistent connection is timeout")
    (goodbye,) = await stream_bot.took(1)
    await other.connect()
    ding.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await ding.settled()
    await asyncio.wait_for(stream_bot.reading, 2)

    assert (goodbye["type"], goodbye["headers"]["topic"]) == ("SYSTEM", "disconnect")
    assert json.loads(goodbye["data"]) == {"reason": "persistent connection is timeout"}
    assert len(stream_bot.frames) == 1
    assert len(other.frames) == 1
    await other.close()


async def test_connections_can_be_cut_again_and_again(ding, org, stream_bot):
    ding.dingtalk.socket_faults.add("connect", CutAfter(), times=2)
    ding.dingtalk.socket_faults.add("connect", DisconnectAfter(), times=1)

    for _ in range(3):
        await stream_bot.connect()
        await asyncio.wait_for(stream_bot.reading, 2)
    await stream_bot.connect()
    await ding.dingtalk.hub.connected(org)

    assert [row.fault for row in ding.dingtalk.ledger.connections] == ["CutAfter", "CutAfter", "DisconnectAfter", ""]
    assert [row.closed_at is None for row in ding.dingtalk.ledger.connections] == [False, False, False, True]


@pytest.fixture
async def elsewhere(org, clock, session):
    """Starts another emulator with other timing; gives it and a stream client."""
    started = []

    async def start(**timing):
        emulator = Emulator(dingtalk=[org], clock=clock, dingtalk_timing=replace(FAST, **timing))
        started.append(await emulator.__aenter__())
        return emulator, StreamBot(session, emulator.dingtalk_base)

    yield start
    for emulator in started:
        await emulator.__aexit__(None, None, None)


async def test_what_is_said_while_nobody_is_connected_reaches_whoever_connects_in_time(elsewhere, org):
    emulator, bot = await elsewhere(callback_pauses=(0.2, 0.2))

    emulator.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await bot.connect()
    await emulator.settled()

    assert len(bot.frames) == 1
    await bot.close()


async def test_a_late_acknowledgement_counts_and_ends_the_repeating(elsewhere, org):
    emulator, bot = await elsewhere(ack=0.01, callback_pauses=(5.0,))
    bot.answer = lambda _: None
    await bot.connect()

    emulator.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    (frame,) = await bot.took(1)
    await until(lambda: emulator.dingtalk.ledger.attempts)
    await bot.acknowledge(frame, 200, {"response": None})
    await emulator.settled()

    assert [(row.error, row.is_acknowledged) for row in emulator.dingtalk.ledger.attempts] == [
        ("no ack", False),
        ("late", True),
    ]
    assert len(bot.frames) == 1
    await bot.close()


async def test_a_quiet_connection_is_pinged_and_stays_usable(elsewhere, org):
    emulator, bot = await elsewhere(ping_every=0.02)
    await bot.connect()
    (connection,) = await emulator.dingtalk.hub.connected(org)

    await until(lambda: connection.pongs >= 3)
    emulator.dingtalk.tell_app(org, robot_said("zhang3", SAID))
    await emulator.settled()

    assert len(bot.frames) == 1
    await bot.close()


@pytest.mark.parametrize(("ding_rules", "listed"), [(Rules(), 0), (Rules(stream_failures_are_listed=True), 1)])
async def test_whether_failures_of_the_stream_are_listed_is_a_choice(ding, org, stream_bot, listed):
    stream_bot.answer = lambda _: {"status": "LATER"}
    await stream_bot.connect()

    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"]}))
    await ding.settled()

    assert len(stream_bot.frames) == 3
    assert len(org.failed.kept) == listed
