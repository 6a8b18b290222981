"""What a form looks like while it is filled in: the question that is open, or all of it to confirm."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.forms.away import Hours
from domain.forms.conditions import Filled
from domain.forms.drafting import Draft, Question, fields_of
from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.routing import Planned
from domain.forms.showing import show
from domain.forms.values import is_empty
from domain.texts.form_questions import LONGEST_LABEL

OPTIONS_PRESSED = 4  # more are numbered in the text; with 取消 as many buttons as WeCom draws
ROWS_SHOWN = 12  # of a draft; a longer form is looked through on its page


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A half-filled form as it is shown: `no` and `version` are the request's, `at` is when it was begun.

    `heard` is what was said for a field and is not clear yet.
    """

    form: Form
    no: int
    version: int
    draft: Draft
    filled: Filled
    hours: Hours
    at: datetime
    heard: Mapping[str, str] = field(default_factory=dict[str, str])


def is_pressed(question: Question) -> bool:
    """Whether pressing one button answers it. What a sentence left open offers no more than there are buttons."""
    return bool(question.options) and (bool(question.text) or len(question.options) <= OPTIONS_PRESSED)


def question_card(sheet: Sheet, question: Question, asked: str) -> Card:
    """What is filled in so far and what is asked, in words; few options are buttons, more are numbered in the text."""
    return Card(
        title=sheet.form.title,
        subtitle=f"单号 {sheet.form.number(sheet.no)}，填写中",
        rows=tuple(rows_of(sheet)),
        body=asked,
        buttons=(*_options(sheet, question), _button(sheet, Verb.CANCEL, "取消")),
    )


def draft_card(
    sheet: Sheet, route: Sequence[Planned], hint: str, problem: str = "", extra: tuple[Row, ...] = ()
) -> Card:
    """All of it to confirm, with whom it would go to.

    `hint` is what else may be filled in, `problem` why it cannot be submitted as it is, `extra` what it would change.
    """
    stuck = next((f"{planned.step.label}：{planned.stuck}" for planned in route if planned.stuck), "")
    against = problem or stuck
    return Card(
        title=sheet.form.title,
        subtitle=f"单号 {sheet.form.number(sheet.no)}，请核对后提交",
        rows=(*rows_of(sheet), Row("流程", in_words(route) or "没有要办理的步骤"), *extra),
        body=f"还不能提交：{against}" if against else hint,
        buttons=(
            _button(sheet, Verb.SUBMIT, "提交", ButtonStyle.PRIMARY),
            _button(sheet, Verb.EDIT, "修改"),
            _button(sheet, Verb.CANCEL, "取消"),
        ),
    )


def rows_of(sheet: Sheet) -> Iterator[Row]:
    """What is filled in, what the form calls its summary first."""
    order = {name: place for place, name in enumerate(sheet.form.summary)}
    computed = [f for f in sheet.form.fields if f.type is FieldType.COMPUTED and f.name in order]
    fields = sorted((*fields_of(sheet.form, sheet.filled), *computed), key=lambda f: order.get(f.name, len(order)))
    shown = ((field.label, shown_value(sheet, field)) for field in fields)
    yield from [Row(label, value) for label, value in shown if value][:ROWS_SHOWN]


def shown_value(sheet: Sheet, field: Field) -> str:
    """The value in words, of a table how long it is; nothing for an empty one."""
    value = sheet.filled.values.get(field.name, sheet.draft.values.get(field.name))
    if field.type is FieldType.TABLE and isinstance(value, list) and not is_empty(value):
        return f"{len(value)} 行"
    if field.type is FieldType.PERIOD and not is_empty(value):
        return sheet.hours.say(sheet.form, {**sheet.draft.values, **sheet.filled.values}, field.name, sheet.at)
    return show(field, value, sheet.hours.campus) or sheet.heard.get(field.name, "")


def in_words(route: Sequence[Planned]) -> str:
    """王主任（部门负责人审批） → 待定（修理）; steps without anybody are not shown, the same people named once."""
    shown = (planned for planned in route if planned.awaits or (planned.asked and not planned.skipped))
    stops = ((names, [each.step.label for each in steps]) for names, steps in groupby(shown, key=_names))
    return " → ".join(f"{names}（{'、'.join(labels)}）" for names, labels in stops)


def _names(planned: Planned) -> str:
    return "待定" if planned.awaits else "、".join(each.person.name for each in planned.asked)


def _options(sheet: Sheet, question: Question) -> Iterator[Button]:
    if is_pressed(question):
        is_short = all(len(option) <= LONGEST_LABEL for option in question.options)
        for place, option in enumerate(question.options):
            action = Action(Verb.CHOOSE, sheet.version, place)
            yield Button(str(action), option if is_short else f"选 {place + 1}")


def _button(sheet: Sheet, verb: Verb, text: str, style: ButtonStyle = ButtonStyle.PLAIN) -> Button:
    return Button(str(Action(verb, sheet.version)), text, style)
