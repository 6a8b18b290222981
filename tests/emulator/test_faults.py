"""Faults that can be switched on, one by one, and what of them the caller and the ledger see."""

import asyncio

import aiohttp
import pytest

from emulator.wecom.faults import (
    Canned,
    CloseAfter,
    CutOff,
    Faults,
    LoseAnswer,
    Moment,
    Refuse,
    Slow,
    Swallow,
    Unreachable,
)
from tests.emulator.conftest import STAFF_APP


@pytest.fixture
def faults(emulator):
    return emulator.wecom.faults


@pytest.mark.parametrize("code", [-1, 45009, 45033, 60020, 40001, 48002])
async def test_a_call_can_be_refused_with_any_code_and_nothing_is_done(api, faults, phone, code):
    faults.add("message/send", Refuse(code))

    refused = await api.send()

    assert refused["errcode"] == code
    assert "wrong json" not in refused["errmsg"]
    assert phone.texts("zhang3") == []
    assert (await api.send())["errcode"] == 0


async def test_a_wrong_secret_can_be_played(api, faults):
    faults.add("gettoken", Refuse(40001))

    assert (await api.fetch_token())["errcode"] == 40001


async def test_an_answer_can_be_lost_after_it_was_done(api, faults, phone, emulator):
    await api.fetch_token()
    faults.add("message/send", LoseAnswer())

    with pytest.raises(aiohttp.ClientError):
        await api.send()

    assert phone.texts("zhang3") == ["您好"]
    row = emulator.wecom.ledger.sendings[0]
    assert not row.call.is_answered
    assert row.call.fault == "LoseAnswer"


async def test_a_connection_can_be_reset_before_anything_was_done(api, faults, phone, emulator):
    await api.fetch_token()
    faults.add("message/send", CutOff())

    with pytest.raises(aiohttp.ClientError):
        await api.send()

    assert phone.texts("zhang3") == []
    assert emulator.wecom.ledger.calls[-1].code is None


@pytest.mark.parametrize(("moment", "arrived"), [(Moment.BEFORE, []), (Moment.AFTER, ["您好"])])
async def test_an_answer_may_never_come(api, faults, phone, moment, arrived):
    await api.fetch_token()
    faults.add("message/send", Swallow(moment))

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(api.send(), 0.1)

    assert phone.texts("zhang3") == arrived


async def test_a_card_can_be_pressed_before_its_answer_has_come(api, faults, phone):
    await api.fetch_token()
    faults.add("message/send", Slow(0.2, Moment.AFTER))
    card = {
        "card_type": "button_interaction",
        "task_id": "t1",
        "main_title": {"title": "请假"},
        "button_list": [{"text": "同意", "key": "ok"}],
    }

    sending = asyncio.create_task(api.send(kind="template_card", template_card=card))
    await phone.wait("zhang3", 0, 5)
    letter = phone.press("zhang3", "t1", "ok")

    assert letter is not None
    assert not sending.done()
    assert (await sending)["response_code"]


async def test_a_page_of_a_proxy_can_stand_in_the_way(api, faults, session, phone):
    await api.fetch_token()
    faults.add("message/send", Canned())
    faults.add("message/send", Canned(status=200, body=b'{"errcode":0,"errm', is_done=True))
    faults.add("message/send", Canned(status=429, body=b"", headers={"Retry-After": "5"}))

    async def post():
        body = {"touser": "zhang3", "msgtype": "text", "agentid": STAFF_APP, "text": {"content": "您好"}}
        url = f"{api.base}/cgi-bin/message/send"
        async with session.post(url, params={"access_token": api.token}, json=body) as answer:
            return answer.status, await answer.text(), answer.headers.get("Retry-After")

    status, page, _ = await post()
    assert (status, page.startswith("<html>")) == (502, True)
    assert phone.texts("zhang3") == []
    assert (await post())[:2] == (200, '{"errcode":0,"errm')
    assert phone.texts("zhang3") == ["您好"]
    assert await post() == (429, "", "5")


async def test_some_recipients_can_become_unreachable(api, faults, phone):
    faults.add("message/send", Unreachable(users=frozenset({"Li4"}), unlicensed=frozenset({"dean"})))

    answer = await api.send("zhang3|li4|dean")

    assert (answer["errcode"], answer["invaliduser"], answer["unlicenseduser"]) == (0, "li4", "dean")
    assert phone.texts("zhang3") == ["您好"]
    assert phone.texts("li4") == []


async def test_a_recipient_of_a_card_can_become_unreachable_for_its_update(api, faults, phone):
    card = {
        "card_type": "button_interaction",
        "task_id": "t1",
        "main_title": {"title": "请假"},
        "button_list": [{"text": "同意", "key": "ok"}],
    }
    sent = await api.send("zhang3|li4", kind="template_card", template_card=card)
    faults.add("message/update_template_card", Unreachable(users=frozenset({"Li4"})))

    body = {"agentid": STAFF_APP, "response_code": sent["response_code"], "userids": ["zhang3", "li4"]}
    answer = await api.post("message/update_template_card", body | {"button": {"replace_name": "已处理"}})

    assert answer["invaliduser"] == ["li4"]
    assert phone.card("li4", "t1").replaced_by == ""


async def test_a_kept_connection_can_be_closed_after_every_answer(api, faults, session, emulator):
    await api.fetch_token()
    faults.add("*", CloseAfter(), times=None)

    async with session.get(f"{api.base}/cgi-bin/agent/list", params={"access_token": api.token}) as answer:
        assert answer.headers["Connection"] == "close"
    assert (await api.send())["errcode"] == 0


async def test_the_server_can_be_down_and_come_back(api, emulator):
    await api.fetch_token()
    await emulator.close_port()
    async with aiohttp.ClientSession() as other:
        with pytest.raises(aiohttp.ClientConnectionError):
            await other.get(f"{api.base}/cgi-bin/agent/list")

    await emulator.open_port()

    assert (await api.send())["errcode"] == 0


def test_a_fault_strikes_so_many_times_and_only_after_so_many_calls():
    faults = Faults()
    faults.add("message/*", Refuse(-1), times=2, skip=1)

    drawn = [
        faults.draw(path) for path in ("message/send", "user/get", "message/send", "message/recall", "message/send")
    ]

    assert drawn == [None, None, Refuse(-1), Refuse(-1), None]


def test_the_same_seed_strikes_the_same_calls():
    def strikes(seed):
        faults = Faults(seed)
        faults.add("message/send", LoseAnswer(), times=None, chance=0.3)
        return [faults.draw("message/send") is not None for _ in range(100)]

    assert strikes(1) == strikes(1) != strikes(2)
    assert 15 <= sum(strikes(1)) <= 45


def test_faults_can_be_switched_off():
    faults = Faults()
    one = faults.add("a", Refuse(-1), times=None)
    faults.add("b", Refuse(-1), times=None)

    faults.remove(one)
    assert faults.draw("a") is None
    faults.clear()
    assert faults.draw("b") is None
    assert one.hits == 0
