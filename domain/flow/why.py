"""为什么 N: why this route, why somebody was skipped, why it waits or is stuck, and the one act that mends it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.flow.case import Assignment, Case, Origin, Part, Run, RunState, Standing, State
from domain.flow.kinds import ActKind
from domain.flow.plan import Kind, Mode, Step
from domain.flow.sentences import VERBS, happened, last_change
from domain.flow.tally import votes
from domain.texts.leavers import hand_over_word
from domain.texts.moments import moment


@dataclass(frozen=True, slots=True)
class Account:
    """One sentence per step; where it is stuck or waits, what mends it and who may do that."""

    lines: tuple[str, ...]
    mend: ActKind | None = None
    mend_by: str = ""
    advice: str = ""


def why(case: Case, at: datetime, campus: ZoneInfo) -> Account:
    """The route as it went and stands, in order."""
    steps = zip(case.plan.steps, case.runs, strict=True)
    lines = tuple(f"{place}.「{s.label}」{_line(s, r, at, campus)}" for place, (s, r) in enumerate(steps, 1))
    entry = last_change(case)
    last = f"最近一次：{happened(entry, at, campus)}。" if entry else "还没有提交。"
    mend, by, advice = _mend(case)
    return Account((*lines, last), mend, by, advice)


def what_refusal_does(step: Step) -> str:
    """What one refusal does in this step, in words."""
    if step.kind is not Kind.APPROVE:
        return "这一步不能驳回，可以退回。"
    match step.mode:
        case Mode.ANY:
            return "任一人驳回，这一步就不通过。"
        case Mode.ALL | Mode.IN_TURN:
            return "要所有人同意，一人驳回，这一步就不通过。"
        case Mode.SHARE:
            return (
                f"同意的票数达到 {float(step.share):.0%} 才通过，达不到时提前结束；有否决权的人驳回，这一步就不通过。"
            )


def _line(step: Step, run: Run, at: datetime, campus: ZoneInfo) -> str:
    match run.state:
        case RunState.WAITING:
            return "还没轮到。"
        case RunState.OPEN:
            return f"正等{'、'.join(_person(a) for a in run.open)}。{what_refusal_does(step)}"
        case RunState.STUCK:
            return f"停住了：{run.reason}。"
        case RunState.SKIPPED:
            return f"已跳过：{run.reason}。"
        case RunState.CANCELLED:
            return "不再需要。"
        case RunState.PASSED | RunState.REFUSED:
            return _decided(step, run, at, campus)


def _decided(step: Step, run: Run, at: datetime, campus: ZoneInfo) -> str:
    """Who decided, and who did not need to."""
    parts = [_decision(step, assignment, at, campus) for assignment in run.assignments if assignment.decision]
    parts += [f"{a.person.name}{a.reason}" for a in votes(run) if a.standing is Standing.SKIPPED]
    return f"{'，'.join([*parts, run.reason] if run.reason else parts)}。"


def _decision(step: Step, assignment: Assignment, at: datetime, campus: ZoneInfo) -> str:
    decision = assignment.decision
    if decision is None:
        return ""
    name = f"{decision.actor.name}（代{decision.on_behalf_of.name}）" if decision.on_behalf_of else decision.actor.name
    agreed = "办结" if step.kind is Kind.HANDLE else "同意"
    verb = {Standing.AGREED: agreed, Standing.REFUSED: "驳回"}.get(assignment.standing, "给出意见")
    return f"{name}在 {moment(decision.at, at, campus)} {verb}"


_CAME = {
    Origin.UP: "原审批人空缺，由上级处理",
    Origin.ADMIN: "原审批人空缺，由管理员处理",
    Origin.TRANSFERRED: "由{by}转交",
    Origin.DELEGATED: "受{by}委派",
    Origin.ADDED: "由{by}加签",
    Origin.HANDED_ON: "{by}超时未办，转上级",
    Origin.HANDED_OVER: "接手{by}",
    Origin.REPLACED: "管理员改派",
}


def _person(assignment: Assignment) -> str:
    """A name, why this person, and who may act instead."""
    by = assignment.came_from.name if assignment.came_from else ""
    came = _CAME.get(assignment.origin)
    reason = came.format(by=by) if came else assignment.reason
    deputy = f"，{assignment.stand_in.name}代理" if assignment.stand_in else ""
    left = "" if assignment.person.is_active else "，已离职"
    role = "，提供意见" if assignment.part is Part.ADVICE else ""
    return f"{assignment.person.name}（{reason}{role}{deputy}{left}）"


def _gone(case: Case) -> Iterator[str]:
    """Who has left and is waited for: where any one is enough, nobody as long as another can decide."""
    for run in case.runs:
        left = [place.person.name for place in run.open if not place.person.is_active]
        is_covered = case.plan.step(run.key).mode is Mode.ANY and len(left) < len(run.open)
        yield from () if is_covered else left


def _mend(case: Case) -> tuple[ActKind | None, str, str]:
    """The one act that moves it on, whose it is, and that in words."""
    if case.state is State.RETURNED and not case.applicant.is_active:
        return ActKind.END, "管理员", f"{case.applicant.name}已离职，不用办了请管理员发 终止 {case.no} 理由。"
    if case.state is State.RETURNED:
        return ActKind.RESUBMIT, case.applicant.name, f"请{case.applicant.name}修改后重新提交。"
    if case.state is not State.PENDING:
        return None, "", ""
    if case.stuck:
        label = case.plan.step(case.stuck[0].key).label
        return ActKind.REPLACE, "管理员", f"请管理员为「{label}」{VERBS[ActKind.REPLACE]}审批人。"
    gone = dict.fromkeys(_gone(case))
    if gone:
        words = "；".join(f"{name}已离职，请人事或管理员发 {hand_over_word(name)}" for name in gone)
        return ActKind.HAND_OVER, "人事或管理员", f"{words}。"
    return ActKind.URGE, case.applicant.name, "可以发 催办 提醒。"
