"""Slips of a Chinese keyboard: a character that sounds alike, or looks alike."""

import re
from collections.abc import Iterator

from domain.sounds import SOUNDS

# Taken for one another by the eye or by handwriting input; each group both ways.
LOOK_ALIKE = (
    "未末",
    "已己",
    "撤撒徹",
    "助肋",
    "办力为",
    "进迸",
    "天夭夫无",
    "休体",
    "午牛干",
    "余佘",
    "销消",
    "待侍持",
    "校较",
    "历厉",
    "卡卞",
)

# Northern and southern mouths: what people write for one another because they say it so.
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))


def _merge(syllable: str) -> str:
    for clear, merged in _MERGED:
        syllable = syllable.replace(clear, merged)
    return syllable


def _read_sounds() -> dict[str, frozenset[str]]:
    sounds: dict[str, set[str]] = {}
    for syllable, characters in re.findall(r"([a-z]+)([^a-z]+)", SOUNDS):
        for char in characters:
            sounds.setdefault(char, set()).add(_merge(syllable))
    return {char: frozenset(syllables) for char, syllables in sounds.items()}


def _read_alike(sounds: dict[str, frozenset[str]]) -> dict[str, set[str]]:
    heard: dict[str, set[str]] = {}
    for char, syllables in sounds.items():
        for syllable in syllables:
            heard.setdefault(syllable, set()).add(char)
    return heard


_SOUNDS_OF = _read_sounds()
_HEARD_AS = _read_alike(_SOUNDS_OF)
_LOOKS_OF = {char: group for group in LOOK_ALIKE for char in group}


def is_alike(one: str, other: str) -> bool:
    """Whether a person may have typed one character for the other."""
    if one == other or other in _LOOKS_OF.get(one, ""):
        return True
    return not _SOUNDS_OF.get(one, frozenset()).isdisjoint(_SOUNDS_OF.get(other, frozenset()))


def alikes(char: str) -> frozenset[str]:
    """All characters that may be typed for this one by mistake, itself left out."""
    heard = {other for syllable in _SOUNDS_OF.get(char, frozenset()) for other in _HEARD_AS[syllable]}
    return frozenset(heard | set(_LOOKS_OF.get(char, ""))) - {char}


def slips(word: str) -> Iterator[str]:
    """The word with one character taken for one like it."""
    for place, char in enumerate(word):
        for other in sorted(alikes(char)):
            yield word[:place] + other + word[place + 1 :]
