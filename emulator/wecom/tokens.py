"""Access tokens: issued per application, dead after two hours or earlier."""

import itertools
import secrets
from dataclasses import dataclass
from datetime import datetime

from emulator.wecom.errors import ApiError
from emulator.wecom.rules import Renewal, Rules

EXPIRED = 42001
INVALID = 40014


@dataclass(slots=True)
class Token:
    """`agent_id` is None for the contact synchronisation. `death` is the code that a dead token answers, once known."""

    value: str
    agent_id: int | None
    expires_at: datetime
    death: int | None = None


class Tokens:
    """All tokens of a corp."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._by_value: dict[str, Token] = {}
        self._current: dict[int | None, Token] = {}
        # Expired tokens have been seen to answer either code: both must make an application fetch a new one.
        self._deaths = itertools.cycle((EXPIRED, INVALID))

    def issue(self, agent_id: int | None, now: datetime) -> Token:
        """The token that is valid from now on."""
        current = self._current.get(agent_id)
        if current and self._rules.renewal is Renewal.SAME and not self._is_dead(current, now):
            return current
        if current and self._rules.renewal is Renewal.OLD_DIES:
            current.expires_at = min(current.expires_at, now + self._rules.old_token_stays)
        token = Token(secrets.token_urlsafe(64), agent_id, now + self._rules.token_life)
        self._by_value[token.value] = self._current[agent_id] = token
        return token

    def current(self, agent_id: int | None) -> Token | None:
        """The token issued last, dead or not."""
        return self._current.get(agent_id)

    def knows(self, value: str) -> bool:
        """Whether this corp has ever issued it."""
        return value in self._by_value

    def check(self, value: str, now: datetime) -> Token:
        """The token of that value.

        Raises:
            ApiError: 42001 or 40014 for a dead one, 40014 for one that never was.
        """
        token = self._by_value.get(value)
        if token is None:
            raise ApiError(INVALID)
        if self._is_dead(token, now):
            token.death = token.death or next(self._deaths)
            raise ApiError(token.death)
        return token

    def kill(self, value: str, code: int | None = None) -> None:
        """End one token early. It answers `code`, else 42001 and 40014 in turn."""
        token = self._by_value.get(value)
        if token:
            token.death = code or next(self._deaths)

    def kill_all(self, code: int | None = None) -> None:
        """End every token early."""
        for value in self._by_value:
            self.kill(value, code)

    @staticmethod
    def _is_dead(token: Token, now: datetime) -> bool:
        return token.death is not None or now >= token.expires_at
