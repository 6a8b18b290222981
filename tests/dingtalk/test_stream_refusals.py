"""What is refused at the stream: wrong secrets, used tickets, odd answers of the gateway, and nonsense."""

import asyncio
import contextlib
import time

import pytest
from structlog.testing import capture_logs

from adapters.dingtalk.stream_frames import LARGEST_FRAME
from adapters.dingtalk.stream_open import ask_admission, connect
from adapters.ports import PlatformFailure
from tests.dingtalk.gateway import Gateway, event_frame, robot_frame, settings
from tests.dingtalk.listening import Store, listener_at, listening


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
