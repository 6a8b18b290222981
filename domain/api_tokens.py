"""What another system of the campus shows at /api/v1: a token, of which only a hash is kept."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

SCHEME = "bearer"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
LONGEST_DAYS = 3650  # ten years; whoever wants longer makes a new one then
PUBLIC_BYTES, SECRET_BYTES = 6, 32
DUMMY_HASH = bytes(32)  # what a token that nobody has is compared with
_WRITTEN = re.compile(rf"dutybell_([0-9a-f]{{{PUBLIC_BYTES * 2}}})_([0-9a-f]{{{SECRET_BYTES * 2}}})")


class Scope(StrEnum):
    """What a token opens."""

    GATE = "gate"
    PEOPLE = "people"
    ACCOUNTS = "accounts"  # with people: their accounts on the platforms
    DEPARTMENTS = "departments"
    REQUESTS = "requests"
    CONTENTS = "contents"  # with requests: what was filled in and said
    SUBMIT = "submit"
    DECIDE = "decide"
    LEAVE = "leave"
    ATTENDANCE = "attendance"
    WEBHOOKS = "webhooks"
    EVENTS = "events"


class Denial(StrEnum):
    """Why a request is not answered. Whoever has no good token does not learn why."""

    TOKEN = "token"  # noqa: S105 - a word
    SCOPE = "scope"
    PACE = "pace"


@dataclass(frozen=True, slots=True)
class Shown:
    """A token as it was shown; well-formed and no more."""

    public_part: str
    secret: str = field(repr=False)

    @property
    def hash(self) -> bytes:
        return hash_of(self.secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it is kept."""

    name: str
    hash: bytes = field(repr=False)
    scopes: frozenset[str]
    expires_at: datetime
    ended_at: datetime | None = None

    def lives(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.expires_at


def token_text(public_part: bytes, secret: bytes) -> str:
    """The token of these random bytes, as it is shown once."""
    return f"dutybell_{public_part.hex()}_{secret.hex()}"


def hash_of(secret: str) -> bytes:
    """What is kept. The secret is 256 random bits, so that nothing slower is needed."""
    return hashlib.sha256(secret.encode()).digest()


def read_bearer(header: str) -> Shown | None:
    """The token of an Authorization header; None for anything else."""
    scheme, _, written = header.partition(" ")
    match = _WRITTEN.fullmatch(written.strip()) if scheme.lower() == SCHEME else None
    return Shown(match[1], match[2]) if match else None


def judge(shown: Shown, kept: Token | None, scope: Scope, at: datetime) -> Denial | None:
    """Whether it opens the door, compared in constant time whether or not there is such a token."""
    is_right = hmac.compare_digest(shown.hash, kept.hash if kept else DUMMY_HASH)
    if kept is None or not is_right or not kept.lives(at):
        return Denial.TOKEN
    return None if scope in kept.scopes else Denial.SCOPE
