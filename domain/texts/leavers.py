"""What is said when somebody has left."""

from collections.abc import Sequence

from domain.leaver import Leaver

MOST_LISTED = 10  # people in one text; the others are named
MOST_NUMBERS = 5  # requests of one of them


def left(leavers: Sequence[Leaver]) -> str:
    """To HR: who left, how much waits for each, and the word that hands it over."""
    lines = [f"{place}. {_line(each)}" for place, each in enumerate(leavers[:MOST_LISTED], 1)]
    others = "、".join(each.name for each in leavers[MOST_LISTED:])
    return "\n".join([f"{len(leavers)} 位同事已离职，手上还有单：", *lines, *([f"另有：{others}。"] if others else [])])


def hand_over_word(name: str) -> str:
    """What to send so that another takes over."""
    return f"交接 {name} 给 李四（李四换成接手人）"


def principal_left(name: str) -> str:
    """To the one who stood in for a leaver."""
    return f"{name}已离职，您不再代其审批。"


def stand_in_left(name: str) -> str:
    """To the one for whom a leaver stood in."""
    return f"您的代理人{name}已离职，代理到此为止。要另请一位，请发 代理 姓名 起止日期。"


def _line(leaver: Leaver) -> str:
    number = f"（工号 {leaver.staff_no}）" if leaver.staff_no else ""
    waiting = f"等其办理的 {leaver.waiting} 张，请发 {hand_over_word(leaver.name)}。" if leaver.waiting else ""
    return f"{leaver.name}{number}：{waiting}{_own(leaver)}"


def _own(leaver: Leaver) -> str:
    if not leaver.own:
        return ""
    numbers = "、".join(map(str, leaver.own[:MOST_NUMBERS])) + ("等" if len(leaver.own) > MOST_NUMBERS else "")
    return f"本人的申请 {len(leaver.own)} 张（{numbers}）照常办理；不用办了的，请管理员发 终止 单号 理由。"
