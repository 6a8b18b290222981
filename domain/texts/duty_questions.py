"""What owners are asked once about duties without a date, and what they are answered."""

from datetime import date

from domain.duties.unscheduled import Wants
from domain.leave_length import describe_day

TITLE = "请补一个日期"
CONFIRM, AGAIN, UNKNOWN, NOT_THIS_YEAR = "确认", "重说", "不知道", "今年不做"
EXAMPLES = {
    Wants.DATE: "每年5月10日、12月1日、本学期第8周、每月15日",
    Wants.PERIOD: "每月15日、每学期第3周、每周五、每季度",
    Wants.LENGTH: "提前5天、3个工作日、2个月",
}
ASK = "{lack}。请直接回复，例如 {example}。"
READING = "您说“{said}”，我的理解：{meant}。{following}按 确认 才算。"
NEXT = "下一次 {day}。"
NONE_AHEAD = "今后一年里没有这样的日子。"
UNKNOWN_MEANT = "目前不知道，{day} 再问您"
SKIPPED_MEANT = "今年不做，{day} 再问您"
NOT_UNDERSTOOD = "没有看懂，也没有改。请写日期或周期，例如 {example}；过去的日子不能写。"
SAY_AGAIN = "好的，请直接回复，例如 {example}。"
ANSWERED = "已记下：{meant}。以后按它提醒；要改请发 职责 改期。"
NOTED = "已记下：{meant}。质量管理办公室看得到这一项还没有日期。"
NOT_YOURS = "没有记下：这个问题问的不是您，或者已经回答过了。"
OVER = "没有记下：这项职责已经停止，不用再补日期。"
CHANGED_ELSEWHERE = "已由别人回答"
NONE_TO_CHANGE = "您的岗位没有补过日期的职责，没有要改的。没有日期的职责会逐项问您。"
HOW_TO_CHANGE = "改法：职责 改期 1 每年5月10日"
NO_PLACE = "没有第 {place} 项，没有改。请发 职责 改期 看列表。"


def change_list(lines: list[str]) -> str:
    """What may be changed, with places."""
    return "\n".join(["补过日期的职责：", *(f"{place}. {line}" for place, line in enumerate(lines, 1)), HOW_TO_CHANGE])


def following(day: date | None, today: date) -> str:
    """下一次 12月1日(周二)。"""
    return NEXT.format(day=describe_day(day, today=today)) if day else NONE_AHEAD


def asked(name: str, at: date, outcome: str | None) -> str:
    """Behind a duty on the list of those without a date: 已问王芳（11月24日），未答."""
    outcomes = {"unknown": "答“不知道”", "skipped": "答“今年不做”", "answered": "已答", "moved": "已转问", None: "未答"}
    return f"已问{name}（{at.month}月{at.day}日），{outcomes[outcome]}"
