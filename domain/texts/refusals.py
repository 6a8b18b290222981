"""Why an act on a request was refused: what was not done, why, what to do now."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.request import Decision, Request, State, Step, StepState, Verdict
from domain.texts.moments import HOUR, ago, moment

NOT_YOURS = "没有办理：这张单不归您处理。发 待办 可看轮到您的单。"
NOT_APPLICANT = "没有办理：只有申请人本人可以这样做。"
OWN_REQUEST = "没有办理：不能审批自己的申请。想收回请发 撤回。"
LEFT = "没有办理：您的账号已停用。"
STALE = "没有办理：这张单后来有改动，请看最新的卡片再点一次。"
REASON_MISSING = "没有驳回：请写明理由，例如 驳回 {no} 当天有教学检查。"
NO_APPROVER = "没有提交：没有可审批的人，通讯录里没找到您的上级。请联系{contact}。"
STILL_DRAFT = "没有办理：这张单还没有提交。"
LEAVE_BEGUN = "没有撤回：假期已经开始，不能整单撤回。请联系{contact}处理。"

DONE = {Verdict.APPROVE: "同意", Verdict.REJECT: "驳回"}


def decided(decision: Decision, now: datetime, campus: ZoneInfo) -> str:
    """Who decided and when."""
    return f"{decision.actor_name}在 {moment(decision.at, now, campus)} {DONE[decision.verdict]}"


def too_late(decision: Decision, now: datetime, campus: ZoneInfo) -> str:
    """Somebody else was first."""
    return f"这张单已由{decided(decision, now, campus)}，您无需再处理。"


def already_yours(decision: Decision, now: datetime, campus: ZoneInfo) -> str:
    """The same person comes again."""
    return f"这张单您已在 {moment(decision.at, now, campus)} {DONE[decision.verdict]}，不用再点。"


def finished(request: Request, now: datetime, campus: ZoneInfo) -> str:
    """The request has ended; nothing more can be done to it."""
    when = moment(request.finished_at or request.created_at, now, campus)
    match request.state:
        case State.WITHDRAWN:
            return f"这张单已由申请人在 {when} 撤回，您无需再处理。"
        case State.EXPIRED:
            return f"这张草稿放了太久，已在 {when} 作废。请重新发起。"
        case _:
            decision = request.last_decision
            return too_late(decision, now, campus) if decision else NOT_YOURS


def already_submitted(request: Request) -> str:
    """The applicant presses 提交 again."""
    step = request.open_step
    return f"这张单已经提交，单号 {request.no}，正等{step.names if step else '审批'}处理，不用再点。"


def own_finished(request: Request, now: datetime, campus: ZoneInfo) -> str:
    """The same, told to the applicant."""
    when = moment(request.finished_at or request.created_at, now, campus)
    match request.state:
        case State.WITHDRAWN:
            return f"没有办理：这张单您已在 {when} {'撤回' if request.submitted_at else '取消'}。"
        case State.EXPIRED:
            return f"没有办理：这张草稿放了太久，已在 {when} 作废。请重新发起。"
        case _:
            decision = request.last_decision
            return f"没有办理：这张单已由{decided(decision, now, campus)}。" if decision else STILL_DRAFT


def not_your_turn(step: Step) -> str:
    """An approver of a later step comes early."""
    waiting = step.names if step.state is StepState.PENDING else "前一步"
    return f"没有办理：还没轮到您，这张单正等{waiting}处理。"


def urged_lately(since: timedelta, pause: timedelta) -> str:
    """The brake on urging."""
    wait = max(1, -int(-(pause - since).total_seconds() // 60))
    length = f"{wait} 分钟" if wait < HOUR else f"{-(-wait // HOUR)} 小时"
    return f"没有再催：{ago(since)}已催过，请过 {length}再试。"
