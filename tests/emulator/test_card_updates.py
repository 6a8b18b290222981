"""Redrawing cards: one right, one use, 72 hours; and what the phone shows afterwards."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from emulator.phone.phone import NotPossible
from tests.emulator.conftest import OTHER_APP, STAFF_APP
from tests.emulator.test_card_rules import BUTTONS, MULTIPLE, TEXT, VOTE


@pytest.fixture
async def code(api):
    """The right to redraw a card that was sent to two members."""
    answer = await api.send("zhang3|li4", kind="template_card", template_card=BUTTONS)
    return answer["response_code"]


def update(code, **fields):
    return {"agentid": STAFF_APP, "response_code": code, "button": {"replace_name": "已处理"}, **fields}


async def redraw(api, code, **fields):
    return await api.post("message/update_template_card", update(code, **fields))


def response_code(letter):
    return ET.fromstring(letter.xml).findtext("ResponseCode")


async def test_form_a_greys_the_buttons_for_those_who_are_named(api, phone, code):
    answer = await redraw(api, code, userids=["ZHANG3"])

    assert answer == {"errcode": 0, "errmsg": "ok"}
    assert phone.card("zhang3", "t1").replaced_by == "已处理"
    assert phone.card("zhang3", "t1").buttons == frozenset()
    assert phone.card("li4", "t1").buttons == {"ok"}


async def test_form_b_puts_any_other_card_in_the_same_place(api, phone, code):
    other = {key: value for key, value in VOTE.items() if key not in {"task_id", "submit_button"}}

    await redraw(api, code, userids=["zhang3"], template_card=other | {"replace_text": "已提交"})

    view = phone.card("zhang3", "t1")
    assert view.card.text("card_type") == "vote_interaction"
    assert view.replaced_by == "已提交"
    assert len(phone.bubbles("zhang3")) == 1


async def test_a_replacement_is_checked_like_a_card(api, code):
    refused = await redraw(api, code, userids=["zhang3"], template_card={"card_type": "button_interaction"})

    assert refused["errcode"] == 41016
    assert (await redraw(api, code, userids=["zhang3"]))["errcode"] == 0


async def test_a_code_works_once(api, code):
    await redraw(api, code, userids=["zhang3"])

    assert (await redraw(api, code, userids=["li4"]))["errcode"] == 60140


async def test_a_code_is_worthless_after_72_hours(api, code, clock):
    clock.move(timedelta(hours=72))
    await api.fetch_token()

    assert (await redraw(api, code, userids=["zhang3"]))["errcode"] == 60140


async def test_an_invented_code_is_60140_and_one_of_another_application_42015(api, other_api, code):
    assert (await redraw(api, "invented", userids=["zhang3"]))["errcode"] == 60140
    refused = await redraw(other_api, code, userids=["zhang3"], agentid=OTHER_APP)
    assert refused["errcode"] == 42015


async def test_only_recipients_are_redrawn_and_the_others_are_listed(api, emulator, code):
    answer = await redraw(api, code, userids=["zhang3", "Wang5", "nobody"])

    assert answer["errcode"] == 0
    assert answer["invaliduser"] == ["wang5", "nobody"]
    assert emulator.wecom.ledger.updates[0].recipients == ("zhang3",)


async def test_departments_and_everybody_can_be_named(api, phone, code):
    await redraw(api, code, partyids=[4])
    assert phone.card("zhang3", "t1").replaced_by
    assert not phone.card("li4", "t1").replaced_by

    again = response_code(phone.press("li4", "t1", "ok"))
    await redraw(api, again, atall=1)
    assert phone.card("li4", "t1").replaced_by


async def test_an_update_for_nobody_is_refused_and_keeps_the_code(api, code):
    assert (await redraw(api, code))["errcode"] == 81012
    assert (await redraw(api, code, userids=["zhang3"]))["errcode"] == 0


async def test_form_a_does_not_fit_a_notice(api):
    card = TEXT | {"task_id": "t2", "action_menu": {"action_list": [{"text": "静音", "key": "mute"}]}}
    answer = await api.send(kind="template_card", template_card=card)

    assert (await redraw(api, answer["response_code"], userids=["zhang3"]))["errcode"] == 40058


async def test_every_press_gives_a_new_right_of_one_use(api, phone, code):
    first = response_code(phone.press("zhang3", "t1", "ok"))
    second = response_code(phone.press("zhang3", "t1", "ok"))

    assert len({code, first, second}) == 3
    assert (await redraw(api, first, userids=["li4"]))["errcode"] == 0
    assert (await redraw(api, second, userids=["zhang3"]))["errcode"] == 0
    assert (await redraw(api, first, userids=["zhang3"]))["errcode"] == 60140


async def test_a_button_that_is_gone_cannot_be_pressed(api, phone, code):
    fresh = BUTTONS | {"button_list": [{"text": "撤回", "key": "back"}]}
    await redraw(api, code, userids=["zhang3"], template_card=fresh)

    with pytest.raises(NotPossible, match="not there any longer"):
        phone.press("zhang3", "t1", "ok")
    assert phone.press("zhang3", "t1", "back") is not None


async def test_a_grey_button_cannot_be_pressed(api, phone, code):
    await redraw(api, code, userids=["zhang3"])

    with pytest.raises(NotPossible):
        phone.press("zhang3", "t1", "ok")


async def test_a_slow_phone_can_still_press_what_is_gone(api, phone, code, emulator, receiver):
    await redraw(api, code, userids=["zhang3"])

    phone.press_stale("zhang3", "t1", "ok")
    await emulator.settled()

    assert "<EventKey><![CDATA[ok]]>" in receiver.opened[0]


async def test_only_who_has_the_card_can_press_it(phone, code):
    with pytest.raises(NotPossible, match="not in the chat"):
        phone.press("wang5", "t1", "ok")
    with pytest.raises(NotPossible, match="no such button"):
        phone.press("zhang3", "t1", "other")


async def test_a_preset_choice_is_sent_where_nothing_else_is_chosen(api, phone):
    card = MULTIPLE | {"task_id": "t3"}
    await api.send(kind="template_card", template_card=card)

    letter = phone.press("zhang3", "t3", "go")

    assert b"<OptionId><![CDATA[1]]></OptionId>" in letter.xml


@pytest.mark.parametrize(
    ("choices", "reason"), [({"x": ["a"]}, "that name"), ({"q": ["z"]}, "options"), ({"q": ["a", "b"]}, "only one")]
)
async def test_only_what_the_card_offers_can_be_chosen(api, phone, choices, reason):
    options = [{"id": "a", "text": "米饭"}, {"id": "b", "text": "面条"}]
    card = VOTE | {"checkbox": {"question_key": "q", "mode": 0, "option_list": options}}
    await api.send(kind="template_card", template_card=card)

    with pytest.raises(NotPossible, match=reason):
        phone.press("zhang3", "t1", "go", choices)


async def test_a_locked_choice_cannot_be_changed(api, phone, code):
    locked = {"question_key": "q", "disable": True, "option_list": [{"id": "a", "text": "米饭"}]}
    card = VOTE | {"checkbox": locked}
    await redraw(api, code, userids=["zhang3"], template_card=card)

    with pytest.raises(NotPossible, match="locked"):
        phone.press("zhang3", "t1", "go", {"q": ["a"]})


async def test_updates_are_noted(api, emulator, code, clock):
    await redraw(api, code, userids=["zhang3"])

    row = emulator.wecom.ledger.updates[0]
    assert (row.task_id, row.form, row.at) == ("t1", "button", clock())
    assert row.call.is_answered
