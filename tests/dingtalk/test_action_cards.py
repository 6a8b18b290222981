"""A neutral card as a robot message with links, for accounts without a template."""

import json
import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.dingtalk.action_cards import escape, render
from adapters.dingtalk.cards import CardInvalidError
from adapters.dingtalk.text import LONGEST_PARAM_BYTES, Words
from adapters.links import Links
from domain.cards import Button, Card, Row
from domain.events import Source
from tests.dingtalk.test_cards import LEAVE, cards

NOW = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
LINKS = Links("https://bot.example.edu.cn", b"s" * 32)
SOURCE = Source("dingtalk", "staff")
MARKUP = re.compile(r"[\\`*_{}\[\]()#!|~<>&@]|://|www\.|(?m:^\s*[-+=]|^\s*\d+\.|^ {4}|^\t)")


def url_of(action: str) -> str:
    return LINKS.url(SOURCE, "c-1", "li4", action, NOW)


def draw(card: Card) -> tuple[str, dict[str, str]]:
    words = render(card, url_of)
    return words.key, json.loads(words.param)


def links_of(words: Words) -> list[str]:
    """The actions behind all addresses, in their order: first those of the buttons, then those in the text."""
    param = json.loads(words.param)
    inside = re.findall(r"\]\((\S+)\)", param["text"])
    outside = [
        value for name, value in param.items() if name.lower().startswith(("singleurl", "actionurl", "buttonurl"))
    ]
    tokens = [parse_qs(urlsplit(url).query)["t"][0] for url in (*outside, *inside)]
    pressed = [LINKS.read(token, NOW) for token in tokens]
    return [one.action for one in pressed if one]


def test_a_card_with_three_buttons_has_three_links():
    key, param = draw(LEAVE)

    assert key == "sampleActionCard3"
    assert param["title"] == "张三 的请假申请"
    assert param["text"] == (
        "#### 张三 的请假申请  \n第 1042 号 · 待您审批  \n类型：事假  \n时间：11月25日 14:00 至 18:00  \n事由：家里有事"
    )
    assert [param[f"actionTitle{number}"] for number in (1, 2, 3)] == ["同意", "驳回", "更多"]
    assert param["actionURL1"] == url_of("approve:3")


@pytest.mark.parametrize(
    ("count", "key"),
    [
        (0, "sampleMarkdown"),
        (1, "sampleActionCard"),
        (2, "sampleActionCard6"),
        (3, "sampleActionCard3"),
        (4, "sampleActionCard4"),
        (5, "sampleActionCard5"),
        (7, "sampleActionCard5"),
    ],
)
def test_the_kind_follows_the_number_of_buttons(count, key):
    card = Card(title="t", buttons=tuple(Button(f"choose:1:{number}", "选") for number in range(count)))

    assert draw(card)[0] == key
    assert links_of(render(card, url_of)) == [button.action for button in card.buttons]


def test_a_card_that_is_over_says_so_and_offers_nothing():
    key, param = draw(Card(title="t", buttons=LEAVE.buttons, closing="已由 李主任 同意"))

    assert key == "sampleMarkdown"
    assert param["text"].endswith("已由 李主任 同意")


def test_a_card_without_a_word_has_a_title_all_the_same():
    assert draw(Card(title="\u200b"))[1]["title"] == "提醒"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("[支付](http://evil)", "［支付］（http：//evil）"),
        ("![](http://evil/x.png)", "！［］（http：//evil/x.png）"),
        ("@所有人 @13800000000", "＠所有人 ＠13800000000"),
        ("<b>粗</b>&lt;", "＜b＞粗＜/b＞＆lt;"),
        ("**粗** _斜_ `码` ~~删~~", "＊＊粗＊＊ ＿斜＿ ｀码｀ ～～删～～"),
        ("# 标题", "＃ 标题"),
        ("- 项\n1. 项\n+ 项\n> 引\n---\n===", "－ 项  \n1． 项  \n＋ 项  \n＞ 引  \n－－－  \n＝＝＝"),
        ("    代码", "代码"),
        ("a | b", "a ｜ b"),
        ("www.evil.com WWW.EVIL.COM", "www．evil.com WWW．EVIL.COM"),
        ("dtmd://dingtalkclient/sendMessage?content=同意", "dtmd：//dingtalkclient/sendMessage?content=同意"),
        ("一\u2028# 二", "一  \n＃ 二"),
        ("2026-11-25 10:32，共 1.5 天", "2026-11-25 10:32，共 1.5 天"),
    ],
)
def test_what_a_person_typed_is_shown_and_means_nothing(typed, shown):
    assert escape(typed) == shown


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8") | st.sampled_from("[]()*_#<>!@&-+=1.:/w \n\u2028`"), max_size=80))
def test_no_text_can_become_markup(typed):
    assert not MARKUP.search(escape(typed))


@settings(deadline=None)
@given(cards)
def test_every_card_keeps_the_limit(card):
    assert len(render(card, url_of).param.encode()) <= LONGEST_PARAM_BYTES


@settings(deadline=None)
@given(cards)
def test_every_button_comes_back_as_it_went_out(card):
    offered = [] if card.is_final or card.closing else [button.action for button in card.buttons]

    assert links_of(render(card, url_of)) == offered


@pytest.mark.parametrize("one", ["[", '"', "汉", "/"])
def test_a_text_beyond_the_limit_is_cut_and_the_links_stay(one):
    rows = tuple(Row("事由", one * 900) for _ in range(30))
    card = Card(title="t", rows=rows, buttons=tuple(Button(f"choose:1:{number}", "选") for number in range(7)))

    words = render(card, url_of)

    assert LONGEST_PARAM_BYTES - 20 < len(words.param.encode()) <= LONGEST_PARAM_BYTES
    assert "…  \\n[选]" in words.param
    assert len(links_of(words)) == 7


def test_buttons_without_number_are_refused():
    with pytest.raises(CardInvalidError):
        render(Card(title="t", buttons=tuple(Button(f"choose:1:{number}", "选") for number in range(200))), url_of)
