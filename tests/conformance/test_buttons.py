"""Buttons come back as they went out, once, and with whoever pressed them."""

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card
from domain.events import CardClicked
from tests.conformance.subjects import CHIEF

ACTIONS = [
    *(str(Action(verb, 3)) for verb in (Verb.APPROVE, Verb.REJECT, Verb.MORE, Verb.WITHDRAW)),
    str(Action(Verb.CHOOSE, 999_999_999, 999)),
    str(Action(Verb.CANCEL, 1)),
]
STYLES = [ButtonStyle.PRIMARY, ButtonStyle.DANGER, *[ButtonStyle.PLAIN] * 4]
CARD = Card(
    title="还需要您确认",
    buttons=tuple(Button(action, f"按钮 {place}", STYLES[place]) for place, action in enumerate(ACTIONS)),
)


async def test_every_button_comes_back_as_it_went_out_with_whoever_pressed_it(house, subject):
    card_id = await house.draw(subject, CHIEF, CARD)
    await house.settle()

    for button in CARD.buttons:
        [sight] = subject.cards(CHIEF)
        assert sight.captions == [each.text for each in CARD.buttons]
        await subject.press(CHIEF, sight.button(button.text))
        await house.settle()

        event = house.heard[-1]
        assert isinstance(event, CardClicked)
        assert (event.user_id, event.card_id, event.action) == (CHIEF, card_id, button.action)

    assert len(house.heard) == len(ACTIONS)
