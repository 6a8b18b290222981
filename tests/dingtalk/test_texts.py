"""Texts as the platform shows them, whole and safe."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.dingtalk.text import CUT_NOTE, LONGEST_PARAM_BYTES, MOST_PARTS, cut_bytes, robot_text, texts
from adapters.plain_text import clean, clusters, split_bytes

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
anything = st.text(st.characters(codec="utf-8"), max_size=300)


def test_a_text_is_said_as_it_is():
    words = robot_text("您好，[链接](http://a)\n<b>@所有人</b>")

    assert words.key == "sampleText"
    assert json.loads(words.param) == {"content": "您好，[链接](http://a)\n<b>@所有人</b>"}


def test_nothing_invisible_is_said():
    assert texts("张\u202e三\0\u200b\r\n您好") == ["张三\n您好"]


def test_a_long_text_becomes_numbered_parts_that_break_after_a_line():
    parts = texts("一行字\n" * 1_000)

    assert [part[:6] for part in parts] == ["(1/2)\n", "(2/2)\n"]
    assert all(part.endswith("\n") for part in parts)
    assert "".join(part[6:] for part in parts) == "一行字\n" * 1_000


def test_a_text_without_end_is_cut_and_says_so():
    parts = texts("汉" * 50_000)

    assert len(parts) == MOST_PARTS
    assert parts[-1].endswith(CUT_NOTE)


@pytest.mark.parametrize("one", ['"', "\\", "\n", "\t", "汉", "👍🏽", FAMILY])
def test_a_part_fits_into_a_robots_parameter_whatever_it_is_made_of(one):
    for part in texts(one * (30_000 // len(one.encode()))):
        assert len(robot_text(part).param.encode()) <= LONGEST_PARAM_BYTES


@settings(deadline=None)
@given(anything)
def test_what_is_split_is_whole_again_when_joined(text):
    pieces = split_bytes(text, 40)

    assert "".join(pieces) == text
    assert all(len(piece.encode()) <= 40 for piece in pieces)


@settings(deadline=None)
@given(anything, st.integers(0, 60))
def test_what_is_cut_fits_and_ends_with_an_ellipsis_between_characters(text, most):
    short = cut_bytes(text, most)

    assert len(short.encode()) <= most
    if short != text and short:
        kept = short[:-1]
        assert text.startswith(kept)
        assert kept in {"".join(list(clusters(text))[:count]).rstrip() for count in range(len(text) + 1)}


def test_a_family_is_never_torn_apart():
    assert cut_bytes(FAMILY * 2, len(FAMILY.encode()) + 3) == FAMILY + "…"
    assert split_bytes(FAMILY * 2, len(FAMILY.encode()) + 5) == [FAMILY, FAMILY]


@settings(deadline=None)
@given(anything)
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


def test_a_letter_keeps_a_few_marks_and_no_tower():
    assert len(clean("a" + "\u0301" * 500)) < 12
