"""Events that start deadlines, as they follow from forms and from other duties, in the transaction that brings them."""

import re
from collections.abc import Sequence
from datetime import datetime

from domain.duties.catalogue import Catalogue
from domain.duties.on_case import Told, key_of, told_by, undone_by
from domain.flow.outcome import Done
from domain.ids import PersonId
from domain.office import Office
from domain.text_fold import fold_text
from handlers.matter import Matter
from storage.database import Tx
from storage.duties import load_catalogue
from storage.happenings import cancel_key, lock_happening, note

LONGEST_CHAIN = 20  # events of which each follows from the one before
_OF_EVENT = re.compile(r"(?:^|:)event:(\d+)(?:#\d+)?$")  # ends a period, and a key that is made of one


async def note_case(tx: Tx, office: Office, before: Matter, settled: Matter, done: Done) -> None:
    """What an act on a case makes happen, or undone."""
    form, was = settled.form, before.case
    for code in sorted(undone_by(office.event_kinds, form, was, done)):
        await cancel_key(tx, key_of(code, settled.no), by=f"request:{settled.no}")
    for told in told_by(office.event_kinds, form, was, done, office.campus):
        only = await _concerned(tx, office, told)
        if only is None:
            continue
        await note(
            tx,
            code=told.code,
            at=told.at,
            until=told.until,
            subject=f"{form.title} {form.number(settled.no)}",
            is_planned=told.at > tx.now,
            origin=f"form:{form.key}",
            key=key_of(told.code, settled.no),
            by=settled.case.applicant.id,
            only=only,
        )


async def _concerned(tx: Tx, office: Office, told: Told) -> Sequence[str] | None:
    """The duties of the departments it is for; nothing where it is for everybody, None where it is for none of them."""
    if not told.departments:
        return ()
    return of_departments(await load_catalogue(tx), office, told.code, told.departments) or None


def of_departments(catalogue: Catalogue, office: Office, code: str, departments: Sequence[str]) -> tuple[str, ...]:
    """Those of the duties waiting for such an event that these departments have, by any of their names."""
    wanted = {name for each in departments for name in office.posts.names_of(each)}
    return tuple(duty.code for duty in catalogue.by_event.get(code, ()) if fold_text(duty.department) in wanted)


async def duty_done(
    tx: Tx, office: Office, *, duty: str, period: str, at: datetime, by: PersonId | None = None
) -> None:
    """The events that this duty's being done is. What would follow from itself is cut."""
    for kind in office.event_kinds.by_duty.get(duty, ()):
        if await _follows_from(tx, period, kind.code):
            tx.audit("duties", "happening.circle", f"duty:{duty}", code=kind.code, period=period)
            continue
        await note(
            tx,
            code=kind.code,
            at=at,
            subject="",
            origin=f"duty:{duty}",
            key=_key_of_duty(kind.code, duty, period),
            by=by,
        )


async def duty_undone(tx: Tx, office: Office, *, duty: str, period: str) -> None:
    """It was not done after all, so nothing of it happened."""
    for kind in office.event_kinds.by_duty.get(duty, ()):
        await cancel_key(tx, _key_of_duty(kind.code, duty, period), by=f"duty:{duty}")


def _key_of_duty(code: str, duty: str, period: str) -> str:
    return f"{code}:duty:{duty}:{period}"


async def _follows_from(tx: Tx, period: str, code: str) -> bool:
    """Whether the event of this period came, by whatever way, from one of that code."""
    said = period
    for _ in range(LONGEST_CHAIN):
        found = _OF_EVENT.search(said)
        earlier = await lock_happening(tx, int(found[1])) if found else None
        if earlier is None:
            return False
        if earlier.happening.code == code:
            return True
        said = earlier.key
    return True
