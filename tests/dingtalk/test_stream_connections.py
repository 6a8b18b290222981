"""Connections of the stream come and go, break and fall silent, and no frame is lost."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from adapters.dingtalk.pauses import Pauses
from adapters.dingtalk.stream_vitals import Timings, Verdict, Vitals
from tests.dingtalk.gateway import Gateway, event_frame, robot_frame
from tests.dingtalk.listening import Store, Wall, listener_at, listening
from tests.waiting import until


async def test_no_frame_is_lost_over_a_disconnect_and_the_next_connection_hears_within_a_second(
    gateway: Gateway, store: Store
):
    store.gate = asyncio.Event()
    async with listening(gateway, store) as listener:
        await gateway.push(*(event_frame(n) for n in range(20)))
        await until(lambda: store.in_flight >= 20)
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
        await until(lambda: store.in_flight)
        await gateway.disconnect(gateway.clients[0])
        await gateway.until(lambda: len(gateway.clients) == 2)
        await gateway.push(event_frame("new"))
        await until(lambda: store.in_flight >= 2)
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
        await until(lambda: store.in_flight)
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
