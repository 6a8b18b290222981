"""What holds of every rule, whatever days are asked for, in whatever order things happened, however terms move."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.college_calendar import Event, EventKind, Term
from domain.duties.occurring import occurrences
from domain.duties.rules import Daily, Monthly
from tests.duties.test_duty_cases import CASES, rule_of, world_of
from tests.duties.worlds import CALENDAR, FIRST, LAST, TERMS, calendar, duty

DAY = timedelta(days=1)
LENGTH = (LAST - FIRST).days
SLIP = 21  # days: as far as a college has ever moved the beginning of a term
WIDE = 200 * DAY  # what moves stays inside

days = st.integers(0, LENGTH).map(lambda ahead: FIRST + ahead * DAY)
cases = st.sampled_from(CASES)


def found(case, first, last, known=None):
    return occurrences(duty(rule_of(case["rule"])), first, last, known or world_of(case))


@settings(max_examples=300, deadline=None)
@given(cases, days, days, days)
def test_neighbouring_windows_hold_what_the_whole_holds_and_nothing_twice(case, one, other, third):
    first, cut, last = sorted((one, other, third))

    whole = found(case, first, last)
    parts = (*found(case, first, cut), *(found(case, cut + DAY, last) if cut < last else ()))

    assert parts == whole
    assert len({each.period for each in whole}) == len(whole)


@settings(max_examples=300, deadline=None)
@given(cases, days, days)
def test_a_period_is_due_on_the_same_day_whatever_window_shows_it(case, one, other):
    first, last = sorted((one, other))
    known = {each.period: each for each in found(case, FIRST, LAST)}

    assert all(known[each.period] == each and first <= each.due_on <= last for each in found(case, first, last))


def moved(term, by):
    weeks = by // 7 * 7  # a first week begins on a Monday
    return Term(term.name, term.first + weeks * DAY, term.last + by * DAY)


def is_by_the_day(case):
    """Whose periods are days, or months, that the calendar itself takes in or leaves out."""
    rule = rule_of(case["rule"])
    return isinstance(rule, Daily) or (isinstance(rule, Monthly) and bool(rule.condition))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([case for case in CASES if not is_by_the_day(case)]),
    st.integers(0, SLIP),
    st.booleans(),
    st.lists(days, max_size=4),
)
def test_a_change_of_the_calendar_moves_days_and_no_periods(case, by, is_closed, off):
    known = world_of(case)
    holidays = tuple(
        Event(f"停课{n}", day, day, EventKind.OTHER, works=False) for n, day in enumerate(sorted(set(off)))
    )
    closed = calendar(is_closed=is_closed, terms=tuple(moved(term, by) for term in TERMS))
    changed = replace(closed, events=(*closed.events, *holidays))

    before = found(case, FIRST - WIDE, LAST + WIDE, replace(known, calendar=CALENDAR))
    after = found(case, FIRST - WIDE, LAST + WIDE, replace(known, calendar=changed))

    assert {each.period for each in after} == {each.period for each in before}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([case for case in CASES if "event" in case]), st.randoms(use_true_random=False))
def test_the_order_in_which_things_became_known_makes_no_difference(case, chance):
    known = world_of(case)
    shuffled = {code: chance.sample(each, len(each)) for code, each in known.happenings.items()}

    assert found(case, FIRST, LAST, replace(known, happenings=shuffled)) == found(case, FIRST, LAST, known)


@settings(max_examples=200, deadline=None)
@given(cases)
def test_nothing_opens_after_it_is_due_and_everything_is_told_in_words(case):
    for each in found(case, FIRST, LAST):
        assert each.opens_at <= each.due_at
        assert each.half_on is None or each.half_on <= each.due_on
        assert each.label
        assert each.minimum >= 1
