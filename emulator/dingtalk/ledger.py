"""Everything the emulator was asked, what it did and what it answered; nothing is ever changed or dropped.

A proof compares these rows with the database of the bot. Only `is_answered` and `closed_at` are filled in later.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import msgspec

from emulator.ledger import AnyCall, plain


class Outcome(StrEnum):
    """What became of a send for one recipient."""

    DELIVERED = "delivered"
    INVALID = "invalid"
    FLOW_CONTROLLED = "flow_controlled"
    FILTERED = "filtered"
    REPEATED = "repeated"
    OVER_LIMIT = "over_limit"


@dataclass(slots=True, kw_only=True)
class CallRow(AnyCall):
    """One call of either family. `code` "0" is a success, None: nothing was done."""

    method: str = ""
    client_id: str = ""
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingRow:
    """One recipient of one send. `way` is robot, group, session, notice or card; `card_id` the outTrackId of a card."""

    call: CallRow
    at: datetime
    client_id: str
    recipient: str
    way: str
    kind: str
    body: bytes
    content_hash: str
    sent_key: str
    outcome: Outcome
    card_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRow:
    """One redrawing of a card, or of a work notice's status bar."""

    call: CallRow
    at: datetime
    client_id: str
    card_id: str
    form: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallRow:
    """One message taken back."""

    call: CallRow
    at: datetime
    client_id: str
    sent_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """One fetch of a token; `is_new` tells whether another token came out than before."""

    call: CallRow
    at: datetime
    client_id: str
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """One thing that happened and was to be told to the application. `fault` is the injected effect, if any."""

    no: int
    at: datetime
    client_id: str
    user_id: str
    kind: str
    key: str
    data: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One attempt to deliver a letter. `way` is stream, http or nowhere; `code` that of the ack or the HTTP status."""

    letter: int
    attempt: int
    at: datetime
    client_id: str
    kind: str
    user_id: str
    way: str
    connection_id: str
    frame_id: str
    code: int | None
    error: str
    is_acknowledged: bool
    milliseconds: float


@dataclass(slots=True, kw_only=True)
class ConnectionRow:
    """One knock at the stream's door. `refused` says why it stayed shut; `closed_at` None: it is open."""

    no: int
    at: datetime
    client_id: str
    connection_id: str
    refused: str = ""
    fault: str = ""
    closed_at: datetime | None = None


Row = CallRow | SendingRow | UpdateRow | RecallRow | TokenRow | LetterRow | AttemptRow | ConnectionRow


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
    connections: list[ConnectionRow] = field(default_factory=list[ConnectionRow])

    def open_call(self, method: str, path: str, at: datetime, ip: str) -> CallRow:
        """A call has come in."""
        row = CallRow(no=len(self.calls) + 1, at=at, method=method, path=path, ip=ip)
        self.calls.append(row)
        return row

    def delivered(self, recipient: str | None = None) -> list[SendingRow]:
        """What really reached people, or one of them."""
        return [
            row
            for row in self.sendings
            if row.outcome is Outcome.DELIVERED and (recipient is None or row.recipient == recipient)
        ]

    def acknowledged_letters(self) -> set[int]:
        """Numbers of the letters that were acknowledged at least once."""
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
            "connections": [*self.connections],
        }
        return {name: [plain(row) for row in rows] for name, rows in tables.items()}

    def to_json(self) -> bytes:
        """All rows as one JSON object."""
        return msgspec.json.encode(self.rows())
