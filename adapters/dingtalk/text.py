"""What people typed, made safe to show as plain text; and cutting that never splits what is seen as one character."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

ELLIPSIS = "…"
JOINER = "\u200d"

# Whatever is outside these is looked at sign by sign: what people type in an office mostly is not.
UNUSUAL = re.compile(r"[^\t\n -~\u2014-\u2026\u3000-\u3029\u4e00-\u9fff\uff00-\uff5e]")

# More marks on one letter than any script uses; a letter with thousands of them would not fit anywhere.
MOST_MARKS = 8

# A robot's `msgParam` has at most 15,000 bytes (robot message types), and its JSON may double every quotation mark and
# line break: seven thousand bytes fit whatever they are.
LONGEST_PARAM_BYTES = 15_000
LONGEST_TEXT_BYTES = 7_000

# Beyond three screens nobody reads a chat, and each part counts against the account's monthly calls.
MOST_PARTS = 3
PART_MARK_BYTES = len("(3/3)\n")
CUT_NOTE = "\n（内容过长，后文未显示。）"

_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)


@dataclass(frozen=True, slots=True)
class Words:
    """What a robot says: `msgKey` and `msgParam`."""

    key: str
    param: str = field(repr=False)


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


def line(text: str) -> str:
    """Cleaned text on one line."""
    return " ".join(clean(text).split())


def texts(text: str) -> list[str]:
    """As many numbered parts as the text needs."""
    text = clean(text)
    if len(text.encode()) <= LONGEST_TEXT_BYTES:
        return [text]
    parts = split_bytes(text, LONGEST_TEXT_BYTES - PART_MARK_BYTES)
    if len(parts) > MOST_PARTS:
        last = split_bytes(parts[MOST_PARTS - 1], LONGEST_TEXT_BYTES - PART_MARK_BYTES - len(CUT_NOTE.encode()))[0]
        parts = [*parts[: MOST_PARTS - 1], last + CUT_NOTE]
    return [f"({number}/{len(parts)})\n{part}" for number, part in enumerate(parts, 1)]


def robot_text(text: str) -> Words:
    """One part of a text. Plain: the platform reads neither links nor mentions in it."""
    return Words("sampleText", compact({"content": text}))


def compact(content: Mapping[str, object] | list[dict[str, str]]) -> str:
    """JSON without blanks; raw UTF-8, for limits count bytes."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def clusters(text: str) -> Iterator[str]:
    """What a reader sees as single characters: a letter with its marks, a joined emoji, a flag."""
    start = 0
    for at in range(1, len(text)):
        if not _continues(text, start, at):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def cut_bytes(text: str, most: int) -> str:
    """At most so many bytes in UTF-8, with an ellipsis where something is gone; empty if not even that fits."""
    if len(text.encode()) <= most:
        return text
    kept: list[str] = []
    room = most - len(ELLIPSIS.encode())
    if room < 0:
        return ""
    for cluster in clusters(text):
        room -= len(cluster.encode())
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + ELLIPSIS


def shorten(text: str, surplus: int) -> str:
    """One step towards a text whose JSON is so many bytes shorter. Each of its bytes may have become two of those."""
    return cut_bytes(text, max(0, len(text.encode()) - (surplus + 1) // 2))


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


def _continues(text: str, start: int, at: int) -> bool:
    sign, before = text[at], text[at - 1]
    if sign.isascii():
        return before == "\r" and sign == "\n"
    if JOINER in {before, sign} or unicodedata.category(sign)[0] == "M" or ord(sign) in _SKIN_TONES:
        return True
    return ord(sign) in _FLAGS and ord(before) in _FLAGS and at - start == 1


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
