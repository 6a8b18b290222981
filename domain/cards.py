"""One neutral card; each platform draws it with its own means."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class ButtonStyle(StrEnum):
    """How much a button stands out."""

    PRIMARY = "primary"
    DANGER = "danger"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Button:
    """`action` comes back in `CardClicked.action`; it carries the version it was drawn from ("approve:3")."""

    action: str
    text: str
    style: ButtonStyle = ButtonStyle.PLAIN


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled line. Labels of up to five characters fit everywhere."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is shown. Text fields hold plain text of people and rules; platforms escape it.

    `closing` is the final state ("已由 李主任 于 11月25日 10:32 同意"); a card that has one offers no buttons. `ending`
    is the same in a word ("已同意"), for where a button stood.
    """

    title: str
    subtitle: str = ""
    rows: tuple[Row, ...] = ()
    body: str = ""
    buttons: tuple[Button, ...] = ()
    closing: str = ""
    ending: str = ""
    is_final: bool = False

    def to_json(self) -> dict[str, object]:
        """For storage; `from_json` reads it back equal."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "rows": [[row.label, row.value] for row in self.rows],
            "body": self.body,
            "buttons": [[b.action, b.text, b.style.value] for b in self.buttons],
            "closing": self.closing,
            "ending": self.ending,
            "is_final": self.is_final,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> Self:
        """The card that `to_json` wrote."""
        return cls(
            title=str(stored["title"]),
            subtitle=str(stored["subtitle"]),
            rows=tuple(Row(label, value) for label, value in _lists(stored["rows"])),
            body=str(stored["body"]),
            buttons=tuple(Button(a, text, ButtonStyle(style)) for a, text, style in _lists(stored["buttons"])),
            closing=str(stored["closing"]),
            ending=str(stored.get("ending", "")),
            is_final=bool(stored["is_final"]),
        )


def _lists(value: object) -> list[list[str]]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value
