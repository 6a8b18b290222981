"""The platform's five kinds of template cards as values. Field names are the platform's own.

Source: developer documentation, path 90236. What each field may hold is in `template_card_rules.py`.
"""

from dataclasses import dataclass, field, fields, is_dataclass
from enum import IntEnum
from typing import ClassVar

from adapters.wecom.card_blocks import (
    ActionMenu,
    CardAction,
    CardButton,
    CardImage,
    Checkbox,
    ImageText,
    Jump,
    LabelledRow,
    Quote,
    Selection,
    Source,
    SubmitButton,
    Title,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Common:
    card_type: ClassVar[str]
    main_title: Title = field(default_factory=Title)
    source: Source | None = None
    task_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notice(_Common):
    card_action: CardAction | None = None
    action_menu: ActionMenu | None = None
    quote_area: Quote | None = None
    horizontal_content_list: tuple[LabelledRow, ...] = ()
    jump_list: tuple[Jump, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextNotice(_Notice):
    """Text to read; a tap opens an address."""

    card_type: ClassVar[str] = "text_notice"
    emphasis_content: Title | None = None
    sub_title_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsNotice(_Notice):
    """A picture to look at; a tap opens an address."""

    card_type: ClassVar[str] = "news_notice"
    card_image: CardImage | None = None
    image_text_area: ImageText | None = None
    vertical_content_list: tuple[Title, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonInteraction(_Common):
    """Buttons to press, with a drop-down list where wanted."""

    card_type: ClassVar[str] = "button_interaction"
    button_list: tuple[CardButton, ...]
    button_selection: Selection | None = None
    card_action: CardAction | None = None
    action_menu: ActionMenu | None = None
    quote_area: Quote | None = None
    sub_title_text: str = ""
    horizontal_content_list: tuple[LabelledRow, ...] = ()
    replace_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteInteraction(_Common):
    """One question with up to twenty answers."""

    card_type: ClassVar[str] = "vote_interaction"
    checkbox: Checkbox
    submit_button: SubmitButton | None = None
    replace_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleInteraction(_Common):
    """Up to three questions with up to ten answers each."""

    card_type: ClassVar[str] = "multiple_interaction"
    select_list: tuple[Selection, ...]
    submit_button: SubmitButton | None = None
    replace_text: str = ""


TemplateCard = TextNotice | NewsNotice | ButtonInteraction | VoteInteraction | MultipleInteraction


def to_json(card: TemplateCard) -> dict[str, object]:
    """The platform's JSON; fields that say nothing are left out."""
    return {"card_type": card.card_type, **_object(card)}


def _object(value: object) -> dict[str, object]:
    if not is_dataclass(value):
        raise TypeError(value)
    found = {one.name: getattr(value, one.name) for one in fields(value)}
    return {name: _plain(content) for name, content in found.items() if content not in (None, "", ())}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_object(one) for one in value]
    if isinstance(value, IntEnum):
        return int(value)
    return _object(value) if is_dataclass(value) else value
