"""Every act as a value: who attempts what, for whom, when, and from which version of the card."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from domain.flow.case import Fields
from domain.flow.kinds import ActKind
from domain.flow.plan import Again
from domain.people import Person


class Where(StrEnum):
    """Where an added signer signs, seen from the one who adds."""

    BEFORE = "before"
    AFTER = "after"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What all acts share. `seen` is the version on the card, None for typed words; `step` is needed only by somebody
    who has places in two open steps, `on_behalf_of` by somebody who also has a place of their own.
    """

    kind: ClassVar[ActKind]
    actor: Person
    at: datetime
    on_behalf_of: Person | None = None
    seen: int | None = None
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(Attempt):
    """`prepared_by` has filled it in for the actor."""

    kind = ActKind.SUBMIT
    fields: Fields
    prepared_by: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resubmit(Attempt):
    kind = ActKind.RESUBMIT
    fields: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree(Attempt):
    """On a handle step: it is done. By a delegate: an opinion. `signature` is the hash that binds it to the content."""

    kind = ActKind.AGREE
    opinion: str = ""
    signature: str = ""
    in_batch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Attempt):
    kind = ActKind.REFUSE
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Attempt):
    """`to` is the key of an earlier step; empty: to the applicant. `again` is who decides once more, None: as the plan
    of the step that returns it says.
    """

    kind = ActKind.RETURN
    reason: str
    to: str = ""
    again: Again | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Attempt):
    kind = ActKind.TRANSFER
    to: Person
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate(Attempt):
    kind = ActKind.DELEGATE
    to: Person
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Add(Attempt):
    kind = ActKind.ADD
    signer: Person
    where: Where
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOut(Attempt):
    kind = ActKind.TAKE_OUT
    signer: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill(Attempt):
    kind = ActKind.FILL
    fields: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Attempt):
    kind = ActKind.WITHDRAW
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop(Attempt):
    kind = ActKind.DROP


@dataclass(frozen=True, slots=True, kw_only=True)
class Expire(Attempt):
    kind = ActKind.EXPIRE


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge(Attempt):
    kind = ActKind.URGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Attempt):
    kind = ActKind.COMMENT
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveCopy(Attempt):
    kind = ActKind.COPY
    to: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Attempt):
    kind = ActKind.READ


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Attempt):
    kind = ActKind.UNDO


@dataclass(frozen=True, slots=True, kw_only=True)
class Elapse(Attempt):
    """The clock looks at the case: what is overdue goes one measure further, what is stuck is tried again."""

    kind = ActKind.ELAPSE


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginStandIn(Attempt):
    """The period of the resolver's stand-in for `principal` has begun."""

    kind = ActKind.BEGIN_STAND_IN
    principal: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class EndStandIn(Attempt):
    kind = ActKind.END_STAND_IN
    principal: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Attempt):
    """Everything that waits here for somebody who left goes to another."""

    kind = ActKind.HAND_OVER
    leaver: Person
    to: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump(Attempt):
    kind = ActKind.JUMP
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Attempt):
    kind = ActKind.END
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace(Attempt):
    """`leaving` has the place; None: the step is stuck and has none yet."""

    kind = ActKind.REPLACE
    to: Person
    reason: str
    leaving: Person | None = None


Act = (
    Submit
    | Resubmit
    | Agree
    | Refuse
    | Return
    | Transfer
    | Delegate
    | Add
    | TakeOut
    | Fill
    | Withdraw
    | Drop
    | Expire
    | Urge
    | Comment
    | GiveCopy
    | Read
    | Undo
    | Elapse
    | BeginStandIn
    | EndStandIn
    | HandOver
    | Jump
    | End
    | Replace
)
