"""Uploaded files, and the codes by which a robot fetches what people sent it. Source: docs, upload-media-files."""

import secrets
from dataclasses import dataclass
from enum import StrEnum

from emulator.dingtalk.errors import NewError, OldError

MIB = 1024 * 1024
ILLEGAL = 40035


class MediaType(StrEnum):
    """What `type` may be."""

    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    FILE = "file"


LARGEST = {MediaType.IMAGE: 20 * MIB, MediaType.VOICE: 2 * MIB, MediaType.VIDEO: 20 * MIB, MediaType.FILE: 20 * MIB}


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One file. `key` is a media_id of an upload, a downloadCode of what somebody sent."""

    key: str
    kind: MediaType
    file_name: str
    content: bytes


class MediaStore:
    """Files of an organisation: those of its applications, and those that people sent to a robot."""

    def __init__(self) -> None:
        self._uploads: dict[str, Media] = {}
        self._sent: dict[str, Media] = {}
        self._downloads: dict[str, Media] = {}

    def put(self, kind: str, file_name: str, content: bytes) -> Media:
        """Keep an upload. Raises OldError 40035 when it is empty, too large or of an unknown type."""
        known = kind in {member.value for member in MediaType}
        if not known or not content or len(content) > LARGEST[MediaType(kind)]:
            raise OldError(ILLEGAL)
        key = f"@lAD{secrets.token_urlsafe(24)}"
        media = Media(key=key, kind=MediaType(kind), file_name=file_name, content=content)
        self._uploads[key] = media
        return media

    def check(self, media_ids: list[str]) -> None:
        """Refuse what names a file that was never uploaded. Raises NewError `resource.unavailable`."""
        if not self.knows(media_ids):
            raise NewError("resource.unavailable")

    def knows(self, media_ids: list[str]) -> bool:
        """Whether all of them were uploaded."""
        return self._uploads.keys() >= set(media_ids)

    def keep_sent(self, kind: MediaType, file_name: str, content: bytes) -> str:
        """Keep what somebody sent to a robot; gives the downloadCode."""
        code = secrets.token_urlsafe(32)
        self._sent[code] = Media(key=code, kind=kind, file_name=file_name, content=content)
        return code

    def open_download(self, code: str) -> str | None:
        """The last part of the address at which a sent file can be fetched; None for an unknown code."""
        media = self._sent.get(code)
        if media is None:
            return None
        key = secrets.token_urlsafe(24)
        self._downloads[key] = media
        return key

    def download(self, key: str) -> Media | None:
        """The file behind such an address."""
        return self._downloads.get(key)
