"""What is said about stand-ins: whom somebody has named, for how long, and why not."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

FEN = 100
EXAMPLE = "代理 张三 11月25日到11月28日"
HOW = f"设代理请发：{EXAMPLE}；只写姓名，就从您请假开始、到假期结束为止。"
NONE = f"您还没有设代理人。{HOW}"
NOTHING_TO_CANCEL = f"您没有代理人，不用取消。{HOW}"
ONESELF = "没有设代理：不能请自己代理。请写另一位同事的姓名。"
ANOTHER_KIND = "没有设代理：{name}和您身份不同，不能代您审批。请写另一位同事的姓名。"
OVER = "没有设代理：这段时间已经过去。请写今天以后的时间。"
TOO_LONG = "没有设代理：一次最长一年。请把时间写短一些。"
NO_FORM = "没有设代理：没有叫“{form}”的申请。发 办事 可以看有哪些。"
TAKEN = "没有设代理：这段时间您已请{name}代理（{period}）。要换人，请先发 取消代理。"
NOT_YOURS = "没有取消：您没有请{name}代理。发 代理 可以看现在的代理人。"
AT_LEAVE = "从您请假开始、到假期结束为止"


def nobody(said: str) -> str:
    """No such person."""
    named = f"没有找到叫“{said[:20]}”的人" if said else "没有写姓名"
    return f"没有设代理：{named}。请写全名或工号，例如 {EXAMPLE}。"


def several(told_apart: Sequence[str], count: int) -> str:
    """More than one person of that name."""
    listed = "；".join(told_apart)
    more = "等" if count > len(told_apart) else ""
    return f"没有设代理：同名的有 {count} 位：{listed}{more}。请改写工号。"


def unclear_period(question: str) -> str:
    """The words for the time were not understood."""
    return f"没有设代理：{question or '没有看懂时间。'}请写起止日期，例如 {EXAMPLE}。"


def period(starts_at: datetime | None, ends_at: datetime | None, campus: ZoneInfo) -> str:
    """11月25日至11月28日, or with hours where it is not made of whole days."""
    if starts_at is None or ends_at is None:
        return AT_LEAVE
    first, last = starts_at.astimezone(campus), ends_at.astimezone(campus)
    if last.time() == datetime.min.time():
        day = last - timedelta(minutes=1)
        return _day(first) if first.date() == day.date() else f"{_day(first)}至{_day(day)}"
    return f"{_day(first)} {first:%H:%M} 至{_day(last)} {last:%H:%M}"


def _day(at: datetime) -> str:
    return f"{at.month}月{at.day}日"


def limits(form: str, most_fen: int | None) -> str:
    """只限出差申请、5000 元以内; empty without limits."""
    parts = [f"只限{form}"] if form else []
    if most_fen is not None:
        parts.append(f"{most_fen // FEN}" + (f".{most_fen % FEN:02}" if most_fen % FEN else "") + " 元以内")
    return "、".join(parts)


def described(name: str, when: str, limited: str) -> str:
    """张三，11月25日至11月28日（只限出差申请）."""
    return f"{name}，{when}" + (f"（{limited}）" if limited else "")


def appointed(what: str) -> str:
    """To the one who named them. `what` is `described`."""
    return (
        f"已设代理：{what}。这期间等您审批的单也会发给对方，两人谁办都算；对方办的，记录上写明是代您办的。"
        "不用了请发 取消代理。"
    )


def asked_to(principal: str, when: str, limited: str) -> str:
    """To the one who was named, for a period."""
    return (
        f"{principal}请您代为审批，{when}" + (f"（{limited}）" if limited else "") + "。到时等对方审批的单也会发给您，"
        "您办的，记录上写明是代办的。"
    )


def asked_to_stand_by(principal: str, limited: str) -> str:
    """To the one who was named without a period."""
    return f"{principal}请您在其请假期间代为审批" + (f"（{limited}）" if limited else "") + "。到时会再告诉您。"


def begun_with_leave(what: str) -> str:
    """To the one who goes on leave and has named somebody for that."""
    return f"您请假期间的代理人：{what}。不用了请发 取消代理。"


def cancelled(whats: Sequence[str]) -> str:
    """To the one who cancels."""
    return f"已取消代理：{'；'.join(whats)}。等您审批的单只由您自己办。"


def no_longer(principal: str) -> str:
    """To the one who stood in."""
    return f"{principal}已取消请您代理，其待办不再发给您。"


def listed(whats: Sequence[str]) -> str:
    """Whom somebody has named."""
    lines = "\n".join(f"{number}. {what}" for number, what in enumerate(whats, 1))
    return f"您的代理人：\n{lines}\n{HOW}取消请发：取消代理。"
