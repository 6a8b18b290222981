"""A request and its steps as values. What may happen to them is `domain.approval`'s."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId, RequestNo


class State(StrEnum):
    """Where a request stands. The last four are ends, except that an approved one may still be withdrawn."""

    DRAFT = "draft"  # being filled in; nobody but the applicant knows of it
    PENDING = "pending"  # waits for its open step
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"  # taken back by the applicant, also a draft that was dropped
    EXPIRED = "expired"  # a draft that lay too long


class StepState(StrEnum):
    """Where a step stands. At most one step of a request is pending."""

    WAITING = "waiting"  # its turn has not come
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"  # an earlier refusal or a withdrawal made it needless


class Verdict(StrEnum):
    """The two ways to decide."""

    APPROVE = "approve"
    REJECT = "reject"


class Channel(StrEnum):
    """Which way an act came."""

    CARD = "card"
    TEXT = "text"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may decide a step; `source` says in words why this person."""

    person: PersonId
    name: str
    source: str
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decided a step, how and when."""

    actor: PersonId
    actor_name: str
    verdict: Verdict
    comment: str
    channel: Channel
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One level of approval: any one of the approvers decides it."""

    ordinal: int
    label: str
    approvers: tuple[Approver, ...]
    state: StepState = StepState.WAITING
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    decision: Decision | None = None

    def asks(self, person: PersonId) -> bool:
        """Whether this person is among those who may decide the step."""
        return any(approver.person == person for approver in self.approvers)

    @property
    def names(self) -> str:
        """Everybody who may decide, as read aloud; those who left only where nobody else is named."""
        active = [approver.name for approver in self.approvers if approver.is_active]
        return "、".join(active or [approver.name for approver in self.approvers])

    @property
    def is_deserted(self) -> bool:
        """Whether everybody who could decide it has left."""
        return not any(approver.is_active for approver in self.approvers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A filled-in form on its way. `version` grows with everything that changes what a card shows."""

    no: RequestNo
    form: str
    form_version: int
    applicant: PersonId
    applicant_name: str
    created_at: datetime
    state: State = State.DRAFT
    version: int = 1
    submitted_at: datetime | None = None
    finished_at: datetime | None = None
    urged_at: datetime | None = None
    steps: tuple[Step, ...] = ()

    @property
    def open_step(self) -> Step | None:
        """The step that waits for somebody now."""
        return next((step for step in self.steps if step.state is StepState.PENDING), None)

    @property
    def last_decision(self) -> Decision | None:
        """The latest decision of any step."""
        return next((step.decision for step in reversed(self.steps) if step.decision), None)

    def concerns(self, person: PersonId) -> bool:
        """Whether this person may know anything about the request: the applicant and whoever is or was asked."""
        if person == self.applicant:
            return True
        asked = (step for step in self.steps if step.opened_at is not None)
        return any(step.asks(person) for step in asked)
