"""Answers to what a person asked or did."""

from collections.abc import Sequence

from domain.leave import Leave
from domain.office import Office
from domain.request import Request, State
from domain.texts.refusals import DONE
from domain.texts.requests import progress, stands, summary

INCOMPLETE = "没有提交：这张草稿还没填完。请接着回答上面的问题，或发 草稿 重新看。"
NO_SUCH_REQUEST = "没找到这张单。发 待办 看轮到您的，发 我的申请 看您自己的。"
NO_SUCH_POSITION = "上次的列表里没有第 {position} 项。发 待办 或 我的申请 再看一次。"
NO_SUCH_CARD = "没有办理：这张卡片不是发给这里的，或者已经失效。发 待办 或 我的申请 可重新查看。"
NOT_OFFERED = "没有办理：这张卡片上现在没有这个选项。请看最新的卡片。"
NOTHING_WAITS = "没有等您审批的单。"
NO_OWN_REQUESTS = "您还没有申请过。想请假可直接说，例如 请事假 明天下午 家里有事。"
NOT_PROVEN = "没有办理：在这里打字还不能确认是您本人。请换另一个平台办，或联系{contact}。"
NOTHING_TO_CANCEL = "现在没有正在填的内容。要收回已提交的单，请发 撤回 加单号。"
NOTHING_TO_GO_BACK = "现在没有可返回的上一步。"
REASON_LEFT = "好的，没有驳回。单号 {no} 仍等您处理。"


def too_long(what: str, length: int, most: int) -> str:
    """A text that does not fit."""
    return f"没有收下：{what}最多 {most} 字，现在有 {length} 字。请写短一点再发。"


def ask_reject_reason(request: Request) -> str:
    """The next text is the reason for exactly this request."""
    return f"请回复驳回 {request.applicant_name}这张单（单号 {request.no}）的理由。发 取消 则不驳回。"


def decided(request: Request, leave: Leave, office: Office) -> str:
    """Confirms a typed decision and names what it was about."""
    decision = request.last_decision
    done = DONE[decision.verdict] if decision else ""
    step = request.open_step
    following = f"下一步等{step.names}。" if step else ""
    return f"已{done}：单号 {request.no}，{request.applicant_name} {summary(leave, request, office)}。{following}"


def not_submitted(problem: str) -> str:
    """Why the draft stays a draft."""
    return f"没有提交：{problem}"


def submitted(request: Request) -> str:
    """Confirms a typed submission; a pressed button shows its card instead."""
    step = request.open_step
    return f"已提交，单号 {request.no}，正等{step.names if step else '审批'}处理。"


def withdrawn(before: Request, leave: Leave | None, office: Office) -> str:
    """What was taken back, and what that changed."""
    what = f"：{summary(leave, before, office)}" if leave else ""
    reason = f"，事由 {leave.reason}" if leave and leave.reason else ""
    match before.state:
        case State.DRAFT:
            return f"已取消，下面的内容没有提交{what}{reason}。" if what else "已取消，什么也没有提交。"
        case State.APPROVED:
            return f"已撤回单号 {before.no}{what}。扣减的时长已退回，审批人会看到。"
        case _:
            return f"已撤回单号 {before.no}{what}。审批人会看到，不用再处理。"


def urged(request: Request) -> str:
    """The approvers were asked again."""
    step = request.open_step
    return f"已催{step.names if step else '审批人'}处理单号 {request.no}。"


def nobody_to_urge(request: Request, office: Office) -> str:
    """The open step's approvers cannot be reached."""
    return f"没有催：单号 {request.no} 的审批人现在都联系不上。请联系{office.contact}。"


def progress_of(request: Request, leave: Leave | None, office: Office) -> str:
    """Where a request stands."""
    what = summary(leave, request, office) if leave else "还没填完"
    lines = [f"单号 {request.no}，{request.applicant_name}，{stands(request)}", what]
    if request.steps:
        lines.append(f"审批：{progress(request.steps)}")
    decision = request.last_decision
    if decision and decision.comment:
        lines.append(f"驳回理由：{decision.comment}")
    return "\n".join(lines)


def press_instead(verb: str) -> str:
    """What was typed proves neither sender nor words where it came from; a button does."""
    return f"没有{verb}：在这里打字还不能确认是您本人。请点下面卡片上的 {verb} 办理。"


def show_first(word: str, rest: str, request: Request, leave: Leave | None, office: Office) -> str:
    """There is one candidate: it is shown before anything happens to it."""
    example = f"{word} {request.no}" + (f" {rest or '理由'}" if word == "驳回" else "")
    return f"{progress_of(request, leave, office)}\n确认请发 {example}。"


def waiting_line(request: Request, leave: Leave | None, office: Office, since: str) -> str:
    """One line of 待办."""
    what = summary(leave, request, office) if leave else ""
    return f"单号 {request.no} {request.applicant_name} {what}，{since}提交"


def own_line(request: Request, leave: Leave | None, office: Office) -> str:
    """One line of 我的申请."""
    what = summary(leave, request, office) if leave else "请假（未填完）"
    step = request.open_step
    return f"单号 {request.no} {what}，{f'等{step.names}' if step else stands(request)}"


def numbered(title: str, lines: Sequence[str], first: int, hint: str) -> str:
    """A list whose positions can be acted on."""
    return "\n".join([title, *(f"{first + place}. {line}" for place, line in enumerate(lines)), hint])
