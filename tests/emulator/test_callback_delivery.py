"""How callbacks are delivered: sealed, signed, repeated, ordered, and everything noted."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web
from wechatpy.work import parse_message

from emulator.wecom.apps import CallbackAddress
from emulator.wecom.faults import Delay, Drop, Duplicate, Envelope, HangUp, Reorder
from tests.emulator.conftest import AES_KEY, OTHER_APP, STAFF_APP, TOKEN


@pytest.fixture
def settled(emulator, receiver):
    """Waits until nothing is under way; gives what arrived, parsed."""

    async def settled():
        await emulator.settled()
        return [parse_message(xml) for xml in receiver.opened]

    return settled


async def test_the_envelope_names_corp_and_application_and_is_signed_in_the_query(phone, settled, receiver, clock):
    phone.say("zhang3", "请假")
    await settled()

    query, body = receiver.requests[0]
    assert set(query) == {"msg_signature", "timestamp", "nonce"}
    assert query["timestamp"] == str(int(clock().timestamp()))
    assert b"<ToUserName><![CDATA[wwcollege0001]]></ToUserName>" in body
    assert b"<AgentID><![CDATA[1000002]]></AgentID>" in body
    assert "请假".encode() not in body


async def test_an_acknowledged_callback_is_sent_once(phone, settled, emulator):
    phone.say("zhang3", "请假")
    await settled()

    (attempt,) = emulator.wecom.ledger.attempts
    assert (attempt.status, attempt.is_acknowledged) == (200, True)
    assert attempt.milliseconds > 0


@pytest.mark.parametrize("status", [500, 403, 201, 204, 302])
async def test_any_status_but_200_is_repeated_with_the_same_facts_in_a_new_envelope(
    phone, settled, receiver, emulator, status
):
    receiver.statuses = [status]

    phone.say("zhang3", "请假")
    first, second = await settled()

    assert (first.id, first.time, first.content) == (second.id, second.time, second.content)
    assert receiver.opened[0] == receiver.opened[1]
    assert receiver.requests[0] != receiver.requests[1]
    assert [row.is_acknowledged for row in emulator.wecom.ledger.attempts] == [False, True]


async def test_it_gives_up_after_three_repeats(phone, settled, receiver, emulator):
    receiver.statuses = [500] * 9

    phone.say("zhang3", "请假")

    assert len(await settled()) == 4
    assert emulator.wecom.ledger.acknowledged_letters() == set()


async def test_an_answer_after_the_time_limit_does_not_count(corp, emulator, phone):
    release = asyncio.Event()
    seen = []

    async def slow(request):
        seen.append(await request.read())
        if len(seen) == 1:
            await release.wait()
        return web.Response()

    async with Listening(slow) as url:
        corp.apps[STAFF_APP].callback = CallbackAddress(url, TOKEN, AES_KEY)
        phone.say("zhang3", "请假")
        await emulator.settled()
        release.set()

    first, second = emulator.wecom.ledger.attempts
    assert (first.status, first.error) == (None, "TimeoutError")
    assert first.milliseconds >= 300
    assert second.is_acknowledged


async def test_a_bot_that_is_down_gets_it_when_it_is_back_in_time(corp, emulator, phone):
    corp.apps[STAFF_APP].callback = CallbackAddress("http://127.0.0.1:1/callback", TOKEN, AES_KEY)

    phone.say("zhang3", "请假")
    await emulator.settled()

    attempts = emulator.wecom.ledger.attempts
    assert len(attempts) == 4
    assert {row.error for row in attempts} == {"ClientConnectorError"}


async def test_what_one_member_does_arrives_in_order_also_when_the_first_attempt_fails(phone, settled, receiver):
    receiver.statuses = [500]

    for number in range(10):
        phone.say("zhang3", str(number))
    contents = [message.content for message in await settled()]

    assert contents == ["0", "0", *"123456789"]


async def test_one_members_trouble_holds_up_nobody_else(corp, emulator, phone):
    release = asyncio.Event()
    seen = []

    async def stubborn(request):
        await request.read()
        seen.append(request.query["nonce"])
        if len(seen) == 1:
            await release.wait()
        elif len(seen) == 2:
            release.set()
        return web.Response()

    async with Listening(stubborn) as url:
        corp.apps[STAFF_APP].callback = CallbackAddress(url, TOKEN, AES_KEY)
        phone.say("zhang3", "请假")
        phone.say("li4", "请假")
        await emulator.settled()

    assert len(emulator.wecom.ledger.attempts) == 2
    assert all(row.is_acknowledged for row in emulator.wecom.ledger.attempts)


async def test_a_dropped_callback_is_never_sent(phone, settled, emulator):
    emulator.wecom.callback_faults.add("callback/text", Drop())

    phone.say("zhang3", "一")
    phone.say("zhang3", "二")
    (only,) = await settled()

    assert only.content == "二"
    assert [row.fault for row in emulator.wecom.ledger.letters] == ["Drop", ""]


@pytest.mark.parametrize("envelope", list(Envelope))
async def test_a_duplicate_is_the_same_bytes_or_sealed_again(phone, settled, receiver, emulator, envelope):
    emulator.wecom.callback_faults.add("callback/*", Duplicate(copies=3, envelope=envelope))

    phone.say("zhang3", "请假")
    messages = await settled()

    assert len(messages) == 4
    assert len({message.id for message in messages}) == 1
    assert len({body for _, body in receiver.requests}) == (1 if envelope is Envelope.SAME else 4)


async def test_callbacks_can_arrive_in_another_order(phone, settled, emulator):
    emulator.wecom.callback_faults.add("callback/text", Reorder(window=8), times=None)

    for number in range(8):
        phone.say("zhang3", str(number))
    contents = [message.content for message in await settled()]

    assert sorted(contents) == list("01234567")
    assert contents != sorted(contents)


async def test_what_is_held_back_is_sent_in_the_end(phone, settled, emulator):
    emulator.wecom.callback_faults.add("callback/text", Reorder(window=8))

    phone.say("zhang3", "一")

    assert len(await settled()) == 1


async def test_a_delayed_callback_lets_others_pass(phone, settled, emulator):
    emulator.wecom.callback_faults.add("callback/text", Delay(0.05))

    phone.say("zhang3", "一")
    phone.say("zhang3", "二")

    assert [message.content for message in await settled()] == ["二", "一"]


async def test_the_platform_may_hang_up_and_come_again(phone, corp, emulator):
    reached = []

    async def patient(request):
        reached.append(await request.read())
        await asyncio.sleep(0.02)
        return web.Response()

    async with Listening(patient) as url:
        corp.apps[STAFF_APP].callback = CallbackAddress(url, TOKEN, AES_KEY)
        emulator.wecom.callback_faults.add("callback/text", HangUp(0.01))
        phone.say("zhang3", "请假")
        await emulator.settled()

    assert [row.is_acknowledged for row in emulator.wecom.ledger.attempts] == [False, True]


async def test_an_application_without_an_address_is_told_nothing(emulator):
    assert emulator.phone(OTHER_APP).say("wang5", "请假") is None
    await emulator.settled()

    assert emulator.wecom.ledger.letters == []


async def test_entering_is_only_told_to_an_application_that_asked_for_it(corp, phone):
    corp.apps[STAFF_APP].reports_entering = False

    assert phone.enter("zhang3") is None


async def test_repeats_carry_the_time_of_the_event_and_not_of_the_attempt(phone, settled, receiver, clock):
    receiver.statuses = [500]

    letter = phone.say("zhang3", "请假")
    at = int(clock().timestamp())
    clock.move(timedelta(hours=1))
    messages = await settled()

    assert {message.time for message in messages} == {at}
    assert receiver.requests[1][0]["timestamp"] == str(at + 3600)
    assert letter.msg_id == messages[0].id


async def test_an_address_that_answers_exactly_is_saved(corp, emulator, receiver):
    corp.apps[OTHER_APP].callback = None
    address = CallbackAddress(receiver.url, TOKEN, AES_KEY)

    checked = await emulator.admin().save_callback(OTHER_APP, address)

    assert checked.is_passed
    assert corp.apps[OTHER_APP].callback == address
    assert "echostr" in receiver.requests[0][0]


@pytest.mark.parametrize("wrapper", ['"{}"', "{}\n", "\ufeff{}", " {}"])
async def test_an_address_that_answers_with_quotes_or_line_ends_is_not_saved(corp, emulator, receiver, wrapper):
    receiver.echo_wrapper = wrapper

    checked = await emulator.admin().save_callback(OTHER_APP, CallbackAddress(receiver.url, TOKEN, AES_KEY))

    assert not checked.is_passed
    assert corp.apps[OTHER_APP].callback is None


async def test_an_address_that_is_too_slow_or_refuses_is_not_saved(emulator):
    is_given_up = asyncio.Event()

    async def slow(request):
        await is_given_up.wait()
        return web.Response()

    async def refusing(request):
        return web.Response(status=403)

    for answer in (slow, refusing):
        async with Listening(answer) as url:
            checked = await emulator.admin().save_callback(OTHER_APP, CallbackAddress(url, TOKEN, AES_KEY))
            assert not checked.is_passed
            is_given_up.set()


class Listening:
    """A bare address that answers with one function."""

    def __init__(self, answer):
        application = web.Application()
        application.router.add_route("*", "/callback", answer)
        self.runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)

    async def __aenter__(self):
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self.runner.addresses[0][1]}/callback"

    async def __aexit__(self, *_):
        await self.runner.cleanup()
