"""Who comes to the page of a case, and the case they come for; strangers learn nothing, not even that it is there."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from domain.address import Address
from domain.events import Source
from domain.ids import RequestNo
from domain.people import Person
from domain.request import Channel
from handlers.matter import Matter, matters, open_matter
from storage.database import Tx
from storage.people import admit_sender, find_sender
from web.h5 import wording
from web.h5.desk import H5
from web.h5.login import Begun, Logins
from web.h5.origin import refuse_other_sites
from web.h5.page_turn import PageTurn
from web.h5.pages import NoticeShown
from web.h5.session import Session, Sessions

AT = "at"  # in the query: the account to sign in with, PLATFORM:ACCOUNT
LONGEST_NUMBER = 15  # digits
BROWSERS = {"wecom": "wxwork", "dingtalk": "dingtalk"}
"""What each platform's own browser calls itself, in small letters."""


class NotSignedIn(Exception):
    """Nobody is signed in. One of `sources` may vouch for them; then it goes on to `way`."""

    def __init__(self, sources: tuple[Source, ...], way: str) -> None:
        super().__init__(way)
        self.sources = sources
        self.way = way


@dataclass(frozen=True, slots=True)
class Visit:
    """A person's turn at a case they may see."""

    turn: PageTurn
    matter: Matter

    @property
    def is_applicants(self) -> bool:
        return self.turn.person.id == self.matter.case.applicant.id


class Visits:
    """Lets people in."""

    def __init__(self, h5: H5, sessions: Sessions, logins: Logins) -> None:
        self.h5 = h5
        self.office = h5.office
        self.sessions = sessions
        self._logins = logins

    def session(self, request: web.Request) -> Session:
        """Who is signed in.

        Raises:
            NotSignedIn: nobody.
        """
        session = self.sessions.read(request, self.h5.clock())
        if session is None or session.source not in self.h5.logins:
            raise NotSignedIn(self._accounts(request), request.path)
        return session

    def posting(self, request: web.Request) -> Session:
        """Who sends a form; one of ours.

        Raises:
            NoticeShown: it is not ours, or the session has ended meanwhile.
        """
        refuse_other_sites(request.headers, self.h5.public_url)
        session = self.sessions.read(request, self.h5.clock())
        if session is None:
            raise NoticeShown(wording.LOGGED_OUT, request.path)
        return session

    def sign_in(self, source: Source, way: str) -> web.Response:
        """To the platform, and back to `way`."""
        return self._logins.begin(self.h5, Begun(source, way))

    @asynccontextmanager
    async def looking(self, session: Session, no: RequestNo) -> AsyncGenerator[Visit]:
        """The case to be read."""
        async with self.h5.database.begin(self.h5.clock()) as tx:
            turn = self._turn(tx, session, await find_sender(tx, session.source, session.user_id))
            yield _visit(turn, (await matters(tx, self.office, [no])).get(no))

    @asynccontextmanager
    async def acting(self, session: Session, no: RequestNo) -> AsyncGenerator[Visit]:
        """The case to be changed: locked, and nothing else is decided for this person meanwhile."""
        async with self.h5.database.begin(self.h5.clock()) as tx:
            turn = self._turn(tx, session, await admit_sender(tx, session.source, session.user_id))
            yield _visit(turn, await open_matter(turn, no))

    @asynccontextmanager
    async def reading(self, session: Session) -> AsyncGenerator[PageTurn]:
        """A person's turn at nothing in particular, to look around."""
        async with self.h5.database.begin(self.h5.clock()) as tx:
            yield self._turn(tx, session, await find_sender(tx, session.source, session.user_id))

    @asynccontextmanager
    async def entering(self, session: Session) -> AsyncGenerator[PageTurn]:
        """The same to begin something: nothing else is decided for this person meanwhile."""
        async with self.h5.database.begin(self.h5.clock()) as tx:
            yield self._turn(tx, session, await admit_sender(tx, session.source, session.user_id))

    def _turn(self, tx: Tx, session: Session, person: Person | None) -> PageTurn:
        if person is None or not person.is_active:
            raise NoticeShown(wording.LOGIN_STRANGER)
        address = Address(session.source, session.user_id, None)
        return PageTurn(tx=tx, office=self.office, person=person, address=address, channel=Channel.PAGE)

    def _accounts(self, request: web.Request) -> tuple[Source, ...]:
        """Where one may sign in: the account asked for, else those of the platform whose browser this is, else all."""
        wanted = request.query.get(AT, "")
        known = tuple(self.h5.logins)
        browser = request.headers.get("User-Agent", "").lower()
        asked = tuple(each for each in known if f"{each.platform}:{each.account}" == wanted)
        own = tuple(each for each in known if BROWSERS.get(each.platform, "\0") in browser)
        return asked or own or known


def number_in(request: web.Request) -> RequestNo:
    """The number in the address."""
    written = request.match_info["no"]
    if not (written.isascii() and written.isdecimal() and len(written) <= LONGEST_NUMBER):
        raise NoticeShown(wording.NO_SUCH)
    return RequestNo(int(written))


def _visit(turn: PageTurn, matter: Matter | None) -> Visit:
    if matter is None or not matter.is_known_to(turn.person, turn.tx.now):
        raise NoticeShown(wording.NO_SUCH)
    return Visit(turn, matter)
