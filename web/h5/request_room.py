"""/h5/request/{no}: a case to be read as far as it is theirs to see, and acted on as far as it is theirs to do."""

from aiohttp import web

from domain.ids import RequestNo
from storage.phrases import phrases_of
from web.h5 import wording
from web.h5.acting import LONGEST_WORDS, Outcome, take_act
from web.h5.agreeing import take_agreement
from web.h5.deciding import sheet_of_turn, turn_of
from web.h5.filling import is_fillable
from web.h5.form_room import ACCEPT
from web.h5.offered import Ruling, acts_of, folds_of, ruling_of
from web.h5.pages import FILE_PATH, NoticeShown, Pages, find_path, form_path, record_path, request_path
from web.h5.posted import Postbox, Posted
from web.h5.proving import PROOF, proving_of, take_proof_here
from web.h5.session import Session
from web.h5.sheet.view import view_of
from web.h5.visits import Visit, Visits, number_in

_TAKING = {"agree": take_agreement, PROOF: take_proof_here}
DONE = "done"  # in the query: what has just been done here
MOST_PHRASES = 6


class RequestRoom:
    """Its two answers."""

    def __init__(self, visits: Visits, pages: Pages, postbox: Postbox) -> None:
        self._visits = visits
        self._pages = pages
        self._postbox = postbox

    async def show(self, request: web.Request) -> web.Response:
        """The case as it is now."""
        session, no = self._visits.session(request), number_in(request)
        async with self._visits.looking(session, no) as visit:
            if visit.turn.person.id != visit.matter.case.applicant.id:
                visit.turn.note("request.look", no)
            done = wording.DONE.get(request.query.get(DONE, ""))
            outcome = Outcome(visit=visit, is_done=True, said=(done,) if done else ())
            return await self._page(session, outcome, Posted())

    async def take(self, request: web.Request) -> web.Response:
        """A button. A form that was sent twice counts once: the second one finds that its sender has acted since."""
        session, no = self._visits.posting(request), number_in(request)
        posted = await self._postbox.read(request)
        async with self._visits.acting(session, no) as visit:
            known = [_key(no, times) for times in range(_acted(visit) + 1)]
            key = self._visits.sessions.pressed_key(session, known, posted.control("mark"))
            if key is None:
                raise NoticeShown(wording.FORM_OLD, request_path(no))
            if key != known[-1]:
                return _to(no, "")
            verb = posted.control("do")
            outcome = await _TAKING.get(verb, take_act)(visit, posted)
            if outcome.is_done:
                return _to(no, verb)
            return await self._page(session, outcome, posted)

    async def _page(self, session: Session, outcome: Outcome, posted: Posted) -> web.Response:
        visit = outcome.visit
        look = visit.matter.look(visit.turn.person, visit.turn.tx)
        turn = turn_of(look)
        acts, ruling = acts_of(look, turn), ruling_of(look)
        no = visit.matter.no
        return self._pages.render(
            "request.html",
            200,
            view=view_of(look),
            step=turn,
            sheet=sheet_of_turn(visit, turn, outcome.given, outcome.errors) if turn else None,
            acts=acts if acts.is_any else None,
            ruling=ruling if ruling != Ruling() else None,
            tried=posted.control("do"),
            folds=folds_of(acts, ruling),
            said={"tone": "done" if outcome.is_done else "refused", "texts": outcome.said} if outcome.said else None,
            proving=await proving_of(visit),
            way_on={"path": form_path(no), "text": "去填写"} if is_fillable(visit) else None,
            phrases=await phrases_of(visit.turn.tx, visit.turn.person.id, MOST_PHRASES) if turn else (),
            written=posted.control("words"),
            path=request_path(no),
            find_path=find_path(no),
            file_path=FILE_PATH,
            record_path=record_path(no) if visit.matter.kept.submitted_at else "",
            accept=ACCEPT,
            longest=LONGEST_WORDS,
            version=visit.matter.case.version,
            mark=self._visits.sessions.form_mark(session, _key(no, _acted(visit))),
        )


def _acted(visit: Visit) -> int:
    """How many acts of this person the case knows."""
    return sum(entry.actor.id == visit.turn.person.id for entry in visit.matter.case.history)


def _key(no: RequestNo, times: int) -> str:
    return f"request:{no}:{times}"


def _to(no: RequestNo, verb: str) -> web.Response:
    query = f"?{DONE}={verb}" if verb in wording.DONE else ""
    return web.Response(status=303, headers={"Location": f"{request_path(no)}{query}"})
