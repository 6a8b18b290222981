"""What people typed, made safe to keep and to show; and cutting that never splits what is seen as one character."""

import re
import unicodedata
from collections.abc import Iterator

ELLIPSIS = "…"
JOINER = "\u200d"

# Whatever is outside these is looked at sign by sign: what people type in an office mostly is not.
UNUSUAL = re.compile(r"[^\t\n -~\u2014-\u2026\u3000-\u3029\u4e00-\u9fff\uff00-\uff5e]")

# More marks on one letter than any script uses; a letter with thousands of them would not fit anywhere.
MOST_MARKS = 8

_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


def clean(text: str) -> str:
    """Composed form, without control and format characters: those that turn or hide text have no use in a request.

    Line breaks and tabs stay, and so does the joiner inside an emoji.
    """
    if not UNUSUAL.search(text):
        return text
    kept: list[str] = []
    for sign in text.replace("\r\n", "\n").replace("\r", "\n"):
        if _is_kept(sign, kept):
            kept.append(sign)
    return _with_few_marks(unicodedata.normalize("NFC", "".join(kept)))


def _with_few_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.category(sign)[0] == "M" else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _is_kept(sign: str, before: list[str]) -> bool:
    if sign == JOINER:
        return bool(before) and _may_be_joined(before[-1])
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs"} or sign in "\n\t"


def _may_be_joined(sign: str) -> bool:
    # Unassigned: an emoji younger than our tables.
    return unicodedata.category(sign) in {"So", "Sk", "Cn"} or sign == "\ufe0f"


def clusters(text: str) -> Iterator[str]:
    """What a reader sees as single characters: a letter with its marks, a joined emoji, a flag."""
    start = 0
    for at in range(1, len(text)):
        if not _continues(text, start, at):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _continues(text: str, start: int, at: int) -> bool:
    sign, before = text[at], text[at - 1]
    if sign.isascii():
        return before == "\r" and sign == "\n"
    if JOINER in {before, sign} or unicodedata.category(sign)[0] == "M" or ord(sign) in _SKIN_TONES:
        return True
    return ord(sign) in _FLAGS and ord(before) in _FLAGS and at - start == 1


def split_bytes(text: str, most: int) -> list[str]:
    """Pieces of at most so many bytes in UTF-8, broken after a line where that wastes less than half a piece."""
    pieces: list[str] = []
    piece = bytearray()
    for cluster in _pieces_of(text, most):
        while piece and len(piece) + len(cluster) > most:
            head, tail = _break_line(piece)
            pieces.append(head.decode())
            piece = tail
        piece += cluster
    return [*pieces, piece.decode()] if piece or not pieces else pieces


def _break_line(piece: bytearray) -> tuple[bytearray, bytearray]:
    end = piece.rfind(b"\n") + 1
    return (piece[:end], piece[end:]) if end > len(piece) // 2 else (piece, bytearray())


def _pieces_of(text: str, most: int) -> Iterator[bytes]:
    for cluster in clusters(text):
        encoded = cluster.encode()
        yield from [encoded] if len(encoded) <= most else (sign.encode() for sign in cluster)
