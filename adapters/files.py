"""Files on their way from and to a platform: known by their content, named by us.

A name that came with a file is never used: ours is made of its content, so that it cannot lead anywhere.
"""

import hashlib
from dataclasses import dataclass, field


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


def name_of(content: bytes, extension: str) -> str:
    """Of the content alone; the same content has the same name."""
    return f"{hashlib.sha256(content).hexdigest()[:16]}.{extension}"


def multipart(boundary: str, name: str, content_type: str, content: bytes) -> bytes:
    """The body of a form whose one field is `media`."""
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="media"; filename="{name}"; filelength={len(content)}\r\n'
        f"Content-Type: {content_type}\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
