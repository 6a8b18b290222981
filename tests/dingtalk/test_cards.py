"""A neutral card as the values of the card template."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.dingtalk.capability import Capabilities
from adapters.dingtalk.cards import LONGEST_VALUE, CardInvalidError, CardValues, render
from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row

LEAVE = Card(
    title="张三 的请假申请",
    subtitle="第 1042 号 · 待您审批",
    rows=(Row("类型", "事假"), Row("时间", "11月25日 14:00 至 18:00")),
    body="事由：家里有事",
    buttons=(
        Button("approve:3", "同意", ButtonStyle.PRIMARY),
        Button("reject:3", "驳回", ButtonStyle.DANGER),
        Button("more:3", "更多"),
    ),
)
CAPABILITIES = Capabilities("a-secret-that-must-not-be-seen")


def key_of(action: str) -> str:
    return CAPABILITIES.of("c-1", "li4", action)


def buttons_of(values: CardValues) -> list[dict[str, str]]:
    return json.loads(values.own["buttons"])


actions = st.builds(
    lambda verb, version, place: str(Action(verb, version, place if verb is Verb.CHOOSE else None)),
    st.sampled_from(Verb),
    st.integers(0, 999_999_999),
    st.integers(0, 999),
)
words = st.text(st.characters(codec="utf-8"), max_size=400)
buttons = st.builds(Button, actions, words, st.sampled_from(ButtonStyle))
cards = st.builds(
    Card,
    title=words,
    subtitle=words,
    rows=st.lists(st.builds(Row, words, words), max_size=30).map(tuple),
    body=words,
    buttons=st.lists(buttons, max_size=6).map(tuple),
    closing=st.just("") | words,
    is_final=st.booleans(),
)


def test_a_card_becomes_values_that_are_all_text():
    values = render(LEAVE, key_of)

    assert values.shared == {
        "title": "张三 的请假申请",
        "subtitle": "第 1042 号 · 待您审批",
        "rows": '[{"label":"类型","value":"事假"},{"label":"时间","value":"11月25日 14:00 至 18:00"}]',
        "body": "事由：家里有事",
        "closing": "",
        "is_final": "false",
        "button_count": "3",
    }
    assert values.own["waiting"] == "false"
    assert values.own["waiting_text"] == ""
    assert buttons_of(values)[0] == {
        "text": "同意",
        "action": "approve:3",
        "style": "primary",
        "key": key_of("approve:3"),
    }


def test_the_keys_of_the_buttons_are_for_their_reader_alone():
    values = render(LEAVE, key_of)

    assert key_of("approve:3") not in json.dumps(values.shared)
    assert key_of("approve:3") not in repr(values)


@pytest.mark.parametrize("over", [{"closing": "已由 李主任 同意"}, {"is_final": True}])
def test_a_card_that_is_over_offers_nothing_even_if_buttons_are_left_on_it(over):
    values = render(Card(title="t", buttons=LEAVE.buttons, **over), key_of)

    assert (values.shared["is_final"], values.shared["button_count"]) == ("true", "0")
    assert buttons_of(values) == []


def test_a_long_body_is_cut_with_an_ellipsis():
    body = render(Card(title="t", body="汉" * 500), key_of).shared["body"]

    assert body == "汉" * 332 + "…"


def test_long_rows_are_shortened_so_that_all_of_them_are_seen():
    rows = tuple(Row(f"第{number}项", "很长的内容" * 30) for number in range(6))

    shown = json.loads(render(Card(title="t", rows=rows), key_of).shared["rows"])

    assert [row["label"] for row in shown] == [row.label for row in rows]
    assert all(row["value"].endswith("…") for row in shown)


def test_rows_without_number_end_with_how_many_are_missing():
    rows = tuple(Row("课程", "高等数学第一节课") for _ in range(40))

    shown = json.loads(render(Card(title="t", rows=rows), key_of).shared["rows"])

    assert shown[-1] == {"label": "…", "value": f"另有 {40 - len(shown) + 1} 项未显示"}


@pytest.mark.parametrize(
    "typed", ["<@all>", "[支付](http://evil)", '"],[{"action":"approve:3"}]', "${title}", "**粗**"]
)
def test_what_a_person_typed_stays_text_on_a_card(typed):
    values = render(Card(title=typed, rows=(Row("事由", typed),), body=typed), key_of)

    assert values.shared["title"] == typed
    assert values.shared["body"] == typed
    assert json.loads(values.shared["rows"]) == [{"label": "事由", "value": typed}]


def test_nothing_invisible_gets_onto_a_card():
    values = render(Card(title="张\u202e三\0\u200b\n四", body="一\u2066二\x1b"), key_of)

    assert (values.shared["title"], values.shared["body"]) == ("张三 四", "一二")


def test_buttons_that_cannot_fit_are_refused_rather_than_cut():
    with pytest.raises(CardInvalidError):
        render(Card(title="t", buttons=(Button("a" * 1_000, "同意"),)), key_of)


@settings(deadline=None)
@given(cards)
def test_every_card_keeps_the_platforms_limits(card):
    values = render(card, key_of)

    for name, value in (values.shared | values.own).items():
        assert len(name.encode()) <= 100
        assert len(value.encode()) <= LONGEST_VALUE
    assert all(set(row) == {"label", "value"} for row in json.loads(values.shared["rows"]))


@settings(deadline=None)
@given(cards)
def test_every_button_comes_back_as_it_went_out(card):
    clicks = [(shown["action"], shown["key"]) for shown in buttons_of(render(card, key_of))]

    offered = [] if card.is_final or card.closing else [button.action for button in card.buttons]
    assert [action for action, _ in clicks] == offered
    assert all(CAPABILITIES.holds("c-1", "LI4", action, key) for action, key in clicks)


TEMPLATE = Path(__file__).parents[2] / "content" / "dingtalk" / "card_template.json"


@pytest.fixture(scope="module")
def editor() -> dict:
    return json.loads(json.loads(TEMPLATE.read_text())["editorData"])


def parts_of(part: dict) -> Iterator[dict]:
    yield part
    for child in part.get("children", []):
        yield from parts_of(child)


def test_the_template_knows_every_value_of_a_card_and_whose_it_is(editor):
    values = render(LEAVE, key_of)

    known = {variable["name"]: variable["private"] for variable in editor["variableList"]}
    assert known == dict.fromkeys(values.shared, False) | dict.fromkeys(values.own, True)


def test_the_template_knows_the_fields_of_rows_and_buttons(editor):
    values = render(LEAVE, key_of)

    fields = {
        variable["name"]: [field["name"] for field in variable.get("schema", [])] for variable in editor["variableList"]
    }
    assert fields["rows"] == list(json.loads(values.shared["rows"])[0])
    assert fields["buttons"] == list(buttons_of(values)[0])


def test_the_template_shows_texts_as_plain_text_only(editor):
    used = {part["componentName"] for part in parts_of(editor["schema"]["componentsTree"][0])}

    assert used == {"Card", "BaseText", "Divider", "Loop", "SingleButton"}


def test_every_button_of_the_template_carries_its_action_and_its_key(editor):
    parts = list(parts_of(editor["schema"]["componentsTree"][0]))
    shown = [part["props"] for part in parts if part["componentName"] == "SingleButton"]

    assert {button["actionType"] for button in shown} == {"request"}
    for button in shown:
        given = {param["name"]: (param["variableType"], param["variable"]) for param in button["params"]}
        assert given == {"action": ("loop", "buttons[0].action"), "key": ("loop", "buttons[0].key")}
    styles = [button["visible"]["condition"]["conditions"][0]["value"] for button in shown]
    assert sorted(styles) == sorted(ButtonStyle)


def test_the_template_hides_buttons_that_are_over_or_pressed(editor):
    loops = [part for part in parts_of(editor["schema"]["componentsTree"][0]) if part["componentName"] == "Loop"]
    (shown,) = [part["props"] for part in loops if part["props"]["listData"]["variable"] == "buttons"]

    conditions = shown["visible"]["condition"]
    assert conditions["op"] == "and"
    rules = [(rule["variable"], rule["op"], rule["value"]) for rule in conditions["conditions"]]
    assert rules == [("is_final", "notEqual", "true"), ("waiting", "notEqual", "true")]
