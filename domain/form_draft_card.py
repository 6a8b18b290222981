"""What a form looks like while it is filled in: the question that is open, or all of it to confirm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from domain.actions import Action, Verb
from domain.cards import Button, ButtonStyle, Card, Row
from domain.forms.conditions import Filled
from domain.forms.drafting import Draft, Question, fields_of
from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.routing import Planned
from domain.forms.showing import show, show_period_shortly
from domain.forms.values import is_empty

OPTIONS_PRESSED = 4  # more are numbered in the text; with 取消 as many buttons as WeCom draws
LONGEST_LABEL = 10  # characters on a button of WeCom
ROWS_SHOWN = 12  # of a draft; a longer form is looked through on its page


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A half-filled form as it is shown: `no` and `version` are the request's."""

    form: Form
    no: int
    version: int
    draft: Draft
    filled: Filled
    campus: tzinfo


def is_pressed(question: Question) -> bool:
    """Whether pressing one button answers it."""
    return 0 < len(question.options) <= OPTIONS_PRESSED


def question_card(sheet: Sheet, question: Question, asked: str) -> Card:
    """What is filled in so far and what is asked, in words; few options are buttons, more are numbered in the text."""
    return Card(
        title=sheet.form.title,
        subtitle=f"单号 {sheet.form.number(sheet.no)}，填写中",
        rows=tuple(rows_of(sheet)),
        body=asked,
        buttons=(*_options(sheet, question), _button(sheet, Verb.CANCEL, "取消")),
    )


def draft_card(sheet: Sheet, route: Sequence[Planned], hint: str) -> Card:
    """All of it to confirm, with whom it would go to. `hint` is what else may be filled in."""
    problem = next((f"{planned.step.label}：{planned.stuck}" for planned in route if planned.stuck), "")
    return Card(
        title=sheet.form.title,
        subtitle=f"单号 {sheet.form.number(sheet.no)}，请核对后提交",
        rows=(*rows_of(sheet), Row("流程", in_words(route) or "没有要办理的步骤")),
        body=f"还不能提交：{problem}" if problem else hint,
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
    if field.type is FieldType.PERIOD and value is not None:
        return show_period_shortly(value, sheet.campus)
    return show(field, value, sheet.campus)


def in_words(route: Sequence[Planned]) -> str:
    """王主任（部门负责人审批） → 待定（修理）; steps without anybody are not shown."""
    shown = (planned for planned in route if planned.awaits or (planned.asked and not planned.skipped))
    return " → ".join(f"{_names(planned)}（{planned.step.label}）" for planned in shown)


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
