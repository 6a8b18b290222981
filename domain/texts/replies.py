"""Answers to what a person asked or did."""

from collections.abc import Sequence
from datetime import datetime

from domain.flow.case import State
from domain.ids import RequestNo
from domain.leave_length import describe_span
from domain.office import Office
from domain.texts.case_words import STATES

NO_SUCH_REQUEST = "没找到这张单。发 待办 看轮到您的，发 我的申请 看您自己的。"
NO_SUCH_POSITION = "上次的列表里没有第 {position} 项。发 待办 或 我的申请 再看一次。"
NO_SUCH_CARD = "没有办理：这张卡片不是发给这里的，或者已经失效。发 待办 或 我的申请 可重新查看。"
NOT_OFFERED = "没有办理：这张卡片上现在没有这个选项。请看最新的卡片。"
NOTHING_WAITS = "没有等您审批的单。"
NO_OWN_REQUESTS = "您还没有申请过。想请假可直接说，例如 请事假 明天下午 家里有事。"
NOT_PROVEN = "没有办理：在这里打字还不能确认是您本人。请换另一个平台办，或联系{contact}。"
NOTHING_TO_CANCEL = "现在没有正在填的内容。要收回已提交的单，请发 撤回 加单号。"
NOTHING_TO_GO_BACK = "现在没有可返回的上一步。"
EARLIER = "没有办理：单号 {no} 是系统升级以前的请假，已经结束。结果可发 我的申请 查看。"


def too_long(what: str, length: int, most: int) -> str:
    """A text that does not fit."""
    return f"没有收下：{what}最多 {most} 字，现在有 {length} 字。请写短一点再发。"


def not_submitted(problem: str) -> str:
    """Why the draft stays a draft."""
    return f"没有提交：{problem}"


def press_instead(verb: str) -> str:
    """What was typed proves neither sender nor words where it came from; a button does."""
    return f"没有{verb}：在这里打字还不能确认是您本人。请点下面卡片上的 {verb} 办理。"


def earlier_line(
    no: RequestNo, leave_type: str, span: tuple[datetime, datetime] | None, state: State, office: Office
) -> str:
    """One line of 我的申请 about a leave from before every request was a case."""
    if span is None:
        return f"单号 {no} 请假，{STATES[state]}"
    start, end = (at.astimezone(office.campus) for at in span)
    when = describe_span(start, end, today=start.date(), shift=office.shifts)
    return f"单号 {no} {leave_type} {start.year}年{when}，{STATES[state]}"


def numbered(title: str, lines: Sequence[str], first: int, hint: str) -> str:
    """A list whose positions can be acted on."""
    return "\n".join([title, *(f"{first + place}. {line}" for place, line in enumerate(lines)), hint])
