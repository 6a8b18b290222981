"""What is said about 督办."""

from collections.abc import Sequence
from datetime import date

from domain.duties.colours import Colour

MOST_SHOWN = 15  # lines of one part
NONE = "现在没有与您有关的督办。"
SET_UP = "下达督办请发 办事 督办单。"
HOW = "催办请发 催办 单号；报进展请发 进展 单号 说明。"
NOT_SUPERVISION = "没有记录：单号 {number} 不是督办。要留言请发 评论 {number} 内容。"
NOT_YOURS = "没有记录：这项督办现在不等您反馈。"
WORDS_WANTED = "没有记录：请写一句进展，例如 进展 {number} 已完成 60%，本周五前报材料。"
KEPT = "已记下进展：{matter}。已告知下达人。"


def part(heading: str, lines: Sequence[str]) -> list[str]:
    """A heading with its lines; nothing where there are none."""
    if not lines:
        return []
    hidden = len(lines) - MOST_SHOWN
    shown = [f"· {line}" for line in lines[:MOST_SHOWN]]
    return [f"{heading}（{len(lines)} 项）", *shown, *([f"· 另有 {hidden} 项"] if hidden > 0 else [])]


def running_out(day: date, parts: Sequence[tuple[Colour, Sequence[str], str]]) -> str:
    """One text for all that somebody is to hear of."""
    said = [f"{day.month}月{day.day}日 督办时限提醒"]
    for colour, lines, consequence in parts:
        said += [*part(f"【{colour.label}】{STANDING[colour]}", lines), *([consequence] if consequence else [])]
    return "\n".join(said)


STANDING = {
    Colour.GREEN: "在办",
    Colour.YELLOW: "快到期",
    Colour.ORANGE: "马上到期",
    Colour.RED: "已逾期",
}
