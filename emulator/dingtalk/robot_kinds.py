"""What each msgKey of a robot must hold, and what people see of it. Source: open documentation, robot-message-type."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count

from emulator.dingtalk.errors import NewError
from emulator.fields import Fields

MSG_PARAM_BYTES = 15_000
FILE_TYPES = frozenset({"xlsx", "pdf", "zip", "rar", "doc", "docx"})
SCHEMES = ("http://", "https://", "dingtalk://", "dtmd://")
MEDIA = "@"


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in a chat. `kind` is text, markdown, actionCard, link, image, audio, video, file or oa."""

    kind: str
    content: Mapping[str, object]

    @property
    def media_ids(self) -> list[str]:
        """The uploaded files it needs."""
        named = (self.content.get(name) for name in ("media_id", "cover_media_id"))
        return [value for value in named if isinstance(value, str) and value.startswith(MEDIA)]


Read = Callable[[Fields], Shown]


def read_param(msg_key: str, msg_param: str) -> Shown:
    """What people will see of a robot's send.

    Raises:
        NewError: the key is missing or unknown; the parameters are no JSON object, too long, or a field is missing.
    """
    if not msg_key:
        raise NewError("invalidParameter.msgKey.empty")
    if msg_key not in KEYS:
        raise NewError("invalidParameter.msgKey.invalid")
    if not msg_param:
        raise NewError("miss.param.msgParam")
    encoded = msg_param.encode()
    if len(encoded) > MSG_PARAM_BYTES:
        raise NewError("invalidParameter.msgParam.tooLong")
    param = Fields.decode(encoded)
    if param is None:
        raise NewError("invalidParameter.msgParam.invalid")
    return KEYS[msg_key](param)


def _need(param: Fields, name: str) -> str:
    value = param.text(name)
    if not value:
        raise NewError("invalidParameter.msgParam.invalid")
    return value


def _url(param: Fields, name: str) -> str:
    url = _need(param, name)
    if not url.startswith(SCHEMES):
        raise NewError("invalidParameter.msgParam.invalid")
    return url


def _number(param: Fields, name: str) -> str:
    value = _need(param, name)
    if not value.isdecimal():
        raise NewError("invalidParameter.msgParam.invalid")
    return value


def _text(param: Fields) -> Shown:
    return Shown("text", {"content": _need(param, "content")})


def _markdown(param: Fields) -> Shown:
    return Shown("markdown", {"title": _need(param, "title"), "content": _need(param, "text")})


def _image(param: Fields) -> Shown:
    photo = _need(param, "photoURL")
    return Shown("image", {"media_id": photo} if photo.startswith(MEDIA) else {"url": _url(param, "photoURL")})


def _link(param: Fields) -> Shown:
    return Shown(
        "link",
        {
            "title": _need(param, "title"),
            "content": _need(param, "text"),
            "pic_url": param.text("picUrl"),
            "url": _url(param, "messageUrl"),
        },
    )


def _action_card(*names: tuple[str, str], is_vertical: bool = True) -> Read:
    def read(param: Fields) -> Shown:
        buttons = [{"text": _need(param, title), "url": _url(param, url)} for title, url in names]
        content = {"title": _need(param, "title"), "content": _need(param, "text"), "buttons": buttons}
        return Shown("actionCard", content | {"is_vertical": is_vertical})

    return read


def _numbered(title: str, url: str, most: int) -> list[tuple[str, str]]:
    return [(f"{title}{number}", f"{url}{number}") for number, _ in zip(count(1), range(most), strict=False)]


def _audio(param: Fields) -> Shown:
    return Shown("audio", {"media_id": _need(param, "mediaId"), "duration": _number(param, "duration")})


def _file(param: Fields) -> Shown:
    kind = _need(param, "fileType")
    if kind not in FILE_TYPES:
        raise NewError("invalidParameter.msgParam.invalid")
    return Shown("file", {"media_id": _need(param, "mediaId"), "file_name": _need(param, "fileName"), "type": kind})


def _video(param: Fields) -> Shown:
    if _need(param, "videoType") != "mp4":
        raise NewError("invalidParameter.msgParam.invalid")
    return Shown(
        "video",
        {
            "media_id": _need(param, "videoMediaId"),
            "cover_media_id": _need(param, "picMediaId"),
            "duration": _number(param, "duration"),
        },
    )


KEYS: Mapping[str, Read] = {
    "sampleText": _text,
    "sampleMarkdown": _markdown,
    "sampleImageMsg": _image,
    "sampleLink": _link,
    "sampleActionCard": _action_card(("singleTitle", "singleURL")),
    "sampleActionCard2": _action_card(*_numbered("actionTitle", "actionURL", 2)),
    "sampleActionCard3": _action_card(*_numbered("actionTitle", "actionURL", 3)),
    "sampleActionCard4": _action_card(*_numbered("actionTitle", "actionURL", 4)),
    "sampleActionCard5": _action_card(*_numbered("actionTitle", "actionURL", 5)),
    "sampleActionCard6": _action_card(*_numbered("buttonTitle", "buttonUrl", 2), is_vertical=False),
    "sampleAudio": _audio,
    "sampleFile": _file,
    "sampleVideo": _video,
}
