"""/h5/form/{no}: the draft of a form, to be filled in where a chat is too narrow."""

from aiohttp import web

from domain.flow.case import State
from domain.flow.sentences import last_change, who
from domain.ids import RequestNo
from domain.texts import case_words
from web.h5 import wording
from web.h5.draft_sheet import classes_of, lay_out_draft, route_of
from web.h5.filling import STALE_UNSEEN, Outcome, files_in, is_fillable, show_in_chat, take_form
from web.h5.pages import FILE_PATH, NoticeShown, Pages, find_path, form_path, request_path
from web.h5.posted import Postbox
from web.h5.session import Session
from web.h5.visits import Visit, Visits, number_in

JSON = "application/json"
NOT_ALL_KEPT = "已存草稿，有的内容还要改"
KEPT = "{at} 已存草稿"
ACCEPT = ".pdf,.docx,.xlsx,.pptx,.txt,.csv,image/png,image/jpeg,image/gif,image/webp"  # as domain/attachment.py takes


class FormRoom:
    """Its two answers."""

    def __init__(self, visits: Visits, pages: Pages, postbox: Postbox) -> None:
        self._visits = visits
        self._pages = pages
        self._postbox = postbox

    async def show(self, request: web.Request) -> web.Response:
        """The draft; whoever cannot fill it in is led to where it can be read."""
        session, no = self._visits.session(request), number_in(request)
        async with self._visits.looking(session, no) as visit:
            if not is_fillable(visit):
                return _to(request_path(no))
            return self._page(session, Outcome(visit=visit))

    async def take(self, request: web.Request) -> web.Response:
        """What was written. The same form sent twice finds its version gone, and changes nothing."""
        session, no = self._visits.posting(request), number_in(request)
        posted = await self._postbox.read(request)
        if self._visits.sessions.pressed_key(session, [_key(no)], posted.control("mark")) is None:
            raise NoticeShown(wording.FORM_OLD, form_path(no))
        is_script = request.headers.get("Accept") == JSON
        async with self._visits.acting(session, no) as visit:
            outcome = await take_form(visit, posted)
            if not is_script and not outcome.is_submitted and not outcome.is_stale and not outcome.is_over:
                await show_in_chat(outcome.visit)
            if is_script:
                return self._told(outcome)
            if outcome.is_submitted or outcome.is_over:
                return _to(request_path(no))
            return self._page(session, outcome)

    def _page(self, session: Session, outcome: Outcome) -> web.Response:
        visit = outcome.visit
        matter, turn = visit.matter, visit.turn
        sheet = lay_out_draft(turn, matter, outcome.given, outcome.errors, outcome.more_rows)
        problems = [{"name": entry.name, "text": entry.error} for entry in sheet.errors]
        return self._pages.render(
            "fill.html",
            200,
            title=matter.form.title,
            number=f"单号 {matter.form.number(matter.no)}",
            purpose=matter.form.purpose,
            returned=_returned(visit),
            problems=[*({"name": "", "text": text} for text in outcome.problems), *problems],
            path=form_path(matter.no),
            find_path=find_path(matter.no),
            file_path=FILE_PATH,
            sheet=sheet,
            accept=ACCEPT,
            mark=self._visits.sessions.form_mark(session, _key(matter.no)),
            version=matter.case.version,
            route=route_of(matter),
            classes=classes_of(matter),
            kept="",
            submit_label="重新提交" if matter.case.state is State.RETURNED else "提交",
        )

    def _told(self, outcome: Outcome) -> web.Response:
        """The same in a few words, for the page that is open already."""
        if outcome.is_over or outcome.is_stale:
            return web.json_response({"refused": STALE_UNSEEN})
        visit = outcome.visit
        sheet = lay_out_draft(visit.turn, visit.matter)
        at = visit.turn.tx.now.astimezone(visit.turn.office.campus)
        return web.json_response(
            {
                "version": visit.matter.case.version,
                "kept": NOT_ALL_KEPT if outcome.errors else KEPT.format(at=f"{at:%H:%M}"),
                "problems": list(outcome.problems),
                "files": files_in(visit.matter),
                "fields": [
                    {
                        "name": entry.name,
                        "hidden": entry.is_hidden,
                        "required": entry.is_required,
                        "shown": entry.text if entry.shape == "output" else None,
                    }
                    for entry in sheet.entries
                ],
            }
        )


def _returned(visit: Visit) -> dict[str, str] | None:
    """Who sent it back, and why."""
    case = visit.matter.case
    entry = last_change(case) if case.state is State.RETURNED else None
    if entry is None:
        return None
    return {"heading": f"{who(entry)}{case_words.verb_of(case.plan, entry)}了这张单", "words": entry.words}


def _key(no: RequestNo) -> str:
    return f"form:{no}"


def _to(way: str) -> web.Response:
    return web.Response(status=303, headers={"Location": way})
