"""A chat as JSON: bubbles, and what can be pressed on a card right now."""

from collections.abc import Mapping

from emulator.fields import Fields
from emulator.wecom.cards import CardType, CardView, selectors
from emulator.wecom.timeline import Bubble

Json = dict[str, object]


def show(bubble: Bubble) -> Json:
    """One bubble. The content of a recalled one is gone."""
    shown: Json = {
        "no": bubble.no,
        "revision": bubble.revision,
        "at": bubble.at.isoformat(),
        "side": bubble.side.value,
        "kind": bubble.kind,
        "msgid": bubble.msgid,
        "recalled": bubble.is_recalled,
    }
    if bubble.is_recalled:
        return shown
    if bubble.card:
        return shown | {"card": show_card(bubble.card)}
    return shown | {"content": dict(bubble.content)}


def show_card(view: CardView) -> Json:
    """A card as it stands now: its own JSON in `content`, and everything that can be done with it."""
    card = view.card
    return {
        "task_id": view.task_id,
        "content": dict(card.content),
        "replaced_by": view.replaced_by,
        "buttons": [] if view.replaced_by else _buttons(card),
        "menu": [
            {"key": action.text("key"), "text": action.text("text")}
            for action in card.part("action_menu").parts("action_list")
        ],
        "choices": _choices(card),
    }


def _buttons(card: Fields) -> list[Json]:
    match card.text("card_type"):
        case CardType.BUTTONS:
            return [_button(button) for button in card.parts("button_list")]
        case CardType.VOTE | CardType.MULTIPLE if card.has("submit_button"):
            return [_button(card.part("submit_button"))]
        case _:
            return []


def _button(button: Fields) -> Json:
    style = button.number("style")
    opens = {"url": button.text("url")} if button.number("type") == 1 else {"key": button.text("key")}
    return {"text": button.text("text"), "style": style if style in {1, 2, 3, 4} else 1, **opens}


def _choices(card: Fields) -> list[Json]:
    labels = _labels(card)
    return [
        {
            "question_key": selector.key,
            "multiple": selector.is_multiple,
            "locked": selector.is_locked,
            "chosen": list(selector.chosen),
            **labels[selector.key],
        }
        for selector in selectors(card)
    ]


def _labels(card: Fields) -> Mapping[str, Json]:
    questions = [*card.parts("select_list"), card.part("button_selection"), card.part("checkbox")]
    return {
        question.text("question_key"): {
            "title": question.text("title"),
            "options": [
                {"id": option.text("id"), "text": option.text("text")} for option in question.parts("option_list")
            ],
        }
        for question in questions
    }
