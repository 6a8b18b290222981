"""What a button says comes back from a client that may say anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actions import OF_LIST, OF_STEP, Action, Verb, parse_action

PLAIN = [verb for verb in Verb if verb not in OF_LIST]


@given(st.sampled_from(PLAIN), st.integers(0, 999_999_999))
def test_what_was_written_is_read_back(verb, version):
    assert parse_action(str(Action(verb, version))) == Action(verb, version)


@given(st.sampled_from(sorted(OF_LIST)), st.integers(0, 999_999_999), st.integers(0, 999))
def test_a_choice_carries_its_place(verb, version, index):
    assert parse_action(str(Action(verb, version, index))) == Action(verb, version, index)


@given(st.sampled_from(sorted(OF_STEP)), st.integers(0, 999_999_999), st.integers(0, 999))
def test_a_button_of_a_step_carries_the_steps_place(verb, version, place):
    assert parse_action(str(Action(verb, version, place))) == Action(verb, version, place)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "approve",
        "approve:",
        "approve:x",
        "approve:-1",
        "submit:1:0",
        "choose:1",
        "destroy:1",
        "approve:１",
        "approve:1\n",
        " approve:1",
        "approve:1234567890",
        "APPROVE:1",
        "choose:1:2:3",
    ],
)
def test_anything_else_is_nothing(written):
    assert parse_action(written) is None


@given(st.text(max_size=40))
def test_no_text_breaks_it(written):
    action = parse_action(written)

    assert action is None or str(action).split(":")[0] == written.split(":")[0]
