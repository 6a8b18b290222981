"""Blocks that several kinds of cards share, and what WeCom refuses in them. Source: paths 90236 and 90313.

Lengths of texts are advice in the documentation ("建议不超过") and have no error code, so they are not refused.
"""

import re

from emulator.fields import Fields
from emulator.wecom.errors import ApiError

TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
KEY_BYTES = 1024
MOST_ACTIONS = 3
MOST_ROWS = 6
MOST_TITLED_ROWS = 4
MOST_JUMPS = 3
MOST_BUTTONS = 6
MOST_DROP_DOWNS = 3
OPTION_ID_BYTES = 128
TOO_MANY = 40058
NO_TITLE = 41016


def require(value: object, code: int) -> None:
    """Refuse with `code` unless there is a value."""
    if not value:
        raise ApiError(code)


def is_key(text: str, most_bytes: int = KEY_BYTES) -> bool:
    """Whether a key is given and short enough."""
    return 0 < len(text.encode()) <= most_bytes


def check_task_id(card: Fields) -> None:
    """A card that calls back needs an id."""
    if not TASK_ID.fullmatch(card.text("task_id")):
        raise ApiError(42014)


def check_target(block: Fields, *, miniprogram: int = 2) -> None:
    """Type 1 opens an address, type 2 a mini program."""
    match block.number("type") or 0:
        case 1:
            require(block.text("url"), 42028)
        case kind if kind == miniprogram:
            require(block.text("appid"), 42030)
        case _:
            return


def check_action_menu(card: Fields) -> None:
    """The upper-right menu: one to three actions with keys of their own."""
    if not card.has("action_menu"):
        return
    check_task_id(card)
    actions = card.part("action_menu").parts("action_list")
    if not 1 <= len(actions) <= MOST_ACTIONS:
        raise ApiError(TOO_MANY)
    for action in actions:
        require(action.text("text"), 42020)
        require(action.text("key"), 42017)
        require(is_key(action.text("key")), 42018)
    if len({action.text("key") for action in actions}) < len(actions):
        raise ApiError(42051)


def check_quote(card: Fields) -> None:
    """The quoted text may be a link."""
    check_target(card.part("quote_area"))


def check_horizontal(card: Fields) -> None:
    """Labelled lines, at most six."""
    rows = card.parts("horizontal_content_list")
    if len(rows) > MOST_ROWS:
        raise ApiError(42035)
    for row in rows:
        require(row.text("keyname"), 42027)
        match row.number("type") or 0:
            case 1:
                require(row.text("url"), 42028)
            case 2:
                require(row.text("media_id"), 42029)
            case 3:
                require(row.text("userid"), 42050)
            case _:
                continue


def check_vertical(card: Fields) -> None:
    """Titled lines of a picture card, at most four."""
    rows = card.parts("vertical_content_list")
    if len(rows) > MOST_TITLED_ROWS:
        raise ApiError(42036)
    for row in rows:
        require(row.text("title"), 42033)


def check_jumps(card: Fields) -> None:
    """Links at the foot, at most three."""
    rows = card.parts("jump_list")
    if len(rows) > MOST_JUMPS:
        raise ApiError(42042)
    for row in rows:
        require(row.text("title"), 42033)
        check_target(row)


def check_card_action(card: Fields) -> None:
    """What a press on the whole card opens. Notices must have one."""
    action = card.part("card_action")
    if action.number("type") not in {1, 2}:
        raise ApiError(42045)
    check_target(action)


def check_optional_card_action(card: Fields) -> None:
    """The same where it may be missing or of type 0."""
    if card.part("card_action").number("type"):
        check_card_action(card)


def check_picture(card: Fields) -> None:
    """A picture card has a picture or a text beside one."""
    if card.has("card_image") or not card.has("image_text_area"):
        require(card.part("card_image").text("url"), 42044)
    if card.has("image_text_area"):
        check_target(card.part("image_text_area"))
        require(card.part("image_text_area").text("image_url"), 40063)


def check_title(card: Fields) -> None:
    """Every card but the text notice must have a main title."""
    require(card.part("main_title").text("title"), NO_TITLE)


def check_title_or_text(card: Fields) -> None:
    """A text notice has a main title or a text."""
    require(card.part("main_title").text("title") or card.text("sub_title_text"), NO_TITLE)


def check_buttons(card: Fields) -> None:
    """One to six buttons: type 0 calls back with a key of its own, type 1 opens an address."""
    buttons = card.parts("button_list")
    if not 1 <= len(buttons) <= MOST_BUTTONS:
        raise ApiError(TOO_MANY)
    keys: set[str] = set()
    for button in buttons:
        require(button.text("text"), 42038)
        if button.number("type") == 1:
            require(button.text("url"), 42028)
            continue
        require(is_key(button.text("key")) and button.text("key") not in keys, 42039)
        keys.add(button.text("key"))


def check_options(block: Fields, most: int) -> None:
    """A question and its options with ids of their own."""
    require(is_key(block.text("question_key")), 42043)
    options = block.parts("option_list")
    if not 1 <= len(options) <= most:
        raise ApiError(42037)
    ids: set[str] = set()
    for option in options:
        require(is_key(option.text("id"), OPTION_ID_BYTES) and option.text("id") not in ids, 42040)
        require(option.text("text"), 42041)
        ids.add(option.text("id"))


def check_button_selection(card: Fields) -> None:
    """The drop-down above the buttons, where there is one."""
    if card.has("button_selection"):
        check_options(card.part("button_selection"), 10)


def check_checkbox(card: Fields) -> None:
    """The options of a vote."""
    check_options(card.part("checkbox"), 20)


def check_select_list(card: Fields) -> None:
    """One to three drop-downs with keys of their own."""
    rows = card.parts("select_list")
    if not 1 <= len(rows) <= MOST_DROP_DOWNS:
        raise ApiError(42047)
    for row in rows:
        check_options(row, 10)
    if len({row.text("question_key") for row in rows}) < len(rows):
        raise ApiError(42043)


def check_submit(card: Fields) -> None:
    """The button that sends the choice."""
    require(card.part("submit_button").text("text"), 42049)
    require(is_key(card.part("submit_button").text("key")), 42046)
