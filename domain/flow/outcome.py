"""What comes of an attempt: the next case with its effects, or a refusal with its sentence."""

from dataclasses import dataclass
from enum import StrEnum

from domain.flow.case import Booking, Case, Entry, State
from domain.flow.kinds import ActKind
from domain.people import Person


class Cause(StrEnum):
    """Why an attempt was refused, for the audit."""

    INACTIVE = "inactive"
    STRANGER = "stranger"
    NOT_APPLICANT = "not_applicant"
    NOT_ADMIN = "not_admin"
    OWN_REQUEST = "own_request"
    NOT_SUBMITTED = "not_submitted"
    SUBMITTED = "submitted"
    WITH_APPLICANT = "with_applicant"
    FINISHED = "finished"
    DECIDED = "decided"
    OUT_OF_TURN = "out_of_turn"
    NOT_HERE = "not_here"  # the step does not offer this act
    STALE = "stale"
    REASON_MISSING = "reason_missing"
    SIGNATURE_MISSING = "signature_missing"
    FIELDS_MISSING = "fields_missing"
    FOREIGN_FIELD = "foreign_field"
    NO_APPROVER = "no_approver"
    BEGUN = "begun"
    URGED_LATELY = "urged_lately"
    ALREADY_THERE = "already_there"
    CHAIN = "chain"
    NOT_EARLIER = "not_earlier"
    NOTHING_DUE = "nothing_due"
    NOT_SAFE = "not_safe"
    TOO_LATE = "too_late"
    TOO_MANY = "too_many"
    LEAVE_RULES = "leave_rules"


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing happened. The sentence is shown as it stands."""

    cause: Cause
    sentence: str


@dataclass(frozen=True, slots=True)
class Right:
    """Whether somebody may: true or false as it reads, with the refusal where it is false."""

    refused: Refused | None = None

    def __bool__(self) -> bool:
        return self.refused is None


class Moment(StrEnum):
    """What somebody is told of."""

    NOTICED = "noticed"  # a notice step
    ENDED = "ended"
    RETURNED = "returned"
    COMMENTED = "commented"
    STUCK = "stuck"
    UNDONE = "undone"  # an end that a batch agreement had brought


@dataclass(frozen=True, slots=True)
class Asked:
    """The case came onto this person's list of things to decide; on whose behalf, if as a stand-in."""

    person: Person
    step: str
    assignment: int
    on_behalf_of: Person | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """It left that list, by which act and whose."""

    person: Person
    step: str
    assignment: int
    how: ActKind
    by: Person


@dataclass(frozen=True, slots=True)
class Joined:
    """All steps of a block have ended; once per block and round."""

    block: str
    round: int


@dataclass(frozen=True, slots=True)
class Booked:
    booking: Booking


@dataclass(frozen=True, slots=True)
class Reversed:
    booking: Booking


@dataclass(frozen=True, slots=True)
class Told:
    person: Person
    moment: Moment
    step: str = ""


@dataclass(frozen=True, slots=True)
class Copied:
    person: Person


@dataclass(frozen=True, slots=True)
class Reminded:
    """`left` are minutes of work until the limit, where it has not passed yet."""

    person: Person
    step: str
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Escalated:
    """Somebody above is told that this person is late."""

    person: Person
    to: Person
    step: str


@dataclass(frozen=True, slots=True)
class Ended:
    state: State


Effect = Asked | Closed | Joined | Booked | Reversed | Told | Copied | Reminded | Escalated | Ended


@dataclass(frozen=True, slots=True)
class Done:
    """It happened: the next case, what the caller must carry out, and the one line for the audit."""

    case: Case
    effects: tuple[Effect, ...]
    entry: Entry
