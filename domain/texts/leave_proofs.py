"""What is said about proofs of leave."""

from datetime import date

from domain.leave_length import describe_day
from domain.leave_types import LeaveType


def wanted_at_once(kind: LeaveType) -> str:
    """The request is refused without it."""
    return f"{kind.name}要附{_what(kind)}。请把图片或文件发到这里，收到后再点 提交。"


def wanted_later(kind: LeaveType, number: str, last: date, today: date) -> str:
    """The leave is over, and its proof is owed."""
    by = describe_day(last, today=today)
    return f"您的{kind.name}（{number}）还要补交{_what(kind)}，请在 {by} 前把图片或文件发到这里。"


def overdue(kind: LeaveType, number: str, contact: str) -> str:
    """To the person, once the time is over."""
    return f"您的{kind.name}（{number}）没有按时补交{_what(kind)}，已告诉{contact}。请尽快把图片或文件发到这里。"


def overdue_to_personnel(name: str, kind: LeaveType, number: str) -> str:
    """To HR."""
    return f"{name}的{kind.name}（{number}）没有按时补交{_what(kind)}。请联系本人。"


def received(kind: LeaveType, number: str) -> str:
    """The file is kept with the request."""
    return f"已收到{_what(kind)}，附在{number}后面。"


def _what(kind: LeaveType) -> str:
    return kind.proof.what or "证明材料"
