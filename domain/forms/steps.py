"""What a request passes through: the steps of a form, in the order of the file."""

from dataclasses import dataclass
from enum import StrEnum

from domain.flow.plan import TO_APPLICANT, TO_END, Empty, Kind, Mode, Overdue, Own
from domain.forms.expressions import TRUE, Expression
from domain.forms.who import Post, Role, Who

MOST_STEPS = 40
LONGEST_LIMIT_DAYS = 365


class Unit(StrEnum):
    """What a limit is counted in."""

    MINUTES = "minutes"
    WORKING_DAYS = "working_days"


START = "start"
RESERVED = frozenset({TO_END, TO_APPLICANT, START})


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a step may take: minutes of the approver's working time, or whole working days."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        if self.unit is Unit.WORKING_DAYS:
            return f"{self.amount} 个工作日"
        hours, minutes = divmod(self.amount, 60)
        return f"{hours} 小时" + (f" {minutes} 分钟" if minutes else "") if hours else f"{minutes} 分钟"


@dataclass(frozen=True, slots=True)
class Weight:
    """How much the word of a post's or role's holder weighs where shares are counted; anybody else weighs 1."""

    whose: Post | Role
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stop of a request. `together` is the word that neighbours share who run side by side, or empty.

    `asks_again` asks even who has agreed in an earlier step. `refuses_to` is TO_END, TO_APPLICANT or the key of an
    earlier step; `share` is the part of the weights that must agree.
    """

    key: str
    label: str
    who: tuple[Who, ...]
    kind: Kind = Kind.APPROVE
    mode: Mode = Mode.ANY
    when: Expression = TRUE
    together: str = ""
    limit: Limit | None = None
    warns: tuple[int, ...] = ()
    overdue: tuple[Overdue, ...] = ()
    fills: tuple[str, ...] = ()
    empty: Empty = Empty.UP
    own: Own = Own.UP
    refuses_to: str = TO_END
    safe: bool = False
    asks_again: bool = False
    signature: bool = False
    share: float = 0.5
    weights: tuple[Weight, ...] = ()
    veto: tuple[Post | Role, ...] = ()
