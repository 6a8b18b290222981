"""How the playground is served."""

import aiohttp
import pytest

from tests.browser.echo import AGENT

pytestmark = pytest.mark.asyncio(loop_scope="session")  # the loop of the browser
SAY = f"api/{AGENT}/zhang/say"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_site_cannot_type_into_the_demo(campus, site):
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{campus.url}/{SAY}", json={"text": "请假"}, headers=headers)

    assert answer.status == 403
    assert campus.bot.heard == []


async def test_a_link_from_another_site_opens_the_page(campus):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    async with aiohttp.ClientSession() as session:
        answer = await session.get(f"{campus.url}/?as=zhang", headers=headers)

    assert answer.status == 200
    assert answer.url.path_qs == "/playground?as=zhang"


async def test_the_page_may_load_nothing_from_elsewhere(campus):
    async with aiohttp.ClientSession() as session:
        answer = await session.get(campus.url)

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "unsafe" not in policy
