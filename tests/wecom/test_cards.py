"""A neutral card as the platform draws it."""

import json
from dataclasses import replace

import pytest

from adapters.wecom.cards import redraw, render
from adapters.wecom.template_card_rules import CardInvalidError
from domain.cards import Button, ButtonStyle, Card, Row

URL = "https://bot.example.edu.cn"
FAMILY = "👨\u200d👩\u200d👧\u200d👦"

LEAVE = Card(
    title="张三 的请假申请",
    subtitle="第 1042 号 · 待您审批",
    rows=(Row("类型", "事假"), Row("时间", "11月25日 14:00 至 18:00"), Row("时长", "半天")),
    body="事由：家里有事",
    buttons=(
        Button("approve:3", "同意", ButtonStyle.PRIMARY),
        Button("reject:3", "驳回", ButtonStyle.DANGER),
        Button("more:3", "更多"),
    ),
)
DECIDED = Card(
    title="张三 的请假申请",
    rows=LEAVE.rows,
    body="事由：家里有事",
    closing="已由 李主任 于 11月25日 10:32 同意",
    is_final=True,
)


def test_a_card_with_buttons_is_drawn_with_its_buttons():
    assert render(LEAVE, "r-1042-li4", URL) == {
        "card_type": "button_interaction",
        "main_title": {"title": "张三 的请假申请", "desc": "第 1042 号 · 待您审批"},
        "task_id": "r-1042-li4",
        "sub_title_text": "事由：家里有事",
        "horizontal_content_list": [
            {"keyname": "类型", "value": "事假", "type": 0},
            {"keyname": "时间", "value": "11月25日 14:00 至 18:00", "type": 0},
            {"keyname": "时长", "value": "半天", "type": 0},
        ],
        "button_list": [
            {"text": "同意", "key": "approve:3", "style": 1, "type": 0},
            {"text": "驳回", "key": "reject:3", "style": 3, "type": 0},
            {"text": "更多", "key": "more:3", "style": 2, "type": 0},
        ],
    }


def test_a_card_without_buttons_opens_the_bots_address():
    card = render(DECIDED, "r-1042-li4", URL)

    assert card["card_type"] == "text_notice"
    assert card["card_action"] == {"type": 1, "url": URL}
    assert card["sub_title_text"] == "已由 李主任 于 11月25日 10:32 同意\n事由：家里有事"
    assert "task_id" not in card


def test_a_decided_card_shows_who_decided_on_a_grey_button():
    card = redraw(DECIDED)

    assert card["card_type"] == "button_interaction"
    assert card["replace_text"] == "已由 李主任 于 11月25日 10:32 同意"
    assert "已由 李主任 于 11月25日 10:32 同意" in card["sub_title_text"]
    assert len(card["button_list"]) == 1
    assert "task_id" not in card


def test_a_decided_card_says_its_end_once_in_full_and_once_in_a_word():
    card = redraw(replace(DECIDED, ending="已同意"))

    assert card["replace_text"] == "已同意"
    assert [button["text"] for button in card["button_list"]] == ["已同意"]
    assert card["sub_title_text"].startswith("已由 李主任 于 11月25日 10:32 同意")


def test_a_redrawn_card_that_is_still_open_keeps_its_buttons():
    card = redraw(LEAVE)

    assert [button["key"] for button in card["button_list"]] == ["approve:3", "reject:3", "more:3"]
    assert "replace_text" not in card


def test_a_card_that_is_closed_offers_nothing_even_if_buttons_are_left_on_it():
    leftover = Card(title="t", buttons=LEAVE.buttons, closing="已撤回")

    assert "button_list" not in render(leftover, "r-1", URL)
    assert redraw(leftover)["replace_text"] == "已撤回"


def test_a_card_that_is_over_without_a_word_says_that_it_is_handled():
    assert redraw(Card(title="t"))["replace_text"] == "已处理"


@pytest.mark.parametrize(
    ("field", "most", "read"),
    [
        ("title", 36, lambda card: card["main_title"]["title"]),
        ("subtitle", 44, lambda card: card["main_title"]["desc"]),
        ("body", 160, lambda card: card["sub_title_text"]),
    ],
)
@pytest.mark.parametrize("one", ["汉", "a", FAMILY, "👍🏽", "🇨🇳"])
def test_a_field_at_its_limit_is_whole_and_beyond_it_ends_with_an_ellipsis(field, most, read, one):
    fitting = one * (most // len(one))
    whole = render(Card(**{"title": "t", field: fitting}), "c", URL)
    shortened = render(Card(**{"title": "t", field: one * (most // len(one) + 1)}), "c", URL)

    assert read(whole) == fitting
    text = read(shortened)
    assert text.endswith("…")
    assert len(text) <= most
    assert set(text[:-1].split(one)) == {""}


def test_a_button_has_ten_characters_at_most():
    card = render(Card(title="t", buttons=(Button("a", "一二三四五六七八九十甲"),)), "c", URL)

    assert card["button_list"][0]["text"] == "一二三四五六七八九…"


def test_rows_beyond_the_sixth_go_into_the_text():
    rows = tuple(Row(f"第{number}", f"值{number}") for number in range(1, 9))

    card = render(Card(title="t", rows=rows, body="正文"), "c", URL)

    assert [row["keyname"] for row in card["horizontal_content_list"]] == ["第1", "第2", "第3", "第4", "第5", "第6"]
    assert card["sub_title_text"] == "正文\n第7：值7\n第8：值8"


def test_a_row_that_is_too_long_is_shown_in_full_below():
    reason = "家里老人住院需要陪护，已与同事协商好代课事宜，请领导批准为盼谢谢"

    card = render(
        Card(title="t", rows=(Row("类型", "事假"), Row("事由", reason), Row("申请提交时间", "今天"))), "c", URL
    )

    assert [row["keyname"] for row in card["horizontal_content_list"]] == ["类型"]
    assert card["sub_title_text"] == f"事由：{reason}\n申请提交时间：今天"


def test_rows_are_cut_where_nothing_fits_any_more():
    card = render(Card(title="t", body="正" * 150, rows=(Row("申请提交时间", "值" * 40),)), "c", URL)

    (row,) = card["horizontal_content_list"]
    assert row["keyname"] == "申请提交…"
    assert row["value"] == "值" * 29 + "…"
    assert card["sub_title_text"] == "正" * 150


def test_a_row_without_a_label_is_text():
    card = render(Card(title="t", rows=(Row("", "只有内容"),)), "c", URL)

    assert card["sub_title_text"] == "只有内容"
    assert "horizontal_content_list" not in card


@pytest.mark.parametrize(
    "typed",
    [
        "<@all>",
        "@所有人",
        "[支付](http://evil)",
        "**已批准 by 校长**",
        '{"card_type":"vote"}',
        "=cmd|'/c calc'!A1",
    ],
)
def test_what_a_person_typed_stays_text_on_a_card(typed):
    card = render(Card(title=typed, rows=(Row("事由", typed),), body=typed), "c", URL)

    assert card["main_title"]["title"] == typed
    assert card["horizontal_content_list"] == [{"keyname": "事由", "value": typed, "type": 0}]
    assert card["sub_title_text"] == typed


def test_nothing_invisible_gets_onto_a_card():
    card = render(Card(title="张\u202e三\0\u200b", body="一\u2066二\x1b"), "c", URL)

    assert card["main_title"]["title"] == "张三"
    assert card["sub_title_text"] == "一二"


def test_a_title_is_one_line():
    assert render(Card(title="一\n二\r\n 三"), "c", URL)["main_title"]["title"] == "一 二 三"


@pytest.mark.parametrize(
    ("card", "card_id", "code"),
    [
        (LEAVE, "", 42014),
        (LEAVE, "a b", 42014),
        (LEAVE, "单号", 42014),
        (LEAVE, "x" * 129, 42014),
        (Card(title="t", buttons=tuple(Button(f"a:{n}", "x") for n in range(7))), "c", 42037),
        (Card(title="t", buttons=(Button("a", "x"), Button("a", "y"))), "c", 42019),
        (Card(title="t", buttons=(Button("a" * 1025, "x"),)), "c", 42018),
        (Card(title="t", buttons=(Button("汉" * 342, "x"),)), "c", 42018),
        (Card(title="t", buttons=(Button("", "x"),)), "c", 42017),
        (Card(title="t", buttons=(Button("a", " "),)), "c", 42020),
        (Card(title=" ", buttons=(Button("a", "x"),)), "c", 42033),
    ],
)
def test_what_the_platform_would_refuse_is_refused_before(card, card_id, code):
    with pytest.raises(CardInvalidError) as caught:
        render(card, card_id, URL)

    assert caught.value.code == code


def test_a_card_at_every_limit_is_sent():
    buttons = tuple(Button(f"{n}" + "k" * 1023, "一二三四五六七八九十") for n in range(6))

    card = render(Card(title="汉" * 36, buttons=buttons), "-_@aZ9" + "x" * 122, URL)

    assert len(card["button_list"]) == 6
    assert json.dumps(card)
