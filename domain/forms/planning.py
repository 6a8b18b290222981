"""A form's steps as the engine's plan: limits in minutes, what each step sees and must fill in."""

import re
from fractions import Fraction

from domain.flow import plan as flow
from domain.forms.expressions import Expression, blanked
from domain.forms.form import Form
from domain.forms.steps import Limit, Step, Unit
from domain.ids import Minutes

_SIGNS = (("&&", " 且 "), ("||", " 或 "), ("==", " 是 "), ("!=", " 不是 "), (">=", " 不少于 "), ("<=", " 不超过 "))
_OTHERS = ((">", " 超过 "), ("<", " 少于 "))
_NAME = re.compile(r"(?<![\w.'])(?:settings\.)?[A-Za-z_]\w*")
_WITHIN = re.compile(
    r"(?P<no>!\()?(?P<name>[\w.]+) in (?:settings\.(?P<setting>\w+)|\[(?P<written>[^\[\]]*)\])(?(no)\))"
)
_APPLICANTS = {"applicant.position": "职务"}
_SIMPLE = re.compile(r"[\w\s.'\"&|=!<>一-鿿-]+")


def plan_of(form: Form, working_day: Minutes) -> flow.Plan:
    """What the engine walks. `working_day` is how many minutes a day of work has."""
    return flow.Plan(
        steps=tuple(_step(form, step, working_day) for step in form.steps),
        books=tuple(booking.name for booking in form.books),
    )


def _step(form: Form, step: Step, working_day: Minutes) -> flow.Step:
    sees = frozenset(field.name for field in form.fields if field.is_seen_by(step.key))
    needed = (
        name for name in step.fills if form.by_name[name].required.constant and form.by_name[name].visible.constant
    )
    return flow.Step(
        key=step.key,
        label=step.label,
        kind=step.kind,
        mode=step.mode,
        share=Fraction(step.share).limit_denominator(1000),
        together=step.together,
        limit=minutes_of(step.limit, working_day) if step.limit else None,
        warns=step.warns,
        overdue=step.overdue,
        refuses_to=step.refuses_to,
        again=form.again,
        empty=step.empty,
        own=step.own,
        safe=step.safe,
        asks_again=step.asks_again,
        signature=step.signature,
        fills=frozenset(step.fills),
        requires=frozenset(needed),
        sees=None if len(sees) == len(form.fields) else sees,
        condition="" if step.when.constant is True else condition_in_words(form, step.when),
    )


def minutes_of(limit: Limit, working_day: Minutes) -> Minutes:
    """The limit in minutes of work."""
    return Minutes(limit.amount * working_day if limit.unit is Unit.WORKING_DAYS else limit.amount)


def condition_in_words(form: Form, expression: Expression) -> str:
    """A plain comparison with the fields' labels and the settings' values; of anything cleverer nothing is said."""
    if within := _WITHIN.fullmatch(expression.source.strip()):
        return _within(form, within)
    if not _SIMPLE.fullmatch(expression.source) or "." in _without_settings(expression):
        return ""
    words = _NAME.sub(lambda found: _word(form, found[0]), expression.source)
    for sign, said in (*_SIGNS, *_OTHERS):
        words = words.replace(sign, said)
    return " ".join(words.replace("'", "“", 1).replace("'", "”", 1).split())


def _within(form: Form, found: re.Match[str]) -> str:
    """职务 是 基地管理员、东区实训基地管理员 之一."""
    label = _APPLICANTS.get(found["name"]) or form.labels.get(found["name"])
    setting = form.settings.get(found["setting"] or "")
    written = re.findall("'([^']*)'", found[0])
    listed = [str(each) for each in setting] if isinstance(setting, tuple) else written
    if not label or not listed:
        return ""
    said = "不是" if found["no"] else "是"
    return f"{label} {said} {'、'.join(listed)}{' 之一' if len(listed) > 1 else ''}"


def _without_settings(expression: Expression) -> str:
    return re.sub(r"settings\.\w+|\d+\.\d+", "", blanked(expression.source))


def _word(form: Form, name: str) -> str:
    constants = {"true": "是", "false": "否", "null": "空"}
    if name.startswith("settings."):
        return str(form.settings.get(name.removeprefix("settings."), name))
    return form.labels.get(name) or constants.get(name, name)
