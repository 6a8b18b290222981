"""The ledger can be taken out and compared with a database."""

import json

from emulator.server import Emulator
from emulator.wecom.apps import App
from emulator.wecom.corp import Corp
from tests.emulator.conftest import CORP, STAFF_APP, Api


async def test_everything_that_happened_can_be_exported_as_json(api, emulator, phone):
    await api.send("zhang3|nobody")
    await api.send("nobody")
    phone.say("zhang3", "请假")
    await emulator.settled()

    exported = json.loads(emulator.wecom.ledger.to_json())

    assert [row["path"] for row in exported["calls"]] == ["gettoken", "message/send", "message/send"]
    assert [row["code"] for row in exported["calls"]] == [0, 0, 81013]
    sending = exported["sendings"][0]
    assert (sending["corp_id"], sending["agent_id"], sending["recipient"]) == (CORP, STAFF_APP, "zhang3")
    assert (sending["call"], sending["is_answered"], sending["outcome"]) == (2, True, "delivered")
    assert "您好" in sending["body"]
    assert exported["letters"][0]["kind"] == "text"
    assert exported["attempts"][0]["is_acknowledged"] is True
    assert exported["attempts"][0]["letter"] == exported["letters"][0]["no"]


async def test_two_corps_do_not_see_each_other(corp, clock, session):
    other = Corp("wwother", apps=[App(agent_id=STAFF_APP, secret="s")])
    async with Emulator(corp, other, clock=clock) as emulator:
        api = Api(session, emulator.api_base)
        await api.send()
        refused = await session.get(
            f"{emulator.api_base}/cgi-bin/gettoken", params={"corpid": "wwother", "corpsecret": "staff-secret"}
        )

        assert (await refused.json())["errcode"] == 40001
        assert emulator.phone(corp_id="wwother").bubbles("zhang3") == []
        assert len(emulator.phone(STAFF_APP, CORP).bubbles("zhang3")) == 1
