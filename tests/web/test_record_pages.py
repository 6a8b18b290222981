"""Paper, export and verification in the browser: for whoever may see the case, and for whoever holds the paper."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from io import BytesIO

import pytest
from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer, unused_port
from pypdf import PdfReader
from sqlalchemy import text

from adapters.links import Links
from domain.flow.acts import Agree
from storage.inbox import Acceptor
from tests.handlers.college import OFFICE, STAFF, College, find_college, found_college
from tests.storage.purchases import act, ask_for, draft, offer
from tests.web.staff_pages import SECRET, PlayedLogin
from web.h5.desk import H5
from web.h5.login import Logins
from web.h5.pace import Pace
from web.h5.pages import Pages
from web.h5.record import RecordRooms
from web.h5.routes import _in_words
from web.h5.session import Sessions
from web.h5.visits import Visits


@dataclass
class Campus:
    """A college with one purchase, and browsers that are signed in as somebody."""

    college: College
    number: int
    base: str

    @asynccontextmanager
    async def browser(self, name: str = "") -> AsyncIterator[ClientSession]:
        async with ClientSession(self.base, cookie_jar=CookieJar(unsafe=True)) as session:
            if name:
                await session.get(f"/h5/enter/{name}")
            yield session

    async def fetch(self, name: str, way: str):
        """Status, headers and body of what this person gets there."""
        async with self.browser(name) as browser, browser.get(way.replace("{no}", str(self.number))) as answer:
            return answer.status, answer.headers, await answer.read()

    async def printed(self) -> str:
        """The way that the code on 李雷's paper leads."""
        async with self.browser("李雷") as browser, browser.get(f"/h5/record/{self.number}.json") as answer:
            return (await answer.json())["verify"].removeprefix(self.base)


@pytest.fixture
async def campus(database) -> AsyncIterator[Campus]:
    await found_college(database)
    college = await find_college(database)
    await offer(college)
    number = await ask_for(college, yuan=9000)
    await act(college, number, Agree, "王主任", opinion="同意。")
    async with serving(college, unused_port(), SECRET) as base:
        yield Campus(college, number, base)


@asynccontextmanager
async def serving(college: College, port: int, secret: bytes) -> AsyncIterator[str]:
    """A replica that has these platform secrets; its address."""
    base = f"http://127.0.0.1:{port}"
    async with Acceptor(college.database) as acceptor:
        h5 = H5(
            public_url=base,
            secret=secret,
            links=Links(base, secret),
            logins={STAFF: PlayedLogin()},
            acceptor=acceptor,
            database=college.database,
            clock=lambda: college.now,
            office=OFFICE,
        )
        app = web.Application()
        app.add_subapp("/h5", _rooms(h5))
        async with TestServer(app, port=port):
            yield base


async def page_at(base: str, way: str) -> str:
    async with ClientSession(base) as session, session.get(way) as answer:
        return unescape(await answer.text())


def _rooms(h5: H5) -> web.Application:
    pages, sessions = Pages(h5), Sessions(h5.secret, h5.public_url)
    rooms = web.Application(middlewares=[_in_words(h5, pages, Pace())])
    RecordRooms(Visits(h5, sessions, Logins(h5.secret, h5.public_url)), pages).add_to(rooms)

    async def enter(request: web.Request) -> web.Response:
        response = web.Response()
        sessions.open(response, STAFF, request.match_info["who"], h5.clock())
        return response

    rooms.router.add_get("/enter/{who}", enter)
    return rooms


async def test_the_applicant_gets_the_paper_under_its_printed_number(campus):
    status, headers, body = await campus.fetch("李雷", "/h5/record/{no}.pdf")

    assert status == 200
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == f"inline; filename*=UTF-8''CG-{campus.number}.pdf"
    assert headers["Cache-Control"] == "no-store"
    assert "投影仪" in PdfReader(BytesIO(body)).pages[0].extract_text()


async def test_whoever_decided_may_print_it_too_and_that_they_did_is_in_the_audit(campus):
    status, _, _ = await campus.fetch("王主任", "/h5/record/{no}.json")

    assert status == 200
    query = "select actor, action from audit order by seq desc limit 1"
    assert list(await campus.college.rows(query)) == [(f"person:{campus.college.ids['王主任']}", "record.export")]


@pytest.mark.parametrize("way", ["/h5/record/{no}.pdf", "/h5/record/{no}.json", "/h5/record/99999.pdf"])
async def test_a_stranger_learns_nothing_not_even_that_it_is_there(campus, way):
    status, _, body = await campus.fetch("韩梅", way)

    assert status == 404
    assert "投影仪" not in body.decode()


async def test_a_draft_is_not_printed(campus):
    number = await draft(campus.college)

    status, _, body = await campus.fetch("李雷", f"/h5/record/{number}.pdf")

    assert status == 409
    assert "还没有提交" in unescape(body.decode())


async def test_whoever_holds_the_paper_sees_without_signing_in_that_it_is_ours_and_what_it_says(campus):
    status, _, body = await campus.fetch("", await campus.printed())
    page = unescape(body.decode())

    assert status == 200
    assert "与系统中的记录一致" in page
    assert f"采购申请 CG-{campus.number}" in page
    assert "王主任 同意" in page


async def test_a_paper_is_verified_after_the_platforms_secrets_have_changed(campus):
    way = await campus.printed()

    async with serving(campus.college, unused_port(), b"other secrets, of another account") as base:
        page = await page_at(base, way)

    assert "与系统中的记录一致" in page


async def test_the_code_of_another_college_is_none_of_ours(campus):
    way = await campus.printed()
    async with campus.college.database.begin(campus.college.now) as tx:
        await tx.conn.execute(text("update paper_secret set secret = sha256('another')"))

    assert (await campus.fetch("", way))[0] == 404


async def test_a_paper_after_which_something_was_decided_says_what_and_by_whom(campus):
    way = await campus.printed()
    await act(campus.college, campus.number, Agree, "赵组长")

    page = unescape((await campus.fetch("", way))[2].decode())

    assert "打印之后又有变化" in page
    assert "赵组长 同意" in page


@pytest.mark.parametrize("code", ["", "?code=", "?code=AAAA", "?code=编号"])
async def test_without_the_code_from_the_paper_nothing_is_said_of_a_request(campus, code):
    status, _, body = await campus.fetch("", f"/h5/verify/{{no}}{code}")

    assert status == 404
    assert "CG-" not in unescape(body.decode())
