"""The record of a request: everything that its printed copy and its export show, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.flow.case import RunState, Standing, State
from domain.flow.kinds import ActKind
from domain.forms.values import Stored
from domain.ids import PersonId, RequestNo


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody who is named in the record. `department` is the applicant's alone."""

    id: PersonId
    name: str
    staff_no: str = ""
    department: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A field as people read it. A table has `columns` and `rows`, anything else a text."""

    label: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What one place of a step came to. `signature` binds `picture`, the signature as it was drawn (PNG), to what was
    signed.
    """

    person: Party
    actor: Party | None = None
    on_behalf_of: Party | None = None
    standing: Standing
    at: datetime | None = None
    words: str = ""
    reason: str = ""
    signature: str = ""
    picture: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A step of the route, as it went or stands. `handles`: there is something to do rather than to agree to."""

    label: str
    state: RunState
    handles: bool = False
    reason: str = ""
    condition: str = ""
    places: tuple[Decided, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A line of the history. `changes`: it changed something to decide on, so it is part of what is certified."""

    no: int
    at: datetime
    kind: ActKind
    actor: Party
    on_behalf_of: Party | None = None
    step: str = ""
    label: str = ""
    words: str = ""
    subject: Party | None = None
    changes: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGiven:
    """Somebody who was told; `given_by` None: the form says so."""

    person: Party
    given_by: Party | None
    at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What an approval booked; `no` is the act that caused it."""

    what: str
    no: int
    at: datetime
    reversed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that belongs to a field, or a drawn signature; whoever has it can compare its hash."""

    id: str
    field: str
    name: str
    media_type: str
    size: int
    sha256: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A signature as somebody drew it for a step: PNG."""

    step: str
    person: PersonId
    picture: bytes


class LaterKind(StrEnum):
    """What may become of a leave after it was approved."""

    RETURN = "return"
    GOES_ON_FROM = "goes_on_from"
    GOES_ON_IN = "goes_on_in"
    REPRICE = "reprice"
    PROOF = "proof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Something that has become of the leave since. `until` is the end that counts, `minutes` what it gave back (or,
    negative, cost more), `request` another request, `note` a reason or a file's name, `sha256` that file's.
    """

    kind: LaterKind
    at: datetime
    until: datetime | None = None
    minutes: int | None = None
    request: RequestNo | None = None
    note: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A row of the audit chain about this request."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, object]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The chain's last row when the record was made: with it one can tell later whether the chain was rewritten."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`seen` are the fields that its reader may see, `hidden` how many filled-in ones are left out for them.

    `content` is what the fingerprint covers; no other part of the record can be told apart from it by words alone.
    """

    site: str
    made_at: datetime
    no: RequestNo
    number: str
    form: str
    form_version: int
    form_title: str
    title: str
    applicant: Party
    state: State
    submitted_at: datetime | None
    finished_at: datetime | None
    seen: frozenset[str]
    hidden: int
    content: Mapping[str, Stored]
    fields: tuple[Shown, ...]
    route: tuple[Stop, ...]
    history: tuple[Act, ...]
    copies: tuple[CopyGiven, ...] = ()
    booked: tuple[Entered, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    later: tuple[Later, ...] = ()
    audit: tuple[Link, ...] = ()
    head: Head | None = None
