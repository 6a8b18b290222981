"""What template cards are made of. Field names are the platform's own; what they may hold is in `card_block_rules.py`.

Source: developer documentation, path 90236.
"""

from dataclasses import dataclass
from enum import IntEnum


class Link(IntEnum):
    """Where a tap leads."""

    NONE = 0
    URL = 1
    MINIPROGRAM = 2


class RowKind(IntEnum):
    """What the value of a row is."""

    TEXT = 0
    URL = 1
    FILE = 2
    MEMBER = 3


class ButtonKind(IntEnum):
    """Whether a button calls us or opens an address."""

    CALLBACK = 0
    URL = 1


class Choice(IntEnum):
    """How many options of a vote may be ticked."""

    SINGLE = 0
    MULTIPLE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The small line on top."""

    desc: str = ""
    icon_url: str = ""
    desc_color: int = 0


@dataclass(frozen=True, slots=True)
class MenuAction:
    """An entry of the menu in the upper right corner."""

    text: str
    key: str


@dataclass(frozen=True, slots=True)
class ActionMenu:
    """The menu in the upper right corner."""

    desc: str
    action_list: tuple[MenuAction, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """A heading and what explains it."""

    title: str = ""
    desc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quoted passage."""

    quote_text: str = ""
    title: str = ""
    type: Link = Link.NONE
    url: str = ""
    appid: str = ""
    pagepath: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledRow:
    """A label and a value."""

    keyname: str
    value: str = ""
    type: RowKind = RowKind.TEXT
    url: str = ""
    media_id: str = ""
    userid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """A line that leads somewhere."""

    title: str
    type: Link = Link.NONE
    url: str = ""
    appid: str = ""
    pagepath: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAction:
    """Where a tap on the card itself leads."""

    type: Link
    url: str = ""
    appid: str = ""
    pagepath: str = ""


@dataclass(frozen=True, slots=True)
class CardImage:
    """Width to height strictly between 1.3 and 2.25; the platform takes 1.3 where there is none."""

    url: str
    aspect_ratio: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageText:
    """A picture with text beside it."""

    image_url: str
    title: str = ""
    desc: str = ""
    type: Link = Link.NONE
    url: str = ""
    appid: str = ""
    pagepath: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a selector."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class VoteOption:
    """One answer of a vote."""

    id: str
    text: str
    is_checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A drop-down list. `disable` counts in an update only."""

    question_key: str
    option_list: tuple[Option, ...]
    title: str = ""
    selected_id: str = ""
    disable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CardButton:
    """`style` 1 to 4; how they look is shown in a picture only."""

    text: str
    key: str = ""
    style: int = 1
    type: ButtonKind = ButtonKind.CALLBACK
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkbox:
    """The options of a vote. `disable` counts in an update only."""

    question_key: str
    option_list: tuple[VoteOption, ...]
    mode: Choice = Choice.SINGLE
    disable: bool = False


@dataclass(frozen=True, slots=True)
class SubmitButton:
    """Sends the chosen options."""

    text: str
    key: str
