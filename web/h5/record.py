"""A case on paper and as JSON for whoever may see it, and the page behind the code on the paper for its holder."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

import structlog
from aiohttp import web

from domain.forms.sight import fields_seen_by, seen_by_all
from domain.ids import RequestNo
from domain.record import Record
from domain.record_document import document_of, fingerprint_of
from domain.record_drawing import Gathered, Reader, draw_up
from storage.records import gather, paper_secret
from web.h5 import wording
from web.h5.pages import HEADERS, NoticeShown, Pages
from web.h5.visits import Visit, Visits, number_in
from web.h5.wording import Notice
from web.record.code import Certified, Codes, bits_of, names_of
from web.record.verdict import verdict_of

NOT_PRINTED = Notice(503, "没有打印", "服务器上没有可用的中文字体。请联系{contact}，装好字体后再打印。")
NOT_SUBMITTED = Notice(409, "没有打印", "这张单还没有提交。提交以后再打印。")
NOT_OUR_PAPER = Notice(404, "核验不了", "二维码不完整，或者不是本系统打印的。请重新扫描；仍然不行请联系{contact}。")
PRINTERS = 2  # at once; each takes a core for some tenths of a second

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Copy:
    """A record as it leaves the house, and where its code leads."""

    record: Record
    verify: str

    def name(self, ending: str) -> str:
        return f"{self.record.number}.{ending}"


class RecordRooms:
    """The answers of /h5/record and /h5/verify."""

    def __init__(self, visits: Visits, pages: Pages) -> None:
        self._visits = visits
        self._pages = pages
        self._printers = asyncio.Semaphore(PRINTERS)

    def add_to(self, rooms: web.Application) -> None:
        """Answer below /h5 of `rooms`."""
        rooms.router.add_get(r"/record/{no:\d+}.pdf", self.paper)
        rooms.router.add_get(r"/record/{no:\d+}.json", self.document)
        rooms.router.add_get(r"/verify/{no:\d+}", self.verify)

    async def paper(self, request: web.Request) -> web.Response:
        """The record to be printed."""
        from web.record.fonts import FontMissing  # with the typesetter, which is large, and an idle server never needs
        from web.record.printing import Paper, print_record

        copy = await self._copy(request, "record.print")
        paper = Paper(campus=self._visits.office.campus, verify=copy.verify, logo=self._visits.office.logo)
        try:
            async with self._printers:
                body = await asyncio.to_thread(print_record, copy.record, paper)
        except FontMissing as missing:
            log.error("record_without_font", hint=str(missing))  # noqa: TRY400 - a missing font has no traceback
            raise NoticeShown(NOT_PRINTED) from missing
        return web.Response(body=body, headers=_as_file("application/pdf", "inline", copy.name("pdf")))

    async def document(self, request: web.Request) -> web.Response:
        """The record for machines."""
        copy = await self._copy(request, "record.export")
        body = json.dumps(document_of(copy.record, copy.verify), ensure_ascii=False, indent=1).encode()
        return web.Response(body=body, headers=_as_file("application/json", "attachment", copy.name("json")))

    async def verify(self, request: web.Request) -> web.Response:
        """Whether a paper is ours and still says what is so. The code on it is what lets somebody in."""
        no = number_in(request)
        async with self._visits.h5.database.begin(self._visits.h5.clock()) as tx:
            certified = Codes(await paper_secret(tx)).read(no, request.query.get("code", ""))
            if certified is None:
                raise NoticeShown(NOT_OUR_PAPER)
            gathered = await gather(tx, no)
        if gathered is None:
            raise NoticeShown(wording.NO_SUCH)
        verdict = verdict_of(self._as_printed(gathered, certified), certified, self._visits.office.campus)
        rows = self._as_public(gathered, certified)
        return self._pages.render("verify.html", HTTPStatus.OK, verdict=verdict, rows=rows)

    async def _copy(self, request: web.Request, action: str) -> Copy:
        """The record as this visitor may see it. That it was taken is in the audit."""
        no = number_in(request)
        async with self._visits.looking(self._visits.session(request), no) as visit:
            codes, gathered = Codes(await paper_secret(visit.turn.tx)), await gather(visit.turn.tx, no)
            if gathered is None:
                raise NoticeShown(wording.NO_SUCH)
            if gathered.submitted_at is None:
                raise NoticeShown(NOT_SUBMITTED)
            seen = _seen_by(visit, gathered)
            visit.turn.note(action, no, fields=len(seen))
        record = draw_up(gathered, self._reader(seen))
        code = codes.make(no, record.made_at, fingerprint_of(record), bits_of(gathered.form, seen))
        return Copy(record, self._address(no, code))

    def _address(self, no: RequestNo, code: str) -> str:
        return f"{self._visits.h5.public_url.rstrip('/')}/h5/verify/{no}?code={code}"

    def _reader(self, seen: frozenset[str]) -> Reader:
        office, h5 = self._visits.office, self._visits.h5
        return Reader(seen=seen, at=h5.clock(), site=office.name, campus=office.campus)

    def _as_printed(self, gathered: Gathered, certified: Certified) -> Record:
        return draw_up(gathered, self._reader(names_of(gathered.form, certified.fields)))

    def _as_public(self, gathered: Gathered, certified: Certified) -> list[tuple[str, str]]:
        """What a card would show of it, as far as it is on the paper and limited to no step."""
        form = gathered.form
        shown = seen_by_all(form) & names_of(form, certified.fields) & frozenset(form.summary)
        return [(each.label, each.text) for each in draw_up(gathered, self._reader(shown)).fields if each.text]


def _seen_by(visit: Visit, gathered: Gathered) -> frozenset[str]:
    return fields_seen_by(gathered.form, gathered.case, visit.turn.person, visit.matter.policy)


def _as_file(media_type: str, manner: str, name: str) -> Mapping[str, str]:
    disposition = f"{manner}; filename*=UTF-8''{quote(name)}"
    return HEADERS | {"Content-Type": media_type, "Content-Disposition": disposition}
