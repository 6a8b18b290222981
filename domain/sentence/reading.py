"""What was read of a leave: the fields that are certain, and what has to be asked, said and chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.sentence.meaning import Span

Value = str | int | bool | None | list[str]


class About(StrEnum):
    """What a question is about."""

    TYPE = "type"
    TIME = "time"
    UNTIL = "until"  # the end of a time whose beginning is known
    REASON = "reason"
    WHOSE = "whose"


@dataclass(frozen=True, slots=True)
class Option:
    """A button: its Chinese label and the draft fields it sets, all JSON."""

    label: str
    patch: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question in one Chinese sentence; `about` has several members when all is asked at once."""

    about: tuple[About, ...]
    text: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveReading:
    """A leave as far as it was understood. `start` and `end` are set only when nothing about the time is in doubt.

    `period` keeps what was said about the time, for a later answer to complete. `types` are the ones to choose from.
    `whose` names somebody else for whom it may be. `refusal` says in Chinese what cannot be and what to do.
    `rules` name in Chinese the rules that read it, for the restatement.
    """

    leave_type: str | None = None
    types: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    period: str = ""
    stated_minutes: int | None = None
    reason: str | None = None
    back_dated: bool = False
    whose: str | None = None
    questions: tuple[Ask, ...] = ()
    refusal: str | None = None
    rules: tuple[str, ...] = ()

    @property
    def span(self) -> Span | None:
        return Span(self.start, self.end) if self.start and self.end else None

    @property
    def is_complete(self) -> bool:
        return not self.questions and self.refusal is None and self.span is not None


def to_draft(reading: LeaveReading) -> dict[str, Value]:
    """The fields as JSON, for a draft row; questions are asked anew from them."""
    return {
        "leave_type": reading.leave_type,
        "types": list(reading.types),
        "start": reading.start.isoformat() if reading.start else None,
        "end": reading.end.isoformat() if reading.end else None,
        "period": reading.period,
        "stated_minutes": reading.stated_minutes,
        "reason": reading.reason,
        "back_dated": reading.back_dated,
        "whose": reading.whose,
    }


def from_draft(draft: Mapping[str, Value], now: datetime) -> LeaveReading:
    """The reverse of `to_draft`; instants come back in the zone of `now`. Unknown keys are not looked at."""
    types = draft.get("types")
    stated = draft.get("stated_minutes")
    return LeaveReading(
        leave_type=_text(draft.get("leave_type")),
        types=tuple(types) if isinstance(types, list) else (),
        start=_instant(draft.get("start"), now),
        end=_instant(draft.get("end"), now),
        period=_text(draft.get("period")) or "",
        stated_minutes=stated if isinstance(stated, int) else None,
        reason=_text(draft.get("reason")),
        back_dated=draft.get("back_dated") is True,
        whose=_text(draft.get("whose")),
    )


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _instant(value: Value, now: datetime) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(now.tzinfo) if isinstance(value, str) else None
