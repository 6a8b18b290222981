"""Why a leave cannot be submitted as it is: why, and what to do now; empty when nothing is wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.ids import Minutes, RequestNo
from domain.leave import Leave
from domain.leave_length import describe_day, describe_length, describe_span
from domain.office import Office
from domain.shift import Shifts

LONGEST_REASON = 200  # characters; more does not fit a card


@dataclass(frozen=True, slots=True)
class OtherLeave:
    """A leave of the same person that shares time with this one."""

    no: RequestNo
    start: datetime
    end: datetime


def why_not_submit(
    leave: Leave, now: datetime, free: Minutes | None, other: OtherLeave | None, office: Office, shifts: Shifts
) -> str:
    """The first thing that stands against it. `free` is what the type's balance allows, None where it has none.

    By `shifts` times are said.
    """
    return (
        _wrong_span(leave, office)
        or _wrong_distance(leave, now, office)
        or wrong_reason(leave)
        or (overlap(other, now, office, shifts) if other else "")
        or ("" if free is None else _too_little(leave, free, office))
    )


def _wrong_span(leave: Leave, office: Office) -> str:
    if leave.end <= leave.start:
        return "结束时间不晚于开始时间。请改时间，例如 明天下午。"
    if not leave.minutes:
        return "这段时间不用上班，不需要请假。请改时间。"
    if leave.minutes > office.leave.longest:
        most = describe_length(office.leave.longest, office.shift.minutes)
        return f"一次最多请 {most}。更长的假请联系{office.contact}。"
    return ""


def _wrong_distance(leave: Leave, now: datetime, office: Office) -> str:
    today, first = now.astimezone(office.campus).date(), leave.start.astimezone(office.campus).date()
    if first < today - timedelta(days=office.leave.back_dating_days):
        return f"只能补 {office.leave.back_dating_days} 天以内的假。更早的请联系{office.contact}。"
    if first > today + timedelta(days=office.leave.advance_days):
        last = describe_day(today + timedelta(days=office.leave.advance_days), today=today)
        return f"最远只能请 {last} 及以前开始的假。请改时间。"
    return ""


def wrong_reason(leave: Leave) -> str:
    """What is wrong with the reason: missing where the type demands one, or too long."""
    if leave.reason is None:
        return ""
    if leave.kind.needs_reason and not leave.reason:
        return f"{leave.kind.name}需要写明事由。请点 修改，或直接回复 事由 加原因。"
    if len(leave.reason) > LONGEST_REASON:
        return f"事由最多 {LONGEST_REASON} 字，现在有 {len(leave.reason)} 字。请写短一点。"
    return ""


def overlap(other: OtherLeave, now: datetime, office: Office, shifts: Shifts) -> str:
    """Two leaves of one person at one time."""
    start, end = other.start.astimezone(office.campus), other.end.astimezone(office.campus)
    when = describe_span(start, end, today=now.astimezone(office.campus).date(), shift=shifts)
    return f"和您的单 {other.no}（{when}）时间重叠。请改时间，或先发 撤回 {other.no}。"


def _too_little(leave: Leave, free: Minutes, office: Office) -> str:
    if free >= leave.minutes:
        return ""
    day = office.shift.minutes
    wanted = describe_length(leave.minutes, day)
    if free <= 0:
        return f"{leave.kind.name}没有余额，这次要 {wanted}。请改用别的假，或联系{office.contact}。"
    left = describe_length(free, day)
    return f"{leave.kind.name}只剩 {left}，这次要 {wanted}。请改短，或改用别的假。"
