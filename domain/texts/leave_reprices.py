"""What is said when a change of the calendar or of a plan of shifts makes a leave longer or shorter."""

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.leave_length import describe_length

TITLE = "假期重算"
ANSWERED = "没有办理：这次重算已经处理过，或后来又有变。请看最新的卡片。"
NOT_YOURS = "没有办理：这张卡片不是您的。"
AGREED = "已重算：{what}，{amount}。"
REFUSED = "好的，没有重算，假期仍按原来的 {was} 计。已告诉{contact}，由其与您联系。"
TOO_LITTLE = "没有重算：{name}余额不够，这次要多扣 {more}。已告诉{contact}，由其与您联系。"


def card(number: int, what: str, was: int, becomes: int, why: str) -> Card:
    """What was, what it becomes, and why; nothing happens without a yes."""
    return Card(
        title=TITLE,
        rows=_rows(what, was, becomes, why),
        body=f"同意后多扣 {describe_length(becomes - was)}；不同意或 5 个工作日没有答复的，由人事处理。",
        buttons=(
            Button(str(Action(Verb.CONFIRM, number)), "同意", ButtonStyle.PRIMARY),
            Button(str(Action(Verb.CANCEL, number)), "不同意"),
        ),
    )


def ended(what: str, was: int, becomes: int, why: str, ending: str) -> Card:
    """Nothing more can be done with it."""
    return Card(title=TITLE, rows=_rows(what, was, becomes, why), closing=ending, ending=ending, is_final=True)


def _rows(what: str, was: int, becomes: int, why: str) -> tuple[Row, ...]:
    return (
        Row("请假", what),
        Row("原来", describe_length(was)),
        Row("现在", describe_length(becomes)),
        Row("原因", why),
    )


def given_back(what: str, minutes: int, why: str) -> str:
    """It costs less, so nobody is asked."""
    return f"假期重算：{why}。您的{what}少计 {describe_length(minutes)}，已退回，您不用处理。"


def to_personnel(name: str, what: str, was: int, becomes: int, cause: str) -> str:
    """HR decides."""
    change = f"原计 {describe_length(was)}，重算应计 {describe_length(becomes)}"
    return f"{name}的{what}：{change}，{cause}，没有改。请联系本人，确需更正的用 run.py import 登记差额。"
