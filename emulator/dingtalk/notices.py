"""Work notices that were taken, and the limits that drop recipients without a word. Source: docs, asyncsend_v2."""

import itertools
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from emulator.dingtalk.errors import OldError

TOO_MANY = 41029
ALL_STAFF_SPENT = 41045
MINUTE_SPENT = 41047
DAY_SPENT_CODE = "143105"
SAME_CONTENT_CODE = "143106"
# The days of the limits are China's.
DAYS = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
LIFE = timedelta(hours=24)
STATUS_BAR_LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRules:
    """Defaults are the documented values of an internal app; tests may shrink them."""

    per_person_and_day: int = 500
    recipients_per_call: int = 5000
    recipients_per_minute: int = 5000
    to_everybody_per_day: int = 3


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Somebody who was left out. Codes: 143105 the day's limit, 143106 the same content on the same day."""

    user_id: str
    code: str


@dataclass(slots=True, kw_only=True)
class Notice:
    """One work notice as the questions after it can ask for it."""

    no: int
    sent_at: datetime
    reached: tuple[str, ...]
    forbidden: tuple[Forbidden, ...] = ()
    invalid: tuple[str, ...] = ()
    invalid_departments: tuple[int, ...] = ()
    has_status_bar: bool = False
    is_recalled: bool = False


@dataclass(slots=True)
class Today:
    """What was sent on one day."""

    day: date
    everybody: int = 0
    received: Counter[str] = field(default_factory=Counter[str])
    contents: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])


class Notices:
    """All work notices of an organisation."""

    def __init__(self, rules: NoticeRules | None = None) -> None:
        self.rules = rules or NoticeRules()
        self.sent: dict[int, Notice] = {}
        self._numbers = itertools.count(256_271_667_526)
        self._today = Today(date.min)
        self._minute: deque[datetime] = deque()

    def take(self, count: int, now: datetime, *, is_for_everybody: bool) -> None:
        """Count the recipients of one call. Raises OldError 41029, 41045, 41047."""
        if count > self.rules.recipients_per_call:
            raise OldError(TOO_MANY)
        today = self._day(now)
        if is_for_everybody and today.everybody >= self.rules.to_everybody_per_day:
            raise OldError(ALL_STAFF_SPENT)
        while self._minute and self._minute[0] <= now - MINUTE:
            self._minute.popleft()
        if len(self._minute) + count > self.rules.recipients_per_minute:
            raise OldError(MINUTE_SPENT)
        self._minute.extend(itertools.repeat(now, count))
        today.everybody += is_for_everybody

    def split(self, user_ids: Iterable[str], content_hash: str, now: datetime) -> tuple[list[str], list[Forbidden]]:
        """Who gets it, and who is left out without a word."""
        reached: list[str] = []
        forbidden: list[Forbidden] = []
        for user_id in user_ids:
            code = self._refusal(user_id, content_hash, now)
            if code:
                forbidden.append(Forbidden(user_id, code))
            else:
                reached.append(user_id)
        return reached, forbidden

    def next_no(self) -> int:
        """The task_id of one more notice."""
        return next(self._numbers)

    def _refusal(self, user_id: str, content_hash: str, now: datetime) -> str:
        today = self._day(now)
        if (user_id, content_hash) in today.contents:
            return SAME_CONTENT_CODE
        if today.received[user_id] >= self.rules.per_person_and_day:
            return DAY_SPENT_CODE
        today.contents.add((user_id, content_hash))
        today.received[user_id] += 1
        return ""

    def _day(self, now: datetime) -> Today:
        day = now.astimezone(DAYS).date()
        if self._today.day != day:
            self._today = Today(day)
        return self._today
