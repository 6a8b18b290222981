"""Requests for other systems: listed, read, submitted and decided for a person through the chat's own handlers."""

from http import HTTPStatus

from msgspec import UNSET, Struct

from domain.api_tokens import Scope
from domain.flow.case import State
from domain.ids import RequestNo
from domain.record_digest import plain_fields
from domain.request import Channel
from handlers.api_acts import NotSubmitted, decide_for, known_matter, submit_for
from handlers.case_acts import Seen
from storage.api_reads import Wanted, acts_shown, fields_shown, person_numbered, request_shown, requests_page
from storage.database import Tx
from storage.forms import form_of
from storage.people import load_people, lock_person
from storage.reach import reach_of
from storage.rows import AnyRow
from web.api import models
from web.api.operation import Asked
from web.api.people import next_of, position_of
from web.api.problems import Refusal
from web.h5.page_turn import PageTurn

NO_REQUEST = "没有这张单，或者还没有提交。"
NOT_THEIRS = "没有这张单，或者这个人不能知道它。"
CANNOT_ACT = "不能代办：没有这个工号的在职人员，或者其没有可用的平台帐号。"


async def list_requests(asked: Asked[models.RequestsAsked]) -> models.Requests:
    """A page of what was submitted."""
    given = asked.given
    wanted = Wanted(state=given.state, form=given.form, applicant=given.applicant, since=given.since, until=given.until)
    before = position_of(given.after, models.LARGEST_NUMBER)
    rows = await requests_page(asked.tx, wanted, before=before, most=given.limit + 1)
    shown = rows[: given.limit]
    return models.Requests(requests=[_request(row) for row in shown], next=next_of(rows, shown, "no"))


async def one_request(asked: Asked[models.Nothing]) -> models.FullRequest:
    """With its acts."""
    return await _full(asked, RequestNo(int(asked.parts["no"])))


async def submit(asked: Asked[models.Submission]) -> models.FullRequest:
    """For the applicant, whose right it is to start it."""
    given = asked.given
    turn = await _turn(asked, given.applicant)
    done = await submit_for(turn, given.form, given.fields)
    if isinstance(done, NotSubmitted):
        detail = done.sentence or _said(turn)
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "not_submitted", detail, done.field)
    _note(asked, "api.submit", done, turn)
    return await _full(asked, done)


async def decide(asked: Asked[models.Decision]) -> models.FullRequest:
    """For whoever's turn it is, by their right and no other."""
    given, no = asked.given, RequestNo(int(asked.parts["no"]))
    turn = await _turn(asked, given.person)
    matter = await known_matter(turn, no)
    if matter is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "request", NOT_THEIRS)
    agrees = given.decision is models.Verdict.AGREE
    if not await decide_for(turn, matter, Seen(given.version, given.step), given.words, agrees=agrees):
        raise Refusal(HTTPStatus.CONFLICT, "not_decided", _said(turn))
    _note(asked, "api.decide", no, turn)
    return await _full(asked, no)


async def _turn(asked: Asked[Struct], staff_no: str) -> PageTurn:
    """The person's own turn, in which nothing else is decided for them; what is said is kept for the answer.

    Raises:
        Refusal: there is nobody who could act.
    """
    tx: Tx = asked.tx
    person_id = await person_numbered(tx, staff_no)
    reach = await reach_of(tx, person_id) if person_id else None
    if person_id is None or reach is None or not reach.accounts:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "person", CANNOT_ACT)
    await lock_person(tx, person_id)
    person = (await load_people(tx, [person_id]))[person_id]
    if not person.is_active:
        raise Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "person", CANNOT_ACT)
    return PageTurn(tx=tx, office=asked.office, person=person, address=reach.accounts[0], channel=Channel.API)


def _note(asked: Asked[Struct], action: str, no: RequestNo, turn: PageTurn) -> None:
    """Beside the person's own entry: which system did it."""
    asked.tx.audit(f"token:{asked.token.name}", action, f"request:{no}", person=turn.person.id)


def _said(turn: PageTurn) -> str:
    return "\n".join(turn.said) or "没有办成。"


async def _full(asked: Asked[Struct], no: RequestNo) -> models.FullRequest:
    row = await request_shown(asked.tx, no)
    if row is None:
        raise Refusal(HTTPStatus.NOT_FOUND, "request", NO_REQUEST)
    shows_contents = asked.may(Scope.CONTENTS)
    acts = [_act(each, shows_contents=shows_contents) for each in await acts_shown(asked.tx, no)]
    brief = _request(row)
    parts = {name: getattr(brief, name) for name in brief.__struct_fields__}
    contents = await _contents(asked.tx, row) if shows_contents else UNSET
    return models.FullRequest(**parts, acts=acts, fields=contents)


async def _contents(tx: Tx, row: AnyRow) -> dict[str, object]:
    """What was filled in, without secrets; nothing of a form that this release cannot read."""
    form = await form_of(tx, row.form, row.form_version)
    values = await fields_shown(tx, RequestNo(row.no))
    return dict(plain_fields(form, values, form.by_name)) if form else {}


def _request(row: AnyRow) -> models.Request:
    return models.Request(
        no=row.no,
        form=row.form,
        state=State(row.state),
        version=row.version,
        applicant=models.Somebody(staff_no=row.staff_no, name=row.name),
        submitted_at=row.submitted_at,
        finished_at=row.finished_at,
        waiting=[
            models.Waiting(
                step=each["step"],
                label=each["label"],
                person=models.Somebody(staff_no=each["staff_no"], name=each["name"]),
                since=each["since"],
            )
            for each in row.waiting
        ],
    )


def _act(row: AnyRow, *, shows_contents: bool) -> models.Act:
    return models.Act(
        at=row.at,
        kind=row.kind,
        actor=None if row.name is None else models.Somebody(staff_no=row.staff_no, name=row.name),
        on_behalf_of=None if row.for_name is None else models.Somebody(staff_no=row.for_staff_no, name=row.for_name),
        step=row.step,
        words=row.words if shows_contents else UNSET,
    )
