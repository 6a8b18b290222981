"""What may be posted to a sessionWebhook, and what stands in the chat then. Source: docs, custom robots."""

from collections.abc import Callable, Mapping

from emulator.dingtalk.errors import OldError
from emulator.dingtalk.robot_kinds import SCHEMES, Shown
from emulator.fields import Fields

BODY_MISSING = 40035
UNKNOWN_KIND = 400105
MOST_MENTIONS = 50

Read = Callable[[Fields], Shown]


def read_reply(body: Fields) -> Shown:
    """What will stand in the chat. Raises OldError: 40035 something is missing, 400105 the kind is unknown."""
    kind = body.text("msgtype")
    if kind not in KINDS:
        raise OldError(UNKNOWN_KIND)
    shown = KINDS[kind](body.part(kind))
    return Shown(shown.kind, {**shown.content, "mentions": _mentions(body, str(shown.content.get("content", "")))})


def _mentions(body: Fields, text: str) -> list[str]:
    """Who is called by name: only those count whose id stands in the text as well."""
    wanted = body.part("at").texts("atUserIds")
    if len(wanted) > MOST_MENTIONS:
        raise OldError(BODY_MISSING)
    return [user_id for user_id in wanted if f"@{user_id}" in text]


def _need(body: Fields, name: str) -> str:
    value = body.text(name)
    if not value:
        raise OldError(BODY_MISSING)
    return value


def _url(body: Fields, name: str) -> str:
    url = _need(body, name)
    if not url.startswith(SCHEMES):
        raise OldError(BODY_MISSING)
    return url


def _text(body: Fields) -> Shown:
    return Shown("text", {"content": _need(body, "content")})


def _markdown(body: Fields) -> Shown:
    return Shown("markdown", {"title": _need(body, "title"), "content": _need(body, "text")})


def _link(body: Fields) -> Shown:
    shown = {"title": _need(body, "title"), "content": _need(body, "text"), "pic_url": body.text("picUrl")}
    return Shown("link", shown | {"url": _url(body, "messageUrl")})


def _action_card(body: Fields) -> Shown:
    if body.has("singleTitle"):
        buttons = [{"text": _need(body, "singleTitle"), "url": _url(body, "singleURL")}]
    else:
        buttons = [{"text": _need(row, "title"), "url": _url(row, "actionURL")} for row in body.parts("btns")]
    if not buttons:
        raise OldError(BODY_MISSING)
    shown = {"title": _need(body, "title"), "content": _need(body, "text"), "buttons": buttons}
    return Shown("actionCard", shown | {"is_vertical": body.text("btnOrientation") != "1"})


KINDS: Mapping[str, Read] = {"text": _text, "markdown": _markdown, "link": _link, "actionCard": _action_card}
