"""Draws up the record of a case: pure, from the case, its form, and what storage keeps beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from typing import cast

from domain.flow.case import Assignment, Case, Copy, Decision, Entry, Run, Standing
from domain.flow.kinds import QUIET
from domain.flow.plan import Kind, Step
from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.showing import show
from domain.forms.titles import title_of
from domain.forms.values import Stored, is_empty
from domain.ids import RequestNo
from domain.people import Person
from domain.record import (
    Act,
    CopyGiven,
    Decided,
    Drawn,
    Enclosure,
    Entered,
    Head,
    Later,
    LaterKind,
    Link,
    Party,
    Record,
    Shown,
    Stop,
)
from domain.record_digest import plain_fields
from domain.signature import FIELD as SIGNATURE

NEEDLESS = frozenset({Standing.CLOSED, Standing.TAKEN_OUT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Everything that is kept of one case. `department` is the applicant's, `signatures` are by the acts' numbers, of
    `enclosures` some may be named by no field any more.
    """

    form: Form
    case: Case
    submitted_at: datetime | None
    finished_at: datetime | None
    department: str = ""
    signatures: Mapping[int, str] = field(default_factory=dict[int, str])
    drawn: tuple[Drawn, ...] = ()
    booked: tuple[Entered, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    later: tuple[Later, ...] = ()
    audit: tuple[Link, ...] = ()
    head: Head | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom the record is made: when, which fields they see, and the campus whose letterhead it has."""

    seen: frozenset[str]
    at: datetime
    site: str
    campus: tzinfo


def draw_up(gathered: Gathered, reader: Reader) -> Record:
    """The record as this reader may see it."""
    form, case = gathered.form, gathered.case
    filled = [each for each in form.fields if not is_empty(_value(case, each))]
    shown = [each for each in filled if each.name in reader.seen]
    enclosures = tuple(_enclosures(gathered, reader.seen))
    return Record(
        site=reader.site,
        made_at=reader.at,
        no=RequestNo(case.no),
        number=form.number(case.no),
        form=form.key,
        form_version=form.version,
        form_title=form.title,
        title=_title(form, case, reader),
        applicant=_applicant(case.applicant, gathered.department),
        state=case.state,
        submitted_at=gathered.submitted_at,
        finished_at=gathered.finished_at,
        seen=reader.seen,
        hidden=len(filled) - len(shown),
        content=_content(gathered, reader.seen, enclosures),
        fields=tuple(_shown(each, _value(case, each), reader.campus) for each in shown),
        route=tuple(_stop(step, run, gathered.drawn) for step, run in zip(case.plan.steps, case.runs, strict=True)),
        history=tuple(_act(form, entry) for entry in case.history),
        copies=tuple(_copy(copy) for copy in case.copies),
        booked=gathered.booked,
        enclosures=enclosures,
        later=(*gathered.later, *_proofs(gathered, reader.seen)),
        audit=gathered.audit,
        head=gathered.head,
    )


def _title(form: Form, case: Case, reader: Reader) -> str:
    known = {name: value for name, value in case.fields.items() if name in reader.seen}
    return title_of(form, case.applicant.name, known, reader.campus)


def _value(case: Case, each: Field) -> Stored:
    return cast("Stored", case.fields.get(each.name))


def _shown(each: Field, value: Stored, campus: tzinfo) -> Shown:
    """A table keeps its cells, so that paper can rule it."""
    if each.type is not FieldType.TABLE:
        return Shown(label=each.label, text=show(each, value, campus))
    rows = cast("list[dict[str, Stored]]", value)
    return Shown(
        label=each.label,
        columns=tuple(column.label for column in each.columns),
        rows=tuple(tuple(show(column, row.get(column.name), campus) for column in each.columns) for row in rows),
    )


def _enclosures(gathered: Gathered, seen: frozenset[str]) -> Iterable[Enclosure]:
    """The files that the fields name, and the drawn signatures."""
    named = set(_ids(gathered.case.fields))
    for each in gathered.enclosures:
        if each.field.startswith(SIGNATURE) or (each.id in named and each.field.partition(".")[0] in seen):
            yield each


def _proofs(gathered: Gathered, seen: frozenset[str]) -> Iterable[Later]:
    """Files that came after the approval: no field names them, and they are no part of what was certified."""
    named, since = set(_ids(gathered.case.fields)), gathered.finished_at
    for each in gathered.enclosures:
        is_late = since is not None and each.at is not None and each.at >= since
        if is_late and each.at and each.id not in named and each.field in seen:
            yield Later(kind=LaterKind.PROOF, at=each.at, note=each.name, sha256=each.sha256)


def _ids(value: object) -> Iterable[str]:
    """Whatever is called an id in the fields, at any depth."""
    match value:
        case Mapping():
            parts = cast("Mapping[str, object]", value)
            if isinstance(identity := parts.get("id"), str):
                yield identity
            for part in parts.values():
                yield from _ids(part)
        case list():
            for part in cast("list[object]", value):
                yield from _ids(part)
        case _:
            return


def _stop(step: Step, run: Run, drawn: tuple[Drawn, ...]) -> Stop:
    return Stop(
        label=step.label,
        state=run.state,
        handles=step.kind is Kind.HANDLE,
        reason=run.reason,
        condition=step.condition,
        places=tuple(_decided(place, step.key, drawn) for place in run.assignments if place.standing not in NEEDLESS),
    )


def _decided(place: Assignment, step: str, drawn: tuple[Drawn, ...]) -> Decided:
    person, decision = _party(place.person), place.decision
    if decision is None:
        return Decided(person=person, standing=place.standing, reason=place.reason)
    return Decided(
        person=person,
        actor=_party(decision.actor),
        on_behalf_of=_maybe(decision.on_behalf_of),
        standing=place.standing,
        at=decision.at,
        words=decision.words,
        reason=place.reason,
        signature=decision.signature,
        picture=_picture(decision, step, drawn),
    )


def _picture(decision: Decision, step: str, drawn: tuple[Drawn, ...]) -> bytes:
    """What this person drew last for this step, if the decision is signed at all."""
    theirs = [each for each in drawn if each.step == step and each.person == decision.actor.id]
    return theirs[-1].picture if theirs and decision.signature else b""


def _act(form: Form, entry: Entry) -> Act:
    step = form.step_by_key.get(entry.step)
    return Act(
        no=entry.no,
        at=entry.at,
        kind=entry.kind,
        actor=_party(entry.actor),
        on_behalf_of=_maybe(entry.on_behalf_of),
        step=entry.step,
        label=step.label if step else "",
        words=entry.words,
        subject=_maybe(entry.subject),
        changes=entry.kind not in QUIET,
    )


def _copy(copy: Copy) -> CopyGiven:
    return CopyGiven(person=_party(copy.person), given_by=_maybe(copy.given_by), at=copy.at, read_at=copy.read_at)


def _content(gathered: Gathered, seen: frozenset[str], enclosures: Iterable[Enclosure]) -> dict[str, Stored]:
    """What the fingerprint covers, in the words of the engine: people by number, instants in UTC."""
    case, form = gathered.case, gathered.form
    return {
        "no": case.no,
        "form": form.key,
        "form_version": form.version,
        "applicant": case.applicant.id,
        "submitted_at": _instant(gathered.submitted_at),
        "fields": cast("Stored", plain_fields(form, case.fields, seen)),
        "acts": [
            _act_content(entry, gathered.signatures.get(entry.no, ""))
            for entry in case.history
            if entry.kind not in QUIET
        ],
        "files": [{"field": e.field, "name": e.name, "size": e.size, "sha256": e.sha256} for e in enclosures],
    }


def _act_content(entry: Entry, signature: str) -> dict[str, Stored]:
    return {
        "no": entry.no,
        "at": _instant(entry.at),
        "kind": entry.kind.value,
        "actor": entry.actor.id,
        "on_behalf_of": entry.on_behalf_of.id if entry.on_behalf_of else None,
        "step": entry.step,
        "words": entry.words,
        "subject": entry.subject.id if entry.subject else None,
        "signature": signature,
    }


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def _applicant(person: Person, department: str) -> Party:
    return replace(_party(person), department=department, position=person.position)


def _party(person: Person) -> Party:
    return Party(id=person.id, name=person.name, staff_no=person.staff_no or "")


def _maybe(person: Person | None) -> Party | None:
    return _party(person) if person else None
