"""A case's course as JSON and back. People are written by their number and read as who they are now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from domain.flow.case import (
    Assignment,
    Booking,
    Case,
    Copy,
    Decision,
    Entry,
    Fields,
    Origin,
    Part,
    Run,
    RunState,
    Standing,
    State,
    Undoable,
)
from domain.flow.kinds import ActKind
from domain.flow.plan import Plan
from domain.flow.resolver import CLOCK
from domain.flow.written_plan import filled, plan_from_json, plan_to_json
from domain.flow.written_shapes import (
    WrittenAssignment,
    WrittenCopy,
    WrittenCourse,
    WrittenDecision,
    WrittenEntry,
    WrittenRun,
    WrittenUndoable,
)
from domain.ids import PersonId
from domain.people import Person

__all__ = ["course_from_json", "course_to_json", "people_in", "plan_from_json", "plan_to_json"]


# --- to JSON -----------------------------------------------------------------------------------------------------


def course_to_json(case: Case) -> WrittenCourse:
    """Everything of the case but number, applicant, plan, fields, state and version."""
    course = {
        **_course(case),
        **filled(
            history=[_entry(entry) for entry in case.history],
            undoable=_undoable(case.undoable) if case.undoable else None,
        ),
    }
    return cast("WrittenCourse", course)


def _course(case: Case) -> dict[str, object]:
    return {
        "round": case.round,
        "runs": [_run(run) for run in case.runs],
        **filled(
            changed=dict(case.changed),
            copies=[_copy(copy) for copy in case.copies],
            booked=[(booking.what, booking.no) for booking in case.booked],
            joined=sorted(case.joined),
            asked=sorted(case.asked),
            last_no=case.last_no,
        ),
    }


def _undoable(undoable: Undoable) -> dict[str, object]:
    before = undoable.before
    return {
        "actor": undoable.actor,
        "until": _instant(undoable.until),
        "state": before.state.value,
        "version": before.version,
        "fields": dict(before.fields),
        "entries": len(before.history),
        "before": _course(before),
    }


def _run(run: Run) -> dict[str, object]:
    return filled(
        key=run.key,
        state=run.state.value,
        assignments=[_assignment(assignment) for assignment in run.assignments],
        reason=run.reason,
        round=run.round,
        opened_at=_instant(run.opened_at),
        closed_at=_instant(run.closed_at),
        kept_at=run.kept_at,
    )


def _assignment(assignment: Assignment) -> dict[str, object]:
    return filled(
        no=assignment.no,
        person=assignment.person.id,
        reason=assignment.reason,
        origin=assignment.origin.value,
        came_from=_number(assignment.came_from),
        added_by=_number(assignment.added_by),
        stand_in=_number(assignment.stand_in),
        part=assignment.part.value,
        weight=assignment.weight,
        has_veto=assignment.has_veto,
        behind=sorted(assignment.behind),
        parent=assignment.parent,
        standing=assignment.standing.value,
        asked_at=_instant(assignment.asked_at),
        asked_version=assignment.asked_version,
        stage=assignment.stage,
        decision=_decision(assignment.decision) if assignment.decision else None,
    )


def _decision(decision: Decision) -> dict[str, object]:
    return filled(
        actor=decision.actor.id,
        on_behalf_of=_number(decision.on_behalf_of),
        at=_instant(decision.at),
        version=decision.version,
        words=decision.words,
        signature=decision.signature,
    )


def _entry(entry: Entry) -> dict[str, object]:
    return filled(
        no=entry.no,
        at=_instant(entry.at),
        kind=entry.kind.value,
        actor=_number(entry.actor),
        on_behalf_of=_number(entry.on_behalf_of),
        step=entry.step,
        words=entry.words,
        subject=_number(entry.subject),
        version=entry.version,
    )


def _copy(copy: Copy) -> dict[str, object]:
    return filled(
        person=copy.person.id,
        given_by=_number(copy.given_by),
        at=_instant(copy.at),
        read_at=_instant(copy.read_at),
    )


def _number(person: Person | None) -> PersonId | None:
    return person.id if person else None


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


# --- from JSON ---------------------------------------------------------------------------------------------------


def course_from_json(
    raw: WrittenCourse,
    *,
    no: int,
    applicant: Person,
    plan: Plan,
    fields: Fields,
    state: State,
    version: int,
    people: Mapping[PersonId, Person],
) -> Case:
    """The case that was written; `people` has everybody of `people_in`.

    Raises:
        KeyError: somebody is not among `people`.
        ValueError: a word that this version does not know.
    """
    return _Reader(no, applicant, plan, people).whole(raw, fields, state, version)


def people_in(raw: WrittenCourse) -> frozenset[PersonId]:
    """The numbers of everybody in it but the applicant and the clock."""
    found = frozenset(PersonId(number) for number in _numbers(raw) if number)
    undoable = raw.get("undoable")
    return found | people_in(undoable["before"]) if undoable else found


def _numbers(raw: WrittenCourse) -> Iterator[int | None]:
    for run in raw["runs"]:
        yield from _numbers_in(run.get("assignments", ()))
    for entry in raw.get("history", ()):
        yield from (entry.get("actor"), entry.get("on_behalf_of"), entry.get("subject"))
    for copy in raw.get("copies", ()):
        yield from (copy["person"], copy.get("given_by"))


def _numbers_in(assignments: Iterable[WrittenAssignment]) -> Iterator[int | None]:
    for each in assignments:
        yield from (each["person"], each.get("came_from"), each.get("added_by"), each.get("stand_in"))
        if decision := each.get("decision"):
            yield from (decision["actor"], decision.get("on_behalf_of"))


@dataclass(frozen=True, slots=True)
class _Reader:
    """What every part of one case is read with."""

    no: int
    applicant: Person
    plan: Plan
    people: Mapping[PersonId, Person]

    def whole(self, raw: WrittenCourse, fields: Fields, state: State, version: int) -> Case:
        history = tuple(self.entry(entry) for entry in raw.get("history", ()))
        undoable = raw.get("undoable")
        return self.case(raw, fields, state, version, history, self.undoable(undoable, history) if undoable else None)

    def case(
        self,
        raw: WrittenCourse,
        fields: Fields,
        state: State,
        version: int,
        history: tuple[Entry, ...],
        undoable: Undoable | None = None,
    ) -> Case:
        return Case(
            no=self.no,
            applicant=self.applicant,
            plan=self.plan,
            fields=fields,
            changed=raw.get("changed", {}),
            state=state,
            version=version,
            round=raw["round"],
            runs=tuple(self.run(run) for run in raw["runs"]),
            history=history,
            copies=tuple(self.copy(copy) for copy in raw.get("copies", ())),
            booked=tuple(Booking(what, no) for what, no in raw.get("booked", ())),
            joined=frozenset((block, number) for block, number in raw.get("joined", ())),
            asked=frozenset(map(PersonId, raw.get("asked", ()))),
            last_no=raw.get("last_no", 0),
            undoable=undoable,
        )

    def undoable(self, raw: WrittenUndoable, history: tuple[Entry, ...]) -> Undoable:
        before = self.case(raw["before"], raw["fields"], State(raw["state"]), raw["version"], history[: raw["entries"]])
        return Undoable(PersonId(raw["actor"]), datetime.fromisoformat(raw["until"]), before)

    def run(self, raw: WrittenRun) -> Run:
        return Run(
            key=raw["key"],
            state=RunState(raw["state"]),
            assignments=tuple(self.assignment(each) for each in raw.get("assignments", ())),
            reason=raw.get("reason", ""),
            round=raw.get("round", 0),
            opened_at=_at(raw.get("opened_at")),
            closed_at=_at(raw.get("closed_at")),
            kept_at=raw.get("kept_at"),
        )

    def assignment(self, raw: WrittenAssignment) -> Assignment:
        decision = raw.get("decision")
        return Assignment(
            no=raw["no"],
            person=self.people[PersonId(raw["person"])],
            reason=raw.get("reason", ""),
            origin=Origin(raw["origin"]),
            came_from=self.person(raw.get("came_from")),
            added_by=self.person(raw.get("added_by")),
            stand_in=self.person(raw.get("stand_in")),
            part=Part(raw["part"]),
            weight=raw.get("weight", 0),
            has_veto=raw.get("has_veto", False),
            behind=frozenset(raw.get("behind", ())),
            parent=raw.get("parent"),
            standing=Standing(raw["standing"]),
            asked_at=_at(raw.get("asked_at")),
            asked_version=raw.get("asked_version", 0),
            stage=raw.get("stage", 0),
            decision=self.decision(decision) if decision else None,
        )

    def decision(self, raw: WrittenDecision) -> Decision:
        return Decision(
            actor=self.people[PersonId(raw["actor"])],
            on_behalf_of=self.person(raw.get("on_behalf_of")),
            at=datetime.fromisoformat(raw["at"]),
            version=raw["version"],
            words=raw.get("words", ""),
            signature=raw.get("signature", ""),
        )

    def entry(self, raw: WrittenEntry) -> Entry:
        return Entry(
            no=raw["no"],
            at=datetime.fromisoformat(raw["at"]),
            kind=ActKind(raw["kind"]),
            actor=self.person(raw.get("actor")) or CLOCK,
            on_behalf_of=self.person(raw.get("on_behalf_of")),
            step=raw.get("step", ""),
            words=raw.get("words", ""),
            subject=self.person(raw.get("subject")),
            version=raw["version"],
        )

    def copy(self, raw: WrittenCopy) -> Copy:
        at, person = datetime.fromisoformat(raw["at"]), self.people[PersonId(raw["person"])]
        return Copy(person, self.person(raw.get("given_by")), at, _at(raw.get("read_at")))

    def person(self, number: int | None) -> Person | None:
        return self.people[PersonId(number)] if number else None


def _at(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
