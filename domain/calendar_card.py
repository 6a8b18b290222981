"""The card with a change of the calendar, before and after somebody has confirmed it."""

from collections.abc import Sequence
from datetime import date

from domain.actions import Action, Verb
from domain.calendar_changes import DayChange
from domain.cards import Button, ButtonStyle, Card, Row
from domain.college_document import Difference

MOST_ROWS = 6  # what every platform's card has room for
MOST_DAYS = 8  # changed days that are named


def proposal_card(number: int, differences: Sequence[Difference], changes: Sequence[DayChange]) -> Card:
    """What would change, and which days would be something else."""
    buttons = (
        Button(str(Action(Verb.CONFIRM, number)), "确认", ButtonStyle.PRIMARY),
        Button(str(Action(Verb.CANCEL, number)), "取消"),
    )
    return Card(
        title="修改校历",
        subtitle="确认后全校生效",
        rows=_rows(differences),
        body=days_that_change(changes),
        buttons=buttons,
    )


def ended_card(differences: Sequence[Difference], closing: str, ending: str) -> Card:
    """Nothing more can be done with it."""
    return Card(title="修改校历", rows=_rows(differences), closing=closing, ending=ending, is_final=True)


def days_that_change(changes: Sequence[DayChange]) -> str:
    """2 天由上班变为放假:…; or that leave and limits are counted as before."""
    counted = [each for each in changes if each.counts_otherwise]
    if not counted:
        return "上班和放假的日子不变。"
    lost = [each.day for each in counted if each.before.works]
    won = [each.day for each in counted if each.after.works]
    lines = [_say_days(days, what) for days, what in ((lost, "由上班变为放假"), (won, "由放假变为上班")) if days]
    return "\n".join((*lines, "这些天的假会重算：少计的退回，多计的先问本人。"))


def _say_days(days: Sequence[date], what: str) -> str:
    named = "、".join(f"{day.month}月{day.day}日" for day in days[:MOST_DAYS])
    return f"{len(days)} 天{what}：{named}{'等' if len(days) > MOST_DAYS else ''}。"


def _rows(differences: Sequence[Difference]) -> tuple[Row, ...]:
    """Each line as 添加, 改为 or 删除."""
    rows = [Row(_verb(each), _said(each)) for each in differences]
    if len(rows) <= MOST_ROWS:
        return tuple(rows)
    return (*rows[: MOST_ROWS - 1], Row("另有", f"{len(rows) - MOST_ROWS + 1} 处"))


def _verb(difference: Difference) -> str:
    if not difference.before:
        return "添加"
    return "改为" if difference.after else "删除"


def _said(difference: Difference) -> str:
    name = difference.subject.partition("（")[0]
    return f"{name}，{difference.after or difference.before}"
