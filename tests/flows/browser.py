"""The phone's web view: signed in by the platform, and filling in the page of a request."""

import base64
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from html import unescape
from io import BytesIO

from aiohttp import ClientSession, CookieJar, FormData

from domain.events import Source
from emulator.phone import ding_routes, routes
from tests.flows.house import DINGTALK, WECOM, Flows
from tests.unit.test_sheet import picture

HIDDEN = re.compile(r'name="(\.mark|\.seen|\.step|\.content)" value="([^"]*)"')
PHONES = {WECOM: routes.WHOSE_PHONE, DINGTALK: ding_routes.WHOSE_PHONE}
OUR_PAGE = {"Sec-Fetch-Site": "same-origin"}
PDF = b"%PDF-1.4\n%%EOF\n"


@asynccontextmanager
async def signed_in(flows: Flows, source: Source, name: str) -> AsyncIterator[ClientSession]:
    """A web view in which the platform knows who holds the phone."""
    jar = CookieJar(unsafe=True)
    jar.update_cookies({PHONES[source]: flows.user(source, name)})
    async with ClientSession(cookie_jar=jar) as session:
        yield session


async def open_page(flows: Flows, session: ClientSession, source: Source, number: int) -> str:
    """The page of the request, by way of the platform's login."""
    base = flows.house.settings.server.address
    async with session.get(f"{base}/h5/request/{number}?at={source.platform}:{source.account}") as answer:
        assert answer.status == 200, await answer.text()
        return unescape(await answer.text())


async def agree_on_page(
    flows: Flows,
    source: Source,
    name: str,
    number: int,
    *,
    page: Mapping[str, str],
    files: Iterable[str],
    signs: bool,
) -> None:
    """Fill in what the step is there for, sign where that is wanted, and be done with it."""
    async with signed_in(flows, source, name) as session:
        shown = await open_page(flows, session, source, number)
        form = FormData(quote_fields=False, default_to_multipart=True)
        sent = {**dict(HIDDEN.findall(shown)), ".do": "agree", **page}
        if signs:
            sent[".signature"] = base64.b64encode(picture(ink=b"\x16\x21\x1f\xff")).decode()
        for key, value in sent.items():
            form.add_field(key, value)
        for field in files:
            form.add_field(f"file:{field}", BytesIO(PDF), filename=f"{field}.pdf", content_type="application/pdf")
        address = f"{flows.house.settings.server.address}/h5/request/{number}"
        async with session.post(address, data=form, headers=OUR_PAGE) as answer:
            text = unescape(await answer.text())
        assert "done=agree" in str(answer.url), re.sub(r"<[^>]*>|\s+", " ", text)
