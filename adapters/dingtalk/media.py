"""What files the platform takes, and where it may send us for one. Source: developer documentation, media/upload."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import urlsplit

from adapters.files import identify, multipart, name_of
from domain.events import MediaKind

MIB = 1024 * 1024
LARGEST: Mapping[MediaKind, int] = MappingProxyType(
    {MediaKind.IMAGE: 20 * MIB, MediaKind.VOICE: 2 * MIB, MediaKind.VIDEO: 20 * MIB, MediaKind.FILE: 20 * MIB}
)
LARGEST_DOWNLOAD = 20 * MIB
TRANSFER_SECONDS = 60.0

# What the platform takes; a plain file may be anything that has an extension.
ALLOWED: Mapping[MediaKind, frozenset[str]] = MappingProxyType(
    {
        MediaKind.IMAGE: frozenset({"jpg", "png"}),
        MediaKind.VOICE: frozenset({"amr"}),
        MediaKind.VIDEO: frozenset({"mp4"}),
    }
)


@dataclass(frozen=True, slots=True)
class Form:
    """A file packed for sending."""

    content: bytes = field(repr=False)
    content_type: str


def pack(kind: MediaKind, name: str, content: bytes) -> Form:
    """Of `name` only the extension is used, and only for a plain file.

    Raises:
        ValueError: empty, too large, or not of a format that the platform takes for this kind.
    """
    found = identify(content)
    if not 0 < len(content) <= LARGEST[kind]:
        raise ValueError(f"a file of {len(content)} bytes; the platform takes 1 to {LARGEST[kind]}")
    if kind in ALLOWED and found.extension not in ALLOWED[kind]:
        raise ValueError(f"not a file that the platform takes as {kind}")
    given = name.rpartition(".")[2].lower() if kind is MediaKind.FILE else ""
    extension = given if given.isascii() and given.isalnum() else found.extension
    boundary = secrets.token_hex(16)
    body = multipart(boundary, name_of(content, extension), found.content_type, content)
    return Form(body, f"multipart/form-data; boundary={boundary}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file lies: host, and the rest of a signed address, which must go out letter for letter."""

    base: str
    path: str = field(repr=False)


def find_place(url: str, api_base: str) -> Place | None:
    """None for an address that is neither encrypted on the way nor the platform's own."""
    if not (url.isascii() and url.isprintable()) or " " in url:
        return None
    own = api_base.rstrip("/") + "/"
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    is_safe = parts.scheme == "https" or url.startswith(own)
    if not is_safe or not parts.hostname or "@" in parts.netloc:
        return None
    base = f"{parts.scheme}://{parts.netloc}"
    return Place(base, url[len(base) :].partition("#")[0] or "/")
