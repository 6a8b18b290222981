"""What the platform refuses in the parts of a template card. Lengths of texts are only advice there, these are not."""

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from adapters.wecom.card_blocks import (
    ActionMenu,
    ButtonKind,
    CardAction,
    CardButton,
    Checkbox,
    ImageText,
    Jump,
    LabelledRow,
    Link,
    Quote,
    RowKind,
    Selection,
    SubmitButton,
    Title,
)

LONGEST_KEY = 1024
LONGEST_OPTION_ID = 128

MOST_ACTIONS = 3
MOST_ROWS = 6
MOST_VERTICAL = 4
MOST_OPTIONS = 10
MOST_VOTE_OPTIONS = 20

# The platform's error code, and the field that it is about.
Fault = tuple[int, str]


def require(value: object, code: int, field: str) -> Iterator[Fault]:
    """Mandatory."""
    if not value:
        yield code, field


def length(values: Sequence[object], least: int, most: int, code: int, field: str) -> Iterator[Fault]:
    """How many there may be."""
    if not least <= len(values) <= most:
        yield code, field


def unique(values: Iterable[str], code: int, field: str) -> Iterator[Fault]:
    """None twice."""
    found = list(values)
    if len(found) != len(set(found)):
        yield code, field


def bounded(value: str, most: int, code: int, field: str) -> Iterator[Fault]:
    """Bytes in UTF-8."""
    if not 1 <= len(value.encode()) <= most:
        yield code, field


def link_faults(target: CardAction | Jump | Quote | ImageText, field: str) -> Iterator[Fault]:
    """An address or a mini program must be named."""
    if target.type is Link.URL:
        yield from require(target.url, 42028, f"{field}.url")
    if target.type is Link.MINIPROGRAM:
        yield from require(target.appid, 42030, f"{field}.appid")


def vertical_faults(lines: tuple[Title, ...]) -> Iterator[Fault]:
    """Lines below a picture."""
    yield from length(lines, 0, MOST_VERTICAL, 42036, "vertical_content_list")
    for line in lines:
        yield from require(line.title, 42033, "vertical_content_list.title")


def menu_faults(menu: ActionMenu | None) -> Iterator[Fault]:
    """The menu in the corner."""
    if menu is None:
        return
    yield from length(menu.action_list, 1, MOST_ACTIONS, 42037, "action_menu.action_list")
    yield from unique((action.key for action in menu.action_list), 42051, "action_menu.key")
    for action in menu.action_list:
        yield from require(action.text, 42038, "action_menu.text")
        yield from bounded(action.key, LONGEST_KEY, 42039, "action_menu.key")


def row_faults(rows: tuple[LabelledRow, ...]) -> Iterator[Fault]:
    """Labelled rows."""
    yield from length(rows, 0, MOST_ROWS, 42035, "horizontal_content_list")
    for row in rows:
        yield from require(row.keyname, 42027, "horizontal_content_list.keyname")
        match row.type:
            case RowKind.TEXT:
                pass
            case RowKind.URL:
                yield from require(row.url, 42028, "horizontal_content_list.url")
            case RowKind.FILE:
                yield from require(row.media_id, 42029, "horizontal_content_list.media_id")
            case RowKind.MEMBER:
                yield from require(row.userid, 42050, "horizontal_content_list.userid")
            case _:
                assert_never(row.type)


def button_faults(button: CardButton) -> Iterator[Fault]:
    """One button."""
    yield from require(button.text, 42020, "button_list.text")
    match button.type:
        case ButtonKind.CALLBACK:
            yield from require(button.key, 42017, "button_list.key")
            yield from bounded(button.key or "-", LONGEST_KEY, 42018, "button_list.key")
        case ButtonKind.URL:
            yield from require(button.url, 42028, "button_list.url")
        case _:
            assert_never(button.type)


def selection_faults(selection: Selection, field: str) -> Iterator[Fault]:
    """One drop-down list."""
    yield from bounded(selection.question_key, LONGEST_KEY, 42043, f"{field}.question_key")
    yield from length(selection.option_list, 1, MOST_OPTIONS, 42037, f"{field}.option_list")
    yield from _option_faults([(one.id, one.text) for one in selection.option_list], field)


def checkbox_faults(checkbox: Checkbox) -> Iterator[Fault]:
    """The options of a vote."""
    yield from bounded(checkbox.question_key, LONGEST_KEY, 42043, "checkbox.question_key")
    yield from length(checkbox.option_list, 1, MOST_VOTE_OPTIONS, 42037, "checkbox.option_list")
    yield from _option_faults([(one.id, one.text) for one in checkbox.option_list], "checkbox")


def _option_faults(options: list[tuple[str, str]], field: str) -> Iterator[Fault]:
    yield from unique((identifier for identifier, _ in options), 42040, f"{field}.option_list.id")
    for identifier, text in options:
        yield from bounded(identifier, LONGEST_OPTION_ID, 42040, f"{field}.option_list.id")
        yield from require(text, 42041, f"{field}.option_list.text")


def submit_faults(button: SubmitButton) -> Iterator[Fault]:
    """The button that sends the chosen options."""
    yield from require(button.text, 42049, "submit_button.text")
    yield from bounded(button.key, LONGEST_KEY, 42046, "submit_button.key")
