"""What is said about a month of attendance: to whom it belongs, to heads, to HR."""

from collections.abc import Mapping, Sequence
from datetime import date

CONFIRM, DISPUTE, SIGN, SEND_BACK, CLOSE = "确认无误", "有异议", "签字确认", "退回", "关账"
CLOSE_ANYWAY, CLOSE_REALLY = "仍然关账", "确认关账"
LONGEST_LIST = 12  # days of one card
MOST_CHANGES = 6
LONGEST_WORDS = 300  # characters of somebody's line to HR


def month_name(month: date) -> str:
    """2026年10月."""
    return f"{month.year}年{month.month}月"


def odd_lines(days: Sequence[tuple[str, str]]) -> str:
    """The days that are not as they should be, those of the month's begin first."""
    shown = [f"{day} {said}" for day, said in days[:LONGEST_LIST]]
    if len(days) > LONGEST_LIST:
        shown.append(f"另有 {len(days) - LONGEST_LIST} 天，请发“我的考勤”看")
    return "\n".join(shown) or "没有异常。"


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """What differs, day by day."""
    days = sorted(day for day in {*before, *after} if before.get(day) != after.get(day))
    lines = [
        f"{_day(day)}：原来“{before.get(day, '没有结果')}”，现在“{after.get(day, '没有结果')}”"
        for day in days[:MOST_CHANGES]
    ]
    more = f"\n另有 {len(days) - MOST_CHANGES} 天" if len(days) > MOST_CHANGES else ""
    return "有变化，请重新确认：\n" + "\n".join(lines) + more


def _day(iso: str) -> str:
    found = date.fromisoformat(iso)
    return f"{found.month}月{found.day}日"


NOT_YOURS = "这张卡片不是发给您的，没有记下。"
CLOSED = "这个月已经关账，没有记下。要改请找{contact}。"
NEWER = "考勤刚有变化，没有记下。请看更新后的卡片，再确认一次。"
ANSWERED = "您已经确认过了。"
CONFIRMED = "{month}的考勤已确认，谢谢。"
DISPUTED = (
    "已记下您对{month}考勤有异议。请看是哪一种：\n"
    "· 忘了打卡：发 补卡 {day} 18:00\n"
    "· 想知道怎么算的：发 解释 {day}\n"
    "· 其他：发 考勤异议 加一句说明，会转给{contact}\n"
    "更正以后请按“确认无误”。"
)
DISPUTE_SENT = "已转给{contact}。更正以后会再请您确认。"
DISPUTE_EMPTY = "没有转：请写一句说明，例如 考勤异议 10月8日我在外校监考，不是旷工。"
NO_HR = "没有转：还没有设置人事。请直接联系{contact}。"
NO_MONTH = "没看懂是哪个月，没有查。请写 {example} 10月 或 {example} 2026-10。"
NO_DAYS = "{month}没有您的考勤结果。"
NOT_HR = "考勤汇总只有人事可以看，没有查。有事请找{contact}。"
NOT_HEAD = "只有本部门负责人可以签字，没有签。"
NOT_NOW = "这张表现在不能这样办，没有办。请看最新的卡片。"
SIGNED = "{department}{month}考勤表已签字，交给{contact}。"
SENT_BACK = "已退回给{contact}。哪里不对，请发 考勤异议 加一句说明。"


def disputed_to_hr(name: str, staff_no: str, department: str, words: str) -> str:
    """Somebody's own line, as they wrote it."""
    who = "，".join(each for each in (staff_no, department) if each)
    return f"考勤异议：{name}（{who}）说：{words[:LONGEST_WORDS]}"


def sent_back_to_hr(department: str, head: str, month: date) -> str:
    """A head does not sign."""
    return f"{department}{month_name(month)}考勤表被 {head} 退回，没有签字。请与他核对；更正后请他重新签字。"


def remind(department: str, month: date, last: date) -> str:
    """To a head, once a day."""
    return f"{department}{month_name(month)}考勤表还没有签字，请在 {last.month}月{last.day}日 前按卡片上的“签字确认”。"


def unsigned_to_hr(month: date, lines: Sequence[str]) -> str:
    """After the last day."""
    return f"{month_name(month)}考勤表到期还没有签字的部门（{len(lines)} 个）：\n" + "\n".join(lines)


def taken_back(department: str, month: date) -> str:
    """To who had signed."""
    return f"{department}{month_name(month)}考勤表签字以后有变化，原来的签字已失效。请看新的卡片，重新签字。"
