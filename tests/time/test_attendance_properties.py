"""What holds of every day of attendance, whatever the facts."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.attendance.day_record import Absence, Mark
from domain.attendance.deriving import Facts, derive_days
from domain.punches import Side
from tests.thorough import examples
from tests.time.attendance_days import campus, minute, rules

DAY = date(2026, 5, 13)
SHIFTS = ["早班", "夜班", "大夜班", "休"]
NAMES = sorted(rules().by_name)
FIRST = minute(DAY, "前日00:00")
LAST = minute(DAY, "次日24:00")

minutes = st.integers(FIRST, LAST)
marks = st.lists(st.tuples(minutes, st.sampled_from([None, None, *Side])), max_size=9).map(
    lambda found: [Mark(at, side, number) for number, (at, side) in enumerate(sorted(found, key=str), 1)]
)
absences = st.lists(st.tuples(minutes, st.integers(1, 1500), st.booleans()), max_size=3).map(
    lambda found: [Absence(start, start + long, trip, f"leave:{n}") for n, (start, long, trip) in enumerate(found)]
)
assigned = st.dictionaries(
    st.sampled_from([DAY + timedelta(days=number) for number in (-1, 0, 1)]), st.sampled_from(SHIFTS)
)
everything = st.builds(Facts, marks, absences, assigned)
groups = st.sampled_from(NAMES).map(lambda name: rules().by_name[name])


def days(group, known):
    return derive_days(campus(), group, DAY - timedelta(days=1), DAY + timedelta(days=1), known)


@given(groups, everything, st.randoms(use_true_random=False), st.lists(st.integers(0, 8), max_size=4))
@settings(max_examples=examples(300))
def test_any_order_and_repetition_of_facts_gives_the_same_days(group, known, random, again):
    shuffled = [*known.marks, *(known.marks[place] for place in again if place < len(known.marks))]
    random.shuffle(shuffled)
    away = [*known.absences, *known.absences[:1]]
    random.shuffle(away)

    found = days(group, replace(known, marks=shuffled, absences=away))

    expected = days(group, known)
    assert [(day.status, day.edges) for day in found] == [(day.status, day.edges) for day in expected]


@given(groups, everything, minutes, st.integers(1, 2000), st.booleans())
@settings(max_examples=examples(500))
def test_a_further_leave_never_makes_a_day_worse(group, known, start, long, is_trip):
    more = Absence(start, start + long, is_trip, "leave:9")

    found = days(group, replace(known, absences=[*known.absences, more]))

    for before, after in zip(days(group, known), found, strict=True):
        assert after.badness <= before.badness
        assert after.absent <= before.absent or before.badness > after.badness


@given(groups, everything, minutes, st.integers(2, 2000), st.data())
@settings(max_examples=examples(300))
def test_a_leave_that_is_cut_in_two_is_the_same_as_one(group, known, start, long, drawn):
    cut = drawn.draw(st.integers(start + 1, start + long - 1))
    whole = Absence(start, start + long, is_trip=False, cause="leave:8")
    halves = [whole._replace(end=cut), whole._replace(start=cut)]

    one = days(group, replace(known, absences=[*known.absences, whole]))
    two = days(group, replace(known, absences=[*known.absences, *halves]))

    assert [(day.status, day.edges) for day in one] == [(day.status, day.edges) for day in two]


@given(groups, everything)
@settings(max_examples=examples(300))
def test_a_punch_counts_for_at_most_one_due_punch_of_one_day(group, known):
    used = [edge.mark.id for day in days(group, known) for edge in day.edges if edge.mark]
    unused = [mark.id for day in days(group, known) for mark in day.unused]

    assert len(used) == len(set(used))
    assert len(unused) == len(set(unused))
    assert not set(used) & set(unused)


@given(groups, everything)
@settings(max_examples=examples(100))
def test_the_windows_of_neighbouring_days_never_share_a_minute(group, known):
    duties = [record.duty for record in days(group, known)]

    for earlier, later in pairwise(duties):
        assert earlier.closes <= later.opens


def test_a_summer_clock_does_not_move_the_hour_at_which_duty_begins():

    berlin = campus()._replace(zone=ZoneInfo("Europe/Berlin"))
    group = rules().by_name["天天上班"]

    found = derive_days(berlin, group, date(2026, 3, 28), date(2026, 3, 30), Facts())

    assert [record.duty.start % 1440 for record in found] == [7 * 60, 6 * 60, 6 * 60]
