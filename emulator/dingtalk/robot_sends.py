"""What the robot has sent and may still take back, and how often it may speak to one person."""

import secrets
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from emulator.dingtalk.lines import Line

MINUTE = timedelta(minutes=1)
# Read statuses are kept that long. Source: open documentation, "read status of one-on-one chats".
LIFE = timedelta(hours=24)


@dataclass(slots=True, kw_only=True)
class RobotSend:
    """One accepted send and the chats it reached."""

    key: str
    sent_at: datetime
    lines: tuple[Line, ...]
    is_recalled: bool = False


class RobotSends:
    """All sends of an organisation's robot.

    `per_minute` switches flow control on, for each member on its own; the platform's own numbers are not published.
    """

    def __init__(self, per_minute: int | None = None) -> None:
        self.per_minute = per_minute
        self._taken: dict[str, deque[datetime]] = {}
        self._sends: dict[str, RobotSend] = {}

    def may_reach(self, userid: str, now: datetime) -> bool:
        """Whether one more may be sent to that person now; if so it is counted."""
        taken = self._taken.setdefault(userid, deque())
        while taken and taken[0] <= now - MINUTE:
            taken.popleft()
        if self.per_minute is not None and len(taken) >= self.per_minute:
            return False
        taken.append(now)
        return True

    def keep(self, lines: tuple[Line, ...], now: datetime) -> RobotSend:
        """Remember a send; its key is the processQueryKey."""
        send = RobotSend(key=secrets.token_urlsafe(32), sent_at=now, lines=lines)
        self._sends[send.key] = send
        return send

    def find(self, key: str) -> RobotSend | None:
        """The send with that processQueryKey."""
        return self._sends.get(key)
