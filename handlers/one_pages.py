"""The one page of a month: asked with what is known, chased, closed, and put together for the leaders."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date

from domain.bulletins.facts import to_json
from domain.bulletins.scope import EVERYTHING
from domain.bulletins.span import month_of
from domain.duties.duty import Duty
from domain.duties.layout import owners_of
from domain.forms.directory import Department
from domain.forms.planning import plan_of
from domain.ids import DepartmentId, Minutes, PersonId, RequestNo
from domain.office import Office
from domain.one_page.clock import closing_instant, page_days
from domain.one_page.prefill import FORM, Work, works_of
from domain.people import Person
from domain.texts import one_page as words
from domain.texts.months import month_name
from handlers.bulletin_facts import Room, gather_facts, open_facts
from handlers.tell import tell
from storage.cases import create_case
from storage.database import Tx
from storage.forms import newest_forms
from storage.one_pages import (
    OnePage,
    close_pages,
    note_page_asked,
    note_page_chased,
    own_page,
    pages_of,
    work_of_month,
)
from storage.people import load_people
from storage.supervisions import supervisions_between

LEADERS = ("president", "vice_president", "quality_head")
PAGE = "/h5/one-page"


async def ask_departments(tx: Tx, office: Office, month: date) -> int:
    """Each that owes it and was not asked yet; how many that were."""
    room, asked = await open_facts(tx, office), {each.department for each in await pages_of(tx, month)}
    count = 0
    for department, duty in _owing(room):
        owners = owners_of(duty, room.directory).people
        if department.id not in asked and owners:
            count += await _ask(tx, room, month, department, owners[0])
    return count


def _owing(room: Room) -> Iterator[tuple[Department, Duty]]:
    """Departments with the first of their duties that the form fulfils."""
    seen: set[DepartmentId] = set()
    for duty in room.catalogue.by_form.get(FORM, ()):
        for department in room.directory.standing_for(duty.department):
            if department.id not in seen:
                seen.add(department.id)
                yield department, duty


async def _ask(tx: Tx, room: Room, month: date, department: Department, person: PersonId) -> bool:
    known = (await load_people(tx, [person])).get(person)
    form = (await newest_forms(tx)).get(FORM)
    if known is None or form is None:
        return False
    works = await works_known(tx, room, month, department.id)
    number = await own_page(tx, person, month)
    if number is None:
        number = await _draft(tx, room.office, known, month, works)
    await note_page_asked(tx, month, department.id, person, number)
    days = page_days(month, room.office.calendar)
    said = words.ASKED.format(
        month=month_name(month),
        department=department.name,
        day=f"{days.closes_on.month}月{days.closes_on.day}日",
        count=len(works),
        number=form.number(number),
    )
    text = f"{said}{_way(room.office, number)}"
    await tell(tx, person, text, key=f"one-page:{month}:{department.id}:asked", request_no=number)
    return True


async def _draft(tx: Tx, office: Office, person: Person, month: date, works: list[dict[str, object]]) -> RequestNo:
    """The form with what is known; what it is not known of, its person fills in."""
    form = (await newest_forms(tx))[FORM]
    fields: dict[str, object] = {"month": f"{month:%Y-%m}", "works": works}
    kept = await create_case(tx, person, form, plan_of(form, Minutes(office.shift.minutes)), fields)
    tx.audit("job:one-page", "request.draft", f"request:{kept.no}", version=kept.case.version)
    return kept.no


async def works_known(tx: Tx, room: Room, month: date, department: DepartmentId) -> list[dict[str, object]]:
    """The rows for its table: duties of the month by their titles, and 督办."""
    span = month_of(month)
    sums: dict[str, Work] = {}
    for code, owner, due, done, late in await work_of_month(tx, span.first, span.last):
        unit, duty = room.unit(code, owner), room.catalogue.duties.get(code)
        if unit is not None and unit.id == department and duty is not None and duty.form != FORM:
            known = sums.get(code) or Work(title=duty.title, due=0, done=0, late=0)
            sums[code] = Work(title=known.title, due=known.due + due, done=known.done + done, late=known.late + late)
    since, until = room.instants(span)
    supervised = await supervisions_between(tx, span.first, span.last, since, until)
    return works_of(sums.values(), [it for it in supervised if it.department == department])


async def chase_departments(tx: Tx, office: Office, month: date) -> int:
    """Those that have not handed in, once; how many that were."""
    room, count = await open_facts(tx, office), 0
    days = page_days(month, office.calendar)
    for page in await pages_of(tx, month):
        if page.handed is None and page.chased_at is None:
            said = words.CHASED.format(
                month=month_name(month),
                department=_name(room, page),
                day=f"{days.closes_on.month}月{days.closes_on.day}日",
                number=page.number,
            )
            key = f"one-page:{month}:{page.department}:chased"
            await tell(tx, page.person, f"{said}{_way(office, page.number)}", key=key, request_no=page.number)
            await note_page_chased(tx, page)
            count += 1
    return count


def _way(office: Office, number: RequestNo) -> str:
    return words.OPEN.format(page=f"{office.pages}/h5/form/{number}") if office.pages else words.IN_CHAT


def _name(room: Room, page: OnePage) -> str:
    found = room.directory.departments.get(page.department)
    return found.name if found else f"{page.department}"


async def close_month_of_pages(tx: Tx, office: Office, month: date) -> bool:
    """Put together what was handed in, and tell the leaders. False: that was done before."""
    room, pages = await open_facts(tx, office), await pages_of(tx, month)
    facts = await gather_facts(tx, office, month_of(month), EVERYTHING, with_earlier=False)
    counts = {each["department"]: each for each in to_json(facts)}
    content: dict[str, object] = {
        "pages": [_handed(room, page, month) for page in pages],
        "counts": [{**counts[page.department], "lines": []} for page in pages if page.department in counts],
    }
    written = json.dumps([f"{month:%Y-%m}", content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if not await close_pages(tx, month, content, hashlib.sha256(written.encode()).hexdigest()):
        return False
    missing = [_name(room, page) for page in pages if page.handed is None]
    document = f"{office.pages}{PAGE}/{month:%Y-%m}.pdf" if office.pages else ""
    text = words.compiled(month_name(month), len(pages) - len(missing), len(pages), missing, document)
    for person in sorted({each.person.id for code in LEADERS for each in room.directory.holders(code)}):
        await tell(tx, person, text, key=f"one-page:{month}:closed:{person}")
    return True


def _handed(room: Room, page: OnePage, month: date) -> Mapping[str, object]:
    """A department's page as it is kept: no more of it than the form holds, and nobody's name."""
    end = closing_instant(month, room.office.calendar, room.office.campus)
    is_in = page.handed is not None and page.last_at is not None
    return {
        "department": page.department,
        "name": _name(room, page),
        "number": page.handed,
        "first_at": page.first_at.isoformat() if page.first_at else None,
        "last_at": page.last_at.isoformat() if page.last_at else None,
        "is_late": bool(is_in and page.last_at and page.last_at >= end),
        "works": page.fields.get("works") or [],
        "spending": page.fields.get("spending") or [],
        "issues": page.fields.get("issues") or "",
    }
