"""What one person is told in the morning: lines in the order of their urgency, and how that looks on a card."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypedDict
from zoneinfo import ZoneInfo

from domain.duties.lines import Line, LineAct
from domain.ids import PersonId

SHOWN = 5  # lines of a card; WeCom takes six buttons, one of which is for the rest
MOST_LINES = 200  # of one digest; whoever has more has another problem, and the page shows all
DAY = timedelta(days=1)
WEEK = 7
WEEKDAYS = "一二三四五六日"
FAR = date.max
KNOWN_ENDS = 4096  # deadlines whose day is remembered: a whole college shares them


class WrittenLine(TypedDict):
    """A line as it is kept: what was told, in the words it was told in."""

    key: str
    source: str
    text: str
    due_at: str | None
    blocks: bool
    acts: list[str]
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """`whose` is the name of whom it is about where somebody else reads it; `done` are keys of what is settled."""

    day: date
    week: str
    lines: tuple[Line, ...]
    whose: str = ""
    done: frozenset[str] = frozenset()

    @property
    def open(self) -> tuple[Line, ...]:
        """What is left."""
        return tuple(line for line in self.lines if line.key not in self.done)


def in_order(lines: Iterable[Line], now: datetime, campus: ZoneInfo) -> tuple[Line, ...]:
    """By deadline, and by whom it blocks: what somebody waits for has its day today, or earlier.

    Each once, however many sources name it.
    """
    today = now.astimezone(campus).date()

    def urgency(line: Line) -> tuple[date, bool, datetime, str]:
        due = last_day(line.due_at, campus) if line.due_at else FAR
        return min(due, today) if line.is_blocking else due, not line.is_blocking, line.due_at or now, line.key

    once = {line.key: line for line in lines}
    return tuple(sorted(once.values(), key=urgency))[:MOST_LINES]


@lru_cache(maxsize=KNOWN_ENDS)
def last_day(due_at: datetime, campus: ZoneInfo) -> date:
    """The last day on which it is in time: what ends at midnight ends with the day before."""
    return (due_at - timedelta(microseconds=1)).astimezone(campus).date()


def due_words(due_at: datetime | None, now: datetime, campus: ZoneInfo) -> str:
    """今天, 明天, 周五, 12月1日, 逾期2天; nothing without a deadline."""
    if due_at is None:
        return ""
    last, today = last_day(due_at, campus), now.astimezone(campus).date()
    if now >= due_at:
        late = (today - last).days
        return f"逾期{late}天" if late else "已逾期"
    ahead = (last - today).days
    if ahead == 0:
        end = due_at.astimezone(campus)
        return "今天" if end.date() > last else f"今天{end:%H:%M}"
    if ahead == 1:
        return "明天"
    if ahead < WEEK - today.weekday():
        return f"周{WEEKDAYS[last.weekday()]}"
    year = "" if last.year == today.year else f"{last.year}年"
    return f"{year}{last.month}月{last.day}日"


def line_words(line: Line, now: datetime, campus: ZoneInfo) -> str:
    """The line with its deadline first, since long ones are cut."""
    due = due_words(line.due_at, now, campus)
    return f"{due} {line.text}" if due else line.text


def is_late(line: Line, now: datetime) -> bool:
    return line.due_at is not None and now >= line.due_at


def dones_of(digest: Digest) -> Iterable[tuple[int, Line]]:
    """The lines of the card that can be done with one tap, with their places from 1."""
    for place, line in enumerate(digest.lines[:SHOWN], 1):
        if LineAct.DONE in line.acts and line.key not in digest.done:
            yield place, line


def to_json(lines: Sequence[Line]) -> list[WrittenLine]:
    """For storage; `from_json` reads it back equal."""
    return [
        WrittenLine(
            key=line.key,
            source=line.source,
            text=line.text,
            due_at=line.due_at.isoformat() if line.due_at else None,
            blocks=line.is_blocking,
            acts=_written(line.acts),
            link=line.link,
        )
        for line in lines
    ]


@lru_cache(maxsize=KNOWN_ENDS)
def _written(acts: tuple[LineAct, ...]) -> list[str]:
    return [act.value for act in acts]


def from_json(written: Iterable[WrittenLine]) -> tuple[Line, ...]:
    """The lines that `to_json` wrote."""
    return tuple(
        Line(
            source=each["source"],
            key=each["key"],
            text=each["text"],
            due_at=datetime.fromisoformat(each["due_at"]) if each["due_at"] else None,
            is_blocking=each["blocks"],
            acts=tuple(LineAct(act) for act in each["acts"]),
            link=each["link"],
        )
        for each in written
    )


def without(
    lines: Mapping[PersonId, Sequence[Line]], keys: Mapping[PersonId, Collection[str]]
) -> dict[PersonId, list[Line]]:
    """Each person's lines without those that they have put off."""
    return {person: [line for line in own if line.key not in keys.get(person, ())] for person, own in lines.items()}


def settled(digest: Digest, keys: Iterable[str]) -> Digest:
    """With these lines done."""
    return replace(digest, done=digest.done | frozenset(keys))
