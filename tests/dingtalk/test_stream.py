"""The stream: nothing is acknowledged that is not stored, also while it stops."""

import asyncio
import time

from adapters.dingtalk.capability import Capabilities
from tests.dingtalk.gateway import SECRET, Gateway, card_frame, event_frame, robot_frame
from tests.dingtalk.listening import Store, listening
from tests.waiting import until


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
        await until(lambda: store.in_flight >= 64)
        assert store.most_in_flight == 64

        store.gate.set()
        await gateway.until(lambda: not gateway.waiting)

    assert len(store.kept) == 200


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
        await until(lambda: store.in_flight)
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
        await until(lambda: store.in_flight)

    assert time.monotonic() - began < 4
    assert not gateway.acks


async def test_two_listeners_share_the_frames_and_each_counts_once(gateway: Gateway, store: Store):
    async with listening(gateway, store), listening(gateway, store):
        await gateway.push(*(event_frame(n) for n in range(60)))
        await gateway.until(lambda: not gateway.waiting)

    assert {ack.connection for acks in gateway.acks.values() for ack in acks} == {1, 2}
    assert len(store.kept) == 60
