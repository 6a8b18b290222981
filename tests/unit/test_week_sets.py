"""Teaching weeks as they are written and said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.week_sets import WrongWeeks, read_weeks, weeks_in_words


@pytest.mark.parametrize(
    ("written", "weeks"),
    [
        ("1-4", {1, 2, 3, 4}),
        ("1-6单", {1, 3, 5}),
        ("1-6双周", {2, 4, 6}),
        ("第1-6周(单)", {1, 3, 5}),
        ("1–3周，5周、 8-10双", {1, 2, 3, 5, 8, 10}),
        ("3", {3}),
        ("1至2,2到3", {1, 2, 3}),
        ("2-8（双），9", {2, 4, 6, 8, 9}),
    ],
)
def test_weeks_are_read_as_timetables_write_them(written, weeks):
    assert read_weeks(written) == weeks


@pytest.mark.parametrize("written", ["", "abc", "0-3", "1-99", "5-3", "1-", "1,,2", "2-2单", "1.5", "-3", "单"])
def test_what_can_be_no_weeks_is_refused_in_words(written):
    with pytest.raises(WrongWeeks, match="周"):
        read_weeks(written)


@given(st.sets(st.integers(1, 30), min_size=1))
def test_what_is_said_is_read_as_the_same_weeks(weeks):
    assert read_weeks(weeks_in_words(weeks)) == weeks


@given(st.sets(st.integers(1, 30), min_size=1), st.sets(st.integers(1, 30), min_size=1))
def test_weeks_written_together_are_the_weeks_of_both(some, others):
    assert read_weeks(f"{weeks_in_words(some)},{weeks_in_words(others)}") == some | others


@given(st.integers(1, 30), st.integers(1, 30))
def test_odd_and_even_weeks_share_nothing_and_are_all(one, other):
    first, last = min(one, other), max(one, other)
    if first == last:
        return
    odd, even = read_weeks(f"{first}-{last}单"), read_weeks(f"{first}-{last}双")

    assert not odd & even
    assert odd | even == read_weeks(f"{first}-{last}")
