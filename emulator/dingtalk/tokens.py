"""Access tokens: one for both families, the same while it is valid, a new one near its end."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from emulator.dingtalk.rules import Rules


@dataclass(slots=True)
class Token:
    """`is_dead` ends it early."""

    value: str
    expires_at: datetime
    is_dead: bool = False


class Tokens:
    """All tokens of an application."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._by_value: dict[str, Token] = {}
        self._current: Token | None = None

    def issue(self, now: datetime) -> Token:
        """The token that is valid from now on; the one before it stays valid until its own end."""
        current = self._current
        if current and not current.is_dead and now < current.expires_at - self._rules.token_renewed_before:
            return current
        self._current = Token(secrets.token_hex(16), now + self._rules.token_life)
        self._by_value[self._current.value] = self._current
        return self._current

    @property
    def current(self) -> Token | None:
        """The token issued last, dead or not."""
        return self._current

    def knows(self, value: str) -> bool:
        """Whether it was ever issued here."""
        return value in self._by_value

    def is_valid(self, value: str, now: datetime) -> bool:
        """Whether a call with this token is let in."""
        token = self._by_value.get(value)
        return token is not None and not token.is_dead and now < token.expires_at

    def kill(self, value: str) -> None:
        """End one token early."""
        if value in self._by_value:
            self._by_value[value].is_dead = True

    def kill_all(self) -> None:
        """End every token early."""
        for token in self._by_value.values():
            token.is_dead = True
