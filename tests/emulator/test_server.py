"""The emulator as a server: its port, its addresses, its end."""

import asyncio
import socket

import aiohttp
import pytest

from emulator.server import Emulator
from emulator.wecom.faults import Swallow
from tests.waiting import until


async def test_it_listens_on_the_port_it_is_given(corp):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    async with Emulator(corp, port=port) as emulator:
        assert emulator.api_base == f"http://127.0.0.1:{port}"


async def test_a_call_meant_for_get_is_served_for_post_as_well(api):
    assert (await api.post("agent/list", {}))["errcode"] == 0


async def test_what_is_not_emulated_is_404(api, session):
    async with session.get(f"{api.base}/cgi-bin/appchat/get") as answer:
        assert answer.status == 404


async def test_it_stops_at_once_also_while_a_call_is_never_answered(corp, clock, session):
    async with Emulator(corp, clock=clock) as emulator:
        emulator.wecom.faults.add("gettoken", Swallow())
        call = asyncio.create_task(session.get(f"{emulator.api_base}/cgi-bin/gettoken"))
        await until(lambda: emulator.wecom.ledger.calls)

    with pytest.raises(aiohttp.ClientError):
        await asyncio.wait_for(call, 5)


async def test_it_stops_while_callbacks_are_under_way(corp, clock, receiver):
    receiver.statuses = [500] * 4

    async with Emulator(corp, clock=clock) as emulator:
        emulator.phone().say("zhang3", "请假")
        await until(lambda: emulator.wecom.ledger.attempts)

    assert len(emulator.wecom.ledger.attempts) == 1
