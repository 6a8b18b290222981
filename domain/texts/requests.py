"""How a request, its route and its progress are said."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from domain.leave import Leave
from domain.leave_length import describe_length, describe_span
from domain.office import Office
from domain.request import Decision, Request, State, Step, StepState
from domain.texts.refusals import DONE

STATES = {
    State.DRAFT: "草稿，未提交",
    State.PENDING: "审批中",
    State.APPROVED: "已通过",
    State.REJECTED: "已驳回",
    State.WITHDRAWN: "已撤回",
    State.EXPIRED: "草稿已作废",
}


def stands(request: Request) -> str:
    """Where a request stands. A draft that was dropped was never out, so it is not called withdrawn."""
    if request.state is State.WITHDRAWN and request.submitted_at is None:
        return "已取消"
    return STATES[request.state]


def span(leave: Leave, request: Request, office: Office) -> str:
    """When: 11月25日(周三)下午 14:00–18:00, the year where it is not that of the request."""
    start, end = leave.on(office.campus)
    today = request.created_at.astimezone(office.campus).date()
    return describe_span(start, end, today=today, shift=office.shift)


def size(leave: Leave, office: Office) -> str:
    """How long: 半天, 2.5 天."""
    return describe_length(leave.minutes, office.shift.minutes)


def summary(leave: Leave, request: Request, office: Office) -> str:
    """The leave in one line: 事假 11月25日(周三)下午 14:00–18:00，半天."""
    return f"{leave.kind.name} {span(leave, request, office)}，{size(leave, office)}"


def route(steps: Sequence[Step]) -> str:
    """Who will be asked and why: 王主任(直属领导) → 李院长(部门负责人)."""
    return " → ".join(f"{step.names}({step.label})" for step in steps)


def progress(steps: Sequence[Step]) -> str:
    """The route with what has happened: 王主任已同意 → 等李院长 → 张校长."""
    return " → ".join(_stage(step) for step in steps)


def _stage(step: Step) -> str:
    if step.decision:
        return f"{step.decision.actor_name}已{DONE[step.decision.verdict]}"
    return f"等{step.names}" if step.state is StepState.PENDING else step.names


def decided(decision: Decision, campus: ZoneInfo) -> str:
    """The closing line of a card: 已由 王主任 于 11月25日 10:32 同意."""
    at = decision.at.astimezone(campus)
    return f"已由 {decision.actor_name} 于 {at.month}月{at.day}日 {at:%H:%M} {DONE[decision.verdict]}"


def verdict(decision: Decision) -> str:
    """The same in a word: 已同意."""
    return f"已{DONE[decision.verdict]}"
