"""The buttons on a case's card: only what the viewer may do, each with the oldest version still telling the truth."""

from enum import StrEnum

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle
from domain.case_look import Look
from domain.flow.case import Assignment, Part, State
from domain.flow.kinds import ActKind
from domain.flow.plan import Kind, Step

SIGN, FILL = "签名", "填写"
MOST = 6  # as many as WeCom draws


class Face(StrEnum):
    """Which buttons somebody whose turn it is sees on their card."""

    MAIN = "main"
    MORE = "more"


def place_buttons(look: Look, step: Step, place: Assignment, face: Face) -> tuple[Button, ...]:
    """What somebody whose turn it is may press."""
    return _more(look, step, place) if face is Face.MORE else _main(look, step, place)


def own_buttons(look: Look) -> tuple[Button, ...]:
    """What applicants may press while their request is out, or has come back to them."""
    version = look.case.version
    withdrawal = button(Verb.WITHDRAW, version if look.case.state is State.RETURNED else 1, "撤回", ButtonStyle.DANGER)
    if look.case.state is State.RETURNED:
        send = button(Verb.SUBMIT, version, "重新提交", ButtonStyle.PRIMARY)
        return (send, button(Verb.EDIT, version, "修改"), withdrawal)
    return (button(Verb.PROGRESS, 1, "进度"), button(Verb.URGE, 1, "催办"), withdrawal)


def read_button() -> Button:
    """For somebody who was given a copy; it means the same whatever has happened since."""
    return button(Verb.READ, 1, "已阅", ButtonStyle.PRIMARY)


def button(
    verb: Verb, version: int, text: str, style: ButtonStyle = ButtonStyle.PLAIN, place: int | None = None
) -> Button:
    """A button that carries what it was drawn from."""
    return Button(str(Action(verb, version, place)), text, style)


def good_since(look: Look, step: Step, place: Assignment) -> int:
    """The version since which nothing has changed that this place decides on."""
    return max(place.asked_version, *(at for name, at in look.case.changed.items() if step.is_shown(name)), 0)


def needs_page(look: Look, step: Step, place: Assignment) -> str:
    """What cannot be done by a button here, in a word; empty where a button is enough."""
    if place.part is Part.ADVICE:
        return ""
    if step.signature:
        return SIGN
    is_lacking = any(look.case.fields.get(name) in (None, "", []) for name in step.requires)
    return FILL if is_lacking or step.key in look.lacking else ""


def may_fill(look: Look, step: Step, place: Assignment) -> bool:
    """Whether something may be filled in that need not be; what must be, and what is signed, has the first button."""
    is_there = step.key in look.fillable and look.may(ActKind.FILL, step.key)
    return is_there and not needs_page(look, step, place)


def _main(look: Look, step: Step, place: Assignment) -> tuple[Button, ...]:
    version, at = good_since(look, step, place), look.case.plan.place(step.key)
    more = button(Verb.MORE, version, "更多", place=at)
    page = needs_page(look, step, place)
    yes = button(Verb.APPROVE, version, _yes(step, place), ButtonStyle.PRIMARY, at)
    if page == FILL:
        yes = button(Verb.FILL, version, page, ButtonStyle.PRIMARY, at)
    elif page:
        yes = button(Verb.DETAIL, version, page, ButtonStyle.PRIMARY)
    if step.kind is Kind.HANDLE and place.part is not Part.ADVICE:
        return (yes, button(Verb.RETURN, version, "退回", ButtonStyle.DANGER, at), more)
    no = "不赞成" if place.part is Part.ADVICE else "驳回"
    return (yes, button(Verb.REJECT, version, no, ButtonStyle.DANGER, at), more)


def _yes(step: Step, place: Assignment) -> str:
    if place.part is Part.ADVICE:
        return "赞成"
    return "办好了" if step.kind is Kind.HANDLE else "同意"


def _more(look: Look, step: Step, place: Assignment) -> tuple[Button, ...]:
    """Everything else that is offered from this place, as far as it fits; all of it can be typed."""
    version, at = good_since(look, step, place), look.case.plan.place(step.key)
    offered = [
        button(verb, version, text, place=at)
        for kind, verb, text in (
            (ActKind.RETURN, Verb.RETURN, "退回"),
            (ActKind.TRANSFER, Verb.TRANSFER, "转交"),
            (ActKind.ADD, Verb.ADD, "加签"),
        )
        if look.may(kind, step.key) and not (verb is Verb.RETURN and step.kind is Kind.HANDLE)
    ]
    if look.is_applicants:
        offered = [button(Verb.WITHDRAW, 1, "撤回", ButtonStyle.DANGER)]
    if may_fill(look, step, place):
        offered = [button(Verb.FILL, version, FILL, place=at), *offered]
    progress, detail = button(Verb.PROGRESS, version, "进度"), button(Verb.DETAIL, version, "详情")
    known = (detail,) if len(offered) + 3 > MOST else (progress, detail)  # the details tell how far it has come, too
    return (*offered, *known, button(Verb.BACK, version, "返回", place=at))[-MOST:]
