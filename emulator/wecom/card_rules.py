"""Which template cards WeCom accepts, for sending and for replacing one."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from emulator.fields import Fields
from emulator.wecom import card_blocks as blocks
from emulator.wecom.cards import INTERACTIVE, CardType
from emulator.wecom.errors import ApiError

Check = Callable[[Fields], None]


class Use(StrEnum):
    """What the card is for. A replacement has no task_id of its own and may do without a submit button."""

    SEND = "send"
    REPLACE = "replace"


COMMON: tuple[Check, ...] = (blocks.check_horizontal, blocks.check_jumps, blocks.check_quote)
BY_TYPE: Mapping[str, tuple[Check, ...]] = {
    CardType.TEXT_NOTICE: (blocks.check_title_or_text, blocks.check_card_action),
    CardType.NEWS_NOTICE: (
        blocks.check_title,
        blocks.check_picture,
        blocks.check_vertical,
        blocks.check_card_action,
    ),
    CardType.BUTTONS: (
        blocks.check_title,
        blocks.check_buttons,
        blocks.check_button_selection,
        blocks.check_optional_card_action,
    ),
    CardType.VOTE: (blocks.check_title, blocks.check_checkbox),
    CardType.MULTIPLE: (blocks.check_title, blocks.check_select_list),
}


def check_card(card: Fields, use: Use) -> None:
    """Refuse a card that WeCom would refuse.

    Raises:
        ApiError: 42014 to 42051, 41016 without a title (also for a card that is nested wrongly).
    """
    kind = card.text("card_type")
    if kind not in BY_TYPE:
        raise ApiError(42031)
    for check in (*BY_TYPE[kind], *COMMON):
        check(card)
    if kind in {CardType.VOTE, CardType.MULTIPLE} and (use is Use.SEND or card.has("submit_button")):
        blocks.check_submit(card)
    if use is Use.SEND:
        _check_ids(card, kind)


def _check_ids(card: Fields, kind: str) -> None:
    blocks.check_action_menu(card)
    if kind in INTERACTIVE or card.text("task_id"):
        blocks.check_task_id(card)
