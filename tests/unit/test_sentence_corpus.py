"""Every sentence of the corpus is read as the corpus says; whoever adds a line adds a test."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import calendar_from
from domain.leave_length import length
from domain.leave_types import BY_CODE, BY_NAME
from domain.sentence import Ask, LeaveReading, read_answer, read_leave
from domain.sentence.asking import OTHER_TIME
from domain.shift import Half, Shift
from domain.words import Command, LeaveSentence, Negation, Nothing, Question, understand

ROOT = Path(__file__).parents[2]
CAMPUS = ZoneInfo("Asia/Shanghai")
SHIFT = Shift()
CALENDAR = calendar_from(tomllib.loads((ROOT / "content/calendar/china.toml").read_text(encoding="utf-8")))
CORPUS = tomllib.loads((ROOT / "tests/corpus/leave.toml").read_text(encoding="utf-8"))
KEYS = {
    "say", "type", "when", "minutes", "reason", "back", "asks", "options", "whose", "refused",
    "question", "negation", "nothing", "command", "number", "rest", "then",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    now: datetime
    expected: Mapping[str, Any]

    @property
    def say(self) -> str:
        return self.expected["say"]


def cases() -> Iterator[Any]:
    for group in CORPUS["group"]:
        now = group["now"].replace(tzinfo=CAMPUS)
        for expected in group["cases"]:
            answers = "".join(f" / {answer}" for answer in expected.get("then", ()))
            yield pytest.param(Case(now, expected), id=f"{expected['say']}{answers} [{now:%m-%d %H:%M}]")


@pytest.mark.parametrize("case", list(cases()))
def test_the_sentence_is_read_as_the_corpus_says(case: Case):
    expected = case.expected
    assert not set(expected) - KEYS, "a key nobody reads"

    understood = understand(case.say)

    if expected.get("nothing"):
        assert isinstance(understood, Nothing)
    elif expected.get("question"):
        assert isinstance(understood, Question)
    elif expected.get("negation"):
        assert isinstance(understood, Negation)
    elif "command" in expected:
        assert understood == Command(
            next(word for word in type(understood.word) if word == expected["command"]),  # type: ignore[union-attr]
            expected.get("number"),
            expected.get("rest", ""),
        )
    else:
        assert isinstance(understood, LeaveSentence) or understood == Command(understood.word)  # type: ignore[union-attr]
        check_reading(read(case), case)


def read(case: Case) -> LeaveReading:
    reading = read_leave(case.say, now=case.now, shift=SHIFT, calendar=CALENDAR)
    for answer in case.expected.get("then", ()):
        reading = read_answer(answer, reading.questions, draft=reading, now=case.now, shift=SHIFT, calendar=CALENDAR)
    return reading


def check_reading(reading: LeaveReading, case: Case) -> None:
    expected = case.expected
    if "refused" in expected:
        assert reading.refusal is not None
        assert expected["refused"] in reading.refusal
    else:
        assert reading.refusal is None
    assert (reading.leave_type and BY_CODE[reading.leave_type].name) == expected.get("type")
    assert said_span(reading) == (span_of(expected["when"], case.now) if "when" in expected else None)
    assert reading.reason == expected.get("reason")
    assert reading.whose == expected.get("whose")
    assert (reading.back_dated and reading.span is not None) == expected.get("back", False)
    assert ["+".join(about.value for about in ask.about) for ask in reading.questions] == expected.get("asks", [])
    if "options" in expected:
        assert_options(reading.questions, expected["options"], case.now)
    if "minutes" in expected:
        assert minutes_of(reading) == expected["minutes"]


def said_span(reading: LeaveReading) -> tuple[datetime, datetime] | None:
    return (reading.start, reading.end) if reading.start and reading.end else None


def minutes_of(reading: LeaveReading) -> int | None:
    if not (reading.start and reading.end):
        return None
    leave_type = BY_CODE[reading.leave_type or "personal"]
    return length(reading.start, reading.end, SHIFT, CALENDAR, leave_type).minutes


def assert_options(questions: Sequence[Ask], expected: Sequence[str], now: datetime) -> None:
    """The buttons of the last question that has any; a list that is shorter names those that must be among them."""
    options = next(ask.options for ask in reversed(questions) if ask.options)
    found = [option.patch for option in options]
    wanted = [patch_of(name, now) for name in expected]
    chosen = [{key: patch.get(key) for key in want} for patch, want in zip(found, wanted, strict=False)]
    assert chosen == wanted
    if len(expected) > 1:
        assert len(found) == len(wanted)


def patch_of(name: str, now: datetime) -> dict[str, object]:
    if name in BY_NAME:
        return {"leave_type": BY_NAME[name].code}
    if name == OTHER_TIME.label:
        return {"start": None, "end": None}
    start, end = span_of(name, now)
    return {"start": start.isoformat(timespec="minutes"), "end": end.isoformat(timespec="minutes")}


def span_of(when: str, now: datetime) -> tuple[datetime, datetime]:
    """The corpus's own way to write a time: 2026-11-26, … 上午, … 15:00-17:00, … ~ …."""
    first, _, last = when.partition(" ~ ")
    return edges(first, now)[0], edges(last or first, now)[1]


def edges(side: str, now: datetime) -> tuple[datetime, datetime]:
    day_text, _, hours = side.partition(" ")
    day = datetime.fromisoformat(day_text).date()
    start, end = hours_of(hours)
    return datetime.combine(day, start, now.tzinfo), datetime.combine(day, end, now.tzinfo)


def hours_of(hours: str) -> tuple[time, time]:
    halves = {"上午": SHIFT.half(Half.MORNING), "下午": SHIFT.half(Half.AFTERNOON)}
    if half := halves.get(hours):
        return half.start, half.end
    if not hours:
        return SHIFT.start, SHIFT.end
    start, _, end = hours.partition("-")
    return time.fromisoformat(start), time.fromisoformat(end or start)


def test_the_corpus_has_at_least_320_sentences_and_none_twice():
    said = [(group["now"], case["say"], *case.get("then", ())) for group in CORPUS["group"] for case in group["cases"]]
    assert len(said) >= 320
    assert len(set(said)) == len(said)
