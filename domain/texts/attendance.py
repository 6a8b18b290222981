"""What people are told of their attendance."""

from collections.abc import Sequence
from datetime import date

from domain.leave_length import describe_day

LONGEST_LIST = 6  # days of one text
CAUSES = {
    "punch": "收到了新的打卡记录",
    "correction": "补卡通过了",
    "shifts": "排班改了",
    "rules": "考勤规则改了",
    "calendar": "校历改了",
    "timetable": "课表改了",
    "cover": "代课或补课有变动",
    "daily": "每晚核对",
    "month": "这个月重新打开了",
}


def cause_said(cause: str) -> str:
    """Why a day was derived again."""
    kind, _, number = cause.partition(":")
    if kind == "leave":
        return f"{number} 号假条批准、撤回或改了时间"
    return CAUSES.get(kind, "记录有变化")


def changed(days: Sequence[tuple[date, str, str, str]], today: date) -> str:
    """Days with what was told before, what is true now, and why."""
    lines = [
        f"{describe_day(day, today=today)}：原来是“{before}”，现在是“{after}”。原因：{cause_said(cause)}。"
        for day, before, after, cause in days[:LONGEST_LIST]
    ]
    if len(days) > LONGEST_LIST:
        lines.append(f"另有 {len(days) - LONGEST_LIST} 天，请发“我的考勤”看。")
    first = days[0][0]
    head = "您的考勤结果变了：" if len(days) == 1 else f"您有 {len(days)} 天的考勤结果变了："
    return "\n".join([head, *lines, f"怎么算的，请发“解释 {first.month}月{first.day}日”。"])


def withheld(count: int, months: Sequence[str]) -> str:
    """To HR: facts came for a month that is closed."""
    return (
        f"已关账的 {'、'.join(months)} 又收到考勤事实，有 {count} 天的结果会不同。没有改动。"
        "请运行 run.py attendance withheld 查看；要改请先运行 run.py attendance open 月份。"
    )


NO_GROUP = "您不在任何考勤组里，不计考勤。如果不对，请找{contact}。"
NO_RULE = "{day}还没有考勤规则，不计考勤。"
NOT_A_DAY = "没看懂是哪一天，没有查。请写 解释 5月3日、解释 昨天 或 解释 周五。"
AHEAD = "{day}还没有到，没有可解释的。"
TOO_LONG_AGO = "只能查最近一年的考勤，没有查。更早的请找{contact}。"
OPEN = "（还没有到算结果的时候：下班 {minutes} 分钟后算出）"
CLOSED = "这个月已关账，结果以关账时为准：{status}。要改请找{contact}。"
EMPTIED = "打卡明细已按保存期限删除，只留结果。"
NOT_YOURS = "没有查：没有这个人，或者您不能看他的考勤。别人的考勤只有人事和部门负责人能看，请写 解释 姓名 5月3日。"
MENDING = "忘了打卡请发“补卡”；其他有误的请找{contact}更正。"


NOTHING_YET = "这个月和上个月都还没有您的考勤结果。每天下班以后出当天的；看打过的卡请发 打卡记录。"


def several(name: str, numbers: Sequence[str]) -> str:
    """Several people are called so."""
    return f"没有查：叫“{name}”的有 {len(numbers)} 人（工号 {'、'.join(numbers)}）。请写 解释 工号 5月3日。"


def month(head: str, counts: Sequence[tuple[str, int]], odd: Sequence[str], hidden: int) -> str:
    """One's own month: how many days of each kind, and those that are not as they should be."""
    lines = [head, "、".join(f"{name} {count} 天" for name, count in counts)]
    if odd:
        lines += ["有异常的：", *(f"· {line}" for line in odd)]
    if hidden:
        lines.append(f"另有 {hidden} 天")
    lines.append("想知道怎么算的，请发“解释 5月3日”这样的一句。" if odd else "没有异常。")
    return "\n".join(lines)
