"""What somebody wants to have put right of their own: asked, agreed, and over when the source shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import PersonId, RequestNo
from domain.quality.judging import Row, plain
from domain.text_fold import fold_text


class Stage(StrEnum):
    """How far it is."""

    ASKED = "asked"
    AGREED = "agreed"
    REOPENED = "reopened"  # agreed, read again since, and still the old value
    SHOWN = "shown"
    REFUSED = "refused"


WAITING = (Stage.AGREED, Stage.REOPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """`field` is the registry's code of what it is about. `request` is the form it was asked by, if by one."""

    id: int
    person: PersonId
    name: str
    staff_no: str | None
    field: str
    label: str
    value: str
    request: RequestNo | None
    stage: Stage
    asked_at: datetime
    agreed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the source says now. `read_at` is when it was read last; None: never, or not by us."""

    value: str
    read_at: datetime | None


class Verdict(StrEnum):
    """What follows from a sighting."""

    SHOWN = "shown"
    STILL_OLD = "still_old"
    NOT_YET = "not_yet"


def verdict_of(amendment: Amendment, sighting: Sighting | None) -> Verdict:
    """Only what was read after the agreement can show that it was not carried out."""
    if sighting is None:
        return Verdict.NOT_YET
    if alike(sighting.value, amendment.value):
        return Verdict.SHOWN
    agreed, read = amendment.agreed_at, sighting.read_at
    return Verdict.STILL_OLD if agreed and read and read > agreed else Verdict.NOT_YET


def alike(one: str, other: str) -> bool:
    """Whether both are the same value, however it is spelt."""
    return fold_text(one).replace(" ", "") == fold_text(other).replace(" ", "")


def value_in(rows: Sequence[Row], *, key: str, staff_no: str | None, column: str) -> str | None:
    """What the rows of a source say of one person; None where they say nothing of them."""
    return next(
        (plain(row[column]) for row in rows if staff_no and plain(row.get(key)) == staff_no and column in row), None
    )
