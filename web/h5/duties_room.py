"""/h5/duties: everything somebody owes, with all that can be done about it, and what others ask of them."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from domain.attachment import AttachmentRefused
from domain.duties.lines import Line
from handlers.case_people import person_named
from handlers.digest_of_duties import all_lines
from handlers.duty_book import book_of_duties
from handlers.duty_done import check, finish, owed_by
from handlers.duty_handing import answer_offer, decide_whose, disclaim, offer_to
from handlers.duty_snoozes import put_off_an_hour, put_off_today
from storage.obligation_files import keep_proof
from storage.obligations import KEY, LONGEST_EVIDENCE
from web.h5 import wording
from web.h5.page_turn import PageTurn
from web.h5.pages import FORMS_PATH, NoticeShown, Pages
from web.h5.posted import Postbox, Posted
from web.h5.session import Session
from web.h5.visits import Visits

PATH = "/h5/duties"
DUTIES = "duties"
LONGEST_NUMBER = 15  # digits

Doing = Callable[[PageTurn, int, Posted], Awaitable[object]]


class DutiesRoom:
    """Its two answers."""

    def __init__(self, visits: Visits, pages: Pages, postbox: Postbox) -> None:
        self._visits = visits
        self._pages = pages
        self._postbox = postbox

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        rooms.router.add_get("/duties", self.show)
        rooms.router.add_post("/duties", self.take)

    async def show(self, request: web.Request) -> web.Response:
        """All of it."""
        session = self._visits.session(request)
        async with self._visits.reading(session) as turn:
            return await self._page(session, turn)

    async def take(self, request: web.Request) -> web.Response:
        """A button of one line; the page says what became of it."""
        session = self._visits.posting(request)
        posted = await self._postbox.read(request)
        if self._visits.sessions.pressed_key(session, [DUTIES], posted.control("mark")) is None:
            raise NoticeShown(wording.FORM_OLD, PATH)
        number, doing = posted.control("id"), DOINGS.get(posted.control("do"))
        if doing is None or not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
            raise NoticeShown(wording.NOT_OFFERED, PATH)
        async with self._visits.entering(session) as turn:
            await doing(turn, int(number), posted)
            return await self._page(session, turn)

    async def _page(self, session: Session, turn: PageTurn) -> web.Response:
        return self._pages.render(
            "duties.html",
            200,
            person=turn.person.name,
            book=await book_of_duties(turn),
            said=turn.said,
            path=PATH,
            forms=FORMS_PATH,
            longest=LONGEST_EVIDENCE,
            mark=self._visits.sessions.form_mark(session, DUTIES),
        )


async def _finish(turn: PageTurn, number: int, posted: Posted) -> None:
    """With a note and files; a file that is not taken keeps it from being done."""
    owed = await owed_by(turn, number) if posted.files else None
    if posted.files and owed is None:
        return
    try:
        async with turn.tx.undoable():
            for sent in posted.files:
                await keep_proof(turn.tx, number, turn.person.id, sent.name, sent.content)
    except AttachmentRefused as refused:
        await turn.say(str(refused))
        return
    note = posted.text("note").strip() or "、".join(sent.name for sent in posted.files)
    await finish(turn, number, note)


async def _later(turn: PageTurn, number: int, posted: Posted) -> None:
    line = await _line(turn, number)
    if line is None:
        return
    if posted.control("do") == "hour":
        await put_off_an_hour(turn.tx, turn.office, turn.person.id, line)
    else:
        await put_off_today(turn.tx, turn.office, turn.person.id, line)
    await turn.say(wording.PUT_OFF)


async def _line(turn: PageTurn, number: int) -> Line | None:
    key = f"{KEY}{number}"
    found = [line for line in await all_lines(turn.tx, turn.person.id, turn.tx.now) if line.key == key]
    if not found:
        await turn.say(wording.NOT_YOURS_ANY_MORE)
    return found[0] if found else None


async def _hand_on(turn: PageTurn, number: int, posted: Posted) -> None:
    if meant := await person_named(turn, number, "转给", posted.text("name")):
        await offer_to(turn, number, meant.person)


async def _not_mine(turn: PageTurn, number: int, posted: Posted) -> None:
    del posted
    await disclaim(turn, number)


async def _take_over(turn: PageTurn, number: int, posted: Posted) -> None:
    await answer_offer(turn, number, is_taken=posted.control("do") == "accept")


async def _check(turn: PageTurn, number: int, posted: Posted) -> None:
    await check(turn, number, is_true=posted.control("do") == "true")


async def _decide(turn: PageTurn, number: int, posted: Posted) -> None:
    if posted.control("do") == "theirs":
        await decide_whose(turn, number, is_theirs=True)
    elif not posted.text("name").strip():
        await decide_whose(turn, number, is_theirs=False)
    elif meant := await person_named(turn, number, "确认", posted.text("name")):
        await decide_whose(turn, number, is_theirs=False, other=meant.person)


DOINGS: Mapping[str, Doing] = {
    "done": _finish,
    "hour": _later,
    "today": _later,
    "hand": _hand_on,
    "notmine": _not_mine,
    "accept": _take_over,
    "decline": _take_over,
    "true": _check,
    "untrue": _check,
    "theirs": _decide,
    "other": _decide,
}
