"""What people are told without having asked."""

from domain.leave import Leave
from domain.office import Office
from domain.request import Request, State
from domain.texts.requests import decided, summary


def outcome(request: Request, leave: Leave, office: Office) -> str:
    """To the applicant, when it is over; empty while it is not."""
    decision = request.last_decision
    if decision is None:
        return ""
    what = f"单号 {request.no}：{summary(leave, request, office)}。"
    match request.state:
        case State.APPROVED:
            return f"您的请假已通过。{what}{decided(decision, office.campus)}。假期开始前可发 撤回 {request.no} 收回。"
        case State.REJECTED:
            return f"您的请假没有通过。{what}{decided(decision, office.campus)}，理由：{decision.comment}"
        case _:
            return ""


def urge(request: Request, leave: Leave, office: Office) -> str:
    """To the approvers of the open step."""
    return (
        f"{request.applicant_name}请您抽空处理：单号 {request.no}，{summary(leave, request, office)}。"
        f"可点卡片上的按钮，或回复 同意 {request.no}。"
    )


def alert(text: str) -> str:
    """To the administrators: what happened and what to do, as it was noted."""
    return f"系统告警：{text}"


def more_alerts(count: int) -> str:
    """To the administrators, after as many as one can read at once."""
    return f"系统告警：另有 {count} 条，稍后接着发；现在可运行 run.py check 查看。"


def linked(platform: str, office: Office) -> str:
    """To a person, everywhere they can be told: another account now acts for them."""
    return f"您的{platform}帐号已登记，待办、余额、申请与原来的相同。如果不是您本人的帐号，请马上联系{office.contact}。"
