"""The facts of a bulletin, worked out from obligations and 督办 as they are now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.bulletins.facts import Facts, Late, Tally, fingerprint_of
from domain.bulletins.scope import Scope
from domain.bulletins.span import Span
from domain.bulletins.units import unit_of
from domain.duties.catalogue import Catalogue
from domain.duties.duty import Duty
from domain.forms.directory import Department, Directory
from domain.ids import PersonId
from domain.office import Office
from domain.supervision import Hours, Supervision, is_late
from handlers.facts import directory_for
from storage.bulletin_facts import Missed, missed, on_time
from storage.database import Tx
from storage.duties import load_catalogue
from storage.obligations import KEY
from storage.supervisions import supervisions_between

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What counting needs to know beside the rows."""

    office: Office
    directory: Directory
    catalogue: Catalogue

    def unit(self, duty: str, owner: PersonId) -> Department | None:
        """For which department something counts."""
        return unit_of(self.directory, self.catalogue.duties.get(duty), owner)

    def instants(self, span: Span) -> tuple[datetime, datetime]:
        """From its first midnight to the one after its last day."""
        midnight = time(tzinfo=self.office.campus)
        return datetime.combine(span.first, midnight), datetime.combine(span.last + DAY, midnight)


async def open_facts(tx: Tx, office: Office) -> Room:
    """For one transaction."""
    return Room(office=office, directory=await directory_for(tx, office), catalogue=await load_catalogue(tx))


async def gather_facts(tx: Tx, office: Office, span: Span, scope: Scope, *, with_earlier: bool = True) -> Facts:
    """Every department for which anything was due or is under way."""
    room = await open_facts(tx, office)
    tally = Tally(office.calendar)
    concerns = _concerns(scope, room)
    for each in await on_time(tx, span.first, span.last):
        unit = room.unit(each.duty, each.owner)
        if unit is not None and concerns(room.catalogue.duties.get(each.duty)):
            tally.on_time(unit.id, unit.name, each.times)
    for line in await missed(tx, span.first, span.last, with_earlier=with_earlier):
        unit = room.unit(line.duty, line.owner)
        if unit is not None and concerns(room.catalogue.duties.get(line.duty)):
            tally.missed(unit.id, unit.name, _late(room, line), _day(office, line.handed_at))
    if scope.has_supervision:
        await _count_supervisions(tx, room, span, tally)
    return tally.facts()


async def _count_supervisions(tx: Tx, room: Room, span: Span, tally: Tally) -> None:
    since, until = room.instants(span)
    hours = hours_of(room.office)
    for it in await supervisions_between(tx, span.first, span.last, since, until):
        is_closed = it.closed_at is not None and since <= it.closed_at < until
        closed_before = it.closed_at is not None and it.closed_at < since
        if closed_before:
            continue
        overdue = is_late(it, min(tx.now, until), hours)  # by its end: the same numbers whenever they are worked out
        is_open = it.closed_at is None or it.closed_at >= until
        name = _name(room.directory, it)
        tally.supervised(it.department, name, open_=int(is_open), overdue=int(overdue), closed=int(is_closed))


def _name(directory: Directory, it: Supervision) -> str:
    found = directory.departments.get(it.department)
    return found.name if found else it.name


def _late(room: Room, line: Missed) -> Late:
    duty = room.catalogue.duties.get(line.duty)
    what = f"{duty.title if duty else line.duty}（{line.label}）"
    return Late(key=f"{KEY}{line.id}", what=what, due_on=line.due_on, is_earlier=line.is_earlier)


def _day(office: Office, at: datetime | None) -> date | None:
    return at.astimezone(office.campus).date() if at else None


def _concerns(scope: Scope, room: Room) -> Callable[[Duty | None], bool]:
    """Which duties are in it: those of the named departments, or those of none that another bulletin names."""
    ours = {place.id for name in scope.departments for place in room.directory.standing_for(name)}
    others = {place.id for name in scope.without for place in room.directory.standing_for(name)}

    def concerns(duty: Duty | None) -> bool:
        named = {place.id for place in room.directory.standing_for(duty.department)} if duty else set[int]()
        return bool(named & ours) if scope.departments else not named & others

    return concerns


def hours_of(office: Office) -> Hours:
    """By what deadlines of 督办 go."""
    return Hours(campus=office.campus, calendar=office.calendar, shifts=office.shifts)


def mark_of(facts: Facts, span: Span, scope: Scope) -> str:
    """The fingerprint."""
    return fingerprint_of(facts, [scope.code, span.key])
