"""Everything the emulator was asked, what it did and what it answered; nothing is ever changed or dropped.

A proof compares these rows with the database of the bot. Only `is_answered` is filled in later, when the answer was
handed to the network (or could not be).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import msgspec

from emulator.ledger import AnyCall, plain


class Outcome(StrEnum):
    """What became of a send for one recipient."""

    DELIVERED = "delivered"
    OVER_MEMBER_LIMIT = "over_member_limit"
    REPEATED = "repeated"
    INVALID = "invalid"
    UNLICENSED = "unlicensed"


@dataclass(slots=True, kw_only=True)
class CallRow(AnyCall):
    """One call of the API. `code` None: nothing was done."""

    agent_id: int | None = None
    code: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRow:
    """One recipient of one send. `content_hash` is SHA-256 over the request's bytes."""

    call: CallRow
    at: datetime
    corp_id: str
    agent_id: int
    recipient: str
    kind: str
    body: bytes
    content_hash: str
    msgid: str
    task_id: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRow:
    """One redrawing of a card. `recipients` are those whose card changed."""

    call: CallRow
    at: datetime
    corp_id: str
    agent_id: int
    task_id: str
    form: str
    recipients: tuple[str, ...]
    invalid: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallRow:
    """One message taken back."""

    call: CallRow
    at: datetime
    corp_id: str
    agent_id: int
    msgid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """One fetch of a token; `is_new` tells whether another token came out than before."""

    call: CallRow
    at: datetime
    corp_id: str
    agent_id: int | None
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One attempt to deliver a callback. `status` None: no answer; `error` says why."""

    letter: int
    attempt: int
    at: datetime
    corp_id: str
    agent_id: int | None
    user_id: str
    kind: str
    msg_id: int | None
    nonce: str
    status: int | None
    error: str
    is_acknowledged: bool
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """One thing that happened and was to be told to an application. `fault` is the injected effect, if any."""

    no: int
    at: datetime
    corp_id: str
    agent_id: int | None
    user_id: str
    kind: str
    msg_id: int | None
    xml: str
    fault: str


Row = CallRow | SendingRow | UpdateRow | RecallRow | TokenRow | LetterRow | AttemptRow


@dataclass(slots=True)
class Ledger:
    """The rows, in the order of happening."""

    calls: list[CallRow] = field(default_factory=list[CallRow])
    sendings: list[SendingRow] = field(default_factory=list[SendingRow])
    updates: list[UpdateRow] = field(default_factory=list[UpdateRow])
    recalls: list[RecallRow] = field(default_factory=list[RecallRow])
    tokens: list[TokenRow] = field(default_factory=list[TokenRow])
    letters: list[LetterRow] = field(default_factory=list[LetterRow])
    attempts: list[AttemptRow] = field(default_factory=list[AttemptRow])

    def open_call(self, path: str, at: datetime, ip: str) -> CallRow:
        """A call has come in."""
        row = CallRow(no=len(self.calls) + 1, at=at, path=path, ip=ip)
        self.calls.append(row)
        return row

    def delivered(self, recipient: str | None = None) -> list[SendingRow]:
        """What really reached members, or one of them."""
        wanted = recipient.lower() if recipient else None
        return [
            row
            for row in self.sendings
            if row.outcome is Outcome.DELIVERED and (wanted is None or row.recipient == wanted)
        ]

    def acknowledged_letters(self) -> set[int]:
        """Numbers of the callbacks that were answered 200 at least once."""
        return {row.letter for row in self.attempts if row.is_acknowledged}

    def rows(self) -> dict[str, list[dict[str, object]]]:
        """All rows as plain values, by table; a row's call is given by number and whether it was answered."""
        tables: dict[str, list[Row]] = {
            "calls": [*self.calls],
            "sendings": [*self.sendings],
            "updates": [*self.updates],
            "recalls": [*self.recalls],
            "tokens": [*self.tokens],
            "letters": [*self.letters],
            "attempts": [*self.attempts],
        }
        return {name: [plain(row) for row in rows] for name, rows in tables.items()}

    def to_json(self) -> bytes:
        """All rows as one JSON object."""
        return msgspec.json.encode(self.rows())
