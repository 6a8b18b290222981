"""What the engine asks about a case, as things are in this transaction: directory, conditions, stand-ins, policy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from domain.class_hits import Teaching
from domain.college_calendar import CollegeCalendar, SeasonalShifts
from domain.flow import due
from domain.flow.case import Case
from domain.flow.hours import Away
from domain.flow.resolver import Policy
from domain.forms.away import Hours
from domain.forms.campus import campus_of
from domain.forms.conditions import Now
from domain.forms.directory import Directory, Member
from domain.forms.form import Booked, Form
from domain.forms.leave_said import leave_fields
from domain.forms.policies import policy_of
from domain.forms.resolving import FormResolver, StandInFor, derived_fields
from domain.forms.routing import admins_of, personnel_of
from domain.forms.values import Stored
from domain.ids import PersonId
from domain.office import Office
from domain.own_time import own_hours
from domain.people import Person
from storage.attendance_groups import shifts_of
from storage.cases import Kept
from storage.covers import covers_of
from storage.database import Tx
from storage.leave_periods import granted
from storage.snapshot import directory_of, directory_with_stand_ins
from storage.stand_ins import StandIn
from storage.timetable import lessons_of, terms_held

WHILE_AWAY = timedelta(hours=1)  # between two looks at a case whose limit stands still


class Facts(NamedTuple):
    """Both that `engine.apply` wants besides the case and the act."""

    resolver: FormResolver
    policy: Policy


async def facts_for(tx: Tx, office: Office, form: Form, kept: Kept) -> Facts:
    """For one case and one moment; not to be used again after another act."""
    directory, appointed = await directory_with_stand_ins(tx, office.posts, office.roles)
    stand_ins = acting(appointed, directory)
    case = kept.case
    applicant = member_for(directory, case.applicant)
    own = await _own(tx, office, applicant, directory) if _is_of_leave(form) else _usual(office, applicant, directory)
    resolver = FormResolver(
        form=form,
        applicant=applicant,
        directory=directory,
        now=replace(now_of(tx, office), shift=own.shift, own=own.calendar),
        chosen={},
        stand_ins=tuple(stand_ins),
        shift=office.shifts,
        teaching=await teaching_for(tx, office, kept) if derived_fields(form) else None,
    )
    values = cast("Mapping[str, Stored]", case.fields)
    policy = policy_of(form, office, admins_of(directory), values, personnel=personnel_of(directory))
    return Facts(resolver, policy)


async def teaching_for(tx: Tx, office: Office, kept: Kept) -> Teaching:
    """The applicant's lessons, and what was arranged for those that this leave takes away from."""
    lessons = await lessons_of(tx, kept.case.applicant.id)
    calendar = office.calendar
    return Teaching(
        lessons=lessons,
        terms=await terms_held(tx, [term.name for term in calendar.terms]),
        calendar=calendar,
        zone=office.campus,
        covers=await covers_of(tx, kept.no),
    )


async def directory_for(tx: Tx, office: Office) -> Directory:
    """The whole college; nothing is loaded as long as nothing of it has changed."""
    return await directory_of(tx, office.posts, office.roles)


async def hours_for(tx: Tx, office: Office, person: PersonId, calendar: CollegeCalendar | None = None) -> Hours:
    """By what somebody's leave is read, counted and said, under another calendar where one is given."""
    directory = await directory_for(tx, office)
    member = directory.members.get(person)
    if member is None:
        return Hours(campus=office.campus, shift=office.shifts, calendar=calendar or office.calendar)
    return await _own(tx, office, member, directory, calendar)


async def _own(
    tx: Tx, office: Office, member: Member, directory: Directory, calendar: CollegeCalendar | None = None
) -> Hours:
    usual = _usual(office, member, directory, calendar)
    personal = await shifts_of(tx, office, member.person.id)
    return own_hours(office.campus, usual.shift, calendar or office.calendar, personal)


def _usual(office: Office, member: Member, directory: Directory, calendar: CollegeCalendar | None = None) -> Hours:
    """The hours of all, and the class periods of their own campus."""
    known = calendar or office.calendar
    shifts = SeasonalShifts(office.shift, known, periods_of=campus_of(member, directory, known.campuses()))
    return Hours(campus=office.campus, shift=shifts, calendar=known)


def _is_of_leave(form: Form) -> bool:
    return leave_fields(form) is not None or any(each.what is Booked.LEAVE for each in form.books)


def member_for(directory: Directory, person: Person) -> Member:
    """Their place in the college; whoever left has none."""
    return directory.members.get(person.id) or Member(person=person)


def now_of(tx: Tx, office: Office) -> Now:
    """The moment as forms know it."""
    return Now(tx.now.astimezone(office.campus), office.calendar, office.shifts)


async def away_of(tx: Tx, case: Case, known: Away) -> Away:
    """The granted leave of everybody whose limits run in the case; nothing is read of whom `known` has."""
    timed = (place for run, place in case.open_places() if case.plan.step(run.key).limit is not None)
    asked = {person.id for place in timed for person in (place.person, place.stand_in) if person}
    lacking = asked - known.keys()
    return {**known, **await granted(tx, lacking)} if lacking else known


async def next_look(tx: Tx, resolver: FormResolver, case: Case) -> datetime | None:
    """When the clock has to look at the case next; None: never, as it stands.

    A leave may be taken back and a stand-in may end, which changes no case: while one counts, it is looked at earlier.
    """
    away = await away_of(tx, case, resolver.away)
    look = due.next_look(case, replace(resolver.hours, away=away).by)
    soonest = due.next_look(case, replace(resolver.hours, away={}).by)
    if look == soonest or soonest is None:
        return look
    again = max(soonest, tx.now + WHILE_AWAY)
    return min(look, again) if look else again


def acting(stand_ins: Iterable[StandIn], directory: Directory) -> Iterator[StandInFor]:
    """Those of them who can act: whoever left stands in for nobody, and nobody for them."""
    for each in stand_ins:
        member, principal = directory.members.get(each.stand_in), directory.members.get(each.principal)
        if member is not None and member.person.is_active and principal is not None and principal.person.is_active:
            yield StandInFor(each.principal, member.person, each.form, each.most_fen, each.starts_at)
