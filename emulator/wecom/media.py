"""Temporary files: what may be uploaded, and for how long it can be used. Source: path 90253."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from emulator.wecom.errors import ApiError

SMALLEST = 6
MIB = 1024 * 1024
GONE = 40007


class MediaType(StrEnum):
    """What `type` may be."""

    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"


LARGEST = {MediaType.IMAGE: 10 * MIB, MediaType.VOICE: 2 * MIB, MediaType.VIDEO: 10 * MIB, MediaType.FILE: 20 * MIB}


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One uploaded file."""

    media_id: str
    kind: MediaType
    file_name: str
    content: bytes
    created_at: datetime


def media_type(name: str) -> MediaType:
    """The type of that name. Raises ApiError 40005."""
    try:
        return MediaType(name)
    except ValueError:
        raise ApiError(40005) from None


def check_content(kind: MediaType, content: bytes) -> None:
    """Refuse a file that is too small, too large or not of its type. Raises ApiError."""
    if not content:
        raise ApiError(44001)
    if len(content) < SMALLEST:
        raise ApiError(40006)
    if len(content) > LARGEST[kind]:
        raise ApiError(45001)
    if kind is MediaType.IMAGE and not content.startswith((b"\xff\xd8", b"\x89PNG")):
        raise ApiError(40123)
    if (kind is MediaType.VOICE and not content.startswith(b"#!AMR")) or (
        kind is MediaType.VIDEO and content[4:8] != b"ftyp"
    ):
        raise ApiError(40004)


class MediaStore:
    """Files of a corp, shared by all its applications."""

    def __init__(self, life: timedelta) -> None:
        self._life = life
        self._files: dict[str, Media] = {}

    def put(self, kind: MediaType, file_name: str, content: bytes, now: datetime) -> Media:
        """Keep a file for three days. Raises ApiError when it may not be uploaded."""
        check_content(kind, content)
        media = Media(
            media_id=secrets.token_urlsafe(48), kind=kind, file_name=file_name, content=content, created_at=now
        )
        self._files[media.media_id] = media
        return media

    def get(self, media_id: str, now: datetime, kind: MediaType | None = None) -> Media:
        """The file, of that kind if one is given. Raises ApiError 40007 when it is unknown, too old or another kind."""
        media = self._files.get(media_id)
        if media is None or now - media.created_at >= self._life or (kind and media.kind is not kind):
            raise ApiError(GONE)
        return media
