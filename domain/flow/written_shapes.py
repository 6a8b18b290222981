"""The JSON of a plan and of a case's course: what is there and what may be left out because it is empty."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from domain.flow.case import Fields


class WrittenStep(TypedDict):
    """One step of a plan, as it is written."""

    key: str
    label: NotRequired[str]
    kind: str
    mode: str
    share: str
    refuses_to: str
    again: str
    empty: str
    own: str
    together: NotRequired[str]
    limit: NotRequired[int]
    warns: NotRequired[list[int]]
    overdue: NotRequired[list[str]]
    safe: NotRequired[bool]
    signature: NotRequired[bool]
    fills: NotRequired[list[str]]
    requires: NotRequired[list[str]]
    sees: NotRequired[list[str]]
    asks_again: NotRequired[bool]
    condition: NotRequired[str]


class WrittenPlan(TypedDict):
    """The plan, as it is written."""

    steps: list[WrittenStep]
    books: NotRequired[list[str]]


class WrittenDecision(TypedDict):
    """A decision, as it is written."""

    actor: int
    on_behalf_of: NotRequired[int]
    at: str
    version: int
    words: NotRequired[str]
    signature: NotRequired[str]


class WrittenAssignment(TypedDict):
    """A place, as it is written."""

    no: int
    person: int
    reason: NotRequired[str]
    origin: str
    came_from: NotRequired[int]
    added_by: NotRequired[int]
    stand_in: NotRequired[int]
    part: str
    weight: NotRequired[int]
    has_veto: NotRequired[bool]
    behind: NotRequired[list[int]]
    parent: NotRequired[int]
    standing: str
    asked_at: NotRequired[str]
    asked_version: NotRequired[int]
    stage: NotRequired[int]
    decision: NotRequired[WrittenDecision]


class WrittenRun(TypedDict):
    """A step's run, as it is written."""

    key: str
    state: str
    assignments: NotRequired[list[WrittenAssignment]]
    reason: NotRequired[str]
    round: NotRequired[int]
    opened_at: NotRequired[str]
    closed_at: NotRequired[str]
    kept_at: NotRequired[int]


class WrittenEntry(TypedDict):
    """An entry of the history, as it is written. Without an actor it was the clock's."""

    no: int
    at: str
    kind: str
    actor: NotRequired[int | None]
    on_behalf_of: NotRequired[int | None]
    step: NotRequired[str]
    words: NotRequired[str]
    subject: NotRequired[int | None]
    version: int


class WrittenCopy(TypedDict):
    """A copy, as it is written."""

    person: int
    given_by: NotRequired[int]
    at: str
    read_at: NotRequired[str]


class WrittenCourse(TypedDict):
    """All of a case that is not in the request itself. `history` may stand elsewhere and be put in for reading."""

    round: int
    runs: list[WrittenRun]
    changed: NotRequired[Mapping[str, int]]
    history: NotRequired[list[WrittenEntry]]
    copies: NotRequired[list[WrittenCopy]]
    booked: NotRequired[list[tuple[str, int]]]
    joined: NotRequired[list[tuple[str, int]]]
    asked: NotRequired[list[int]]
    last_no: NotRequired[int]
    undoable: NotRequired["WrittenUndoable"]


class WrittenUndoable(TypedDict):
    """What may be taken back. The history before is a beginning of the present one, so its length says it all."""

    actor: int
    until: str
    state: str
    version: int
    fields: Fields
    entries: int
    before: WrittenCourse
