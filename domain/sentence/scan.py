"""Folded text into tokens: numbers by pattern, other words by the lexicon, the rest as free text."""

from collections.abc import Iterator, Mapping

from domain.sentence.lexicon import Lexicon, lexicon
from domain.sentence.numbers import CHINESE
from domain.sentence.patterns import RULES, Meant
from domain.sentence.tokens import Mark, Token

# Where a pattern can begin; elsewhere trying them all would be a waste.
_NUMBER_STARTS = frozenset(f"0123456789{CHINESE}半几好数大小多周星礼下上本这今当前去明后第早晚")
_LONGEST_RUN = 24  # letters; nobody abbreviates more than a dozen words in one go
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")


def scan(folded: str, place: int = 0) -> list[Token]:
    """All of the text from `place` on; neighbouring free characters make one token."""
    tokens: list[Token] = []
    known = lexicon()
    while place < len(folded):
        found = list(_tokens_at(folded, place, known))
        if not found:
            found = [_free(tokens, place)]
        tokens += found
        place = found[-1].end
    return tokens


def _free(tokens: list[Token], place: int) -> Token:
    if tokens and tokens[-1].word is Mark.FREE:
        return Token(Mark.FREE, tokens.pop().start, place + 1)
    return Token(Mark.FREE, place, place + 1)


def _tokens_at(folded: str, place: int, known: Lexicon) -> Iterator[Token]:
    meant, end = _meant_at(folded, place, known)
    for word in meant:
        yield Token(word, place, end)


def _meant_at(folded: str, place: int, known: Lexicon) -> tuple[Meant, int]:
    if folded[place] in _NUMBER_STARTS:
        for pattern, read in RULES:
            match = pattern.match(folded, place)
            if match and match.end() > place and (meant := read(match)):
                return meant, match.end()
    if folded[place] in _LATIN:
        return _latin_at(folded, place, known)
    for end in range(min(len(folded), place + known.longest), place, -1):
        if meant := known.words.get(folded[place:end]):
            return meant, end
    return (), place


def _latin_at(folded: str, place: int, known: Lexicon) -> tuple[Meant, int]:
    """A run of letters that is nothing but known initials, such as qjmtxw; else free text."""
    end = place
    while end < len(folded) and folded[end] in _LATIN:
        end += 1
    meant = _initials(folded[place:end], known.pinyin) if end - place <= _LONGEST_RUN else None
    return (meant, end) if meant else (known.words.get(folded[place:end], ()), end)


def _initials(run: str, pinyin: Mapping[str, Meant]) -> Meant | None:
    if not run:
        return ()
    for end in range(len(run), 1, -1):
        head = pinyin.get(run[:end])
        tail = _initials(run[end:], pinyin) if head else None
        if head and tail is not None:
            return head + tail
    return None
