"""The calendar of the sample college for the academic year that a day is in: terms, vacations, a sports day, bells."""

from datetime import date, time, timedelta

from domain.college_calendar import DAY, WEEK, Bells, Event, EventKind, Term
from domain.college_document import CollegeDocument
from domain.shift import MINUTE, Segment

WEEKS = 20
EXAM_WEEKS = (19, 20)
AUTUMN, SPRING = (8, 29), (2, 22)  # the Monday on or after these begins week 1
SPORTS_WEEK = 9
ADMISSION_FROM, ADMISSION_TO = (5, 6), (6, 30)
LESSON, BREAK, LONG_BREAK = 45 * MINUTE, 10 * MINUTE, 20 * MINUTE
AFTER_LONG_BREAK = 3  # the lesson, counted in half a day


def demo_calendar(today: date) -> CollegeDocument:
    """Nothing in it changes how leave is counted: the college of the demo works through its vacations."""
    year = today.year if today >= date(today.year, 8, 1) else today.year - 1
    autumn = _term(f"{year}–{year + 1}学年第一学期", _monday(year, *AUTUMN))
    spring = _term(f"{year}–{year + 1}学年第二学期", _monday(year + 1, *SPRING))
    summer_ends = _monday(year + 1, *AUTUMN) - DAY
    sports = autumn.first + (SPORTS_WEEK - 1) * WEEK + 3 * DAY
    events = (
        Event("新生报到", autumn.first - 2 * DAY, autumn.first - DAY, EventKind.OPENING),
        Event("秋季运动会", sports, sports + DAY),
        Event("寒假", autumn.last + DAY, spring.first - DAY, EventKind.VACATION),
        Event("招生宣传季", date(year + 1, *ADMISSION_FROM), date(year + 1, *ADMISSION_TO)),
        Event("暑假", spring.last + DAY, summer_ends, EventKind.VACATION),
    )
    return CollegeDocument(
        terms=(autumn, spring), events=events, seasons=(_bells("夏季", 14, 30), _bells("冬季", 14, 0))
    )


def _term(name: str, first: date) -> Term:
    return Term(name, first, first + WEEKS * WEEK - DAY, EXAM_WEEKS)


def _monday(year: int, month: int, day: int) -> date:
    since = date(year, month, day)
    return since + timedelta(days=-since.weekday() % 7)


def _bells(name: str, hour: int, minute: int) -> Bells:
    since, until = ((5, 1), (9, 30)) if name == "夏季" else ((10, 1), (4, 30))
    periods = (*_half(time(8)), *_half(time(hour, minute)), *_half(time(19), lessons=2))
    return Bells("", name, since, until, periods)


def _half(start: time, lessons: int = 4) -> tuple[Segment, ...]:
    found: list[Segment] = []
    at = timedelta(hours=start.hour, minutes=start.minute)
    for number in range(1, lessons + 1):
        if number > 1:
            at += LONG_BREAK if number == AFTER_LONG_BREAK else BREAK
        found.append(Segment(_clock(at), _clock(at + LESSON)))
        at += LESSON
    return tuple(found)


def _clock(since_midnight: timedelta) -> time:
    minutes = since_midnight // MINUTE
    return time(minutes // 60, minutes % 60)
