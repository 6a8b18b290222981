"""Findings that need no directory: conditions that never hold or have no value, fields that contradict themselves."""

from collections.abc import Iterable, Iterator

from domain.forms.conditions import Facts, Filled, Now, work_out
from domain.forms.expression_checks import conditions_of
from domain.forms.expressions import Expression, Trouble, names_in, texts_in, truth
from domain.forms.fields import Field
from domain.forms.findings import Finding, Wrong
from domain.forms.form import Form
from domain.forms.samples import samples_for
from domain.forms.values import is_empty

ORDINARY = Facts(id=1, name="甲", department="某部门", departments=("某部门", "学校"), position="职员")
MOST_FACTS = 40


def dry_findings(form: Form, now: Now) -> tuple[Finding, ...]:
    """What is found by trying every condition of the form."""
    return (*_unreachable(form, now), *_without_value(form, now), *_contradictions(form, now))


def filled_samples(form: Form, expression: Expression, now: Now, everybody: Iterable[Facts]) -> Iterator[Filled]:
    """What the expression is tried with, worked out for each applicant."""
    samples = list(samples_for(form, expression, now))
    for facts in everybody:
        for values in samples:
            yield work_out(form, values, facts, now)


def facts_for(form: Form, expression: Expression) -> tuple[Facts, ...]:
    """Applicants that a condition may tell apart: an ordinary one, and one for each text it could compare with."""
    sources = [expression, *(field.value for field in form.fields if field.value), form.starts]
    if not any("applicant" in names_in(each) for each in sources):
        return (ORDINARY,)
    words = {word for each in sources for word in texts_in(each)}
    for value in form.settings.values():
        words.update(each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, str))
    made = (
        Facts(id=2, name="乙", kind=kind, posts=(word,), department=word, departments=(word, "学校"), position=word)
        for word in sorted(words)
        for kind in ("staff", "student")
    )
    return (ORDINARY, *list(made)[:MOST_FACTS])


def _unreachable(form: Form, now: Now) -> Iterator[Finding]:
    for step in form.steps:
        if step.when.constant is None and not _ever(form, step.when, step.when, now):
            yield Finding(form.key, Wrong.UNREACHABLE, step.label, f"试遍各种填法，条件都不成立：{step.when.source}")
        elif step.when.constant is False:
            yield Finding(form.key, Wrong.UNREACHABLE, step.label, "条件是 false，永远不会走到")


def _ever(form: Form, expression: Expression, varied: Expression, now: Now) -> bool:
    samples = filled_samples(form, varied, now, facts_for(form, expression))
    return any(truth(expression, filled.surroundings) is True for filled in samples)


def _without_value(form: Form, now: Now) -> Iterator[Finding]:
    """Conditions that fail for something that may well be filled in, or left out."""
    for expression in conditions_of(form):
        if trouble := _first_trouble(form, expression, now):
            yield Finding(form.key, Wrong.NO_VALUE, expression.key, f"{trouble.cause}（{expression.source}）")


def _first_trouble(form: Form, expression: Expression, now: Now) -> Trouble | None:
    checked = _field_of_check(form, expression)
    for filled in filled_samples(form, expression, now, facts_for(form, expression)[:1]):
        if checked is not None and is_empty(filled.values.get(checked.name)):
            continue  # what is empty is not checked
        result = truth(expression, filled.surroundings)
        if isinstance(result, Trouble):
            return result
    return None


def _field_of_check(form: Form, expression: Expression) -> Field | None:
    checked = (field for field in form.fields for check in field.checks if check.rule == expression)
    return next(checked, None)


def _contradictions(form: Form, now: Now) -> Iterator[Finding]:
    for field in form.fields:
        if field.visible.constant is False or (
            field.visible.constant is None and not _ever(form, field.visible, field.visible, now)
        ):
            cause = "必填，却永远不会显示" if field.required.constant is not False else "永远不会显示"
            yield Finding(form.key, Wrong.CONTRADICTION, field.label, cause)
