"""What one act changes of a case, as the values of the one statement that writes it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import text

from domain.flow.case import Assignment, Booking, Case, Copy, Entry, Part, Run
from domain.flow.kinds import ActKind
from domain.flow.outcome import Booked, Done, Reversed
from domain.flow.resolver import CLOCK
from domain.flow.written import course_to_json, people_in
from domain.people import Person

PlaceRow = tuple[int, str, str, int, int | None, datetime | None]
PLACE_VALUES = ("place_nos", "place_steps", "place_labels", "place_people", "place_stand_ins", "place_times")
VERDICTS = {ActKind.AGREE: "approve", ActKind.REFUSE: "reject"}

# One statement for all that an act changes: one by one they would take longer than everything else about a click. What
# is known of a draft is used up by whatever moves the case.
SAVE = text("""
    with saved as (
        update requests
        set state = :state, version = :version, fields = cast(:fields as jsonb), course = cast(:course as jsonb),
            draft = case when state = :state and state in ('draft', 'returned') then draft end,
            submitted_at = cast(:submitted_at as timestamptz), finished_at = cast(:finished_at as timestamptz),
            look_at = cast(:look_at as timestamptz)
        where no = :no and version = :read_at and plan is not null
        returning no
    ), left_places as (
        delete from places where request_no = :no and no = any(cast(:left_places as integer[]))
    ), open_places as (
        insert into places (request_no, no, step, label, person_id, stand_in_id, asked_at)
        select cast(:no as bigint), place.* from unnest(
            cast(:place_nos as integer[]), cast(:place_steps as text[]), cast(:place_labels as text[]),
            cast(:place_people as bigint[]), cast(:place_stand_ins as bigint[]), cast(:place_times as timestamptz[])
        ) place
        on conflict (request_no, no) do update
        set step = excluded.step, label = excluded.label, person_id = excluded.person_id,
            stand_in_id = excluded.stand_in_id, asked_at = excluded.asked_at
    ), acted as (
        insert into acts (
            request_no, no, at, kind, actor_id, on_behalf_of_id, step, words, subject_id, version, channel, decision,
            signature
        ) values (
            cast(:no as bigint), :act_no, :at, :kind, cast(:actor as bigint), cast(:on_behalf_of as bigint), :step,
            :words, cast(:subject as bigint), :act_version, :channel, cast(:decision as text), :signature
        )
    ), copied as (
        insert into copies (request_no, person_id, given_by_id, given_at, read_at)
        select cast(:no as bigint), copy.* from unnest(
            cast(:copy_people as bigint[]), cast(:copy_givers as bigint[]), cast(:copy_times as timestamptz[]),
            cast(:copy_read as timestamptz[])
        ) copy
        on conflict (request_no, person_id) do update set read_at = excluded.read_at
    ), booked as (
        insert into bookings (request_no, what, no, booked_at, detail)
        select cast(:no as bigint), entry.what, entry.no, :at, coalesce(cast(:details as jsonb) -> entry.what, '{}')
        from unnest(cast(:booked as text[]), cast(:booked_nos as integer[])) entry (what, no)
    ), reversed as (
        update bookings set reversed_at = :at
        from unnest(cast(:reversed as text[]), cast(:reversed_nos as integer[])) entry (what, no)
        where bookings.request_no = :no and bookings.what = entry.what and bookings.no = entry.no
    )
    select count(*) from saved
""")


def course_of(case: Case) -> dict[str, object]:
    """Where the case stands, without its history and with everybody who is in it."""
    course = course_to_json(case)
    kept = {name: value for name, value in course.items() if name != "history"}
    return {**kept, "people": sorted(people_in(course))}


def changes(before: Case, done: Done, details: Mapping[str, object]) -> dict[str, object]:
    """What becomes of the rows beside the request: places, acts, copies, bookings."""
    booked = [effect.booking for effect in done.effects if isinstance(effect, Booked)]
    reversed_ = [effect.booking for effect in done.effects if isinstance(effect, Reversed)]
    return {
        **_place_values(before, done.case),
        **_act_values(before, done),
        **_copy_values(before.copies, done.case.copies),
        **_booking_values("booked", booked),
        **_booking_values("reversed", reversed_),
        "details": dict(details),
    }


def _place_values(before: Case, after: Case) -> dict[str, object]:
    old, new = _places(before), _places(after)
    changed = [place for no, place in new.items() if place != old.get(no)]
    columns = zip(*changed, strict=True) if changed else ((),) * len(PLACE_VALUES)
    return {
        "left_places": [no for no in old if no not in new],
        **dict(zip(PLACE_VALUES, map(list, columns), strict=True)),
    }


def _places(case: Case) -> dict[int, PlaceRow]:
    return {assignment.no: _place(case, run, assignment) for run, assignment in case.open_places()}


def _place(case: Case, run: Run, assignment: Assignment) -> PlaceRow:
    label = case.plan.step(run.key).label
    stand_in = assignment.stand_in.id if assignment.stand_in else None
    return assignment.no, run.key, label, assignment.person.id, stand_in, assignment.asked_at


def _act_values(before: Case, done: Done) -> dict[str, object]:
    entry = done.entry
    return {
        "act_no": entry.no,
        "at": entry.at,
        "kind": entry.kind.value,
        "actor": _number(entry.actor),
        "on_behalf_of": _number(entry.on_behalf_of),
        "step": entry.step,
        "words": entry.words,
        "subject": _number(entry.subject),
        "act_version": entry.version,
        "decision": _verdict(before, entry),
        "signature": _signature(done),
    }


def _verdict(before: Case, entry: Entry) -> str | None:
    """How the act decided. A delegate's opinion decides nothing."""
    if entry.kind not in VERDICTS:
        return None
    principal = entry.on_behalf_of or entry.actor
    place = next((a for a in before.run(entry.step).open if a.person.id == principal.id), None)
    return None if place is None or place.part is Part.ADVICE else VERDICTS[entry.kind]


def _signature(done: Done) -> str:
    entry = done.entry
    if entry.kind is not ActKind.AGREE:
        return ""
    decisions = (a.decision for a in done.case.run(entry.step).assignments if a.decision)
    signed = (d.signature for d in decisions if d.version == entry.version and d.actor.id == entry.actor.id)
    return next(signed, "")


def _copy_values(before: Iterable[Copy], after: Iterable[Copy]) -> dict[str, object]:
    old = set(before)
    changed = [copy for copy in after if copy not in old]
    return {
        "copy_people": [copy.person.id for copy in changed],
        "copy_givers": [_number(copy.given_by) for copy in changed],
        "copy_times": [copy.at for copy in changed],
        "copy_read": [copy.read_at for copy in changed],
    }


def _booking_values(name: str, bookings: Iterable[Booking]) -> dict[str, object]:
    entries = list(bookings)
    return {name: [booking.what for booking in entries], f"{name}_nos": [booking.no for booking in entries]}


def _number(person: Person | None) -> int | None:
    return None if person is None or person.id == CLOCK.id else person.id
