"""Cards as our own rules make them and as people's words may fill them, and what of them must be seen."""

import unicodedata
from collections.abc import Iterator

from hypothesis import strategies as st

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from tests.conformance.subjects import Sight

HOSTILE = (
    "<script>alert(1)</script>",
    "<a href='https://evil.example'>点我</a>",
    "[点我](https://evil.example)",
    "![图](https://evil.example/x.png)",
    "**同意** `rm` _x_ ~~y~~",
    "# 已通过",
    "- 一\n- 二\n1. 三\n===\n---",
    "@所有人 @all <@all>",
    "$userName=zhang3$ {{x}} ${x} %s",
    "dingtalk://dingtalkclient/page/link?url=x www.evil.example",
    "已由\u202e任主 王\u202c 同意",
    "\u2066a\u2069\u200bb\ufeffc\u00ad",
    "👩\u200d👩\u200d👧 🇨🇳 👍🏽",
    "e\u0301 a" + "\u0300" * 40,
    "\x00\x07\x1b[31m\ud800",
    "第一行\r\n第二行\u2028第三行",
    '"}],"x":[{"\\',
    "&lt;b&gt; &amp;",
    "   ",
)
NAMES = st.sampled_from(["李雷", "欧阳娜娜", "Ann O'Neil", "买买提·吐尔逊"])
WORDS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=12),
    st.builds("{}{}{}".format, st.text(max_size=4), st.sampled_from(HOSTILE), NAMES),
)
LONG = st.one_of(
    WORDS,
    st.builds(lambda word, times: (word * times)[:2_000], WORDS, st.integers(1, 400)),
    st.builds(lambda times: "汉" * times, st.integers(1, 2_000)),
)
CLOSINGS = st.builds("已由 {} 于 11月25日 10:32 {}".format, NAMES, st.sampled_from(["同意", "驳回"]))
LABELS = st.sampled_from(["类型", "时间", "时长", "事由", "审批", "余额", "您是"])
ACTIONS = st.one_of(
    st.builds(Action, st.sampled_from([verb for verb in Verb if verb is not Verb.CHOOSE]), st.integers(1, 999_999_999)),
    st.builds(Action, st.just(Verb.CHOOSE), st.integers(1, 999_999_999), st.integers(0, 999)),
).map(str)
BUTTONS = st.lists(
    st.builds(
        Button, ACTIONS, st.text("同意驳回更多<>&[]\"'\\", min_size=1, max_size=10), st.sampled_from(ButtonStyle)
    ),
    max_size=6,
    unique_by=lambda button: button.action,
).map(tuple)


def _ended(card: Card, closing: str) -> Card:
    """As every card of ours ends: no buttons, and a word about it."""
    return Card(
        title=card.title,
        subtitle=card.subtitle,
        rows=card.rows,
        body=card.body,
        closing=closing,
        ending=closing[-2:],
        is_final=True,
    )


def _cards(words: st.SearchStrategy[str], most_rows: int) -> st.SearchStrategy[Card]:
    rows = st.lists(st.builds(Row, LABELS, words), max_size=most_rows).map(tuple)
    titles = st.builds("{}的事假申请".format, NAMES)
    live = st.builds(Card, title=titles, subtitle=words, rows=rows, body=words, buttons=BUTTONS)
    return st.one_of(live, st.builds(_ended, live, CLOSINGS))


# As an office makes them: whatever the words are, there is room for all of them everywhere.
OFFICE_CARDS = _cards(WORDS.filter(lambda word: len(word) <= 30), 3)
# As somebody makes them who wants to see what happens.
OVERSIZED_CARDS = _cards(LONG, 12)


def texts_of(card: Card) -> Iterator[str]:
    """Everything that whoever looks at the card should be able to read."""
    yield from (card.title, card.subtitle, card.body, card.closing)
    for row in card.rows:
        yield row.label
        yield row.value


def read(text: str) -> str:
    """What an eye takes in: no blanks, no marks, nothing invisible, and full-width signs like their twins."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign)[0] not in "MZC")


def everything_on(sight: Sight) -> str:
    rows = "".join(f"{label}{value}" for label, value in sight.rows)
    return read(f"{sight.title}{rows}{sight.text}")


def is_visibly_cut(sight: Sight) -> bool:
    """Whether the card itself says that there is more."""
    lines = [sight.title, *sight.text.split("\n"), *(value for _, value in sight.rows)]
    return any(one.rstrip().endswith("…") for one in lines) or "未显示" in everything_on(sight)
