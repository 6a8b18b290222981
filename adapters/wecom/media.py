"""Files to and from the platform, by id only and within its limits.

A name that came with a file is never used: ours is made of its content, so that it cannot lead anywhere. Source:
developer documentation, paths 90253 and 90254.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from adapters.ports import PlatformBusy, PlatformRefused
from adapters.wecom.client import WecomClient, decode_object, read_code
from adapters.wecom.replies import read_text
from adapters.wecom.transport import Answer, Request
from domain.events import MediaKind

SMALLEST = 6
MIB = 1024 * 1024
LARGEST: Mapping[MediaKind, int] = MappingProxyType(
    {MediaKind.IMAGE: 10 * MIB, MediaKind.VOICE: 2 * MIB, MediaKind.VIDEO: 10 * MIB, MediaKind.FILE: 20 * MIB}
)
LARGEST_DOWNLOAD = 20 * MIB
TRANSFER_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of content, known by its first bytes."""

    extension: str
    content_type: str
    start: bytes
    at: int = 0


FORMATS = (
    Format("jpg", "image/jpeg", b"\xff\xd8\xff"),
    Format("png", "image/png", b"\x89PNG\r\n\x1a\n"),
    Format("amr", "audio/amr", b"#!AMR"),
    Format("mp4", "video/mp4", b"ftyp", 4),
    Format("pdf", "application/pdf", b"%PDF-"),
    Format("zip", "application/zip", b"PK\x03\x04"),
)
UNKNOWN = Format("bin", "application/octet-stream", b"")

# What the platform takes; a plain file may be anything.
ALLOWED: Mapping[MediaKind, frozenset[str]] = MappingProxyType(
    {
        MediaKind.IMAGE: frozenset({"jpg", "png"}),
        MediaKind.VOICE: frozenset({"amr"}),
        MediaKind.VIDEO: frozenset({"mp4"}),
    }
)


@dataclass(frozen=True, slots=True)
class Media:
    """A file as it came; `name` is ours."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


def identify(content: bytes) -> Format:
    """By the content itself, never by a name or a declared type."""
    for known in FORMATS:
        if content[known.at : known.at + len(known.start)] == known.start:
            return known
    return UNKNOWN


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
    name = _name(content, given or found.extension)
    boundary = secrets.token_hex(16)

    def request(token: str) -> Request:
        return Request(
            method="POST",
            path="/cgi-bin/media/upload",
            query={"access_token": token, "type": media.value},
            content=_multipart(boundary, name, found.content_type, content),
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
    return Media(_name(content, found.extension), found.content_type, content)


def _name(content: bytes, extension: str) -> str:
    return f"{hashlib.sha256(content).hexdigest()[:16]}.{extension}"


def _multipart(boundary: str, name: str, content_type: str, content: bytes) -> bytes:
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="media"; filename="{name}"; filelength={len(content)}\r\n'
        f"Content-Type: {content_type}\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode()


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
