"""How a person's name may be typed: as it is written, by the given name, in pinyin, by its initials."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from domain.name_sounds import COMPOUND, OTHERS, RARE, SURNAMES
from domain.simplified import TO_SIMPLIFIED
from domain.sounds import SOUNDS
from domain.text_fold import fold_text

LONGEST = 40  # characters of a name that are looked at; the platforms allow 64 bytes
SHORTEST_PART = 2  # a single last character would be found under half of the college
_BETWEEN = re.compile(r"[^\w]|_")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z]+")
# u with two dots is typed as v, and printed in passports as yu.
_SPELLINGS = (("ü", "v"), ("lyu", "lv"), ("nyu", "nv"), ("lue", "lve"), ("nue", "nve"))


@dataclass(frozen=True, slots=True)
class Sounds:
    """By character: the usual reading, that of a surname, and a second one where names have it as often.

    `compound` are surnames of two characters, empty where these sound as they do elsewhere.
    """

    usual: Mapping[str, str]
    surnames: Mapping[str, str]
    others: Mapping[str, str]
    compound: Mapping[str, tuple[str, ...]]


def forms_of(name: str) -> frozenset[str]:
    """张三丰 is 张三丰, 三丰, zhangsanfeng, sanfeng and zsf; folded as `typed_form` folds what is looked for."""
    words = _words(name[:LONGEST])
    letters = "".join(words)
    usual, other = _said(letters)
    forms = {letters, *_parts(words), "".join(usual), _initials(usual), "".join(other), _initials(other)}
    surname = 2 if letters[:2] in _sounds().compound else 1
    if len(letters) > surname + 1 and not letters.isascii():
        forms |= {"".join(usual[surname:]), "".join(other[surname:])}
    return frozenset(forms - {""})


def _words(name: str) -> list[str]:
    """The parts of a name. Nearly all are of Chinese characters alone, which need no more than to be simplified."""
    if _CHINESE.fullmatch(name):
        return [name.translate(TO_SIMPLIFIED)]
    return [word for word in _BETWEEN.split(fold_text(name)) if word]


def typed_form(said: str) -> str:
    """What somebody types for a name, as `forms_of` spells it."""
    letters = _BETWEEN.sub("", fold_text(said))
    if _LATIN.search(letters):
        for typed, spelt in _SPELLINGS:
            letters = letters.replace(typed, spelt)
    return letters


def _said(letters: str) -> tuple[list[str], list[str]]:
    """How each letter sounds, and how it sounds otherwise. Letters without a reading stand for themselves."""
    sounds = _sounds()
    usual = [sounds.usual.get(letter, letter) for letter in letters]
    other = [sounds.others.get(letter, said) for letter, said in zip(letters, usual, strict=True)]
    if letters[:2] in sounds.compound:
        usual[:2] = sounds.compound[letters[:2]] or usual[:2]
    elif surname := sounds.surnames.get(letters[:1]):
        usual[0], other[0] = surname, usual[0]
    return usual, other


def _initials(said: Iterable[str]) -> str:
    return "".join(each[0] for each in said)


def _parts(words: list[str]) -> Iterable[str]:
    """The ends of a name: from each character on, but a word of Latin letters only as a whole."""
    for number, word in enumerate(words):
        after = "".join(words[number + 1 :])
        for place in range(1 if word.isascii() else len(word)):
            if len(part := word[place:] + after) >= SHORTEST_PART:
                yield part


@cache
def _sounds() -> Sounds:
    usual = {letter: sound for sound, letters in re.findall(r"([a-z]+)([^a-z]+)", SOUNDS + RARE) for letter in letters}
    return Sounds(usual, _pairs(SURNAMES), _pairs(OTHERS), dict(map(_compound, COMPOUND.split())))


def _pairs(text: str) -> Mapping[str, str]:
    return dict(re.findall(r"([^a-z])([a-z]+)", text))


def _compound(entry: str) -> tuple[str, tuple[str, ...]]:
    return entry[:2], tuple(filter(None, entry[2:].split(",")))
