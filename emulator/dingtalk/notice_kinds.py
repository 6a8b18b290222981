"""What each kind of work notice must hold, and what people see of it. Source: open documentation, asyncsend_v2."""

import re
from collections.abc import Callable, Mapping

import msgspec

from emulator.dingtalk.errors import OldError
from emulator.dingtalk.robot_kinds import SCHEMES, Shown
from emulator.fields import Fields

MSG_BYTES = 2048
MARKDOWN_CHARACTERS = 5000
MOST_FORM_ROWS = 6
COLOUR = re.compile(r"[0-9A-Fa-f]{8}")
ILLEGAL = 40035

Read = Callable[[Fields], Shown]


def read_notice(msg: Fields) -> Shown:
    """What people will see of a work notice. Raises OldError 40035."""
    kind = msg.text("msgtype")
    # The page names 2048 bytes for every kind and 5000 characters for markdown: whoever keeps both is safe.
    if kind not in KINDS or len(msgspec.json.encode(msg.content)) > MSG_BYTES:
        raise OldError(ILLEGAL)
    return KINDS[kind](msg.part(kind))


def _need(body: Fields, name: str) -> str:
    value = body.text(name)
    if not value:
        raise OldError(ILLEGAL)
    return value


def _url(body: Fields, name: str) -> str:
    url = _need(body, name)
    if not url.startswith(SCHEMES):
        raise OldError(ILLEGAL)
    return url


def _text(body: Fields) -> Shown:
    return Shown("text", {"content": _need(body, "content")})


def _markdown(body: Fields) -> Shown:
    text = _need(body, "text")
    if len(text) > MARKDOWN_CHARACTERS:
        raise OldError(ILLEGAL)
    return Shown("markdown", {"title": _need(body, "title"), "content": text})


def _media(kind: str) -> Read:
    def read(body: Fields) -> Shown:
        return Shown(kind, {"media_id": _need(body, "media_id")})

    return read


def _link(body: Fields) -> Shown:
    shown = {"title": _need(body, "title"), "content": _need(body, "text"), "pic_url": _need(body, "picUrl")}
    return Shown("link", shown | {"url": _url(body, "messageUrl")})


def _action_card(body: Fields) -> Shown:
    shown: dict[str, object] = {"title": body.text("title"), "content": _need(body, "markdown")}
    if body.has("single_title") or body.has("single_url"):
        buttons = [{"text": _need(body, "single_title"), "url": _url(body, "single_url")}]
    else:
        buttons = [
            {"text": _need(button, "title"), "url": _url(button, "action_url")}
            for button in body.parts("btn_json_list")
        ]
    if not buttons:
        raise OldError(ILLEGAL)
    return Shown("actionCard", shown | {"buttons": buttons, "is_vertical": body.text("btn_orientation") != "1"})


def _oa(body: Fields) -> Shown:
    head, inner = body.part("head"), body.part("body")
    rows = inner.parts("form")
    if not COLOUR.fullmatch(_need(head, "bgcolor")) or len(rows) > MOST_FORM_ROWS:
        raise OldError(ILLEGAL)
    return Shown(
        "oa",
        {
            "head": head.text("text"),
            "title": inner.text("title"),
            "rows": [{"label": row.text("key"), "value": row.text("value")} for row in rows],
            "content": inner.text("content"),
            "url": _url(body, "message_url"),
            "status": body.part("status_bar").text("status_value"),
        },
    )


KINDS: Mapping[str, Read] = {
    "text": _text,
    "markdown": _markdown,
    "image": _media("image"),
    "voice": _media("audio"),
    "file": _media("file"),
    "link": _link,
    "action_card": _action_card,
    "oa": _oa,
}
