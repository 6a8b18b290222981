"""Which proof a leave wants: with the request, or within so many days after its end."""

from datetime import date, timedelta

from domain.accrual import minutes_of
from domain.ids import Minutes
from domain.leave_types import LeaveType, ProofTime, catalogue


def is_wanted(kind: LeaveType | None, minutes: Minutes, full_day: int, when: ProofTime) -> bool:
    """Whether a leave of this type and length wants a proof at that time."""
    return kind is not None and kind.proof.when is when and minutes >= minutes_of(kind.proof.from_half_days, full_day)


def last_day(kind: LeaveType, end: date) -> date:
    """By when it may come later."""
    return end + timedelta(days=kind.proof.within_days)


def types_with_later_proof() -> dict[str, LeaveType]:
    """Those for which a proof may be owed."""
    return {each.code: each for each in catalogue().types if each.proof.when is ProofTime.LATER}
