"""The stream: nothing is acknowledged that is not stored, and nothing is lost when connections come and go."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from adapters.dingtalk.callback import Gate
from adapters.dingtalk.capability import Capabilities
from adapters.dingtalk.pauses import Pauses
from adapters.dingtalk.stream import StreamListener
from adapters.dingtalk.stream_frames import LARGEST_FRAME
from adapters.dingtalk.stream_open import ask_admission, connect
from adapters.dingtalk.stream_vitals import Timings, Verdict, Vitals
from adapters.ports import PlatformFailure, Received
from tests.dingtalk.gateway import (
    SECRET,
    Gateway,
    card_frame,
    event_frame,
    robot_frame,
    running,
    settings,
)

BRISK = Timings(look=0.02, ping=0.1, silence=0.4, jump=5.0, leave=0.5, drain=1.0, steady=0.2)


@dataclass
class Store:
    """What was accepted, by key; refuses while it is shut, and waits while there is a gate."""

    kept: dict[str, Received] = field(default_factory=dict)
    arrived: list[str] = field(default_factory=list)
    gate: asyncio.Event | None = None
    is_shut: bool = False
    in_flight: int = 0
    most_in_flight: int = 0

    async def accept(self, received: Received) -> None:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            if self.gate:
                await self.gate.wait()
            if self.is_shut:
                raise ConnectionError("a reason that must not be seen")
            self.arrived.append(received.key)
            self.kept[received.key] = received
        finally:
            self.in_flight -= 1


@dataclass
class Wall:
    """The clock on the wall, which may jump."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def listener_at(gateway: Gateway, *, timings: Timings = BRISK, wall: Wall | None = None, **changed) -> StreamListener:
    account = settings(gateway, **changed)
    return StreamListener(
        account,
        Gate(account).decode_frame,
        nothing_missed,
        wall or Wall(),
        timings=timings,
        pauses=Pauses(shortest=0.05, longest=0.2, refused=0.3),
    )


async def nothing_missed(since: datetime, until: datetime) -> AsyncIterator[Received]:
    for never in ():
        yield never


@asynccontextmanager
async def listening(gateway: Gateway, store: Store, **changed) -> AsyncIterator[StreamListener]:
    """Connected, and in the end stopped."""
    listener = listener_at(gateway, **changed)
    before = len(gateway.clients)
    run = asyncio.create_task(listener.run(store.accept))
    await gateway.until(lambda: len(gateway.clients) > before)
    while not listener.is_connected:
        await asyncio.sleep(0.001)
    try:
        yield listener
    finally:
        listener.stop()
        await asyncio.wait_for(run, 5)


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    async with running() as gateway:
        yield gateway


@pytest.fixture
def store() -> Store:
    return Store()


async def test_it_asks_for_events_robot_and_cards_and_for_json(gateway: Gateway, store: Store):
    async with listening(gateway, store):
        pass

    assert gateway.opens[0]["subscriptions"] == [
        {"type": "EVENT", "topic": "*"},
        {"type": "CALLBACK", "topic": "/v1.0/im/bot/messages/get"},
        {"type": "CALLBACK", "topic": "/v1.0/card/instances/callback"},
    ]
    assert gateway.open_headers[0]["Accept"] == "application/json"


async def test_each_kind_of_frame_is_stored_whole_and_acknowledged_as_the_platform_wants_it(
    gateway: Gateway, store: Store
):
    key = Capabilities(SECRET).of("card-1", "User01", "approve:1")
    frames = [event_frame(1), robot_frame(2), card_frame(3, "approve:1", key)]
    async with listening(gateway, store):
        await gateway.push(*frames)
        await gateway.until(lambda: not gateway.waiting)

    assert sorted(store.kept) == ["card:f3", "event:e1", "robot:m2"]
    assert store.kept["robot:m2"].lane == "user01"
    assert gateway.acks["f1"][0].data == {"status": "SUCCESS", "message": "OK"}
    assert gateway.acks["f2"][0].data == {"response": None}
    shown = gateway.acks["f3"][0].data["response"]
    assert shown["userPrivateData"]["cardParamMap"]["waiting"] == "true"


async def test_nothing_is_acknowledged_before_it_is_stored(gateway: Gateway, store: Store):
    store.gate = asyncio.Event()
    async with listening(gateway, store):
        await gateway.push(event_frame(1), robot_frame(2))
        await gateway.until(lambda: store.in_flight >= 2 or gateway.acks)
        assert not gateway.acks

        store.gate.set()
        await gateway.until(lambda: gateway.acked("f1") and gateway.acked("f2"))


async def test_an_event_that_was_not_stored_is_asked_for_later_and_a_callback_stays_unanswered(
    gateway: Gateway, store: Store
):
    store.is_shut = True
    async with listening(gateway, store):
        await gateway.push(event_frame(1), robot_frame(2))
        await gateway.until(lambda: gateway.acked("f1", 500))
        assert gateway.acks["f1"][0].data == {"status": "LATER", "message": "retry"}
        await gateway.until(lambda: len(gateway.sent["f2"]) > 1)
        assert "f2" not in gateway.acks

        store.is_shut = False
        await gateway.until(lambda: gateway.acked("f1") and gateway.acked("f2"))

    assert set(store.kept) == {"event:e1", "robot:m2"}


async def test_reading_goes_on_while_commits_are_under_way_but_not_without_end(gateway: Gateway, store: Store):
    store.gate = asyncio.Event()
    async with listening(gateway, store):
        await gateway.push(*(event_frame(n) for n in range(200)))
        while store.in_flight < 64:
            await asyncio.sleep(0.01)
        assert store.most_in_flight == 64

        store.gate.set()
        await gateway.until(lambda: not gateway.waiting)

    assert len(store.kept) == 200


async def test_no_frame_is_lost_over_a_disconnect_and_the_next_connection_hears_within_a_second(
    gateway: Gateway, store: Store
):
    store.gate = asyncio.Event()
    async with listening(gateway, store) as listener:
        await gateway.push(*(event_frame(n) for n in range(20)))
        while store.in_flight < 20:
            await asyncio.sleep(0.01)
        began = time.monotonic()
        await gateway.disconnect(gateway.clients[0])
        await gateway.push(event_frame("next"))
        store.gate.set()
        await gateway.until(lambda: gateway.acked("fnext"))
        assert time.monotonic() - began < 1
        await gateway.until(lambda: not gateway.waiting)
        await gateway.until(lambda: len(gateway.live) == 1)

        assert listener.is_connected
        assert listener.connections == 2
    assert len(store.kept) == 21


async def test_a_frame_is_acknowledged_on_the_connection_it_came_by(gateway: Gateway, store: Store):
    gateway.linger = 1.0
    store.gate = asyncio.Event()
    async with listening(gateway, store):
        await gateway.push(event_frame("old"))
        while not store.in_flight:
            await asyncio.sleep(0.01)
        await gateway.disconnect(gateway.clients[0])
        await gateway.until(lambda: len(gateway.clients) == 2)
        await gateway.push(event_frame("new"))
        while store.in_flight < 2:
            await asyncio.sleep(0.01)
        store.gate.set()
        await gateway.until(lambda: gateway.acked("fold") and gateway.acked("fnew"))

    assert (gateway.acks["fold"][0].connection, gateway.acks["fnew"][0].connection) == (1, 2)


async def test_a_connection_that_the_gateway_never_closes_is_dropped_after_a_while(gateway: Gateway, store: Store):
    gateway.linger = 60.0
    async with listening(gateway, store):
        await gateway.disconnect(gateway.clients[0])
        await gateway.until(lambda: len(gateway.clients) == 2 and len(gateway.live) == 1)

        assert gateway.live[0].number == 2


async def test_a_zombie_socket_is_found_out_and_replaced(gateway: Gateway, store: Store):
    async with listening(gateway, store) as listener:
        gateway.clients[0].is_zombie = True
        await gateway.push(event_frame(1))
        await gateway.until(lambda: len(gateway.clients) == 2)
        await gateway.until(lambda: gateway.acked("f1"))

        assert listener.connections == 2
    assert gateway.acks["f1"][0].connection == 2


async def test_a_quiet_connection_that_answers_pings_is_left_alone(gateway: Gateway, store: Store):
    async with listening(gateway, store) as listener:
        await gateway.until(lambda: gateway.clients[0].pings > 6)  # longer than the silence that would end it

        assert listener.connections == 1


async def test_a_cut_connection_is_followed_by_another_and_what_it_lost_comes_again(gateway: Gateway, store: Store):
    store.gate = asyncio.Event()
    async with listening(gateway, store):
        await gateway.push(robot_frame(1))
        while not store.in_flight:
            await asyncio.sleep(0.01)
        gateway.clients[0].cut()
        store.gate.set()
        await gateway.until(lambda: gateway.acked("f1"))

    assert gateway.acks["f1"][0].connection == 2
    assert store.arrived == ["robot:m1", "robot:m1"]


async def test_a_host_that_slept_connects_anew_at_once(gateway: Gateway, store: Store):
    wall = Wall()
    async with listening(gateway, store, wall=wall):
        wall.ahead = timedelta(hours=8)
        await gateway.until(lambda: len(gateway.clients) == 2, 1)


async def test_a_wrong_secret_is_not_hammered_and_seen_nowhere(gateway: Gateway, store: Store):
    with capture_logs() as logs:
        listener = listener_at(gateway, client_secret="wrong-and-secret")
        run = asyncio.create_task(listener.run(store.accept))
        began = time.monotonic()
        await gateway.until(lambda: len(gateway.opens) == 2)
        assert time.monotonic() - began >= 0.3
        assert not listener.is_connected
        listener.stop()
        await asyncio.wait_for(run, 1)

    assert {(line["log_level"], line["event"]) for line in logs} == {("error", "stream_refused")}
    assert "wrong-and-secret" not in str(logs)


@pytest.mark.parametrize(
    "answer",
    [
        (503, "busy"),
        (429, "{}"),
        (400, {"code": "systemError", "message": "系统错误"}),
        (200, "<xml/>"),
        (200, {"endpoint": "http://elsewhere/", "ticket": "t"}),
        (200, {"endpoint": "ws://127.0.0.1:1/connect", "ticket": "t"}),
        (302, ""),
    ],
)
async def test_whatever_the_gateway_answers_it_is_asked_again_later(gateway: Gateway, store: Store, answer):
    gateway.refusals = [answer]
    async with listening(gateway, store):
        assert len(gateway.opens) == 2


async def test_a_ticket_is_used_once_and_never_shows_in_a_failure(gateway: Gateway):
    admission = await ask_admission(settings(gateway))
    line = await connect(admission)
    with pytest.raises(PlatformFailure) as failed:
        await connect(admission)
    await line.close()

    shown = f"{failed.value!r} {failed.value.__context__!r} {failed.value.__cause__!r} {admission!r}"
    assert admission.ticket not in shown
    assert "ticket" not in repr(failed.value)


async def test_a_ticket_is_not_sent_in_the_clear_where_it_was_given_in_confidence(gateway: Gateway):
    from adapters.dingtalk.stream_open import _admission
    from adapters.transport import Answer

    answer = Answer("application/json", b'{"endpoint":"ws://example.com/connect","ticket":"t"}')

    with pytest.raises(PlatformFailure):
        _admission(answer, settings(gateway, api_base="https://api.dingtalk.com"))


async def test_nonsense_is_refused_counted_and_ends_nothing(gateway: Gateway, store: Store):
    unknown = robot_frame("unknown")
    unknown["headers"]["topic"] = "/v1.0/something/else"
    large = event_frame("large", note="x" * (LARGEST_FRAME + 1))
    nameless = event_frame("nameless")
    del nameless["headers"]["messageId"]
    odd = [
        "not json", "[]", "null", '{"headers":1}', '{"type":"EVENT","headers":{"messageId":7}}', b"\x00\xff", nameless,
        "[" * 100_000, '{"a":"\\ud800"}', {"type": None, "headers": {"messageId": "f-typeless", "topic": None}},
        {"type": "SYSTEM", "headers": {"messageId": "k", "topic": "KEEPALIVE"}}, unknown, large,
    ]  # fmt: skip
    async with listening(gateway, store) as listener:
        for frame in odd:
            await gateway.clients[0].say(frame)
        await gateway.push(event_frame("good"))
        await gateway.until(lambda: gateway.acked("fgood"))

        assert listener.connections == 1
        assert listener.refused == {
            "json": 3, "envelope": 3, "messageId": 2, "binary": 1, "topic": 2, "size": 1, "system": 1,
        }  # fmt: skip
    assert [gateway.acks[name][0].code for name in ("funknown", "flarge", "f-typeless")] == [404, 400, 404]
    assert list(store.kept) == ["event:egood"]


async def test_a_frame_beyond_all_measure_costs_the_connection_and_no_more(gateway: Gateway, store: Store):
    async with listening(gateway, store):
        with contextlib.suppress(ConnectionError):  # it is hung up on while it still speaks
            await gateway.clients[0].say("x" * (4 * LARGEST_FRAME + 1))
        await gateway.until(lambda: len(gateway.clients) == 2)
        await gateway.push(event_frame(1))
        await gateway.until(lambda: gateway.acked("f1"))


async def test_a_burst_of_nonsense_does_not_hold_up_others(gateway: Gateway, store: Store):
    async with listening(gateway, store):
        worst, last = 0.0, time.monotonic()
        for _ in range(10_000):
            await gateway.clients[0].say("nonsense")
        await gateway.push(event_frame(1))
        while not gateway.acked("f1"):
            await asyncio.sleep(0.001)
            worst, last = max(worst, time.monotonic() - last), time.monotonic()

    assert worst < 5  # counted in one go it would be the whole burst; other programs share the machine


async def test_the_gateways_own_ping_is_answered_with_its_own_data(gateway: Gateway, store: Store):
    ping = {"type": "SYSTEM", "headers": {"topic": "ping", "messageId": "p1"}, "data": '{"opaque":"x"}'}
    async with listening(gateway, store):
        await gateway.clients[0].say(ping)
        await gateway.until(lambda: gateway.acked("p1"))

    assert gateway.acks["p1"][0].data == {"opaque": "x"}


async def test_stopping_stores_and_acknowledges_what_is_in_flight_and_takes_no_more(gateway: Gateway, store: Store):
    store.gate = asyncio.Event()
    async with listening(gateway, store) as listener:
        await gateway.push(event_frame(1))
        while not store.in_flight:
            await asyncio.sleep(0.01)
        listener.stop()
        await asyncio.sleep(0)
        await gateway.push(event_frame(2))
        store.gate.set()
        await gateway.until(lambda: gateway.acked("f1"))

    assert list(store.kept) == ["event:e1"]
    assert not gateway.acked("f2")


async def test_stopping_waits_only_so_long_for_what_is_never_stored(gateway: Gateway, store: Store):
    store.gate = asyncio.Event()
    began = time.monotonic()
    async with listening(gateway, store):
        await gateway.push(event_frame(1))
        while not store.in_flight:
            await asyncio.sleep(0.01)

    assert time.monotonic() - began < 4
    assert not gateway.acks


async def test_it_can_be_stopped_while_the_gateway_is_away(gateway: Gateway, store: Store):
    gateway.is_away = True
    listener = listener_at(gateway)
    run = asyncio.create_task(listener.run(store.accept))
    await gateway.until(lambda: gateway.opens)

    listener.stop()

    await asyncio.wait_for(run, 1)


async def test_a_storm_of_disconnects_meets_pauses_and_never_more_than_a_few_sockets(gateway: Gateway, store: Store):
    gateway.linger = 60.0
    async with listening(gateway, store):
        for number in range(1, 8):
            await gateway.until(lambda number=number: len(gateway.clients) >= number)
            await gateway.disconnect(gateway.clients[number - 1])
        await gateway.until(lambda: len(gateway.clients) == 8)
        await gateway.push(event_frame(1))
        await gateway.until(lambda: gateway.acked("f1"))

    assert gateway.most_open <= 3


async def test_two_listeners_share_the_frames_and_each_counts_once(gateway: Gateway, store: Store):
    async with listening(gateway, store), listening(gateway, store):
        await gateway.push(*(event_frame(n) for n in range(60)))
        await gateway.until(lambda: not gateway.waiting)

    assert {ack.connection for acks in gateway.acks.values() for ack in acks} == {1, 2}
    assert len(store.kept) == 60


def test_pauses_grow_to_a_limit_and_a_refusal_is_never_retried_soon():
    pauses = Pauses()

    waited = [pauses.after_failure() for _ in range(40)]

    assert all(wait <= min(60, 2**n) for n, wait in enumerate(waited))
    assert max(waited) > 10
    assert pauses.after_refusal() >= 60
    pauses.forget()
    assert pauses.after_brief_life() == 0


def test_a_gateway_that_pinged_and_stops_is_replaced_and_one_that_never_did_is_not():
    wall = datetime(2030, 3, 4, tzinfo=UTC)
    quiet, pulsing = Vitals(Timings(), 0.0, wall), Vitals(Timings(), 0.0, wall)
    for second in range(1, 300):
        at = wall + timedelta(seconds=second)
        for vitals in (quiet, pulsing):
            vitals.hear(second)
        if second <= 100 and second % 20 == 0:
            pulsing.frame(second)
            pulsing.pulse(second)
        verdicts = quiet.look(second, at), pulsing.look(second, at)

        assert verdicts[0] is Verdict.FINE
        assert verdicts[1] is (Verdict.REPLACE if second > 190 else Verdict.FINE)
