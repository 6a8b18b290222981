"""The addresses at which a robot may answer what was said, each for a while. Source: docs, robot-receive-message."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from emulator.dingtalk.lines import Line


@dataclass(slots=True, kw_only=True)
class Session:
    """The right to answer in one chat. `answered` are the msgUuids that were taken."""

    key: str
    line: Line
    expires_at: datetime
    answered: set[str] = field(default_factory=set[str])


class Sessions:
    """All sessions of an organisation."""

    def __init__(self, life: timedelta) -> None:
        self.life = life
        self._sessions: dict[str, Session] = {}

    def issue(self, line: Line, now: datetime) -> Session:
        """A new right to answer in that chat."""
        session = Session(key=secrets.token_hex(16), line=line, expires_at=now + self.life)
        self._sessions[session.key] = session
        return session

    def find(self, key: str, now: datetime) -> Session | None:
        """The session, if it is known and not over."""
        session = self._sessions.get(key)
        return session if session and now < session.expires_at else None
