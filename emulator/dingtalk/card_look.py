"""What the card template of the bot draws from its variables, as a phone would show it.

The template knows: title, subtitle, rows (a JSON list of {"label", "value"}), body, closing, is_final, buttons (a JSON
list of {"text", "action", "style", "key"}), waiting and waiting_text. A variable of the wrong type is simply not drawn,
as on a real phone, nor is a button of a style that the template does not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from emulator.fields import Fields

YES = "true"
STYLES = frozenset({"primary", "danger", "plain"})
LIST = msgspec.json.Decoder(list[dict[str, object]])


@dataclass(frozen=True, slots=True)
class Button:
    """`action` and `key` come back as the params of a press."""

    text: str
    action: str
    style: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One viewer's sight of a card. There is nothing to press on it when it is final or waiting."""

    title: str
    subtitle: str
    rows: tuple[tuple[str, str], ...]
    body: str
    closing: str
    is_final: bool
    is_waiting: bool
    waiting_text: str
    buttons: tuple[Button, ...]


def read_look(params: Mapping[str, str]) -> Look:
    """Draw the card."""
    is_final, is_waiting = params.get("is_final") == YES, params.get("waiting") == YES
    buttons = [_button(row) for row in _rows(params.get("buttons", ""))] if not is_final and not is_waiting else []
    return Look(
        title=params.get("title", ""),
        subtitle=params.get("subtitle", ""),
        rows=tuple((row.text("label"), row.text("value")) for row in _rows(params.get("rows", ""))),
        body=params.get("body", ""),
        closing=params.get("closing", ""),
        is_final=is_final,
        is_waiting=is_waiting,
        waiting_text=params.get("waiting_text", "") if is_waiting else "",
        buttons=tuple(button for button in buttons if button.style in STYLES),
    )


def _rows(written: str) -> list[Fields]:
    try:
        return [Fields(row) for row in LIST.decode(written)] if written else []
    except msgspec.DecodeError:
        return []


def _button(row: Fields) -> Button:
    return Button(text=row.text("text"), action=row.text("action"), style=row.text("style"), key=row.text("key"))
