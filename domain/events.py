"""What a platform tells us, in our words; one class per kind.

`user_id` is the platform's, None where the system itself speaks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.punch_reading import PunchRead


@dataclass(frozen=True, slots=True)
class Source:
    """One configured account of one platform, e.g. ("wecom", "staff")."""

    platform: str
    account: str


@dataclass(frozen=True, slots=True)
class ReplyRight:
    """A right to answer in the chat it came from, without a call that counts; a secret until it ends."""

    value: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Common part. `at` is the platform's own time of the event, aware, in UTC."""

    user_id: str | None
    at: datetime
    reply_right: ReplyRight | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSaid(Event):
    """A person typed something in single chat.

    `is_vouched` is false where the way it came proves neither the sender nor the words (DingTalk's robot over HTTP
    signs only the time): it may be answered, but nothing is decided on its word alone.
    """

    text: str
    is_vouched: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidInGroup(Event):
    """A person spoke to the application in a group, where everybody reads the answer. `group` is the platform's id."""

    group: str
    text: str


class MediaKind(StrEnum):
    """Kinds of files a person can send."""

    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaSent(Event):
    """A person sent a file; `media_id` is fetched from the platform, never by a URL from the callback."""

    media: MediaKind
    media_id: str
    format: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSent(Event):
    """A person sent a place. Degrees, GCJ-02 as the platforms give them."""

    latitude: float
    longitude: float
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceReported(Event):
    """The client reported where it is, unasked. Precision in metres."""

    latitude: float
    longitude: float
    precision: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSent(Event):
    """A person shared a link. It is never fetched."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered(Event):
    """A person opened the chat (at most once a day on most platforms)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuPicked(Event):
    """A person pressed an entry of the fixed menu."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOpened(Event):
    """A person opened a link of the fixed menu. Nothing to do, kept for the record."""

    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardClicked(Event):
    """A person pressed a button of a card.

    `action` is the pressed button's own word as `Button.action` gave it; `choices` maps a selector's key to the chosen
    options; `handle` is the platform's one-use right to redraw the card, where it gives one; `leaves_waiting` says that
    the member sees the card without its buttons until it is drawn again; `reason` is what a page with room for words
    was given along with the press.
    """

    card_id: str
    action: str
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    handle: str | None = None
    leaves_waiting: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Event):
    """A person may use the application from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Event):
    """A person may not use the application any longer."""


class Change(StrEnum):
    """Of what a change of the directory tells. WHOLE: of something, and not of what."""

    MEMBER = "member"
    DEPARTMENT = "department"
    WHOLE = "whole"
    OTHER = "other"  # of what we hold nothing: labels, administrators


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryChanged(Event):
    """The platform's directory changed: what has to be read again, never what it became.

    The same may be told twice, late, or after what came later. Ids as the platform spells them, each once; a member
    whose id was changed stands under both, and `renamed_to` is the new one.
    """

    change: Change
    members: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    renamed_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchesTold(Event):
    """People punched in the platform's own application."""

    punches: tuple[PunchRead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformApprovalChanged(Event):
    """An approval made in the platform's own approval application moved."""

    number: str
    status: int
    cause: int
    applicant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFinished(Event):
    """An asynchronous import that we started on the platform has ended."""

    job_id: str
    kind: str
    error: str = ""


class Strange(StrEnum):
    """What a person did that this version cannot follow, and is answered for."""

    UNREADABLE = "unreadable"  # sent in single chat, of a kind that is not known
    NOT_HEARD = "not_heard"  # said, and the platform no longer passes words on
    UNPROVEN_PRESS = "unproven_press"  # of a button that is not provably ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecognised(Event):
    """Something this version does not know. Kept as ignored, never an error.

    `strange` is set for what a person did: that is answered, whatever it was.
    """

    kind: str
    strange: Strange | None = None
