"""Which menus WeCom accepts. Source: paths 90231 and 90313."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulator.fields import Fields
from emulator.wecom.errors import ApiError

KEYED = frozenset(
    {
        "click",
        "scancode_push",
        "scancode_waitmsg",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
    }
)
KEY_BYTES = 128
URL_BYTES = 1024
TYPES = KEYED | {"view", "view_miniprogram"}


@dataclass(frozen=True, slots=True)
class Level:
    """What is allowed on one level, and the codes for what is not."""

    most: int
    name_bytes: int
    bad_count: int
    bad_type: int
    bad_name: int
    bad_key: int
    bad_url: int


TOP = Level(3, 16, 40016, 40017, 40018, 40019, 40020)
SUB = Level(5, 40, 40023, 40024, 40025, 40026, 40027)


def check_menu(body: Fields) -> None:
    """Refuse a menu that WeCom would refuse. Raises ApiError 40016 to 40027."""
    buttons = body.parts("button")
    _check_count(buttons, TOP)
    for button in buttons:
        _check_name(button, TOP)
        if button.has("sub_button"):
            _check_sub_buttons(button.parts("sub_button"))
        else:
            _check_button(button, TOP)


def _check_sub_buttons(buttons: list[Fields]) -> None:
    _check_count(buttons, SUB)
    for button in buttons:
        if button.has("sub_button"):
            raise ApiError(40022)
        _check_name(button, SUB)
        _check_button(button, SUB)


def _check_count(buttons: list[Fields], level: Level) -> None:
    if not 1 <= len(buttons) <= level.most:
        raise ApiError(level.bad_count)


def _check_name(button: Fields, level: Level) -> None:
    if not 1 <= len(button.text("name").encode()) <= level.name_bytes:
        raise ApiError(level.bad_name)


def _check_button(button: Fields, level: Level) -> None:
    kind = button.text("type")
    if kind not in TYPES:
        raise ApiError(level.bad_type)
    if kind in KEYED and not 1 <= len(button.text("key").encode()) <= KEY_BYTES:
        raise ApiError(level.bad_key)
    if kind == "view" and not 1 <= len(button.text("url").encode()) <= URL_BYTES:
        raise ApiError(level.bad_url)
    if kind == "view_miniprogram" and not (button.text("appid") and button.text("pagepath")):
        raise ApiError(40058)


def entries(menu: Mapping[str, object]) -> list[Fields]:
    """Every entry that can be pressed, on either level."""
    found: list[Fields] = []
    for button in Fields(menu).parts("button"):
        found.extend(button.parts("sub_button") if button.has("sub_button") else [button])
    return found
