"""Few lines stand for many: every kind has its share, in the order of the kinds."""

from hypothesis import given
from hypothesis import strategies as st

from domain.telling import telling_of

GROUPS = st.dictionaries(st.text(max_size=3), st.lists(st.integers(), max_size=8), max_size=6)


def test_a_hundred_of_one_kind_do_not_hide_the_one_of_another():
    told = telling_of({"left": list(range(100)), "moved": ["head"]}, 3)

    assert told == [0, 1, "head"]


@given(GROUPS, st.integers(0, 20))
def test_as_many_as_there_is_room_for_are_told_and_none_twice(groups, most):
    named = {kind: [(kind, place) for place, _ in enumerate(lines)] for kind, lines in groups.items()}

    told = telling_of(named, most)

    assert len(told) == len(set(told)) == min(most, sum(map(len, named.values())))
