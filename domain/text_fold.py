"""Text as people send it, made safe to keep (`clean`) and alike enough to compare (`fold`)."""

import re
import unicodedata
from dataclasses import dataclass

from domain.simplified import TO_SIMPLIFIED

LONGEST = 2000  # characters kept of one text; WeCom and DingTalk allow about as many
MARKS_IN_A_ROW = 3  # more combining marks on one letter are a prank that spills over the lines around it

# Controls, formats (zero width, bidi), surrogates, private use and unassigned: nothing a person meant to say.
_UNSAID = {"Cc", "Cf", "Cs", "Co", "Cn"}
_WHITE = re.compile(r"\s+")
_MARK = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_MARKS = re.compile(rf"({_MARK}{{{MARKS_IN_A_ROW}}}){_MARK}+")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with, for each of its characters, the place of the one it came from in the clean text."""

    text: str
    origin: tuple[int, ...]
    source: str

    def original(self, start: int, end: int) -> str:
        """What was written where the folded characters from `start` to before `end` stand."""
        if start >= end:
            return ""
        return self.source[self.origin[start] : self.origin[end - 1] + 1]


def clean(text: str, longest: int = LONGEST) -> str:
    """One line without invisible, directional or control characters; otherwise as it was written."""
    visible = "".join(char for char in _WHITE.sub(" ", text[: 4 * longest]) if _is_said(char))
    return _MARKS.sub(r"\1", _WHITE.sub(" ", visible)).strip()[:longest]


def _is_said(char: str) -> bool:
    return (char.isascii() and char.isprintable()) or unicodedata.category(char) not in _UNSAID


def fold(text: str) -> Folded:
    """Half-width, simplified and lower case, of an already clean text; for matching, never for showing."""
    letters: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(text):
        for letter in _fold_char(char):
            letters.append(letter)
            origin.append(place)
    return Folded("".join(letters), tuple(origin), text)


def _fold_char(char: str) -> str:
    if char.isascii():
        return char.lower()
    return unicodedata.normalize("NFKC", char).translate(TO_SIMPLIFIED).lower()


def fold_text(text: str) -> str:
    """Clean and folded in one step, where the places do not matter."""
    return fold(clean(text)).text
