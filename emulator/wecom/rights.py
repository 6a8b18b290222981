"""Rights that work once: response codes of cards and login codes of pages."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from emulator.wecom.cards import SentCard
from emulator.wecom.errors import ApiError

SPENT = 60140
OTHER_APP = 42015


@dataclass(slots=True)
class ResponseCode:
    """The right to redraw one card once."""

    card: SentCard
    expires_at: datetime
    is_used: bool = False


class ResponseCodes:
    """All response codes of a corp."""

    def __init__(self, life: timedelta) -> None:
        self._life = life
        self._codes: dict[str, ResponseCode] = {}

    def issue(self, card: SentCard, now: datetime) -> str:
        """A new code for that card."""
        code = secrets.token_urlsafe(32)
        self._codes[code] = ResponseCode(card, now + self._life)
        return code

    def check(self, code: str, agent_id: int, now: datetime) -> ResponseCode:
        """The right behind a code.

        Raises:
            ApiError: 60140 for unknown, used and expired codes, 42015 for those of another application.
        """
        right = self._codes.get(code)
        if right is None or right.is_used or now >= right.expires_at:
            raise ApiError(SPENT)
        if right.card.agent_id != agent_id:
            raise ApiError(OTHER_APP)
        return right


@dataclass(slots=True)
class LoginCode:
    """What the web view appends to a page's address. `user_id` is None for somebody who is no member."""

    agent_id: int
    user_id: str | None
    expires_at: datetime
    is_used: bool = False


class LoginCodes:
    """All login codes of a corp."""

    def __init__(self, life: timedelta) -> None:
        self._life = life
        self._codes: dict[str, LoginCode] = {}

    def issue(self, agent_id: int, user_id: str | None, now: datetime) -> str:
        """A new code for a page of that application."""
        code = secrets.token_urlsafe(32)
        self._codes[code] = LoginCode(agent_id, user_id, now + self._life)
        return code

    def redeem(self, code: str, agent_id: int, now: datetime) -> LoginCode:
        """Use a code up.

        Raises:
            ApiError: 40029 for one that is unknown here, 42022 for a used one, 42003 for one older than five minutes.
        """
        login = self._codes.get(code)
        if login is None or login.agent_id != agent_id:
            raise ApiError(40029)
        if login.is_used:
            raise ApiError(42022)
        if now >= login.expires_at:
            raise ApiError(42003)
        login.is_used = True
        return login
