"""Rights of persons who sign in: codes that work once, and the tokens that web logins get for them."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from emulator.dingtalk.rules import Rules


@dataclass(slots=True)
class LoginCode:
    """`userid` is None for somebody who is no member. `is_web`: from the login page, else from inside the client."""

    userid: str | None
    is_web: bool
    expires_at: datetime
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class UserToken:
    """What a web login gets."""

    value: str
    refresh: str
    userid: str | None
    expires_at: datetime
    refreshable_until: datetime


class Logins:
    """All logins of an application."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._codes: dict[str, LoginCode] = {}
        self._tokens: dict[str, UserToken] = {}

    def issue(self, userid: str | None, now: datetime, *, is_web: bool) -> str:
        """A new code: the authCode of the login page, or the code of a page inside the client."""
        code = secrets.token_hex(16)
        self._codes[code] = LoginCode(userid, is_web, now + self._rules.login_code_life)
        return code

    def redeem(self, code: str, now: datetime, *, is_web: bool) -> LoginCode | None:
        """Use a code up; None for one that is unknown, of the other kind, used or too old."""
        login = self._codes.get(code)
        if login is None or login.is_web is not is_web or login.is_used or now >= login.expires_at:
            return None
        login.is_used = True
        return login

    def sign_in(self, userid: str | None, now: datetime) -> UserToken:
        """A token of that person."""
        token = UserToken(
            value=secrets.token_hex(16),
            refresh=secrets.token_hex(16),
            userid=userid,
            expires_at=now + self._rules.user_token_life,
            refreshable_until=now + self._rules.refresh_token_life,
        )
        self._tokens[token.value] = token
        return token

    def refresh(self, value: str, now: datetime) -> UserToken | None:
        """Another token for the same person; the refresh token is spent."""
        old = next((token for token in self._tokens.values() if token.refresh == value), None)
        if old is None or now >= old.refreshable_until:
            return None
        del self._tokens[old.value]
        return self.sign_in(old.userid, now)

    def find(self, value: str, now: datetime) -> UserToken | None:
        """The token, if it is known and not over."""
        token = self._tokens.get(value)
        return token if token and now < token.expires_at else None
