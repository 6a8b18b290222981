"""What a request looks like to the one who looks at it. Pure: the same request gives the same card."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.ids import PersonId
from domain.leave import Leave
from domain.office import Office
from domain.request import Decision, Request, State, Step, StepState, Verdict
from domain.texts import requests as words


class Face(StrEnum):
    """Which buttons an approver sees on a card that waits."""

    MAIN = "main"
    MORE = "more"


def applicant_card(request: Request, leave: Leave, office: Office) -> Card:
    """The applicant's view from submission on. While it is pending nothing of it moves from step to step.

    A platform may let a card be redrawn only twice (WeCom: once for the sending, once for a click), and the end must
    not go without one; how far it has come is told by 进度.
    """
    is_final = request.state is not State.PENDING
    approval = words.progress(request.steps) if is_final else words.route(request.steps)
    progress = (Row("审批", approval),) if request.steps else ()
    return Card(
        title="请假申请",
        subtitle=f"单号 {request.no}，{words.stands(request)}",
        rows=(*leave_rows(request, leave, office), *progress),
        body=_refusal_reason(request.last_decision),
        buttons=() if is_final else _own_buttons(request),
        closing=_closing(request, "您", office) if is_final else "",
        ending=words.stands(request) if is_final else "",
        is_final=is_final,
    )


def withdrawal_card(request: Request, leave: Leave, office: Office) -> Card:
    """An approved request with nothing but the button to take it back, for whom a typed word is not enough."""
    withdrawal = button(request, Verb.WITHDRAW, "撤回", ButtonStyle.DANGER)
    return replace(applicant_card(request, leave, office), buttons=(withdrawal,), closing="", is_final=False)


def dropped_card(request: Request, office: Office) -> Card:
    """A draft that ended before it said enough to be shown as a leave."""
    return Card(
        title="请假申请",
        subtitle=words.stands(request),
        closing=_closing(request, "您", office),
        ending=words.stands(request),
        is_final=True,
    )


def approver_card(request: Request, leave: Leave, viewer: PersonId, office: Office, face: Face = Face.MAIN) -> Card:
    """An approver's view: to decide while it is their turn, then what became of it.

    Who was asked but did not decide sees how their own step ended, and what the applicant took back.
    """
    step = _step_of(request, viewer)
    waits = step.state is StepState.PENDING and request.state is State.PENDING
    closing = "" if waits else _closing_for(request, step, viewer, office)
    return Card(
        title=f"{request.applicant_name}的{leave.kind.name}申请",
        subtitle=f"单号 {request.no}",
        rows=(
            *leave_rows(request, leave, office),
            Row("您是", step.label),
            _progress_row(_followed(request, step, viewer)),
        ),
        body=_any_of(step) if waits else _refusal_reason(_told(request, step, viewer)),
        buttons=_faces(request, face) if waits else (),
        closing=closing,
        ending=_ending_for(request, step, viewer) if closing else "",
        is_final=bool(closing) and not _may_still_change(request, step, viewer),
    )


def leave_rows(request: Request, leave: Leave, office: Office) -> tuple[Row, ...]:
    """What every view of a leave begins with."""
    return (
        Row("类型", leave.kind.name),
        Row("时间", words.span(leave, request, office)),
        Row("时长", words.size(leave, office)),
        Row("事由", leave.reason or "未填"),
    )


def _progress_row(steps: Sequence[Step]) -> Row:
    return Row("审批", words.progress(steps))


def _followed(request: Request, step: Step, viewer: PersonId) -> tuple[Step, ...]:
    """The steps an approver sees the progress of; who did not decide theirs does not follow the rest."""
    follows = step.state is StepState.PENDING or (step.decision is not None and step.decision.actor == viewer)
    return request.steps if follows else request.steps[: step.ordinal]


def _any_of(step: Step) -> str:
    anyone = f"{step.names}任一人处理即可；" if len(step.approvers) > 1 else ""
    return f"{anyone}驳回即终止这张单。"


def _own_buttons(request: Request) -> tuple[Button, ...]:
    return (
        button(request, Verb.PROGRESS, "进度"),
        button(request, Verb.URGE, "催办"),
        button(request, Verb.WITHDRAW, "撤回", ButtonStyle.DANGER),
    )


def _faces(request: Request, face: Face) -> tuple[Button, ...]:
    if face is Face.MORE:
        return (button(request, Verb.PROGRESS, "进度"), button(request, Verb.BACK, "返回"))
    return (
        button(request, Verb.APPROVE, "同意", ButtonStyle.PRIMARY),
        button(request, Verb.REJECT, "驳回", ButtonStyle.DANGER),
        button(request, Verb.MORE, "更多"),
    )


def button(request: Request, verb: Verb, text: str, style: ButtonStyle = ButtonStyle.PLAIN) -> Button:
    """A button that carries the version it is drawn from."""
    return Button(str(Action(verb, request.version)), text, style)


def _step_of(request: Request, viewer: PersonId) -> Step:
    """The viewer's step: the open one, else the last one that came to them."""
    asked = [step for step in request.steps if step.asks(viewer) and step.opened_at is not None]
    return next((step for step in asked if step.state is StepState.PENDING), asked[-1])


def _told(request: Request, step: Step, viewer: PersonId) -> Decision | None:
    """Who decided a step follows the request to its end; the others hear how their own step ended."""
    own = step.decision is not None and step.decision.actor == viewer
    return request.last_decision if own else step.decision


def _closing_for(request: Request, step: Step, viewer: PersonId, office: Office) -> str:
    told = _told(request, step, viewer)
    if request.state is State.WITHDRAWN or told is None:
        return _closing(request, "申请人", office)
    return words.decided(told, office.campus)


def _ending_for(request: Request, step: Step, viewer: PersonId) -> str:
    told = None if request.state is State.WITHDRAWN else _told(request, step, viewer)
    return words.verdict(told) if told else words.stands(request)


def _may_still_change(request: Request, step: Step, viewer: PersonId) -> bool:
    """Whether the card of a closed step will show something else: to its decider, the end of the request."""
    return request.state is State.PENDING and step.decision is not None and step.decision.actor == viewer


def _closing(request: Request, applicant: str, office: Office) -> str:
    if request.state in (State.WITHDRAWN, State.EXPIRED) and request.finished_at:
        at = request.finished_at.astimezone(office.campus)
        verb = "撤回" if request.submitted_at else "取消"
        who = f"{applicant}已{verb}" if request.state is State.WITHDRAWN else "草稿已作废"
        return f"{who}，{at.month}月{at.day}日 {at:%H:%M}"
    return words.decided(request.last_decision, office.campus) if request.last_decision else ""


def _refusal_reason(decision: Decision | None) -> str:
    return f"驳回理由：{decision.comment}" if decision and decision.verdict is Verdict.REJECT else ""
