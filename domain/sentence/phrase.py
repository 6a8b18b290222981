"""The grammar of a time: sides joined by 到, sections joined by 和 or 或, and a stated length."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from domain.sentence.tokens import (
    Clock,
    Dated,
    Day,
    Lesson,
    Mark,
    Pair,
    Part,
    Relative,
    Said,
    Stretch,
    Token,
    Vague,
    Weekday,
)

_WEEKS = {"下周": 1, "下个周": 1, "下星期": 1, "下个星期": 1, "下礼拜": 1, "下个礼拜": 1, "下下周": 2}
_THIS_WEEK = {"本周", "这周", "这个周", "这星期", "这个星期", "本星期", "这礼拜", "这个礼拜"}
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a time, or all of it: 11月25日(周三)下午3点后. Several `days` describe the same day."""

    days: tuple[Day, ...] = ()
    part: Part | None = None
    clock: Clock | None = None
    lesson: Lesson | None = None
    edge: Mark | None = None  # AFTER or BEFORE
    vague: Vague | None = None

    @property
    def is_empty(self) -> bool:
        return self == Side()

    @property
    def has_hours(self) -> bool:
        return self.part is not None or self.clock is not None or self.lesson is not None


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of time: from `start` to `end`, or `start` alone; `lengths` are the ones stated with it."""

    start: Side = Side()
    end: Side | None = None
    lengths: tuple[Stretch, ...] = ()
    opens: bool = False  # 从明天: it begins there
    leans: Mark | None = None  # EARLY or LATE: where in the day its length lies

    @property
    def is_empty(self) -> bool:
        return self.start.is_empty and self.end is None


@dataclass(frozen=True, slots=True)
class Phrase:
    """All that was said about when; `either` joins the sections by 或, else by 和. `repeats`: 每周三."""

    sections: tuple[Section, ...] = ()
    either: bool = False
    repeats: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.sections


def read_phrase(tokens: Iterable[Token]) -> Phrase:
    builder = _Builder()
    for token in tokens:
        builder.take(token.word)
    return builder.phrase()


class _Builder:
    """Takes word after word; a word that no longer fits the side at hand opens a new section."""

    def __init__(self) -> None:
        self._sections: list[Section] = []
        self._section = Section()
        self._either = False
        self._repeats = False

    def phrase(self) -> Phrase:
        self._close()
        return Phrase(tuple(self._sections), self._either, self._repeats)

    def take(self, word: Said) -> None:
        match word:
            case Relative() | Weekday() | Dated():
                self._take_day(word)
            case Part():
                self._take_part(word)
            case Clock():
                self._take_clock(word)
            case Pair():
                self._take_pair(word)
            case Lesson():
                self._put(replace(self._side, lesson=word))
            case Vague():
                self._put(replace(self._side, vague=word))
            case Stretch():
                self._take_length(word)
            case Mark():
                self._take_mark(word)
            case _:
                pass

    @property
    def _side(self) -> Side:
        return self._section.start if self._section.end is None else self._section.end

    def _put(self, side: Side) -> None:
        if self._section.end is None:
            self._section = replace(self._section, start=side)
        else:
            self._section = replace(self._section, end=side)

    def _close(self) -> None:
        if self._section != Section():
            self._sections.append(_without_idle_end(self._section))
        self._section = Section()

    def _take_day(self, day: Day) -> None:
        end = self._section.end
        if end and end.has_hours and not end.days and not self._section.start.days:
            self._section = replace(self._section, start=replace(self._section.start, days=(day,)))
            return  # 3点到5点 明天: the day of both
        side = self._side
        if side.vague and isinstance(day, Weekday) and (week := _week_of(side.vague)) is not None:
            day = replace(day, week=week) if day.week is None else day
        if side.days and any(type(day) is type(other) for other in side.days):
            self._close()  # 周三周五: two days, not one described twice
            side = Side()
        elif side.days and (side.clock or side.edge):
            self._close()
            side = Side()
        self._put(replace(side, days=(*side.days, day), vague=None))

    def _take_part(self, part: Part) -> None:
        side = self._side
        if side.part is part:
            return
        if side.part is not None and part is not Part.WHOLE:
            self._close()
            side = Side()
        self._put(replace(side, part=part))

    def _take_clock(self, clock: Clock) -> None:
        if self._side.clock is not None:
            self._close()
        self._put(replace(self._side, clock=clock))

    def _take_pair(self, pair: Pair) -> None:
        if self._side.days or self._side.part:
            for word in (Clock(pair.first), Mark.TO, Clock(pair.second)):
                self.take(word)
        elif pair.dashed and 1 <= pair.first <= _LAST_MONTH:
            self.take(Dated(pair.second, pair.first))
        else:
            self.take(Vague(f"{pair.first}到{pair.second}"))

    def _take_length(self, length: Stretch) -> None:
        self._section = replace(self._section, lengths=(*self._section.lengths, length))

    def _take_mark(self, mark: Mark) -> None:
        match mark:
            case Mark.TO:
                if self._section.end is None:
                    self._section = replace(self._section, end=Side())
            case Mark.FROM:
                self._section = replace(self._section, opens=True)
            case Mark.AFTER | Mark.LEAVING:
                self._put(replace(self._side, edge=Mark.AFTER))
            case Mark.BEFORE:
                self._put(replace(self._side, edge=Mark.BEFORE))
            case Mark.AND | Mark.OR:
                self._either = self._either or mark is Mark.OR
                if self._section != Section():
                    self._close()
            case Mark.EARLY | Mark.LATE:
                self._section = replace(self._section, leans=mark)
            case Mark.EACH:
                self._repeats = True
            case _:
                pass


def _without_idle_end(section: Section) -> Section:
    return replace(section, end=None) if section.end is not None and section.end.is_empty else section


def _week_of(vague: Vague) -> int | None:
    return 0 if vague.said in _THIS_WEEK else _WEEKS.get(vague.said)
