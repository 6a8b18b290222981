"""What is said about punches that are missing."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.leave_length import WEEKDAYS
from domain.missed_punch import LIKELY, SIDES
from domain.punches import Side

NO_FORM = "没有办理：本单位没有开通补卡。请联系{contact}。"
ANSWERED = "这次缺卡您已经处理过了，没有重复办理。"
NOT_YOURS = "没有办理：这张卡片不是发给您的。"
ON_LEAVE = "好的，已记下您请了假。假单审批通过后考勤会自动更正；还没有请假的，请现在说，例如 补请事假 {day}。"
NOT_NEEDED = "好的，不补卡，这一天按缺卡记。改主意了可发 补卡。"
MEND, AWAY, LEAVE = "补卡", "我请假了", "不用补"


def too_many(month: date, most: int) -> str:
    """The allowance is used up."""
    return f"没有提交：{month.month}月已补卡 {most} 次，达到每月上限。请联系人事说明情况。"


def title(side: Side) -> str:
    """Of the card."""
    return f"{SIDES[side]}没有打卡"


def rows(day: date, due: datetime, campus: ZoneInfo) -> Sequence[tuple[str, str]]:
    """What was due, and what would be asked for."""
    return (
        ("日期", f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"),
        ("应打卡", f"{due.astimezone(campus):%H:%M}"),
        ("原因", LIKELY),
    )


BODY = "按“补卡”就按上面的时间和原因提交，由直属领导审批；时间或原因不对，请发 补卡 昨天 18:00 原因。"
ENDINGS = {"corrected": "已提交补卡", "on_leave": "已请假", "not_needed": "不补卡"}
