"""When colours begin, how deadlines are said, and when nobody is written to: worked out by hand, on odd days too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.college_calendar import CollegeCalendar
from domain.duties.colours import Colour, colour_at
from domain.duties.digest import due_words, in_order, last_day
from domain.duties.escalation import Escalation, Told, load_escalation
from domain.duties.lines import Line
from domain.duties.reminders import CatchUp, Reminders, tomorrow
from domain.duties.work_clock import WorkClock, is_working, work_ends
from domain.shift import Segment, Shift

CAMPUS = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
CALENDAR = CollegeCalendar(announced=frozenset(range(1980, 2040)))
SHIFT = Shift()  # 8:00-12:00, 14:00-18:00


def at(said: str, zone: ZoneInfo = CAMPUS) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=zone)


def clock(first: date, last: date, zone: ZoneInfo = CAMPUS) -> WorkClock:
    return WorkClock(first, last, zone, CALENDAR, SHIFT)


@pytest.mark.parametrize(
    ("opens", "due", "percent", "begins"),
    [
        # Monday 0:00 to Friday 24:00: forty hours; twelve are left from Thursday 14:00 on, six from Friday 10:00 on
        ("2030-03-04T00:00", "2030-03-09T00:00", 30, "2030-03-07T14:00"),
        ("2030-03-04T00:00", "2030-03-09T00:00", 15, "2030-03-08T10:00"),
        # over a weekend: Friday 14:00 to Monday 12:00 is eight hours; 2.4 are left from Monday 9:36 on
        ("2030-03-08T14:00", "2030-03-11T12:00", 30, "2030-03-11T09:36"),
        # half an hour
        ("2030-03-04T09:00", "2030-03-04T09:30", 30, "2030-03-04T09:21"),
        # nothing is worked in between: it begins where it ends
        ("2030-03-09T00:00", "2030-03-10T00:00", 30, "2030-03-10T00:00"),
        # over the new year
        ("2029-12-31T08:00", "2030-01-03T00:00", 50, "2030-01-02T08:00"),
    ],
)
def test_a_colour_begins_by_the_share_of_working_time_that_is_left(opens, due, percent, begins):
    calendar = CollegeCalendar(announced=frozenset({2029, 2030}), holidays={date(2030, 1, 1): "元旦"})
    worked = WorkClock(date(2029, 12, 1), date(2030, 4, 1), CAMPUS, calendar, SHIFT)

    found = worked.left_at(at(opens), at(due), percent)

    # an instant between two stretches of work may be named by the end of the one or the start of the other
    assert worked.between(found, at(begins)) == timedelta()
    assert worked.between(at(begins), found) == timedelta()


def test_hours_of_work_are_real_hours_on_the_day_on_which_clocks_change():
    night = Shift((Segment(time(0), time(6)),))
    sunday = date(2030, 3, 31)
    calendar = CollegeCalendar(announced=frozenset({2030}), makeups={sunday: "补班"})

    worked = WorkClock(sunday, sunday, BERLIN, calendar, night)

    assert worked.between(at("2030-03-31T00:00", BERLIN), at("2030-03-31T06:00", BERLIN)) == timedelta(hours=5)


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("2030-03-04T08:00", Colour.GREEN),
        ("2030-03-05T08:00", Colour.YELLOW),
        ("2030-03-06T08:00", Colour.ORANGE),
        ("2030-03-06T23:59", Colour.ORANGE),
        ("2030-03-07T00:00", Colour.RED),
    ],
)
def test_a_colour_holds_from_its_first_instant(now, colour):
    assert colour_at(at(now), at("2030-03-05T08:00"), at("2030-03-06T08:00"), at("2030-03-07T00:00")) is colour


@pytest.mark.parametrize(
    ("due", "now", "said"),
    [
        ("2030-03-05T00:00", "2030-03-04T08:30", "今天"),
        ("2030-03-04T17:30", "2030-03-04T08:30", "今天17:30"),
        ("2030-03-06T00:00", "2030-03-04T08:30", "明天"),
        ("2030-03-09T00:00", "2030-03-04T08:30", "周五"),
        ("2030-03-12T00:00", "2030-03-04T08:30", "3月11日"),
        ("2031-01-02T00:00", "2030-12-20T08:30", "2031年1月1日"),
        ("2030-03-04T00:00", "2030-03-04T08:30", "逾期1天"),
        ("2030-03-04T08:00", "2030-03-04T08:30", "已逾期"),
        ("2028-03-01T00:00", "2028-02-29T08:30", "今天"),
        ("2030-01-01T00:00", "2029-12-31T08:30", "今天"),
    ],
)
def test_a_deadline_is_said_as_people_count_days(due, now, said):
    assert due_words(at(due), at(now), CAMPUS) == said


def test_in_years_of_summer_time_a_day_is_the_day_that_it_was():
    """Asia/Shanghai was an hour ahead in the summers of 1986 to 1991 (reliability.md, M13)."""
    end = datetime(1988, 7, 2, tzinfo=CAMPUS).astimezone(UTC)

    assert end == datetime(1988, 7, 1, 15, tzinfo=UTC)
    assert last_day(end, CAMPUS) == date(1988, 7, 1)


def test_lines_stand_by_deadline_and_what_somebody_waits_for_has_its_day_today():
    now = at("2030-03-04T08:30")
    lines = [
        Line(source="duty", key="later", text="", due_at=at("2030-03-08T00:00")),
        Line(source="finding", key="whenever", text=""),
        Line(source="duty", key="today", text="", due_at=at("2030-03-05T00:00")),
        Line(source="case", key="waits", text="", is_blocking=True),
        Line(source="duty", key="late", text="", due_at=at("2030-03-01T00:00")),
        Line(source="duty", key="today", text="twice", due_at=at("2030-03-05T00:00")),
    ]

    assert [line.key for line in in_order(lines, now, CAMPUS)] == ["late", "waits", "today", "later", "whenever"]


@pytest.mark.parametrize(
    ("said", "is_quiet"),
    [("20:59", False), ("21:00", True), ("00:00", True), ("06:59", True), ("07:00", False), ("12:30", False)],
)
def test_the_quiet_hours_go_over_midnight(said, is_quiet):
    assert Reminders().is_quiet(time.fromisoformat(said)) is is_quiet


@pytest.mark.parametrize("zone", [CAMPUS, BERLIN, ZoneInfo("UTC")])
@pytest.mark.parametrize("day", [date(2030, 3, 31), date(2030, 10, 27), date(2032, 2, 29), date(2029, 12, 31)])
def test_the_hour_is_the_hour_of_the_campus_on_every_day_of_every_zone(zone, day):
    reminders = Reminders(catch_up=CatchUp.SKIP)
    due = datetime.combine(day, time(8, 30), zone)
    ends = datetime.combine(day, time(18), zone)

    assert not reminders.is_too_late(time(8, 30), due.astimezone(UTC), zone, ends)
    assert reminders.is_too_late(time(8, 30), due.astimezone(UTC) + timedelta(minutes=31), zone, ends)
    assert tomorrow(due, zone).astimezone(zone).date() == day + timedelta(days=1)


def test_work_has_its_hours_and_its_end():
    monday = date(2030, 3, 4)

    assert is_working(at("2030-03-04T11:59"), CAMPUS, CALENDAR, SHIFT)
    assert not is_working(at("2030-03-04T12:00"), CAMPUS, CALENDAR, SHIFT)
    assert not is_working(at("2030-03-09T10:00"), CAMPUS, CALENDAR, SHIFT)
    assert work_ends(monday, CAMPUS, CALENDAR, SHIFT) == at("2030-03-04T18:00")
    assert work_ends(date(2030, 3, 9), CAMPUS, CALENDAR, SHIFT) == at("2030-03-10T00:00")


def test_policies_are_read_and_every_mistake_is_named():
    good = {"policies": [{"code": "default", "office": "zg", "red": {"told": ["office"], "consequence": "通报。"}}]}
    bad = {
        "policies": [
            {"code": "a", "yellow_left": 10, "orange_left": 15, "office": "zg", "red": {"told": ["boss"]}},
            {"code": "a", "colour": "blue"},
        ]
    }

    found = load_escalation("escalation.toml", good)
    assert isinstance(found, Escalation)
    assert found.of("unknown").stages[Colour.RED].told == (Told.OFFICE,)
    problems = load_escalation("escalation.toml", bad)
    assert isinstance(problems, tuple)
    assert len(problems) >= 5
