"""Signing in by the platform: there with a state that only this browser can bring back, and back to the page.

The way back is kept in a signed cookie beside the state, because a platform takes a short state only (WeCom: 128
letters and digits); it leads to one page of ours and nowhere else. Each login has a cookie of its own, so that two
links that are opened at once do not disturb each other.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from adapters.signer import Signer
from domain.events import Source
from web.h5.desk import H5

COOKIE = "dutybell_login_"  # followed by the beginning of the state
COOKIE_DIGITS = 8
PATH = "/h5/login"
HOME = "/h5/"  # where every way leads
LIFE = timedelta(minutes=10)  # for whoever has to type a password first


@dataclass(frozen=True, slots=True)
class Begun:
    """A login under way: at whose platform, and to which page of ours it leads."""

    source: Source
    way: str


class Logins:
    """Begins logins and takes them up again."""

    def __init__(self, secret: bytes, public_url: str) -> None:
        self._signer = Signer(secret, "h5 login")
        self._public_url = public_url.rstrip("/")
        self._is_secure = public_url.startswith("https:")

    def back_to(self, source: Source) -> str:
        """Where the platform sends the browser; this address is registered there."""
        return f"{self._public_url}{PATH}/{source.platform}/{source.account}"

    def begin(self, h5: H5, begun: Begun) -> web.Response:
        """Send the browser to the platform, with a state that nobody can guess."""
        state = secrets.token_hex(16)
        where = h5.logins[begun.source].login_url(self.back_to(begun.source), state)
        response = web.Response(status=302, headers={"Location": where})
        self.remember(response, state, begun, h5.clock())
        return response

    def remember(self, response: web.Response, state: str, begun: Begun, now: datetime) -> None:
        """Give the browser what it has to bring back with the state."""
        ends = int((now + LIFE).timestamp())
        fields = [state, begun.source.platform, begun.source.account, begun.way, ends]
        response.set_cookie(
            _cookie(state),
            self._signer.sign(json.dumps(fields).encode()),
            max_age=int(LIFE.total_seconds()),
            path=PATH,
            secure=self._is_secure,
            httponly=True,
            samesite="Lax",
        )

    def recall(self, request: web.Request, source: Source, now: datetime) -> Begun | None:
        """The login that this browser began there with this state, if it did and not too long ago."""
        state = request.query.get("state", "")
        content = self._signer.open(request.cookies.get(_cookie(state), ""))
        if content is None:
            return None
        known, platform, account, way, ends = json.loads(content)
        is_same = hmac.compare_digest(known.encode(), state.encode("utf-8", "replace"))
        is_here = Source(platform, account) == source and way.startswith(HOME) and now.timestamp() < ends
        return Begun(source, way) if is_same and is_here else None

    def forget(self, response: web.Response, state: str) -> None:
        """A state serves once."""
        response.del_cookie(_cookie(state), path=PATH)


def _cookie(state: str) -> str:
    return f"{COOKIE}{state[:COOKIE_DIGITS]}"
