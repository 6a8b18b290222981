"""Text as this platform wants it: what a robot says, and cutting by bytes, in which its limits count."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from adapters.plain_text import ELLIPSIS, clean, clusters, split_bytes

# A robot's `msgParam` has at most 15,000 bytes (robot message types), and its JSON may double every quotation mark and
# line break: seven thousand bytes fit whatever they are.
LONGEST_PARAM_BYTES = 15_000
LONGEST_TEXT_BYTES = 7_000

# Beyond three screens nobody reads a chat, and each part counts against the account's monthly calls.
MOST_PARTS = 3
PART_MARK_BYTES = len("(3/3)\n")
CUT_NOTE = "\n（内容过长，后文未显示。）"


@dataclass(frozen=True, slots=True)
class Words:
    """What a robot says: `msgKey` and `msgParam`."""

    key: str
    param: str = field(repr=False)


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
