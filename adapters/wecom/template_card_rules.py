"""What the platform refuses in a template card, found before it is sent.

Lengths of lists, lengths of keys, mandatory fields and unique keys have error codes on the platform; lengths of texts
are only advice there, and `cards.py` keeps to them. Source: developer documentation, paths 90236 and 94888.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import assert_never

from adapters.wecom.card_block_rules import (
    Fault,
    button_faults,
    checkbox_faults,
    length,
    link_faults,
    menu_faults,
    require,
    row_faults,
    selection_faults,
    submit_faults,
    unique,
    vertical_faults,
)
from adapters.wecom.card_blocks import ButtonKind, Link, SubmitButton
from adapters.wecom.template_cards import (
    ButtonInteraction,
    MultipleInteraction,
    NewsNotice,
    TemplateCard,
    TextNotice,
    VoteInteraction,
)

TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")

MOST_JUMPS = 3
MOST_BUTTONS = 6
MOST_SELECTIONS = 3
NARROWEST, WIDEST = 1.3, 2.25


class Purpose(StrEnum):
    """An update names no task and may do without its submit button."""

    SEND = "send"
    UPDATE = "update"


class CardInvalidError(ValueError):
    """The platform would refuse this card with `code`; `field` is what is wrong."""

    def __init__(self, code: int, field: str) -> None:
        super().__init__(f"{code}: {field}")
        self.code = code
        self.field = field


def validate(card: TemplateCard, purpose: Purpose = Purpose.SEND) -> None:
    """Raises CardInvalidError for the first fault."""
    for code, field in faults(card, purpose):
        raise CardInvalidError(code, field)


def faults(card: TemplateCard, purpose: Purpose) -> Iterator[Fault]:
    """Everything the platform would refuse."""
    yield from _task_faults(card, purpose)
    match card:
        case TextNotice():
            yield from require(card.main_title.title or card.sub_title_text, 42033, "main_title")
            yield from _notice_faults(card)
        case NewsNotice():
            yield from require(card.main_title.title, 42033, "main_title.title")
            yield from _notice_faults(card)
            yield from _picture_faults(card)
        case ButtonInteraction():
            yield from require(card.main_title.title, 42033, "main_title.title")
            yield from _button_card_faults(card)
        case VoteInteraction():
            yield from require(card.main_title.title, 42033, "main_title.title")
            yield from checkbox_faults(card.checkbox)
            yield from _submit_faults(card.submit_button, purpose)
        case MultipleInteraction():
            yield from require(card.main_title.title, 42033, "main_title.title")
            yield from length(card.select_list, 1, MOST_SELECTIONS, 42047, "select_list")
            yield from unique((one.question_key for one in card.select_list), 42043, "select_list.question_key")
            for selection in card.select_list:
                yield from selection_faults(selection, "select_list")
            yield from _submit_faults(card.submit_button, purpose)
        case _:
            assert_never(card)


def _task_faults(card: TemplateCard, purpose: Purpose) -> Iterator[Fault]:
    if purpose is Purpose.UPDATE:
        if card.task_id:
            yield 42014, "task_id"
        return
    match card:
        case TextNotice() | NewsNotice():
            is_needed = card.action_menu is not None
        case ButtonInteraction() | VoteInteraction() | MultipleInteraction():
            is_needed = True
    if (is_needed or card.task_id) and not TASK_ID.fullmatch(card.task_id):
        yield 42014, "task_id"


def _notice_faults(card: TextNotice | NewsNotice) -> Iterator[Fault]:
    action = card.card_action
    if action is None or action.type is Link.NONE:
        yield 42045, "card_action"
    else:
        yield from link_faults(action, "card_action")
    yield from menu_faults(card.action_menu)
    yield from row_faults(card.horizontal_content_list)
    yield from length(card.jump_list, 0, MOST_JUMPS, 42042, "jump_list")
    for jump in card.jump_list:
        yield from require(jump.title, 42033, "jump_list.title")
        yield from link_faults(jump, "jump_list")
    if card.quote_area:
        yield from link_faults(card.quote_area, "quote_area")


def _picture_faults(card: NewsNotice) -> Iterator[Fault]:
    yield from require(card.card_image or card.image_text_area, 42044, "card_image")
    if card.card_image:
        yield from require(card.card_image.url, 42044, "card_image.url")
        ratio = card.card_image.aspect_ratio
        if ratio is not None and not NARROWEST < ratio < WIDEST:
            yield 42044, "card_image.aspect_ratio"
    if card.image_text_area:
        yield from require(card.image_text_area.image_url, 42044, "image_text_area.image_url")
        yield from link_faults(card.image_text_area, "image_text_area")
    yield from vertical_faults(card.vertical_content_list)


def _button_card_faults(card: ButtonInteraction) -> Iterator[Fault]:
    yield from length(card.button_list, 1, MOST_BUTTONS, 42037, "button_list")
    called = [button.key for button in card.button_list if button.type is ButtonKind.CALLBACK]
    yield from unique(called, 42019, "button_list.key")
    for button in card.button_list:
        yield from button_faults(button)
    yield from menu_faults(card.action_menu)
    yield from row_faults(card.horizontal_content_list)
    if card.button_selection:
        yield from selection_faults(card.button_selection, "button_selection")
    if card.card_action:
        yield from link_faults(card.card_action, "card_action")
    if card.quote_area:
        yield from link_faults(card.quote_area, "quote_area")


def _submit_faults(button: SubmitButton | None, purpose: Purpose) -> Iterator[Fault]:
    if button:
        yield from submit_faults(button)
    elif purpose is Purpose.SEND:
        yield 42046, "submit_button"
