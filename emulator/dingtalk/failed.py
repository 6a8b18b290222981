"""Events that could not be delivered by HTTP, kept for both calls that fetch them. Source: docs, failed events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from emulator.dingtalk.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedEvent:
    """`failed_at` is when the last attempt failed; it becomes readable a few minutes later."""

    event_id: str
    event_type: str
    corp_id: str
    data: Mapping[str, object]
    born_at: datetime
    failed_at: datetime


class FailedEvents:
    """All failed events of an application."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self.kept: list[FailedEvent] = []
        self._handed_out: list[FailedEvent] = []

    def add(self, event: FailedEvent) -> None:
        """Keep one."""
        self.kept.append(event)

    def take(self, now: datetime) -> tuple[list[FailedEvent], bool]:
        """The old call: a page of them and whether there are more. It forgets what it gave the time before."""
        self.kept = [event for event in self.kept if event not in self._handed_out]
        readable = self._readable(now)
        self._handed_out = readable[: self._rules.failed_list_page]
        return self._handed_out, len(readable) > len(self._handed_out)

    def between(self, begin: datetime, end: datetime, now: datetime) -> tuple[list[FailedEvent], bool]:
        """The new call: those of a time, and whether there are more. It forgets nothing."""
        found = [event for event in self._readable(now) if begin <= event.born_at <= end]
        return found[: self._rules.failed_list_page], len(found) > self._rules.failed_list_page

    def _readable(self, now: datetime) -> list[FailedEvent]:
        return [event for event in self.kept if now - event.failed_at >= self._rules.failed_list_after]
