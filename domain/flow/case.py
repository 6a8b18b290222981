"""A case as a value: where the request stands, each step's run, each person's assignment, and the history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from domain.flow.kinds import ActKind
from domain.flow.plan import Plan
from domain.ids import PersonId
from domain.people import Person

Fields = Mapping[str, object]


class State(StrEnum):
    """Where a request stands. `returned` lies with the applicant; approved may still be withdrawn."""

    DRAFT = "draft"
    PENDING = "pending"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # a draft that lay too long


class RunState(StrEnum):
    """Where a step stands. Of one block several may be open."""

    WAITING = "waiting"
    OPEN = "open"
    STUCK = "stuck"  # open, but nobody was found; `reason` says why
    PASSED = "passed"
    SKIPPED = "skipped"  # `reason` says why
    REFUSED = "refused"
    CANCELLED = "cancelled"  # an end elsewhere made it needless


class Standing(StrEnum):
    """Where an assignment stands."""

    WAITING = "waiting"  # for those in `behind`
    OPEN = "open"
    AGREED = "agreed"
    REFUSED = "refused"
    ADVISED = "advised"  # a delegate's opinion was given
    SKIPPED = "skipped"  # agreed in an earlier step, which counts here
    CLOSED = "closed"  # others have decided
    TAKEN_OUT = "taken_out"


class Part(StrEnum):
    """What an assignment counts for."""

    VOTE = "vote"  # in the step's mode
    ADDED = "added"  # must agree in addition
    ADVICE = "advice"  # counts nothing; the delegator decides


class Origin(StrEnum):
    """How the person came to the assignment."""

    OWN = "own"
    UP = "up"
    ADMIN = "admin"
    TRANSFERRED = "transferred"
    DELEGATED = "delegated"
    ADDED = "added"
    HANDED_ON = "handed_on"
    HANDED_OVER = "handed_over"
    REPLACED = "replaced"


UNSETTLED = (Standing.WAITING, Standing.OPEN)
NEEDLESS = (Standing.ADVISED, Standing.CLOSED, Standing.TAKEN_OUT)
RUN_SETTLED = (RunState.PASSED, RunState.SKIPPED, RunState.REFUSED, RunState.CANCELLED)
ENDED = (State.APPROVED, State.REJECTED, State.WITHDRAWN, State.EXPIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who really decided, for whom, and at which version of the case."""

    actor: Person
    on_behalf_of: Person | None
    at: datetime
    version: int
    words: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A place in a step. It keeps its number, weight and order when it is passed to somebody else (`came_from`)."""

    no: int
    person: Person
    reason: str
    origin: Origin = Origin.OWN
    came_from: Person | None = None
    added_by: Person | None = None
    stand_in: Person | None = None
    part: Part = Part.VOTE
    weight: int = 1
    has_veto: bool = False
    behind: frozenset[int] = frozenset()
    parent: int | None = None
    standing: Standing = Standing.WAITING
    asked_at: datetime | None = None
    asked_version: int = 0
    stage: int = 0  # how many of the step's overdue measures were taken
    decision: Decision | None = None

    @property
    def is_unsettled(self) -> bool:
        return self.standing in UNSETTLED

    def involves(self, person: PersonId) -> bool:
        """Whether it is this person's, or they stand in."""
        return person == self.person.id or (self.stand_in is not None and person == self.stand_in.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One step's way through a round. `kept_at`: it passed in an earlier round, at this version, and may be kept."""

    key: str
    state: RunState = RunState.WAITING
    assignments: tuple[Assignment, ...] = ()
    reason: str = ""
    round: int = 0
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    kept_at: int | None = None

    @property
    def is_settled(self) -> bool:
        return self.state in RUN_SETTLED

    @property
    def open(self) -> tuple[Assignment, ...]:
        return tuple(a for a in self.assignments if a.standing is Standing.OPEN)

    def seats(self, person: PersonId) -> bool:
        """Whether this person has a place here that counts or waits, or stands in for one."""
        return any(a.involves(person) for a in self.assignments if a.standing not in NEEDLESS)

    def assignment(self, no: int) -> Assignment:
        return next(assignment for assignment in self.assignments if assignment.no == no)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act that happened: the audit's line. `version` is the case's after it."""

    no: int
    at: datetime
    kind: ActKind
    actor: Person
    on_behalf_of: Person | None
    step: str
    words: str
    subject: Person | None
    version: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Somebody who was given the case to know of; unread until `read_at`."""

    person: Person
    given_by: Person | None
    at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """One thing booked; `no` is the entry that caused it, so (case, what, no) is the ledger's unique cause."""

    what: str
    no: int


@dataclass(frozen=True, slots=True)
class Undoable:
    """A batch agreement that may still be taken back by its actor: the case before it."""

    actor: PersonId
    until: datetime
    before: "Case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request on its way. `changed` holds for each field the version at which it last changed."""

    no: int
    applicant: Person
    plan: Plan
    fields: Fields = field(default_factory=dict[str, object])
    changed: Mapping[str, int] = field(default_factory=dict[str, int])
    state: State = State.DRAFT
    version: int = 1
    round: int = 1
    runs: tuple[Run, ...] = ()
    history: tuple[Entry, ...] = ()
    copies: tuple[Copy, ...] = ()
    booked: tuple[Booking, ...] = ()
    joined: frozenset[tuple[str, int]] = frozenset()
    asked: frozenset[PersonId] = frozenset()
    last_no: int = 0
    undoable: Undoable | None = None

    @classmethod
    def draft(cls, no: int, applicant: Person, plan: Plan, fields: Fields) -> Self:
        runs = tuple(Run(key=step.key) for step in plan.steps)
        return cls(no=no, applicant=applicant, plan=plan, fields=fields, runs=runs)

    @property
    def fields_version(self) -> int:
        """The version at which a field last changed."""
        return max(self.changed.values(), default=0)

    @property
    def unread(self) -> tuple[Copy, ...]:
        return tuple(copy for copy in self.copies if copy.read_at is None)

    @property
    def stuck(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.state is RunState.STUCK)

    def run(self, key: str) -> Run:
        return next(run for run in self.runs if run.key == key)

    def open_places(self) -> Iterator[tuple[Run, Assignment]]:
        """Everything that waits for somebody now."""
        for run in self.runs:
            if run.state is RunState.OPEN:
                yield from ((run, assignment) for assignment in run.open)

    def changed_since(self, key: str, version: int) -> bool:
        """Whether a field that this step sees has changed after that version."""
        step = self.plan.step(key)
        return any(at > version and step.is_shown(name) for name, at in self.changed.items())
