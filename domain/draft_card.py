"""What a draft looks like: what was understood, what is still asked, and what submitting it would mean."""

from collections.abc import Sequence

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.ids import Minutes
from domain.leave import Leave
from domain.leave_length import describe_length, describe_span, length
from domain.leave_types import BY_CODE
from domain.office import Office
from domain.request import Request, Step
from domain.request_card import button, leave_rows
from domain.sentence.reading import Ask, LeaveReading
from domain.texts import requests as words

UNCOUNTED_SHOWN = 3  # days that do not count are named up to here, then counted
OPTIONS_SHOWN = 5  # with 取消 as many buttons as WeCom draws
LONGEST_LABEL = 10  # characters on a button of WeCom


def draft_card(
    request: Request,
    leave: Leave,
    steps: Sequence[Step],
    free_after: Minutes | None,
    problem: str,
    office: Office,
) -> Card:
    """What was understood, for the applicant to confirm.

    `free_after` is what is left of the type's balance, if it has one; `problem` is why it cannot be submitted as it is.
    """
    balance = () if free_after is None else (Row("余额", _balance(leave, free_after, office)),)
    return Card(
        title="请假申请",
        subtitle=f"单号 {request.no}，请核对后提交",
        rows=(*leave_rows(request, leave, office), Row("审批", words.route(steps) or "没有找到可审批的人"), *balance),
        body=f"还不能提交：{problem}" if problem else _counting(leave, office),
        buttons=(
            button(request, Verb.SUBMIT, "提交", ButtonStyle.PRIMARY),
            button(request, Verb.EDIT, "修改"),
            button(request, Verb.CANCEL, "取消"),
        ),
    )


def question_card(request: Request, reading: LeaveReading, ask: Ask, office: Office) -> Card:
    """What was understood so far and one question; where it has options they are buttons, never guessed."""
    options = ask.options[:OPTIONS_SHOWN]
    is_short = all(len(option.label) <= LONGEST_LABEL for option in options)
    listed = () if is_short else tuple(f"{place}. {option.label}" for place, option in enumerate(options, 1))
    return Card(
        title="请假申请",
        subtitle=f"单号 {request.no}，还需要您确认",
        rows=_known_rows(request, reading, office),
        body="\n".join((ask.text, *listed)),
        buttons=(
            *(
                Button(
                    str(Action(Verb.CHOOSE, request.version, place)), option.label if is_short else f"选 {place + 1}"
                )
                for place, option in enumerate(options)
            ),
            button(request, Verb.CANCEL, "取消"),
        ),
    )


def _known_rows(request: Request, reading: LeaveReading, office: Office) -> tuple[Row, ...]:
    kind = BY_CODE.get(reading.leave_type or "")
    today = request.created_at.astimezone(office.campus).date()
    span = reading.span
    when = describe_span(span.start, span.end, today=today, shift=office.shift) if span else reading.period
    known = (("类型", kind.name if kind else ""), ("时间", when), ("事由", reading.reason or ""))
    return tuple(Row(label, value) for label, value in known if value)


def _balance(leave: Leave, free_after: Minutes, office: Office) -> str:
    left = describe_length(abs(free_after), office.shift.minutes)
    if free_after < 0:
        return f"{leave.kind.name}不够，还差 {left}"
    return f"提交后{leave.kind.name}剩 {left}"


def _counting(leave: Leave, office: Office) -> str:
    """The rule that counted the length, and the days that did not count."""
    counted = length(*leave.on(office.campus), office.shift, office.calendar, leave.kind)
    empty = [f"{count.day.month}月{count.day.day}日{count.reason}" for count in counted.days if not count.minutes]
    more = f"等共 {len(empty)} 天不计" if len(empty) > UNCOUNTED_SHOWN else ""
    return "；".join((*leave.rules, counted.rule, *empty[:UNCOUNTED_SHOWN])) + more
