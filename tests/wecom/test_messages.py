"""What is sent: within the platform's limits, to one member, and known again when it is sent twice."""

import json

import pytest

from adapters.plain_text import clusters
from adapters.wecom import messages
from adapters.wecom.client import encode
from adapters.wecom.messages import NoRecipientError, escape_markdown, markdown, template_card, textcard, texts

AGENT = 1000002


def contents(text: str) -> list[str]:
    return [body["text"]["content"] for body in texts("zhang3", AGENT, 7, text)]


@pytest.mark.parametrize("length", [1, 2047, 2048])
def test_a_text_that_fits_is_sent_as_it_is(length):
    assert contents("a" * length) == ["a" * length]


def test_one_byte_more_makes_two_numbered_parts():
    first, second = contents("a" * 2049)

    assert first.startswith("(1/2)\n")
    assert second.startswith("(2/2)\n")
    assert len(first.encode()) == 2048
    assert first[6:] + second[6:] == "a" * 2049


@pytest.mark.parametrize("one", ["汉", "👨\u200d👩\u200d👧\u200d👦", "🇨🇳", "é", "第一行\n"])
@pytest.mark.parametrize("size", [2046, 2047, 2048, 2049, 2050, 4095, 4096, 4097])
def test_parts_fit_and_break_nothing(one, size):
    text = one * (size // len(one.encode()) + 1)

    parts = contents(text)

    assert all(len(part.encode()) <= 2048 for part in parts)
    said = "".join(part[6:] for part in parts) if len(parts) > 1 else parts[0]
    assert said == text
    assert [c for part in parts for c in clusters(part[6:] if len(parts) > 1 else part)] == list(clusters(text))


def test_an_endless_text_ends_after_five_parts_and_says_so():
    parts = contents("汉字\n" * 20_000)

    assert len(parts) == 5
    assert all(len(part.encode()) <= 2048 for part in parts)
    assert parts[-1].endswith("（内容过长，后文未显示。）")


def test_an_equal_text_is_told_from_a_repeat_by_its_number():
    first, repeat, second = (encode(texts("zhang3", AGENT, serial, "收到")[0]) for serial in (41, 41, 42))

    assert first == repeat
    assert first != second


@pytest.mark.parametrize("serial", [0, 1, 119, 120, 10**12])
def test_the_platform_always_checks_for_repeats_for_longer_than_we_count_on(serial):
    (body,) = texts("zhang3", AGENT, serial, "x")

    assert body["enable_duplicate_check"] == 1
    assert messages.REPEAT_WINDOW.total_seconds() < body["duplicate_check_interval"] < 300


@pytest.mark.parametrize("to", ["@all", "a|b", "", "@", "a b", "一", "x" * 65, "zhang3\n", "<@all>"])
def test_nothing_is_ever_sent_to_more_or_less_than_one_member(to):
    with pytest.raises(NoRecipientError):
        texts(to, AGENT, 1, "x")
    with pytest.raises(NoRecipientError):
        template_card(to, AGENT, 1, {})


def test_ids_in_a_text_are_never_turned_into_names():
    (body,) = texts("zhang3", AGENT, 1, "$userName=boss$")

    assert body["enable_id_trans"] == 0


def test_bodies_are_written_in_raw_utf8():
    raw = encode(texts("zhang3", AGENT, 1, "请假👍")[0])

    assert "请假👍".encode() in raw
    assert b"\\u" not in raw
    assert json.loads(raw)["touser"] == "zhang3"


def test_markdown_from_people_shows_as_typed():
    shown = escape_markdown("**已批准 by 校长** [支付](http://evil) <@all> # `x` <font color='warning'>")

    assert shown.startswith(r"\*\*已批准 by 校长\*\* \[支付\]\(http://evil\) ＜@all\> \# \`x\` ＜font")
    assert markdown("zhang3", AGENT, 1, "**ok**")["markdown"] == {"content": "**ok**"}


def test_markdown_is_refused_rather_than_broken():
    with pytest.raises(ValueError, match="2,048"):
        markdown("zhang3", AGENT, 1, "汉" * 683)


def test_a_textcard_keeps_to_its_limits():
    card = textcard("zhang3", AGENT, 1, ("题" * 200, "<a href=x>文" * 200, "https://bot.example.edu.cn"), "查看详情吧")[
        "textcard"
    ]

    assert len(card["title"]) == 128
    assert len(card["description"]) == 512
    assert "<a" not in card["description"]
    assert card["btntxt"] == "查看详…"


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "bot.example.edu.cn", "https://" + "a" * 2048])
def test_a_textcard_leads_to_an_address(url):
    with pytest.raises(ValueError, match="address"):
        textcard("zhang3", AGENT, 1, ("题", "文", url))
