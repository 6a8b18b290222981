"""Who looks at the pages: a signed cookie of our own, good for a working day."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from adapters.signer import Signer
from domain.events import Source

COOKIE = "dutybell_h5"
PATH = "/h5"
LIFE = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Session:
    """A member whom the platform vouched for. `mark` tells one login from another."""

    source: Source
    user_id: str
    mark: str

    def belongs_to(self, source: Source, user_id: str) -> bool:
        """Whether this is that member; platforms change the case of user ids."""
        return self.source == source and self.user_id.lower() == user_id.lower()


class Sessions:
    """Opens and reads sessions, and makes the form marks that only a page of the same session can know."""

    def __init__(self, secret: bytes, public_url: str) -> None:
        self._cookies = Signer(secret, "h5 session")
        self._forms = Signer(secret, "h5 form")
        self._is_secure = public_url.startswith("https:")

    def open(self, response: web.Response, source: Source, user_id: str, now: datetime) -> None:
        """Begin a session in the browser that gets this answer."""
        ends = int((now + LIFE).timestamp())
        fields = [source.platform, source.account, user_id, secrets.token_hex(16), ends]
        response.set_cookie(
            COOKIE,
            self._cookies.sign(json.dumps(fields).encode()),
            max_age=int(LIFE.total_seconds()),
            path=PATH,
            secure=self._is_secure,
            httponly=True,
            samesite="Lax",
        )

    def read(self, request: web.Request, now: datetime) -> Session | None:
        """The session of a request, if there is one and it has not run out."""
        content = self._cookies.open(request.cookies.get(COOKIE, ""))
        if content is None:
            return None
        platform, account, user_id, mark, ends = json.loads(content)
        return Session(Source(platform, account), user_id, mark) if now.timestamp() < ends else None

    def form_mark(self, session: Session, key: str) -> str:
        """What a form in the browser of `session` carries: which press it stands for."""
        return self._forms.sign(f"{session.mark} {key}".encode())

    def pressed_key(self, session: Session, keys: Sequence[str], mark: str) -> str | None:
        """Which of these presses a form stands for; None if it came from elsewhere."""
        content = self._forms.open(mark)
        return next((key for key in keys if content == f"{session.mark} {key}".encode()), None)
