"""How a balance is said: today, with what of it lapses when, and on a day to come with its working."""

from collections.abc import Iterator, Mapping
from datetime import date

from domain.ids import Minutes
from domain.leave_length import describe_day, describe_length
from domain.leave_types import NAMES, LeaveType
from domain.lot_forecast import Change, Forecast, Line
from domain.lots import Account

LAPSES_SHOWN = 3
OTHERS = "其他假按制度执行，没有固定余额。"
NO_STOCK = "{names}没有固定余额，按制度执行。"
CREDIT_USED = "没有撤回：这次加班给的{name}已经用掉或正在申请 {used}。请先撤回用它的请假。"
PAST = "{day}已经过去了。请问今天以后的日子，例如 余额 12月31日。"
TOO_FAR = "最远只能算到 {day}。请问早一点的日子。"


def balance_line(kind: LeaveType, account: Account, today: date, full_day: int) -> str:
    """年假：可用 3.5 天（另有 1 天审批中），其中 2 天 12月31日前用完."""
    left = said(account.free(today), full_day)
    pending = sum(each.minutes for each in account.pending)
    waits = f"（另有 {describe_length(pending, full_day)}审批中）" if pending else ""
    return f"{kind.name}：可用 {left}{waits}{_lapses(account, today, full_day)}"


def taken_line(taken: Mapping[str, Minutes], year: int, full_day: int) -> str:
    """2030 年已批：病假 1 天、事假 半天."""
    told = "、".join(f"{NAMES.get(code, code)} {describe_length(minutes, full_day)}" for code, minutes in taken.items())
    return f"{year} 年已批：{told or '没有'}。"


def said(minutes: int, full_day: int) -> str:
    """3.5 天; nothing where there is less."""
    return describe_length(minutes, full_day) if minutes > 0 else "0 天"


def _lapses(account: Account, today: date, full_day: int) -> str:
    ends: dict[date, int] = {}
    for lot in account.serving(today):
        if lot.expires_on is not None:
            ends[lot.expires_on] = ends.get(lot.expires_on, 0) + lot.left
    told = [
        f"{describe_length(left, full_day)} {describe_day(end, today=today)} 前用完"
        for end, left in sorted(ends.items())[:LAPSES_SHOWN]
    ]
    return f"，其中 {'，'.join(told)}" if told else ""


def forecast_text(kind: LeaveType, seen: Forecast, today: date, full_day: int) -> str:
    """The balance of a day to come, and line by line how it comes about."""
    head = f"{describe_day(seen.day, today=today)} {kind.name}可用 {said(seen.free, full_day)}："
    return "\n".join((head, f"今天账上 {said(seen.now, full_day)}", *_working(seen, today, full_day)))


def _working(seen: Forecast, today: date, full_day: int) -> Iterator[str]:
    for line in seen.lines:
        sign = "+" if line.minutes > 0 else "−"
        yield f"{_cause(line, today)} {sign}{describe_length(abs(line.minutes), full_day)}"


def _cause(line: Line, today: date) -> str:
    day = describe_day(line.on, today=today)
    match line.change:
        case Change.GRANTED:
            return f"{day} 发放（{line.reason}）"
        case Change.LAPSED:
            return f"{day} 起过期"
        case Change.CARRIED:
            return f"{day} 结转"
        case Change.PENDING:
            return f"{day} 的申请审批中"


def unknown_service(contact: str) -> str:
    """Nobody knows how many years somebody has worked."""
    return f"花名册里没有您的入职日期，以后按工龄发放的年假没有算进去。请联系{contact}补上。"


def lapse_warning(kind: LeaveType, minutes: Minutes, end: date, today: date, full_day: int) -> str:
    """Time is about to lapse."""
    return (
        f"您有 {describe_length(minutes, full_day)}{kind.name} {describe_day(end, today=today)} 后过期。"
        f"请在此之前开始休，发 请{kind.name} 加时间即可申请。"
    )
