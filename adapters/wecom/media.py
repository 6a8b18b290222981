"""Files to and from the platform, by id only and within its limits.

Source: developer documentation, paths 90253 and 90254.
"""

import secrets
from collections.abc import Mapping
from types import MappingProxyType

from adapters.files import Media, identify, multipart, name_of
from adapters.ports import PlatformBusy, PlatformRefused
from adapters.replies import read_text
from adapters.transport import Answer, Request
from adapters.wecom.client import WecomClient, decode_object, read_code
from domain.events import MediaKind

SMALLEST = 6
MIB = 1024 * 1024
LARGEST: Mapping[MediaKind, int] = MappingProxyType(
    {MediaKind.IMAGE: 10 * MIB, MediaKind.VOICE: 2 * MIB, MediaKind.VIDEO: 10 * MIB, MediaKind.FILE: 20 * MIB}
)
LARGEST_DOWNLOAD = 20 * MIB
TRANSFER_SECONDS = 60.0


# What the platform takes; a plain file may be anything.
ALLOWED: Mapping[MediaKind, frozenset[str]] = MappingProxyType(
    {
        MediaKind.IMAGE: frozenset({"jpg", "png"}),
        MediaKind.VOICE: frozenset({"amr"}),
        MediaKind.VIDEO: frozenset({"mp4"}),
    }
)


async def upload(client: WecomClient, media: MediaKind, content: bytes, extension: str = "") -> str:
    """The media id, good for three days. `extension` names the format of a plain file, e.g. "xlsx".

    Raises:
        ValueError: too small, too large, or not of a format that the platform takes for this kind.
        PlatformFailure: the platform did not take it.
    """
    found = identify(content)
    if not SMALLEST <= len(content) <= LARGEST[media]:
        raise ValueError(f"a file of {len(content)} bytes; the platform takes {SMALLEST} to {LARGEST[media]}")
    if media in ALLOWED and found.extension not in ALLOWED[media]:
        raise ValueError(f"not a file that the platform takes as {media}")
    given = extension if media is MediaKind.FILE and extension.isascii() and extension.isalnum() else ""
    name = name_of(content, given or found.extension)
    boundary = secrets.token_hex(16)

    def request(token: str) -> Request:
        return Request(
            method="POST",
            path="/cgi-bin/media/upload",
            query={"access_token": token, "type": media.value},
            content=multipart(boundary, name, found.content_type, content),
            content_type=f"multipart/form-data; boundary={boundary}",
            is_repeatable=True,
            seconds=TRANSFER_SECONDS,
        )

    return await client.call(request, _read_media_id)


async def download(client: WecomClient, media_id: str) -> Media:
    """The file behind an id. Raises PlatformFailure, PlatformRefused where it is gone."""

    def request(token: str) -> Request:
        return Request(
            method="GET",
            path="/cgi-bin/media/get",
            query={"access_token": token, "media_id": media_id},
            is_repeatable=True,
            largest_answer=LARGEST_DOWNLOAD,
            seconds=TRANSFER_SECONDS,
        )

    content = await client.call(request, _read_content)
    found = identify(content)
    return Media(name_of(content, found.extension), found.content_type, content)


def _read_media_id(_request: Request, answer: Answer) -> tuple[int, str, str]:
    reply = decode_object(answer.body)
    code, media_id = read_code(reply), read_text(reply, "media_id")
    if code is None or not (code or media_id):
        raise PlatformBusy("answer", "企业微信接口返回的内容无法识别，稍后自动重试")
    return code, read_text(reply, "errmsg"), media_id


def _read_content(_request: Request, answer: Answer) -> tuple[int, str, bytes]:
    """An error comes as JSON in the place of the file."""
    reply = decode_object(answer.body) if answer.content_type in {"application/json", "text/plain"} else {}
    code = read_code(reply)
    if not code and len(answer.body) < SMALLEST:
        raise PlatformRefused("media", "企业微信返回的文件为空")
    return code or 0, read_text(reply, "errmsg"), answer.body
