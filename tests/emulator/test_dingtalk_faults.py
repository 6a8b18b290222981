"""Faults of DingTalk that can be switched on: refusals, foreign pages, silence, and pushes that go astray."""

import asyncio
import json

import aiohttp
import pytest

from emulator.dingtalk.faults import (
    CloseAfter,
    CutOff,
    Delay,
    Drop,
    HangUp,
    LoseAnswer,
    Moment,
    Refuse,
    Reorder,
    Slow,
    Swallow,
    TokenDies,
    blocked_page,
    punished,
)
from emulator.dingtalk.letter import happened, robot_said
from tests.emulator.ding import CLIENT_ID, CLIENT_SECRET

PERSON = {"userid": "zhang3"}
GET_USER = "/topapi/v2/user/get"


@pytest.fixture
async def faults(ding, ding_api):
    """With a token already fetched."""
    await ding_api.fetch_token()
    return ding.dingtalk.faults


def said(number):
    return robot_said("zhang3", {"msgId": str(number)})


@pytest.mark.parametrize("code", [90018, 90002, 90020, 60020, 60011])
async def test_the_gateway_of_the_old_family_refuses_with_88_and_a_textual_code(faults, ding_api, code):
    faults.add("/topapi/*", Refuse(code))

    refused = await ding_api.old(GET_USER, PERSON)

    assert (refused["errcode"], refused["sub_code"]) == (88, str(code))
    assert (await ding_api.old(GET_USER, PERSON))["errcode"] == 0


async def test_the_old_family_can_be_busy(faults, ding_api):
    faults.add(GET_USER, Refuse(-1))

    assert (await ding_api.old(GET_USER, PERSON))["errcode"] == -1


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", 403),
        ("Forbidden.AccessDenied.ApiCountLimitForOrg", 403),
        ("systemBusy", 429),
        ("system.error", 500),
        ("ServiceUnavailable", 503),
        ("invalidParameter", 400),
    ],
)
async def test_the_new_family_refuses_with_a_status_and_a_word(faults, ding_api, code, status):
    faults.add("/v1.0/*", Refuse(code))

    answered, refused = await ding_api.new("GET", "/v1.0/workflow/processInstances")

    assert (answered, refused["code"]) == (status, code)


async def test_a_status_can_be_chosen(faults, ding_api):
    faults.add("/v1.0/*", Refuse("systemError", status=400))

    assert (await ding_api.new("GET", "/v1.0/workflow/processInstances"))[0] == 400


async def test_connections_can_be_refused_with_401_although_the_secret_is_right(ding, stream_bot):
    ding.dingtalk.faults.add("/v1.0/gateway/connections/open", Refuse("authFailed", status=401))

    assert (await stream_bot.open())[0] == 401
    assert (await stream_bot.open())[0] == 200


async def test_an_address_that_called_too_often_is_answered_outside_of_both_families(faults, ding_api, session):
    faults.add("*", punished())
    faults.add("*", blocked_page())

    answered = await ding_api.old(GET_USER, PERSON)
    async with session.get(f"{ding_api.base}/gettoken") as page:
        assert (page.status, page.content_type) == (405, "text/html")

    assert (answered["status"], answered["wait"], answered["punish"]) == (1111, 5, "deny")
    assert "errcode" not in answered


@pytest.mark.parametrize("is_new", [False, True])
async def test_a_token_can_die_early_and_a_new_one_helps(faults, ding_api, is_new):
    first = ding_api.token
    faults.add("*", TokenDies())

    if is_new:
        _, refused = await ding_api.new("GET", "/v1.0/workflow/processInstances")
        assert refused["code"] == "InvalidAuthentication"
    else:
        assert (await ding_api.old(GET_USER, PERSON))["sub_code"] == "40014"
    await ding_api.fetch_token()

    assert ding_api.token != first
    assert (await ding_api.old(GET_USER, PERSON))["errcode"] == 0


async def test_a_connection_can_be_reset_before_and_after_the_call_is_carried_out(faults, ding_api, ding, org):
    route = {"callbackRouteKey": "rk1", "callbackUrl": "http://127.0.0.1/card"}
    path = "/v1.0/card/callbacks/register"
    faults.add(path, CutOff())
    faults.add(path, LoseAnswer())

    with pytest.raises(aiohttp.ClientError):
        await ding_api.new("POST", path, route)
    assert org.card_routes == {}
    with pytest.raises(aiohttp.ClientError):
        await ding_api.new("POST", path, route)
    assert set(org.card_routes) == {"rk1"}
    lost = ding.dingtalk.ledger.calls[-1]
    assert (lost.code, lost.is_answered, lost.fault) == ("0", False, "LoseAnswer")


async def test_an_answer_may_never_come_or_come_late(faults, ding_api):
    faults.add(GET_USER, Swallow())
    faults.add(GET_USER, Slow(0.05, Moment.AFTER))

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ding_api.old(GET_USER, PERSON), 0.1)

    assert (await ding_api.old(GET_USER, PERSON))["errcode"] == 0


async def test_a_kept_connection_can_be_closed_after_an_answer(faults, ding_api):
    faults.add("*", CloseAfter(), times=None)

    for _ in range(2):
        assert (await ding_api.old(GET_USER, PERSON))["errcode"] == 0


async def test_a_dropped_push_is_never_sent(ding, org, stream_bot):
    ding.dingtalk.push_faults.add("robot", Drop())
    await stream_bot.connect()

    ding.dingtalk.tell_app(org, said(1))
    ding.dingtalk.tell_app(org, said(2))
    await ding.settled()

    assert [json.loads(frame["data"])["msgId"] for frame in stream_bot.frames] == ["2"]
    assert [row.fault for row in ding.dingtalk.ledger.letters] == ["Drop", ""]


async def test_pushes_can_overtake_each_other(ding, org, stream_bot):
    ding.dingtalk.push_faults.add("event:user_*", Delay(0.05))
    ding.dingtalk.push_faults.add("robot", Reorder(window=8), times=8)
    await stream_bot.connect()

    ding.dingtalk.tell_app(org, happened("user_add_org", {"userId": ["u1"]}))
    for number in range(8):
        ding.dingtalk.tell_app(org, said(number))
    await ding.settled()

    *numbers, last = [json.loads(frame["data"]) for frame in stream_bot.frames]
    order = [row["msgId"] for row in numbers]
    assert sorted(order) == list("01234567") != order
    assert last == {"userId": ["u1"]}


async def test_the_platform_may_not_wait_for_the_acknowledgement(ding, org, stream_bot):
    ding.dingtalk.push_faults.add("robot", HangUp(0))
    await stream_bot.connect()

    ding.dingtalk.tell_app(org, said(1))
    await ding.settled()

    first, second = ding.dingtalk.ledger.attempts
    assert (first.error, first.is_acknowledged, second.is_acknowledged) == ("no ack", False, True)


async def test_the_ledger_can_be_exported_without_secrets(ding, ding_api, org, stream_bot):
    await ding_api.fetch_token()
    await stream_bot.connect()
    ding.dingtalk.tell_app(org, said(1))
    await ding.settled()

    exported = json.loads(ding.dingtalk.ledger.to_json())

    assert exported["calls"][0]["client_id"] == CLIENT_ID
    assert exported["tokens"][0] | {"at": ""} == {
        "call": 1,
        "is_answered": True,
        "at": "",
        "client_id": CLIENT_ID,
        "is_new": True,
    }
    assert exported["attempts"][0]["way"] == "stream"
    assert CLIENT_SECRET not in json.dumps(exported)
    assert ding_api.token not in json.dumps(exported)
