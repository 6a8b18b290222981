"""What in a sentence is the leave and what is its reason: dates inside a reason stay the reason's."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from domain.sentence.settle import is_anchor, is_moment
from domain.sentence.tokens import Clock, Dated, Leave, Mark, Pair, Relative, Stretch, Token, Typed, Vague, Weekday

TURNS = 3
_TIME_GLUE = {Mark.EARLY, Mark.LATE, Mark.TO, Mark.FROM, Mark.AFTER, Mark.BEFORE, Mark.LEAVING, Mark.EACH}
_DAYS = (Relative, Weekday, Dated, Pair, Vague)


class PieceKind(StrEnum):
    """What a run of like tokens is in its clause."""

    TIME = "time"
    ANCHOR = "anchor"  # says that this is leave: 请假, 病假, 补
    BECAUSE = "because"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of tokens; `of_something`: 3点的 + free text, or 周三回来, a time that belongs to that text."""

    kind: PieceKind
    tokens: tuple[Token, ...]
    of_something: bool = False

    def has(self, *kinds: type) -> bool:
        return any(isinstance(token.word, kinds) for token in self.tokens)

    @property
    def asks(self) -> bool:
        return any(token.word in {Leave.WORD, Leave.ASK, Mark.BACK} for token in self.tokens)


Clause = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """The tokens that say when, those that say what kind, and which tokens are left for the reason."""

    times: tuple[Token, ...]
    anchors: tuple[Token, ...]
    rest: tuple[Token, ...]
    is_plain: bool = False  # some clause with an anchor holds nothing else but times
    alternates: bool = False  # 上午病假下午事假: each type with a time of its own

    @property
    def types(self) -> tuple[Typed, ...]:
        return tuple(dict.fromkeys(token.word for token in self.anchors if isinstance(token.word, Typed)))

    @property
    def is_back_dated(self) -> bool:
        return any(token.word is Mark.BACK for token in self.anchors)


def structure(tokens: Sequence[Token]) -> Structure:
    clauses = tuple(_clauses(tokens))
    anchors, weak = _anchors(clauses)
    times = _times(clauses, anchors) or _times(clauses, weak)
    chosen = {id(piece) for piece in (*anchors, *times)}
    used = {token.start for clause in clauses for piece in clause if id(piece) in chosen for token in piece.tokens}
    return Structure(
        times=tuple(token for piece in times for token in piece.tokens),
        anchors=tuple(token for piece in anchors for token in piece.tokens),
        rest=tuple(token for token in tokens if token.start not in used),
        alternates=_alternates((*anchors, *times)),
        is_plain=any(
            _is_pure(clause) and any(piece.kind is PieceKind.ANCHOR for piece in clause) for clause in clauses
        ),
    )


def _alternates(pieces: Iterable[Piece]) -> bool:
    """Whether two types and two times take turns."""
    ordered = sorted(pieces, key=lambda piece: piece.tokens[0].start)
    turns = [piece.kind for piece in ordered if piece.kind is PieceKind.TIME or piece.has(Typed)]
    return sum(here is not there for here, there in pairwise(turns)) >= TURNS


def _clauses(tokens: Sequence[Token]) -> Iterator[Clause]:
    clause: list[Token] = []
    for token in tokens:
        if token.word is Mark.BREAK:
            yield tuple(_pieces(clause))
            clause = []
        elif token.word is not Mark.FILLER:
            clause.append(token)
    yield tuple(_pieces(clause))


def _pieces(clause: Sequence[Token]) -> Iterator[Piece]:
    run: list[Token] = []
    kind: PieceKind | None = None
    for token in clause:
        kind_now = kind if token.word is Mark.OF else _kind_of(token, kind)
        if run and kind and kind_now is not kind:
            yield _piece(kind, run, token)
            run = []
        kind = kind_now
        run.append(token)
    if run and kind:
        yield _piece(kind, run, None)


def _piece(kind: PieceKind, run: Sequence[Token], after: Token | None) -> Piece:
    is_free = after is not None and _kind_of(after, None) is PieceKind.FREE
    of_something = (is_free and run[-1].word is Mark.OF) or (after is not None and after.word is Mark.RETURNING)
    kept = run if of_something else [token for token in run if token.word is not Mark.OF]
    return Piece(kind, tuple(kept), of_something)


def _kind_of(token: Token, before: PieceKind | None) -> PieceKind:
    if is_moment(token.word) or token.word in _TIME_GLUE:
        return PieceKind.TIME
    if token.word in {Mark.AND, Mark.OR}:
        return before or PieceKind.FREE
    if is_anchor(token.word):
        return PieceKind.ANCHOR
    return PieceKind.BECAUSE if token.word is Mark.BECAUSE else PieceKind.FREE


def _is_pure(clause: Clause) -> bool:
    return all(piece.kind in {PieceKind.TIME, PieceKind.ANCHOR} for piece in clause)


def _anchors(clauses: Sequence[Clause]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Where leave is asked for, and the rest: a type inside free text (陪老婆休产假), if nothing better is there."""
    strong: list[Piece] = []
    weak: list[Piece] = []
    for clause in clauses:
        after_free = False
        for piece in clause:
            if piece.kind is PieceKind.ANCHOR:
                is_weak = after_free and not piece.asks
                (weak if is_weak else strong).append(piece)
                after_free = is_weak  # 请明天的事假: what follows is still the leave
            elif piece.kind is not PieceKind.TIME:
                after_free = True
    return (tuple(strong), tuple(weak)) if strong else (tuple(weak), ())


def _times(clauses: Sequence[Clause], anchors: Sequence[Piece]) -> tuple[Piece, ...]:
    """The times of clauses without free text and those beside an anchor; without a day, also a clause's opening."""
    near = [piece for clause in clauses for piece in _times_near(clause, anchors)]
    if any(piece.has(*_DAYS) for piece in near):
        return tuple(near)
    opening = _opening_time(clauses, near)
    if opening is None:
        return tuple(near)
    return tuple(sorted((*near, opening), key=lambda piece: piece.tokens[0].start))


def _times_near(clause: Clause, anchors: Sequence[Piece]) -> Iterator[Piece]:
    for place, piece in enumerate(clause):
        if piece.kind is not PieceKind.TIME or piece.of_something:
            continue
        beside = (*clause[max(0, place - 1) : place], *clause[place + 1 : place + 2])
        is_near = any(each is anchor for each in beside for anchor in anchors)
        if _is_pure(clause) or (is_near and not _opens_reason(clause, place)):
            yield piece


def _opens_reason(clause: Clause, place: int) -> bool:
    """明天请假后天孩子考试: a second day, or an hour, right before free text and after a time that is complete."""
    before, piece, after = clause[:place], clause[place], clause[place + 1 : place + 2]
    if not any(each.kind is PieceKind.FREE for each in after):
        return False
    has_day = any(each.kind is PieceKind.TIME and each.has(*_DAYS) for each in before)
    return has_day and (piece.has(*_DAYS) or all(isinstance(token.word, Clock) for token in piece.tokens))


def _opening_time(clauses: Sequence[Clause], near: Sequence[Piece]) -> Piece | None:
    """明天下午 in 明天下午家里来人,请假两小时. Once an hour or half day is said, only what stands before it."""
    said_at = [piece.tokens[0].start for piece in near if any(not isinstance(t.word, Stretch) for t in piece.tokens)]
    for clause in clauses:
        if not clause or clause[0].kind is not PieceKind.TIME or clause[0].of_something or _is_pure(clause):
            continue
        opening = clause[0]
        if any(opening is piece for piece in near):
            continue
        if not said_at or (opening.has(*_DAYS) and opening.tokens[0].start < min(said_at)):
            return opening
    return None
