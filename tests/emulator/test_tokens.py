"""Access tokens of the emulated WeCom."""

from datetime import timedelta

import pytest

from emulator.wecom.errors import ApiError
from emulator.wecom.faults import TokenDies
from emulator.wecom.rules import Renewal, Rules
from emulator.wecom.tokens import Tokens


async def test_a_wrong_secret_is_refused_with_a_hint_and_the_callers_address(api):
    api.secret = "wrong"

    refused = await api.fetch_token()

    assert refused["errcode"] == 40001
    assert "hint: [" in refused["errmsg"]
    assert "from ip: 127.0.0.1" in refused["errmsg"]
    assert "devtool/query?e=40001" in refused["errmsg"]


async def test_an_unknown_corp_and_missing_parameters_are_told_apart(api, session):
    async def code(**query):
        async with session.get(f"{api.base}/cgi-bin/gettoken", params=query) as answer:
            return (await answer.json())["errcode"]

    assert await code() == 41002
    assert await code(corpid="wwcollege0001") == 41004
    assert await code(corpid="wwother", corpsecret="x") == 40013


async def test_a_token_lives_two_hours_and_is_the_same_while_it_lives(api, clock):
    first = await api.fetch_token()
    clock.move(timedelta(hours=1))
    second = await api.fetch_token()

    assert first["expires_in"] == 7200
    assert second["access_token"] == first["access_token"]
    assert second["expires_in"] == 3600


async def test_dead_tokens_answer_42001_and_40014_in_turn(api, clock):
    codes = []
    for _ in range(4):
        await api.fetch_token()
        clock.move(timedelta(seconds=7200))
        codes.append((await api.get("agent/list"))["errcode"])

    assert codes == [42001, 40014, 42001, 40014]


async def test_a_dead_token_keeps_its_code(api, clock):
    await api.fetch_token()
    clock.move(timedelta(hours=3))

    codes = {(await api.get("agent/list"))["errcode"] for _ in range(3)}

    assert codes == {42001}


async def test_a_token_can_die_early_on_demand(api, emulator, corp):
    await api.fetch_token()
    corp.tokens.kill_all()

    assert (await api.get("agent/list"))["errcode"] == 42001
    await api.fetch_token()
    assert (await api.get("agent/list"))["errcode"] == 0


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_can_die_in_the_middle_of_a_call_with_any_of_the_three_codes(api, emulator, code):
    emulator.wecom.faults.add("message/send", TokenDies(code))

    assert (await api.send())["errcode"] == code
    assert (await api.send())["errcode"] == code
    await api.fetch_token()
    assert (await api.send())["errcode"] == 0


async def test_a_call_without_a_token_is_41001_and_a_token_in_the_body_does_not_count(api, session):
    body = {"access_token": (await api.fetch_token())["access_token"]}

    async with session.post(f"{api.base}/cgi-bin/message/send", json=body) as answer:
        assert (await answer.json())["errcode"] == 41001


async def test_an_invented_token_is_40014(api):
    api.token = "invented"

    assert (await api.get("agent/list"))["errcode"] == 40014


async def test_a_token_of_another_application_may_not_send_for_this_one(other_api):
    assert (await other_api.send())["errcode"] == 301002


async def test_a_caller_from_an_address_that_is_not_trusted_is_60020(api, corp):
    corp.apps[1000002].trusted_ips = frozenset({"10.0.0.1"})

    refused = await api.send()

    assert refused["errcode"] == 60020
    assert "from ip: 127.0.0.1" in refused["errmsg"]


async def test_a_disabled_application_gets_no_token_and_may_do_nothing(api, corp):
    await api.fetch_token()
    corp.apps[1000002].is_closed = True

    assert (await api.get("agent/list"))["errcode"] == 50003
    assert (await api.fetch_token())["errcode"] == 40001


async def test_whoever_keeps_asking_with_a_wrong_secret_is_shut_out_for_an_hour(api, clock):
    api.secret = "wrong"
    for _ in range(100):
        await api.fetch_token()

    assert (await api.fetch_token())["errcode"] == 45009
    api.secret = "staff-secret"
    assert (await api.fetch_token())["errcode"] == 45009
    clock.move(timedelta(hours=1))
    assert (await api.fetch_token())["errcode"] == 0


async def test_every_fetch_of_a_token_is_noted(api, emulator):
    await api.fetch_token()
    await api.fetch_token()

    assert [row.is_new for row in emulator.wecom.ledger.tokens] == [True, False]


@pytest.mark.parametrize(
    ("renewal", "stays", "old_works_at_once", "old_works_later"),
    [
        (Renewal.BOTH_VALID, timedelta(0), True, True),
        (Renewal.OLD_DIES, timedelta(0), False, False),
        (Renewal.OLD_DIES, timedelta(minutes=5), True, False),
    ],
)
def test_what_a_new_token_does_to_the_old_one_can_be_chosen(clock, renewal, stays, old_works_at_once, old_works_later):
    tokens = Tokens(Rules(renewal=renewal, old_token_stays=stays))
    old = tokens.issue(1, clock())
    new = tokens.issue(1, clock())

    def works(token):
        try:
            return tokens.check(token.value, clock()) is token
        except ApiError:
            return False

    assert new is not old
    assert works(old) is old_works_at_once
    clock.move(timedelta(minutes=5))
    assert works(old) is old_works_later
    assert works(new)
