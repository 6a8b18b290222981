"""A run of the directory: one reading of one account, its difference, and what was decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.events import Source
from domain.ids import PersonId
from domain.platforms import platform_name
from domain.validity import expiry_of, has_expired

UNDO_FOR = timedelta(days=30)


class RunState(StrEnum):
    """From the asking to the undoing."""

    READING = "reading"
    FAILED = "failed"  # the platform could not be read
    REFUSED = "refused"  # it was read, and cannot be true
    UNCHANGED = "unchanged"
    READY = "ready"  # waits for a person's word
    IGNORED = "ignored"
    EXPIRED = "expired"
    STALE = "stale"  # ours had changed meanwhile; another run was begun
    APPLYING = "applying"
    APPLIED = "applied"
    UNDOING = "undoing"
    UNDONE = "undone"


UNDER_WAY = frozenset({RunState.READING, RunState.APPLYING, RunState.UNDOING})


class Cause(StrEnum):
    """Why a run was begun."""

    ASKED = "asked"
    NIGHTLY = "nightly"
    EVENTS = "events"
    COMMAND = "command"


UNASKED = frozenset({Cause.NIGHTLY, Cause.EVENTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrgRun:
    """`counts` maps kinds of differences, in the words of the printed table, to how many; `sample` has some lines.

    `progress` is how many people have been read. `excesses` are sentences on what is more than one run may change
    unconfirmed. `trouble` says why nothing came of it, or what an undoing left alone. `decider` is a name.
    """

    id: int
    source: Source
    cause: Cause
    state: RunState
    asked_at: datetime
    progress: int = 0
    fingerprint: str = ""
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    sample: tuple[str, ...] = ()
    excesses: tuple[str, ...] = ()
    trouble: str = ""
    ready_at: datetime | None = None
    decided_by: PersonId | None = None
    decider: str = ""
    decided_at: datetime | None = None
    applied_at: datetime | None = None
    undone_by: PersonId | None = None
    undoer: str = ""
    undone_at: datetime | None = None

    @property
    def valid_until(self) -> datetime | None:
        """Until when it may be applied; None while there is nothing to apply."""
        return expiry_of(self.ready_at)

    def is_valid(self, now: datetime) -> bool:
        """Whether a person's word still applies it."""
        return self.state is RunState.READY and not has_expired(self.ready_at, now)

    def may_be_undone(self, now: datetime) -> bool:
        """Whether what it has changed can be put back."""
        return self.state is RunState.APPLIED and self.applied_at is not None and now < self.applied_at + UNDO_FOR


def account_name(source: Source) -> str:
    """企业微信（staff）."""
    return f"{platform_name(source.platform)}（{source.account}）"
