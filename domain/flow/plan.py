"""The plan of a case: steps in order and what each allows. People and conditions are decided when their turn comes."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from domain.ids import Minutes

TO_END = "end"
TO_APPLICANT = "applicant"


class Kind(StrEnum):
    """What a step asks for."""

    APPROVE = "approve"
    HANDLE = "handle"  # something is to be done; it cannot be refused, only done or sent back
    NOTICE = "notice"  # people are told and the route goes on


class Mode(StrEnum):
    """When a step with several people has passed."""

    ANY = "any"  # the first decision, either way
    ALL = "all"  # everybody; one refusal fails it
    IN_TURN = "in_turn"  # everybody, one after the other
    SHARE = "share"  # a part of the weights; ends as soon as that is reached or out of reach


class Empty(StrEnum):
    """What happens when nobody is found."""

    UP = "up"
    ADMIN = "admin"
    SKIP = "skip"
    STOP = "stop"


class Own(StrEnum):
    """What happens when the applicant would approve."""

    UP = "up"
    SKIP = "skip"
    ALLOW = "allow"


class Overdue(StrEnum):
    """What happens after each further time limit. None of them agrees."""

    WARN = "warn"  # before it: how much is left
    REMIND = "remind"
    ESCALATE = "escalate"  # those above are told
    HAND_ON = "hand_on"  # those above take the place


class Again(StrEnum):
    """Who decides once more after a return."""

    ALL = "all"
    CHANGED = "changed"  # only steps that see a field which has changed since they passed


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stop. Weight and veto belong to people, so the resolver names them; `share` is the part that must agree.

    `warns` are parts of the limit in percent: with so much left the person is told how long there is.
    `sees` are the fields shown to it (None: all); `requires` must have a value before it passes; `condition` is the
    words of its condition for 为什么; `asks_again` asks even people who agreed before (money, long leaves).
    """

    key: str
    label: str
    kind: Kind = Kind.APPROVE
    mode: Mode = Mode.ANY
    share: Fraction = Fraction(1, 2)
    together: str = ""
    limit: Minutes | None = None
    warns: tuple[int, ...] = ()
    overdue: tuple[Overdue, ...] = (Overdue.REMIND, Overdue.ESCALATE)
    refuses_to: str = TO_END
    again: Again = Again.ALL
    empty: Empty = Empty.UP
    own: Own = Own.UP
    safe: bool = False
    signature: bool = False
    fills: frozenset[str] = frozenset()
    requires: frozenset[str] = frozenset()
    sees: frozenset[str] | None = None
    asks_again: bool = False
    condition: str = ""

    def is_shown(self, field: str) -> bool:
        return self.sees is None or field in self.sees

    @property
    def measures(self) -> tuple[tuple[int, Overdue], ...]:
        """After how many minutes of work what is done: warnings within the limit, then one measure per limit."""
        if self.limit is None:
            return ()
        warnings = [(self.limit * (100 - left) // 100, Overdue.WARN) for left in self.warns]
        return (*warnings, *((self.limit * place, measure) for place, measure in enumerate(self.overdue, 1)))


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in order; neighbours with one `together` word are a block. `books` names what an approval books."""

    steps: tuple[Step, ...]
    books: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not run, since the engine relies on it."""
        keys = [step.key for step in self.steps]
        if len(set(keys)) != len(keys) or {"", TO_END, TO_APPLICANT} & set(keys):
            raise ValueError(f"step keys must be unique and not reserved: {keys}")
        for step in self.steps:
            if not 0 < step.share <= 1 or (step.limit is not None and step.limit <= 0):
                raise ValueError(f"step {step.key}: share must be above 0 and at most 1, a limit above 0")
            if step.refuses_to not in (TO_END, TO_APPLICANT) and step.refuses_to not in self.before(step.key):
                raise ValueError(f"step {step.key}: refuses_to must name an earlier step: {step.refuses_to}")

    @property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """The places of the steps that run side by side, in order; most blocks have one."""
        blocks: list[tuple[int, ...]] = []
        for place, step in enumerate(self.steps):
            if place and step.together and step.together == self.steps[place - 1].together:
                blocks[-1] = (*blocks[-1], place)
            else:
                blocks.append((place,))
        return tuple(blocks)

    def step(self, key: str) -> Step:
        return next(step for step in self.steps if step.key == key)

    def place(self, key: str) -> int | None:
        return next((place for place, step in enumerate(self.steps) if step.key == key), None)

    def begin_of_block(self, key: str) -> int:
        """The place of the first step of the block that this step is in."""
        place = self.place(key)
        return next(block[0] for block in self.blocks if place in block)

    def before(self, key: str) -> frozenset[str]:
        """Keys of the steps that have ended before this one's block begins."""
        return frozenset(step.key for step in self.steps[: self.begin_of_block(key)])
