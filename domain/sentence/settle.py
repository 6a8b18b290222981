"""Small words are ours only in their place: 到 between two times, 假 after 请; elsewhere they are free text."""

from collections.abc import Sequence
from dataclasses import replace

from domain.sentence.tokens import Clock, Leave, Mark, Said, Stretch, Token, Typed, Vague

_SILENT = {Mark.FILLER, Mark.BREAK}
_JOINING = {Mark.TO, Mark.AND, Mark.OR}
_BOUNDS = {Mark.AFTER, Mark.BEFORE, Mark.LEAVING}
_ANCHORS = (Leave, Typed)


def settle(tokens: Sequence[Token], folded: str) -> list[Token]:
    """The tokens with every word that is out of its place turned into free text, a pause or nothing."""
    return _without_idle_pauses(_settled(tokens, folded))


def _without_idle_pauses(tokens: Sequence[Token]) -> list[Token]:
    """A pause beside a word that joins does not part what it joins: 明天 或 后天."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        beside = {each.word for each in (*tokens[max(0, place - 1) : place], *tokens[place + 1 : place + 2])}
        if token.word is not Mark.BREAK or beside.isdisjoint(_JOINING):
            kept.append(token)
    return kept


def _settled(tokens: Sequence[Token], folded: str) -> list[Token]:
    settled: list[Token] = []
    tokens = _without_brackets(tokens)
    for place, token in enumerate(tokens):
        word = _settled_word(tokens, place, folded)
        if word is token.word:
            settled.append(token)
        elif isinstance(word, Vague) and settled:
            settled.append(Token(word, settled.pop().start, token.end))
        else:
            settled.append(replace(token, word=word))
    return settled


def _without_brackets(tokens: Sequence[Token]) -> list[Token]:
    """Brackets around nothing but a time, 11月25日(周三)下午, say nothing; others part what is inside from the rest."""
    marks = [place for place, token in enumerate(tokens) if token.word is Mark.BRACKET]
    opened = list(tokens)
    for start, end in zip(marks[::2], [*marks[1::2], len(tokens) - 1], strict=False):
        inside = [token.word for token in tokens[start + 1 : end]]
        mark = Mark.FILLER if all(is_moment(word) or word in _SILENT for word in inside) else Mark.BREAK
        for place in (start, end):
            if tokens[place].word is Mark.BRACKET:
                opened[place] = replace(tokens[place], word=mark)
    return opened


def neighbour(tokens: Sequence[Token], place: int, step: int) -> Said | None:
    """The next telling word in a direction; fillers and pauses are passed over."""
    place += step
    while 0 <= place < len(tokens) and tokens[place].word in _SILENT:
        place += step
    return tokens[place].word if 0 <= place < len(tokens) else None


def is_moment(word: Said | None) -> bool:
    return word is not None and not isinstance(word, (Mark, Leave, Typed))


def is_anchor(word: Said | None) -> bool:
    return isinstance(word, _ANCHORS) or word is Mark.BACK


def _settled_word(tokens: Sequence[Token], place: int, folded: str) -> Said:
    word = tokens[place].word
    if not isinstance(word, (Mark, Leave)):
        return word
    before, after = neighbour(tokens, place, -1), neighbour(tokens, place, 1)
    match word:
        case Mark.TO | Mark.FROM | Mark.EACH:
            fits = is_moment(after) or after is Mark.FROM
        case Mark() if word in _BOUNDS:
            return _bounded(word, tokens[place - 1].word if place else None)
        case Mark.AND | Mark.OR:
            fits = _alike(before, after)
        case Mark.BACK:
            fits = is_moment(after) or isinstance(after, _ANCHORS) or len(_said(tokens[place], folded)) > 1
        case Mark.EARLY | Mark.LATE:
            fits = isinstance(before, Stretch) or isinstance(after, Stretch)
        case Leave.REST if _said(tokens[place], folded).endswith("用"):
            fits = isinstance(after, Typed)
        case Leave.REST if after is None:
            fits = is_moment(before) or before is Mark.AFTER
        case Leave.ASK | Leave.REST:
            fits = is_moment(after) or isinstance(after, _ANCHORS) or after in {Mark.FROM, Mark.BACK}
        case Leave.NOUN:
            fits = is_moment(before) or isinstance(before, _ANCHORS) or before in {Mark.OF, Mark.LEAVING, Mark.BACK}
        case _:
            fits = True
    return word if fits else _misplaced(_said(tokens[place], folded))


def _alike(before: Said | None, after: Said | None) -> bool:
    """和 and 或 join two times, or two types; 请 may be repeated before the second type."""
    if is_moment(before):
        return is_moment(after)
    return isinstance(before, Typed) and (isinstance(after, Typed) or after in {Leave.ASK, Leave.REST})


def _bounded(word: Mark, before: Said | None) -> Said:
    """后 and 前 bound an hour. A day before which, or hours after which, is too vague for a leave."""
    if word is Mark.LEAVING:
        return word if isinstance(before, Clock) else Mark.FILLER if isinstance(before, Stretch) else Mark.FREE
    if not is_moment(before):
        return Mark.FREE
    if isinstance(before, Clock) or (word is Mark.AFTER and not isinstance(before, Stretch)):
        return word
    return Vague("之后" if word is Mark.AFTER else "之前")


def _misplaced(said: str) -> Mark:
    if said == "还是":
        return Mark.FILLER
    return Mark.FREE if said.isalnum() else Mark.BREAK


def _said(token: Token, folded: str) -> str:
    return folded[token.start : token.end]
