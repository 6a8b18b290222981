"""What is said about duties."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.college_calendar import CollegeCalendar
from domain.duties.colours import Colour
from domain.texts.moments import clock

WEEKDAYS = "一二三四五六日"
NOT_LISTED = "没有办理：最近的列表里没有第 {position} 项。发 待办 再看一次。"
NOT_A_DUTY = "没有办理：第 {position} 项不是职责，不能{verb}。"
NOT_A_CASE = (
    "没有办理：第 {position} 项不是审批。"
    "可发 完成 {position}、稍后 {position}、转给 {position} 张三、不归我 {position}。"
)
GONE = "没有办理：这一项已经不等您了。发 待办 看现在的。"
NEEDS_FORM = "没有办理：这一项要用表单“{form}”办，发 办事 {form} 开始，批准后自动完成。"
NEEDS_EVIDENCE = (
    "没有完成：这一项要写佐证（{evidence}）。请发 完成 {position} 加一句说明，例如 完成 {position} 已上传教务系统。"
)
DONE = "已完成：{what}。"
COUNTED = "已记一次：{what}，还差 {left} 次。"
PROOF = "佐证（{evidence}）可在页面补充：{page}"
CLAIMED = "已提交核查：{what}。核查人确认后算完成。"
NOBODY_CHECKS = "已完成：{what}（核查岗位暂时没有人）。"
SNOOZED_HOUR = "好的，一小时后再提醒：{what}。"
SNOOZED_MORNING = "好的，{day}的今日待办里再提醒：{what}。"
NOT_TODAY = "好的，今天不再提醒：{what}。"
NOT_TODAY_ALL = "好的，今天不再提醒这 {count} 项。明天照常。"
NOTHING_TO_HIDE = "现在没有要提醒您的事。"
NAME_WANTED = "没有转：请写明姓名，例如 转给 {position} 张三。"
OFFERED = "已请{name}接办：{what}。对方点“接办”前仍由您负责。"
TO_YOURSELF = "没有转：这一项本来就是您的。"
HAS_IT = "没有转：{name}也有这一项。"
CANNOT_REACH = "没有转：{name}现在联系不上，请换一位。"
HANDED = "已由{name}接办：{what}。"
TAKEN = "已接办：{what}。"
DECLINED = "{name}没有接办：{what}。仍由您负责。"
DECLINED_SELF = "好的，没有接办。已告诉{name}。"
DISOWNED = "已请{whom}确认归谁：{what}。确认前不再提醒您。"
NOBODY_TO_ASK = "没有办理：没有能确认归属的人。请联系{contact}。"
IS_YOURS = "{name}确认归您：{what}。"
IS_NOT_YOURS = "{name}确认不归您：{what}。"
DECIDED = "已确认：{what}，{how}。"
CHECK_YES = "{name}核查通过：{what}。"
CHECK_NO = "{name}退回：{what}。请重新办理。"
NOT_FOR_YOU = "没有办理：这张卡片不是给您的。"
ALREADY = "没有办理：这件事已经有结果了。"
HOUR_IS = "今日待办在工作日 {at} 发给您。要改请发 提醒时间 7:50，恢复默认发 提醒时间 默认。"
HOUR_SET = "好的，从下一个工作日起 {at} 发今日待办。"
HOUR_UNREAD = "没有改：请写一个时间，例如 提醒时间 7:50。"
HOUR_QUIET = "没有改：{quiet} 不发提醒，请换一个时间。"
ON_PAGE = "全部事项和更多办法（佐证、转给、不归我）：{page}"
ALL_WAITING = "待办 {count} 项{cases}："
OF_THEM_CASES = "，其中等您审批 {count} 张"
DECIDING = "审批可发 同意、驳回 加序号。"
ACTS = "职责可发 完成 {first}、稍后 {first}、转给 {first} 张三、不归我 {first}。"
EVIDENCE_KEPT = "已记下佐证：{what}。"


_STANDING: Mapping[Colour, str] = {
    Colour.GREEN: "在办",
    Colour.YELLOW: "快到期",
    Colour.ORANGE: "马上到期",
    Colour.RED: "已逾期",
}


def week_words(calendar: CollegeCalendar, day: date) -> str:
    """第12周 周一; outside a term the weekday alone."""
    found = calendar.week_of(day)
    weekday = f"周{WEEKDAYS[day.weekday()]}"
    return f"第{found[1]}周 {weekday}" if found else weekday


def woken(lines: Sequence[str]) -> str:
    """What somebody wanted to hear of again."""
    return "您让我现在再提醒：\n" + "\n".join(lines) + "\n发 待办 办理。"


def hour_words(at: time) -> str:
    """7:50."""
    return f"{at.hour}:{at.minute:02}"


def escalated(day: date, parts: Sequence[tuple[str, Sequence[str], str]]) -> str:
    """One text for all that somebody is to hear of: a heading, its lines and what follows, part by part."""
    said = [f"{day.month}月{day.day}日 职责时限提醒"]
    for heading, lines, consequence in parts:
        said += [heading, *lines, *([consequence] if consequence else [])]
    return "\n".join(said)


def until_words(until: datetime, campus: ZoneInfo) -> str:
    """推迟到 11月24日 00:00."""
    return f"推迟到 {clock(until, campus)}"


def colour_heading(colour: Colour, count: int, *, is_own: bool) -> str:
    """Whose, how many, and how urgent."""
    whose = "您有" if is_own else "您负责督促的有"
    return f"【{colour.label}】{whose} {count} 项{_STANDING[colour]}"
