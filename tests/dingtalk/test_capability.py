"""A button's key belongs to one card, one member and one action."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dingtalk.capability import Capabilities, card_callback_secret
from tests.dingtalk.callbacks import CAPABILITIES, SECRET

names = st.text(st.characters(codec="utf-8", exclude_characters="|"), min_size=1, max_size=20)
buttons = st.tuples(names, names, st.text(max_size=20))


@given(button=buttons, other=buttons)
def test_a_key_fits_its_own_button_only(button, other):
    key = CAPABILITIES.of(*button)

    is_same = (button[0], button[1].lower(), button[2]) == (other[0], other[1].lower(), other[2])
    assert CAPABILITIES.holds(*button, key)
    assert CAPABILITIES.holds(*other, key) == is_same


def test_the_case_of_a_user_id_does_not_matter():
    assert CAPABILITIES.holds("r-1", "ZHANG3", "approve:3", CAPABILITIES.of("r-1", "zhang3", "approve:3"))


def test_a_key_is_short_enough_for_a_button_and_a_secret_of_its_own_each_time():
    key = CAPABILITIES.of("r-1", "li4", "approve:3")

    assert len(key) == len(card_callback_secret(SECRET)) == 32
    assert Capabilities("another").of("r-1", "li4", "approve:3") != key
    assert card_callback_secret("another") != card_callback_secret(SECRET)


@pytest.mark.parametrize("key", ["", "é", "\ud800", "0" * 32, CAPABILITIES.of("r-1", "li4", "approve:3").upper() + "A"])
def test_whatever_else_is_no_key(key):
    assert not CAPABILITIES.holds("r-1", "li4", "approve:3", key)


def test_a_separator_cannot_be_moved_from_one_id_into_the_other():
    with pytest.raises(ValueError, match="separator"):
        CAPABILITIES.of("r-1|li4", "x", "a")
    assert not CAPABILITIES.holds("r-1", "li4|x", "a", CAPABILITIES.of("r-1", "li4", "x|a"))
