"""Buttons as links, for cards that cannot have buttons of their own: who may press what, in a signed address.

A link opens a page and does nothing by itself; what is pressed there enters the inbox in the form written here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from adapters.ports import Received
from adapters.signer import Signer
from domain.events import CardClicked, Source

KIND = "link"
LIFE = timedelta(hours=72)  # as long as WeCom lets a card be redrawn, so that buttons live equally long everywhere
GRID = 3600  # seconds; what is made within one of them ends together
LONGEST = 600  # characters of a token; the platforms cut longer addresses
KEY_LENGTH = 32  # hex digits of the token's hash, 128 bits
MOST_PRESSES = 20  # of one link: 进度 may be asked again and again, though not for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """What a link stands for: a button on a card, for the one person it was sent to."""

    source: Source
    card_id: str
    user_id: str
    action: str
    expires_at: datetime


class Links:
    """Makes and reads the addresses. Replicas with the same `secret` read each other's."""

    def __init__(self, public_url: str, secret: bytes) -> None:
        self._page = f"{public_url.rstrip('/')}/h5/act"
        self._signer = Signer(secret, "link")

    def url(self, source: Source, card_id: str, user_id: str, action: str, now: datetime) -> str:
        """The address behind a button. It works for 72 hours, and to the end of the hour in which they are over.

        Within one hour the same button has the same address, so that a repeated delivery repeats its words too.
        """
        fields = [source.platform, source.account, card_id, user_id, action, _expiry(now)]
        content = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
        return f"{self._page}?t={self._signer.sign(content)}"

    def read(self, token: str, now: datetime) -> Pressed | None:
        """What the address's `t` stands for; None if it has run out or is not ours, letter by letter."""
        content = self._signer.open(token) if len(token) <= LONGEST else None
        if content is None:
            return None
        platform, account, card_id, user_id, action, expiry = json.loads(content)
        expires_at = datetime.fromtimestamp(expiry, UTC)
        source = Source(platform, account)
        pressed = Pressed(source=source, card_id=card_id, user_id=user_id, action=action, expires_at=expires_at)
        return pressed if now < expires_at else None


def link_keys(token: str) -> tuple[str, ...]:
    """The keys under which presses of this link enter the inbox: one for the first, one for each repetition.

    Whether a button may be pressed once more is decided by whoever shows it; with the same key it counts once.
    """
    first = f"link:{sha256(token.encode()).hexdigest()[:KEY_LENGTH]}"
    return (first, *(f"{first}:{repetition}" for repetition in range(1, MOST_PRESSES)))


def received_press(key: str, pressed: Pressed, now: datetime, reason: str = "") -> Received:
    """The press as the inbox takes it; `parse_link` reads its body."""
    body = {"card_id": pressed.card_id, "user_id": pressed.user_id, "action": pressed.action, "at": now.isoformat()}
    body |= {"reason": reason} if reason else {}
    return Received(key, KIND, pressed.user_id.lower(), json.dumps(body, ensure_ascii=False).encode())


def parse_link(body: bytes) -> CardClicked:
    """The press that `received_press` wrote. Raises ValueError for anything else."""
    fields = json.loads(body)
    if not isinstance(fields, dict):
        raise ValueError("a press is an object")  # noqa: TRY004 - what cannot be read is one kind of failure here
    return CardClicked(
        user_id=_word(fields, "user_id"),
        at=datetime.fromisoformat(_word(fields, "at")).astimezone(UTC),
        card_id=_word(fields, "card_id"),
        action=_word(fields, "action"),
        reason=_word(fields, "reason") if "reason" in fields else "",
    )


def _word(fields: Mapping[object, object], name: str) -> str:
    found = fields.get(name)
    if not isinstance(found, str) or not found:
        raise ValueError(f"a press without {name}")
    return found


def _expiry(now: datetime) -> int:
    """Seconds since 1970: one instant for everything that is made within one hour."""
    seconds = int(now.timestamp())
    return seconds - seconds % GRID + GRID + LIFE // timedelta(seconds=1)
