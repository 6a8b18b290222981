"""A signature drawn by hand: a picture, and the hash that binds it to what was signed."""

import zlib
from collections.abc import Iterator

from domain.record_digest import digest

FIELD = "signature:"  # begins the field of the enclosure; the key of the step follows
NAME = "签名.png"
LARGEST_PICTURE = 128 * 1024  # bytes; a name drawn on a phone is about ten kilobytes
LARGEST_SIDE = 2048  # pixels
MOST_PIXELS = LARGEST_SIDE * 1024
LEAST_INK = 200  # bytes that are not nothing; less is a slip of the finger
_HEAD = b"\x89PNG\r\n\x1a\n"
_WITH_ALPHA = 6  # the colour type of four bytes per pixel, as a canvas gives it
_DEPTH = 8
_CHANNELS = 4


def signature_of(content: str, picture: str) -> str:
    """The hash that is kept with the decision: of the content's fingerprint and the picture's, both SHA-256 in hex."""
    return digest({"content": content, "picture": picture})


def is_signature(picture: bytes) -> bool:
    """Whether this is a drawing as our page makes one, with something drawn on it."""
    if len(picture) > LARGEST_PICTURE or not picture.startswith(_HEAD):
        return False
    try:
        chunks = list(_chunks(picture))
    except (ValueError, zlib.error):
        return False
    size = _size(chunks[0]) if chunks else None
    if size is None or chunks[-1][0] != b"IEND":
        return False
    return _has_ink(b"".join(body for kind, body in chunks if kind == b"IDAT"), *size)


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The parts of the file: length, kind, body, checksum."""
    at = len(_HEAD)
    while at < len(picture):
        length = int.from_bytes(picture[at : at + 4])
        kind, body = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        checksum = picture[at + 8 + length : at + 12 + length]
        if len(body) != length or checksum != zlib.crc32(kind + body).to_bytes(4):
            raise ValueError("a broken part")
        yield kind, body
        at += 12 + length


def _size(first: tuple[bytes, bytes]) -> tuple[int, int] | None:
    kind, body = first
    if kind != b"IHDR" or body[8:] != bytes([_DEPTH, _WITH_ALPHA, 0, 0, 0]):
        return None
    width, height = int.from_bytes(body[:4]), int.from_bytes(body[4:8])
    is_sane = 0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE and width * height <= MOST_PIXELS
    return (width, height) if is_sane else None


def _has_ink(compressed: bytes, width: int, height: int) -> bool:
    """An empty drawing is nothing but zeros, whatever filters its lines have; bounded, so that no bomb goes off."""
    expected = height * (1 + width * _CHANNELS)
    unpacking = zlib.decompressobj()
    try:
        raw = unpacking.decompress(compressed, expected)
    except zlib.error:
        return False
    if len(raw) != expected:
        return False
    line = 1 + width * _CHANNELS
    return sum(len(raw[at + 1 : at + line].replace(b"\0", b"")) for at in range(0, expected, line)) >= LEAST_INK
