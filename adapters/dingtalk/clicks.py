"""A press on one of our cards: what it says, whether it is proven, and how the card looks until it is drawn again."""

import json
from dataclasses import dataclass, field

from adapters.dingtalk.capability import Capabilities
from adapters.dingtalk.fields import USER_ID, Fields, inner, text

WAITING_TEXT = "正在处理…"


@dataclass(frozen=True, slots=True)
class Click:
    """Which button of whose view; `key` is what was hidden in the button."""

    card_id: str
    user_id: str
    action: str
    key: str = field(repr=False)


def read_click(card: Fields) -> Click:
    """What a card callback says. What is missing is empty, and then nothing is proven."""
    pressed = inner(inner(inner(card, "content"), "cardPrivateData"), "params")
    return Click(text(card, "outTrackId"), text(card, "userId"), text(pressed, "action"), text(pressed, "key"))


def is_proven(click: Click, capabilities: Capabilities) -> bool:
    """Whether we drew that button, on that card, for that member."""
    if not (click.card_id and USER_ID.fullmatch(click.user_id) and click.action):
        return False
    return capabilities.holds(click.card_id, click.user_id, click.action, click.key)


def _waiting() -> bytes:
    """Only the view of the member who pressed changes: no second press, and a word that something is under way.

    Keys that are not named keep their values; the redraw that follows takes the waiting back.
    """
    view = {
        "cardUpdateOptions": {"updateCardDataByKey": True, "updatePrivateDataByKey": True},
        "userPrivateData": {"cardParamMap": {"waiting": "true", "waiting_text": WAITING_TEXT}},
    }
    return json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode()


WAITING = _waiting()
