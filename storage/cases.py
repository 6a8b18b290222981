"""Cases: requests that run on the engine of every form; rows to values and back. Who may act is decided elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import text

from domain.flow.case import ENDED, Case, Fields, State
from domain.flow.kinds import ActKind
from domain.flow.outcome import Done
from domain.flow.plan import Plan
from domain.flow.written import course_from_json, plan_from_json, plan_to_json
from domain.flow.written_shapes import WrittenCourse
from domain.forms.form import Form
from domain.ids import DepartmentId, PersonId, RequestNo
from domain.people import Person
from domain.request import Channel
from storage.case_rows import SAVE, changes, course_of
from storage.database import Tx
from storage.rows import AnyRow

WITH_APPLICANT = (State.DRAFT, State.RETURNED)

_CREATE = text("""
    insert into requests (form, form_version, applicant_id, fields, plan, course, draft, created_at)
    values (
        :form, :form_version, :applicant, cast(:fields as jsonb), cast(:plan as jsonb), cast(:course as jsonb),
        cast(:draft as jsonb), :now
    )
    returning no
""")
# What the steps know of a returned case stays as it is until it is submitted again.
_SAVE_DRAFT = text("""
    update requests
    set fields = case when state = 'draft' then cast(:fields as jsonb) else fields end,
        draft = cast(:draft as jsonb), version = version + 1
    where no = :no and version = :read_at and plan is not null and state in ('draft', 'returned')
""")
_HAND_DRAFT = text("""
    update requests set applicant_id = :to, prepared_by_id = :by, version = version + 1
    where no = :no and version = :read_at and plan is not null and state = 'draft' and applicant_id = :by
""")
_LOCK = text("select no from requests where no = :no and plan is not null for update")
# One statement for all of a case: its history, and everybody in it as they are now.
_LOAD = text("""
    select r.no, r.form, r.form_version, r.applicant_id, r.state, r.version, r.fields, r.plan, r.course, r.draft,
        r.created_at, r.submitted_at, r.finished_at, r.prepared_by_id, r.shown, f.content_hash,
        (
            select json_agg(json_build_object(
                'no', a.no, 'at', a.at, 'kind', a.kind, 'actor', a.actor_id, 'on_behalf_of', a.on_behalf_of_id,
                'step', a.step, 'words', a.words, 'subject', a.subject_id, 'version', a.version
            ) order by a.no)
            from acts a where a.request_no = r.no
        ) as history,
        (
            select json_agg(json_build_object(
                'id', p.id, 'name', p.name, 'staff_no', p.staff_no, 'position', p.position,
                'main_department_id', p.main_department_id,
                'is_active', p.status = 'active' and exists (
                    select from accounts where accounts.person_id = p.id and accounts.active
                )
            ))
            from people p where p.id = any(array(
                select unnest(array[r.applicant_id, r.prepared_by_id])
                union select number::bigint from jsonb_array_elements_text(r.course -> 'people') number
                union select unnest(array[a.actor_id, a.on_behalf_of_id, a.subject_id])
                from acts a where a.request_no = r.no
            ))
        ) as people
    from requests r left join forms f on f.key = r.form and f.version = r.form_version
    where r.no = any(cast(:numbers as bigint[])) and r.plan is not null
""")
_CASES_OF = text("""
    select no from requests
    where applicant_id = :applicant and plan is not null and (submitted_at is not null or state = 'draft')
        and (cardinality(cast(:states as text[])) = 0 or state = any(cast(:states as text[])))
    order by no desc
""")
_UNREAD = text(
    "select request_no from copies where person_id = :person and read_at is null order by given_at, request_no"
)
_PLACES_OF = text("""
    select request_no, no, step, label, asked_at, case when person_id <> :person then person_id end as on_behalf_of
    from places where person_id = :person or stand_in_id = :person
    order by asked_at, request_no, no
""")
_OPEN_FOR = text("select distinct request_no from places where person_id = :person order by request_no")
_TO_LOOK_AT = text(
    "select no from requests where look_at <= :now and state = 'pending' order by look_at, no limit :most"
)
_LOOK_AGAIN = text("update requests set look_at = cast(:at as timestamptz) where no = :no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A case with what belongs to its row. `draft` is what is known of the applicant's filling in.

    `form_hash` is that of the content that the form's version was published with, as far as it was read. `prepared_by`
    filled the draft in for the applicant. `shown` is the change that it asked for, as the directory shows it by now.
    """

    case: Case
    form: str
    form_version: int
    form_hash: str = ""
    created_at: datetime
    submitted_at: datetime | None = None
    finished_at: datetime | None = None
    prepared_by: Person | None = None
    draft: Fields = field(default_factory=dict[str, object])
    shown: str = ""

    @property
    def no(self) -> RequestNo:
        """The number of the request."""
        return RequestNo(self.case.no)

    @property
    def read_at(self) -> int:
        """The version as it was read."""
        return self.case.version


@dataclass(frozen=True, slots=True)
class Place:
    """Something that waits for somebody: theirs, or as a stand-in `on_behalf_of` another."""

    no: RequestNo
    assignment: int
    step: str
    label: str
    asked_at: datetime
    on_behalf_of: PersonId | None = None


async def create_case(
    tx: Tx, applicant: Person, form: Form, plan: Plan, fields: Fields, draft: Fields | None = None
) -> Kept:
    """A new draft; its number is the one it keeps. `draft` is what is known of the filling in."""
    case = Case.draft(0, applicant, plan, fields)
    values = {
        "form": form.key,
        "form_version": form.version,
        "applicant": applicant.id,
        "fields": dict(fields),
        "plan": plan_to_json(plan),
        "course": course_of(case),
        "draft": dict(draft) if draft else None,
        "now": tx.now,
    }
    number: int = (await tx.conn.execute(_CREATE, values)).scalar_one()
    numbered = replace(case, no=number)
    return Kept(case=numbered, form=form.key, form_version=form.version, created_at=tx.now, draft=dict(draft or {}))


async def save_case_draft(tx: Tx, kept: Kept, fields: Fields, draft: Fields | None = None) -> Kept:
    """What the applicant has filled in so far, hence a new version: cards drawn before are stale.

    Of a returned case only `draft` is written: its fields are what the steps have seen.

    Raises:
        LookupError: it does not lie with the applicant, or is no longer as it was read.
    """
    known = dict(draft or {})
    values = {"no": kept.no, "read_at": kept.read_at, "fields": dict(fields), "draft": known or None}
    if not (await tx.conn.execute(_SAVE_DRAFT, values)).rowcount:
        raise _moved_on(kept)
    new = fields if kept.case.state is State.DRAFT else kept.case.fields
    return replace(kept, case=replace(kept.case, fields=new, version=kept.read_at + 1), draft=known)


async def hand_draft(tx: Tx, kept: Kept, to: Person) -> None:
    """The draft is another's from now on; whose it was is kept as who filled it in.

    Raises:
        LookupError: it is no draft, or no longer as it was read.
    """
    values = {"no": kept.no, "read_at": kept.read_at, "by": kept.case.applicant.id, "to": to.id}
    if not (await tx.conn.execute(_HAND_DRAFT, values)).rowcount:
        raise _moved_on(kept)


async def find_case(tx: Tx, number: RequestNo) -> Kept | None:
    """The case as it stands, to be shown. None: there is none of that number."""
    return next(iter(await load_cases(tx, [number])), None)


async def lock_case(tx: Tx, number: RequestNo) -> Kept | None:
    """The case, to be changed: nobody else changes it until the transaction ends."""
    await tx.conn.execute(_LOCK, {"no": number})
    return await find_case(tx, number)


async def load_cases(tx: Tx, numbers: Sequence[RequestNo]) -> list[Kept]:
    """Several cases in the order given; numbers that are no case's are left out."""
    found = {row.no: _kept(row) for row in await tx.conn.execute(_LOAD, {"numbers": list(numbers)})}
    return [found[number] for number in numbers if number in found]


async def save_case(
    tx: Tx,
    before: Kept,
    done: Done,
    *,
    details: Mapping[str, object] | None = None,
    channel: Channel | None = None,
    look_at: datetime | None = None,
) -> Kept:
    """Write what an act has made of a locked case: the row, its places, the act, copies and bookings.

    `details` has for each `what` that is booked what was entered; `channel` is how the actor spoke; `look_at` is when
    the clock has to look at the case again.

    Raises:
        LookupError: the case is no longer as it was read.
    """
    after = _after(before, done)
    values = {
        **changes(before.case, done, details or {}),
        "no": after.no,
        "read_at": before.read_at,
        "state": after.case.state.value,
        "version": after.case.version,
        "fields": dict(after.case.fields),
        "course": course_of(after.case),
        "submitted_at": after.submitted_at,
        "finished_at": after.finished_at,
        "look_at": look_at,
        "channel": channel.value if channel else "",
    }
    if not (await tx.conn.execute(SAVE, values)).scalar():
        raise _moved_on(before)
    return after


def _after(before: Kept, done: Done) -> Kept:
    """Its dates: submitted once, finished when the present end came."""
    old, new, entry = before.case.state, done.case.state, done.entry
    finished_at = before.finished_at if new is old else entry.at
    return replace(
        before,
        case=done.case,
        submitted_at=entry.at if entry.kind is ActKind.SUBMIT else before.submitted_at,
        finished_at=finished_at if new in ENDED else None,
        draft=before.draft if new is old and old in WITH_APPLICANT else {},
    )


def _moved_on(kept: Kept) -> LookupError:
    return LookupError(f"case {kept.no} is no longer as it was read at version {kept.read_at}")


async def places_of(tx: Tx, person: PersonId) -> list[Place]:
    """What this person may decide now, also where they stand in; the longest waiting first."""
    rows = await tx.conn.execute(_PLACES_OF, {"person": person})
    return [
        Place(
            no=RequestNo(row.request_no),
            assignment=row.no,
            step=row.step,
            label=row.label,
            asked_at=row.asked_at,
            on_behalf_of=None if row.on_behalf_of is None else PersonId(row.on_behalf_of),
        )
        for row in rows
    ]


async def cases_of(tx: Tx, applicant: PersonId, *states: State) -> list[RequestNo]:
    """A person's own cases, newest first; of these states, or all. Drafts that were dropped are nobody's concern."""
    values = {"applicant": applicant, "states": [state.value for state in states]}
    return _numbers(await tx.conn.scalars(_CASES_OF, values))


async def cases_open_for(tx: Tx, person: PersonId) -> list[RequestNo]:
    """Cases in which a place of this person's own waits, by number."""
    return _numbers(await tx.conn.scalars(_OPEN_FOR, {"person": person}))


async def unread_copies(tx: Tx, person: PersonId) -> list[RequestNo]:
    """Cases of which this person has a copy that they have not read, the oldest first."""
    return _numbers(await tx.conn.scalars(_UNREAD, {"person": person}))


async def to_look_at(tx: Tx, most: int) -> list[RequestNo]:
    """Cases at which the clock has to look now, the longest overdue first."""
    return _numbers(await tx.conn.scalars(_TO_LOOK_AT, {"now": tx.now, "most": most}))


async def look_again(tx: Tx, number: RequestNo, at: datetime | None) -> None:
    """When the clock has to look at it next; None: not at all. Nothing that anybody decides on changes."""
    await tx.conn.execute(_LOOK_AGAIN, {"no": number, "at": at})


def _numbers(found: Sequence[int]) -> list[RequestNo]:
    return [RequestNo(number) for number in found]


def _kept(row: AnyRow) -> Kept:
    people = {person.id: person for person in map(_person, row.people)}
    course: WrittenCourse = row.course
    course["history"] = row.history or []
    case = course_from_json(
        course,
        no=row.no,
        applicant=people[PersonId(row.applicant_id)],
        plan=plan_from_json(row.plan),
        fields=row.fields,
        state=State(row.state),
        version=row.version,
        people=people,
    )
    return Kept(
        case=case,
        form=row.form,
        form_version=row.form_version,
        form_hash=row.content_hash or "",
        created_at=row.created_at,
        submitted_at=row.submitted_at,
        finished_at=row.finished_at,
        prepared_by=people.get(PersonId(row.prepared_by_id)) if row.prepared_by_id else None,
        draft=row.draft or {},
        shown=row.shown,
    )


def _person(found: Mapping[str, Any]) -> Person:
    department = found["main_department_id"]
    return Person(
        id=PersonId(found["id"]),
        name=found["name"],
        staff_no=found["staff_no"],
        main_department_id=None if department is None else DepartmentId(department),
        position=found["position"],
        is_active=found["is_active"],
    )
