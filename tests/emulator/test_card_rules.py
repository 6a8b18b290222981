"""Template cards: what WeCom accepts of the five kinds, and with which code it refuses the rest."""

import copy

import pytest

from tests.emulator.conftest import OTHER_APP

TEXT = {
    "card_type": "text_notice",
    "main_title": {"title": "标题", "desc": "说明"},
    "card_action": {"type": 1, "url": "https://x"},
}
NEWS = {
    "card_type": "news_notice",
    "main_title": {"title": "标题"},
    "card_image": {"url": "https://i"},
    "card_action": {"type": 2, "appid": "wx1", "pagepath": "p"},
}
BUTTONS = {
    "card_type": "button_interaction",
    "task_id": "t1",
    "main_title": {"title": "请假"},
    "button_list": [{"text": "同意", "style": 1, "key": "ok"}, {"type": 1, "text": "打开", "url": "https://x"}],
}
VOTE = {
    "card_type": "vote_interaction",
    "task_id": "t1",
    "main_title": {"title": "午餐"},
    "checkbox": {"question_key": "q", "option_list": [{"id": "a", "text": "米饭"}]},
    "submit_button": {"text": "提交", "key": "go"},
}
MULTIPLE = {
    "card_type": "multiple_interaction",
    "task_id": "t1",
    "main_title": {"title": "会议室"},
    "select_list": [{"question_key": "q", "option_list": [{"id": "1", "text": "一楼"}]}],
    "submit_button": {"text": "预订", "key": "go"},
}
ALL = [TEXT, NEWS, BUTTONS, VOTE, MULTIPLE]
LONG = "k" * 1025


def card_with(card, path, value):
    """The card with one field changed; None takes it away."""
    changed = copy.deepcopy(card)
    *parents, last = path.split(".")
    place = changed
    for name in parents:
        place = place[int(name)] if isinstance(place, list) else place.setdefault(name, {})
    last = int(last) if isinstance(place, list) else last
    if value is None:
        del place[last]
    else:
        place[last] = value
    return changed


@pytest.mark.parametrize("card", ALL, ids=lambda card: card["card_type"])
async def test_a_proper_card_of_every_kind_reaches_the_phone(api, phone, card):
    answer = await api.send(kind="template_card", template_card=card)

    assert answer["errcode"] == 0, answer
    assert phone.last("zhang3").card.card.content == card
    assert ("response_code" in answer) is (card in (BUTTONS, VOTE, MULTIPLE))


async def test_a_notice_with_a_menu_yields_a_response_code_too(api):
    card = TEXT | {"task_id": "t1", "action_menu": {"desc": "更多", "action_list": [{"text": "静音", "key": "mute"}]}}

    assert (await api.send(kind="template_card", template_card=card))["response_code"]


@pytest.mark.parametrize(
    ("card", "path", "value", "code"),
    [
        (TEXT, "card_type", "other", 42031),
        (TEXT, "card_action", None, 42045),
        (TEXT, "card_action", {"type": 0}, 42045),
        (TEXT, "card_action", {"type": 1}, 42028),
        (TEXT, "card_action", {"type": 2}, 42030),
        (TEXT, "main_title", None, 41016),
        (TEXT, "horizontal_content_list", [{"keyname": "k"}] * 7, 42035),
        (TEXT, "horizontal_content_list", [{"value": "v"}], 42027),
        (TEXT, "horizontal_content_list", [{"keyname": "k", "type": 1}], 42028),
        (TEXT, "horizontal_content_list", [{"keyname": "k", "type": 2}], 42029),
        (TEXT, "horizontal_content_list", [{"keyname": "k", "type": 3}], 42050),
        (TEXT, "jump_list", [{"title": "t", "type": 0}] * 4, 42042),
        (TEXT, "jump_list", [{"type": 0}], 42033),
        (TEXT, "jump_list", [{"title": "t", "type": 1}], 42028),
        (TEXT, "jump_list", [{"title": "t", "type": 2}], 42030),
        (TEXT, "quote_area", {"type": 1}, 42028),
        (TEXT, "action_menu", {"action_list": [{"text": "a", "key": "k"}]}, 42014),
        (BUTTONS, "action_menu", {"action_list": []}, 40058),
        (BUTTONS, "action_menu", {"action_list": [{"text": "a", "key": str(n)} for n in range(4)]}, 40058),
        (BUTTONS, "action_menu", {"action_list": [{"key": "k"}]}, 42020),
        (BUTTONS, "action_menu", {"action_list": [{"text": "a"}]}, 42017),
        (BUTTONS, "action_menu", {"action_list": [{"text": "a", "key": LONG}]}, 42018),
        (BUTTONS, "action_menu", {"action_list": [{"text": "a", "key": "k"}] * 2}, 42051),
        (NEWS, "main_title", None, 41016),
        (NEWS, "card_image", None, 42044),
        (NEWS, "card_image", {}, 42044),
        (NEWS, "card_action", None, 42045),
        (NEWS, "vertical_content_list", [{"title": "t"}] * 5, 42036),
        (NEWS, "vertical_content_list", [{"desc": "d"}], 42033),
        (NEWS, "image_text_area", {"type": 1, "image_url": "https://i"}, 42028),
        (BUTTONS, "task_id", None, 42014),
        (BUTTONS, "task_id", "with space", 42014),
        (BUTTONS, "task_id", "x" * 129, 42014),
        (BUTTONS, "main_title", None, 41016),
        (BUTTONS, "button_list", None, 40058),
        (BUTTONS, "button_list", [{"text": "a", "key": str(n)} for n in range(7)], 40058),
        (BUTTONS, "button_list", [{"key": "k"}], 42038),
        (BUTTONS, "button_list", [{"text": "a"}], 42039),
        (BUTTONS, "button_list", [{"text": "a", "key": LONG}], 42039),
        (BUTTONS, "button_list", [{"text": "a", "key": "k"}] * 2, 42039),
        (BUTTONS, "button_list", [{"text": "a", "type": 1}], 42028),
        (BUTTONS, "button_selection", {"option_list": [{"id": "a", "text": "b"}]}, 42043),
        (BUTTONS, "button_selection", {"question_key": "q", "option_list": []}, 42037),
        (BUTTONS, "button_selection", {"question_key": "q", "option_list": [{"text": "b"}]}, 42040),
        (BUTTONS, "button_selection", {"question_key": "q", "option_list": [{"id": "a"}]}, 42041),
        (BUTTONS, "card_action", {"type": 1}, 42028),
        (VOTE, "checkbox", None, 42043),
        (VOTE, "checkbox.option_list", [{"id": str(n), "text": "b"} for n in range(21)], 42037),
        (VOTE, "checkbox.option_list", [{"id": "a", "text": "b"}] * 2, 42040),
        (VOTE, "checkbox.option_list", [{"id": "x" * 129, "text": "b"}], 42040),
        (VOTE, "submit_button", None, 42049),
        (VOTE, "submit_button", {"text": "提交"}, 42046),
        (VOTE, "submit_button", {"text": "提交", "key": LONG}, 42046),
        (VOTE, "task_id", None, 42014),
        (MULTIPLE, "select_list", None, 42047),
        (MULTIPLE, "select_list", MULTIPLE["select_list"] * 4, 42047),
        (MULTIPLE, "select_list", MULTIPLE["select_list"] * 2, 42043),
        (MULTIPLE, "select_list.0.option_list", [{"id": str(n), "text": "b"} for n in range(11)], 42037),
        (MULTIPLE, "submit_button", {"key": "go"}, 42049),
    ],
)
async def test_what_is_wrong_with_a_card_is_told_by_its_code(api, emulator, card, path, value, code):
    refused = await api.send(kind="template_card", template_card=card_with(card, path, value))

    assert refused["errcode"] == code, refused
    assert emulator.wecom.ledger.sendings == []


async def test_a_card_nested_wrongly_is_refused(api):
    assert (await api.send(kind="template_card", template_card={"template_card": TEXT}))["errcode"] == 42031
    assert (await api.send(kind="template_card", template_card=TEXT | {"main_title": "标题"}))["errcode"] == 41016


async def test_texts_longer_than_advised_are_not_refused(api):
    card = card_with(BUTTONS, "main_title.title", "很长" * 100)

    assert (await api.send(kind="template_card", template_card=card))["errcode"] == 0


async def test_a_card_id_can_be_used_once_by_each_application(api, other_api, corp):
    await api.send(kind="template_card", template_card=BUTTONS)

    assert (await api.send(kind="template_card", template_card=BUTTONS))["errcode"] == 42014
    corp.apps[OTHER_APP].callback = corp.apps[1000002].callback
    answer = await other_api.send(kind="template_card", template_card=BUTTONS, agentid=OTHER_APP)
    assert answer["errcode"] == 0


async def test_an_application_without_an_address_may_not_send_cards_that_call_back(other_api):
    calling = await other_api.send(kind="template_card", template_card=BUTTONS, agentid=OTHER_APP)
    silent = await other_api.send(kind="template_card", template_card=TEXT, agentid=OTHER_APP)

    assert calling["errcode"] == 43012
    assert silent["errcode"] == 0
