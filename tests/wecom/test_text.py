"""Cutting and splitting never breaks what a reader sees as one character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.plain_text import clean, clusters, split_bytes
from adapters.wecom.text import cut, defuse

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
SKIN = "👍🏽"
FLAG = "🇨🇳"
MARKED = "e\u0301\u0323"
HEART = "❤\ufe0f"

seen = st.lists(st.sampled_from([FAMILY, SKIN, FLAG, MARKED, HEART, "汉", "a", " ", "\n", "。"]), max_size=60)


@pytest.mark.parametrize("one", [FAMILY, SKIN, FLAG, MARKED, HEART, "汉", "\r\n"])
def test_what_looks_like_one_character_is_one(one):
    assert list(clusters(one * 3)) == [one] * 3


def test_three_flags_in_a_row_are_three():
    assert list(clusters("🇨🇳🇩🇪🇫🇷")) == ["🇨🇳", "🇩🇪", "🇫🇷"]


def test_nothing_has_no_characters():
    assert list(clusters("")) == []


@given(parts=seen, most=st.integers(2, 40))
def test_a_cut_text_is_short_enough_and_breaks_nothing(parts, most):
    text = "".join(parts)

    short = cut(text, most)

    assert len(short) <= most
    if len(text) <= most:
        assert short == text
    else:
        assert short.endswith("…")
        kept = short.removesuffix("…")
        assert text.startswith(kept)
        assert kept == "" or kept.rstrip() == kept
        assert list(clusters(kept)) == list(clusters(text))[: len(list(clusters(kept)))]


def test_a_text_of_the_exact_length_is_not_cut():
    assert cut("汉" * 36, 36) == "汉" * 36
    assert cut("汉" * 37, 36) == "汉" * 35 + "…"


@given(parts=seen, most=st.integers(40, 200))
def test_pieces_are_short_enough_complete_and_break_nothing(parts, most):
    text = "".join(parts)

    pieces = split_bytes(text, most)

    assert "".join(pieces) == text
    assert all(len(piece.encode()) <= most for piece in pieces)
    assert [one for piece in pieces for one in clusters(piece)] == list(clusters(text))


def test_a_single_character_larger_than_a_piece_is_broken_at_last():
    endless = "👨" + "\u200d👩" * 100

    pieces = split_bytes(endless, 50)

    assert "".join(pieces) == endless
    assert all(len(piece.encode()) <= 50 for piece in pieces)


def test_pieces_end_with_a_line_where_that_wastes_little():
    assert split_bytes("一二三\n四五六七", 15) == ["一二三\n", "四五六七"]
    assert split_bytes("一\n二三四五六七", 15) == ["一\n二三四", "五六七"]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("<a href='http://evil'>点我</a>", "＜a href='http://evil'>点我＜/a>"),
        ("< A HREF=x>", "＜ A HREF=x>"),
        ("<\u200ba href=x>", "＜a href=x>"),
        ("<\0@all>", "＜@all>"),
        ("<@all>", "＜@all>"),
        ("<!DOCTYPE>", "＜!DOCTYPE>"),
        ("@所有人 [支付](http://evil) **已批准**", "@所有人 [支付](http://evil) **已批准**"),
        ("3 < 4 且 5<6", "3 < 4 且 5<6"),
        ("<3", "<3"),
    ],
)
def test_what_a_person_typed_can_be_no_link_and_no_mention(typed, shown):
    assert defuse(typed) == shown


@given(
    text=st.text(max_size=200)
    | st.lists(st.sampled_from(["e", "\u200b", "\u0301", FAMILY, "\u200d", "\0"])).map("".join)
)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
