"""A button as a page: looking never acts, pressing puts the press into the inbox and shows what became of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from aiohttp import web

from adapters.links import Pressed, link_keys, received_press
from domain.address import Address
from domain.leave_checks import LONGEST_REASON
from storage.inbox import NotStored
from storage.pressed import Press, card_of, find_press
from web.h5 import wording
from web.h5.desk import H5
from web.h5.login import Begun, Logins
from web.h5.origin import refuse_other_sites
from web.h5.pace import Pace
from web.h5.pages import NoticeShown, Pages, request_path, way_to
from web.h5.session import Session, Sessions
from web.h5.sight import Sight

LOOK, LOOKS = 0.2, 15  # seconds between two looks at the inbox, and how many: three seconds altogether
FORM_LIMIT = 16 * 1024  # bytes; a token and a mark are less than two kilobytes, a character of a reason nine
FORM_DEADLINE = 10.0  # seconds for the whole form; a slow sender must not hold a connection for longer
FORM_FIELDS = 8  # more than there are
FORM_TYPE = "application/x-www-form-urlencoded"
AGAIN = "again"  # in the query: sign in anew


@dataclass(frozen=True, slots=True)
class _Link:
    """A link that is read and good."""

    token: str
    stands_for: Pressed

    @property
    def keys(self) -> tuple[str, ...]:
        return link_keys(self.token)

    @property
    def address(self) -> Address:
        return Address(self.stands_for.source, self.stands_for.user_id, None)


class Act:
    """The two answers of /h5/act."""

    def __init__(self, h5: H5, sessions: Sessions, logins: Logins, pages: Pages, pace: Pace) -> None:
        self._h5 = h5
        self._sessions = sessions
        self._logins = logins
        self._pages = pages
        self._pace = pace

    async def show(self, request: web.Request) -> web.Response:
        """The page of a link. Whoever is not signed in is sent to the platform first."""
        link = self._read(request.query.get("t", ""))
        session = self._sessions.read(request, self._h5.clock())
        if session is None or session.source != link.stands_for.source or AGAIN in request.query:
            return self._to_login(link)
        sight = await self._look(session, link)
        if sight.card.request_no and wording.opens_page(sight.action):
            return web.Response(status=302, headers={"Location": request_path(sight.card.request_no)})
        mark = ""
        if sight.button and sight.press.times < len(link.keys):
            mark = self._sessions.form_mark(session, link.keys[sight.press.times])
        return self._pages.show(sight, link.token, mark)

    async def press(self, request: web.Request) -> web.Response:
        """The button. The same form sent twice counts once; afterwards the link's own page says what became of it."""
        refuse_other_sites(request.headers, self._h5.public_url)
        form = await _read_form(request)
        link = self._read(form.get("t", ""))
        session = self._sessions.read(request, self._h5.clock())
        if session is None:
            raise NoticeShown(wording.LOGGED_OUT, way_to(link.token))
        sight = await self._look(session, link)
        key = self._sessions.pressed_key(session, link.keys, form.get("mark", ""))
        if key is None:
            raise NoticeShown(wording.FORM_OLD, way_to(link.token))
        if sight.button and key == _next_key(link, sight.press):
            await self._accept(link, key, _reason_in(form))
            await self._await_handling(link)
        return web.Response(status=303, headers={"Location": way_to(link.token)})

    def _read(self, token: str) -> _Link:
        pressed = self._h5.links.read(token, self._h5.clock())
        if pressed is None or pressed.source not in self._h5.logins:
            raise NoticeShown(wording.EXPIRED)
        link = _Link(token, pressed)
        if not self._pace.admits_link(link.keys[0]):
            raise NoticeShown(wording.TOO_MANY)
        return link

    def _to_login(self, link: _Link) -> web.Response:
        return self._logins.begin(self._h5, Begun(link.stands_for.source, way_to(link.token)))

    async def _look(self, session: Session, link: _Link) -> Sight:
        wanted = link.stands_for
        if not session.belongs_to(wanted.source, wanted.user_id):
            raise NoticeShown(wording.SOMEBODY_ELSE, f"{way_to(link.token)}&{AGAIN}=1")
        async with self._h5.database.begin(self._h5.clock()) as tx:
            card = await card_of(tx, wanted.source, wanted.user_id, wanted.card_id)
            press = await find_press(tx, link.address, link.keys)
        if card is None:
            raise NoticeShown(wording.GONE)
        return Sight(card, wanted.action, press)

    async def _accept(self, link: _Link, key: str, reason: str) -> None:
        received = received_press(key, link.stands_for, self._h5.clock(), reason)
        try:
            await self._h5.acceptor.accept(link.stands_for.source, received)
        except NotStored as failure:
            raise NoticeShown(wording.NOT_KEPT, way_to(link.token)) from failure

    async def _await_handling(self, link: _Link) -> None:
        """For a moment: most presses are handled at once, and a page that says so is better than one that waits."""
        for _ in range(LOOKS):
            async with self._h5.database.begin(self._h5.clock()) as tx:
                press = await find_press(tx, link.address, link.keys)
            if press.is_handled:
                return
            await asyncio.sleep(LOOK)


def _reason_in(form: Mapping[str, str]) -> str:
    """What was written beside the button, without what only holds room."""
    return form.get("reason", "").strip()[:LONGEST_REASON]


def _next_key(link: _Link, press: Press) -> str | None:
    """The key of the press that may follow; None while one is being handled."""
    is_free = press.times == 0 or press.is_handled
    return link.keys[press.times] if is_free and press.times < len(link.keys) else None


async def _read_form(request: web.Request) -> dict[str, str]:
    if request.content_type != FORM_TYPE or "Content-Encoding" in request.headers:
        raise web.HTTPUnsupportedMediaType
    body = bytearray()
    try:
        async with asyncio.timeout(FORM_DEADLINE):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > FORM_LIMIT:
                    raise web.HTTPRequestEntityTooLarge(FORM_LIMIT, len(body))
        return dict(parse_qsl(body.decode("ascii", "replace"), max_num_fields=FORM_FIELDS))
    except TimeoutError as cause:
        raise web.HTTPRequestTimeout from cause
    except ValueError as cause:
        raise web.HTTPBadRequest from cause
