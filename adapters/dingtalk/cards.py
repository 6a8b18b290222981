"""The neutral card as the values of our card template. Pure.

The template (`content/dingtalk/card_template.json`) shows every variable as plain text, so that nothing in it can
become a link or a mention; texts are only cleaned and cut. What only one member may see, above all the keys of the
buttons, goes into that member's private values.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from adapters.dingtalk.text import compact, cut_bytes, line
from adapters.plain_text import ELLIPSIS, clean
from domain.cards import Button, Card, Row

# "At most 1 KB" a value, says the platform, and not whether that is 1,000 or 1,024 bytes.
LONGEST_VALUE = 1_000
LONGEST_TITLE = 180
LONGEST_SUBTITLE = 240
LONGEST_LABEL = 60

# A list of rows is one value: the longest are shortened step by step until all rows fit.
VALUE_STEPS = (900, 600, 400, 300, 200, 150, 100, 60, 30)

# Ten Chinese characters; shorter where actions take the room.
CAPTION_STEPS = (30, 18, 12, 6)

KeyOf = Callable[[str], str]


class CardInvalidError(ValueError):
    """The buttons do not fit into one value; they cannot be cut, for they must come back as they went out."""


@dataclass(frozen=True, slots=True)
class CardValues:
    """Variables of the template, all of them text: `shared` ones, and those of the one member who sees the card."""

    shared: dict[str, str]
    own: dict[str, str] = field(repr=False)


def render(card: Card, key_of: KeyOf) -> CardValues:
    """`key_of` gives the key that proves a press of the action.

    Raises:
        CardInvalidError: actions so long, or buttons so many, that they do not fit.
    """
    buttons = () if is_closed(card) else card.buttons
    return CardValues(
        shared={
            "title": line_of(card),
            "subtitle": cut_bytes(line(card.subtitle), LONGEST_SUBTITLE),
            "rows": _rows(card.rows),
            "body": _text(card.body),
            "closing": _text(card.closing),
            "is_final": "true" if is_closed(card) else "false",
            "button_count": str(len(buttons)),
        },
        own={"buttons": _buttons(buttons, key_of), "waiting": "false", "waiting_text": ""},
    )


def line_of(card: Card) -> str:
    """What the list of chats and the notification show of the card."""
    return cut_bytes(line(card.title), LONGEST_TITLE)


def is_closed(card: Card) -> bool:
    """Whether nothing is left to press."""
    return card.is_final or bool(card.closing)


def _text(text: str) -> str:
    return cut_bytes(clean(text).strip(), LONGEST_VALUE)


def _rows(rows: tuple[Row, ...]) -> str:
    for most in VALUE_STEPS:
        written = compact([_row(row, most) for row in rows])
        if _fits(written):
            return written
    return _first_rows(rows)


def _first_rows(rows: tuple[Row, ...]) -> str:
    """As many as fit when all are as short as can be, and a word about the rest."""
    written = compact([])
    for count in range(1, len(rows)):
        rest = {"label": ELLIPSIS, "value": f"另有 {len(rows) - count} 项未显示"}
        longer = compact([*(_row(row, VALUE_STEPS[-1]) for row in rows[:count]), rest])
        if not _fits(longer):
            break
        written = longer
    return written


def _row(row: Row, most: int) -> dict[str, str]:
    return {"label": cut_bytes(line(row.label), min(most, LONGEST_LABEL)), "value": cut_bytes(line(row.value), most)}


def _buttons(buttons: tuple[Button, ...], key_of: KeyOf) -> str:
    for most in CAPTION_STEPS:
        written = compact([_button(button, most, key_of) for button in buttons])
        if _fits(written):
            return written
    raise CardInvalidError("buttons")


def _button(button: Button, most: int, key_of: KeyOf) -> dict[str, str]:
    return {
        "text": cut_bytes(line(button.text), most),
        "action": button.action,
        "style": button.style.value,
        "key": key_of(button.action),
    }


def _fits(written: str) -> bool:
    return len(written.encode()) <= LONGEST_VALUE
