"""WeCom's silent login: a page that asks who it is gets a code for whoever holds the phone."""

from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession

from emulator.phone.phone import NotPossible
from emulator.server import Emulator
from emulator.wecom.apps import App
from emulator.wecom.corp import Corp
from emulator.wecom.people import Department, Member

ASKED = {
    "appid": "ww1",
    "redirect_uri": "http://127.0.0.1:9/h5/login/wecom/staff",
    "response_type": "code",
    "scope": "snsapi_base",
    "state": "s1",
    "agentid": "1",
}
HOLDER = {"dutybell_phone_wecom": "zhang3"}


@pytest.fixture
async def emulator():
    app = App(agent_id=1, secret="s", redirect_domain="127.0.0.1")
    places = [Department(id=1, name="学院", parent_id=0)]
    corp = Corp("ww1", apps=[app], departments=places, members=[Member(user_id="zhang3", name="张三")])
    async with Emulator(corp) as emulator:
        yield emulator


async def back(emulator, cookies=None, **other):
    """Where the browser is sent, and what it brings along."""
    async with (
        ClientSession(cookies=cookies) as session,
        session.get(
            f"{emulator.api_base}/connect/oauth2/authorize", params=ASKED | other, allow_redirects=False
        ) as answer,
    ):
        return answer.status, parse_qs(urlsplit(answer.headers.get("Location", "")).query)


async def test_a_page_is_sent_back_with_a_code_for_whoever_holds_the_phone(emulator):
    status, query = await back(emulator, HOLDER)

    corp = emulator.wecom.corps["ww1"]
    login = corp.login_codes.redeem(query["code"][0], 1, emulator.wecom.clock())
    assert (status, query["state"], login.user_id) == (302, ["s1"], "zhang3")


async def test_somebody_without_a_phone_here_is_a_stranger(emulator):
    _, query = await back(emulator)

    assert emulator.wecom.corps["ww1"].login_codes.redeem(query["code"][0], 1, emulator.wecom.clock()).user_id is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"appid": "ww2"},
        {"agentid": "2"},
        {"scope": "openid"},
        {"response_type": "token"},
        {"redirect_uri": "http://elsewhere.example.com/"},
    ],
)
async def test_a_page_of_another_domain_or_asked_wrongly_gets_no_code(emulator, wrong):
    assert await back(emulator, HOLDER, **wrong) == (200, {})


async def test_only_an_address_in_the_chat_can_be_tapped(emulator):
    with pytest.raises(NotPossible):
        emulator.phone().open_link("zhang3", "http://127.0.0.1:9/h5/request/1")
