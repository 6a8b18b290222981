"""Every expression of a form compiled and tried: names, functions, kinds of results. Needs the expression library."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from domain.calendar import WorkCalendar
from domain.forms.conditions import Facts, Now, as_result, names_at_start, names_of, surroundings_of
from domain.forms.examples import example_of
from domain.forms.expressions import Expression, Surroundings, Trouble, evaluate, names_in, problem_of, truth
from domain.forms.fields import TYPE_NAMES, Field, FieldType
from domain.forms.form import Form
from domain.forms.problems import Problem
from domain.forms.values import Stored

Names = Mapping[str, frozenset[str] | None]
TYPICAL_DAY = datetime(2026, 3, 4, 2, tzinfo=UTC)  # any day: only the kind of the value matters


def check_expressions(form: Form, file: str) -> tuple[Problem, ...]:
    """What is wrong with the expressions of a form that is otherwise sound."""
    everything = _typical(form)
    troubles = (
        trouble
        for expression, names, field in _expressions(form)
        if (trouble := problem_of(expression, names) or _tried(expression, everything, field))
    )
    problems = [Problem(file, t.expression.key, t.cause, example_of(t.expression.key)) for t in troubles]
    return (*problems, *_out_of_order(form, file))


def _expressions(form: Form) -> Iterator[tuple[Expression, Names, Field | None]]:
    """Each with the names it may use; with a field, its value is the field's."""
    names, at_start = names_of(form), names_at_start(form)
    yield form.starts, at_start, None
    for field in form.fields:
        for condition in (field.required, field.visible, *(check.rule for check in field.checks)):
            yield condition, names, None
        if field.value:
            yield field.value, names, field
    for step in form.steps:
        yield step.when, names, None
    for copy in form.copies:
        yield copy.when, names, None


def conditions_of(form: Form) -> Iterator[Expression]:
    """Every condition, each once, with those that are always true left out."""
    found = [expression for expression, _, field in _expressions(form) if field is None]
    yield from dict.fromkeys(each for each in found if each.constant is None)


def _tried(expression: Expression, surroundings: Surroundings, field: Field | None) -> Trouble | None:
    """With every field filled in, what fails for its kinds fails always."""
    if field is None:
        result = truth(expression, surroundings)
        return result if isinstance(result, Trouble) and result.is_certain else None
    value = evaluate(expression, surroundings)
    if isinstance(value, Trouble):
        return value if value.is_certain else None
    if value is None or as_result(field, value) is not None:
        return None
    return Trouble(expression, f"结果不是{TYPE_NAMES[field.result]}，请改 result 或算式")


def _out_of_order(form: Form, file: str) -> Iterator[Problem]:
    """Visible and value are worked out from top to bottom, and a step's condition when its turn comes."""
    places = {field.name: place for place, field in enumerate(form.fields)}
    for place, field in enumerate(form.fields):
        for key, expression in (("visible", field.visible), ("value", field.value)):
            late = [name for name in names_in(expression) if places.get(name, -1) >= place] if expression else []
            if late:
                where = f"fields[{place + 1}]（{field.name}）.{key}"
                yield Problem(file, where, f"只能用写在它前面的字段，{min(late)} 写在后面", "")
    known = set(form.by_name) - form.filled_later
    for stage in form.stages:
        for step in stage:
            for name in sorted(names_in(step.when) & form.filled_later - known):
                yield Problem(file, step.when.key, f"{name} 到了这一步还没有人填", "")
        known.update(name for step in stage for name in step.fills)


def _typical(form: Form) -> Surroundings:
    """A request in which everything is filled in with something ordinary."""
    values: dict[str, Stored] = {field.name: typical(field) for field in form.fields}
    facts = Facts(id=1, name="张三", posts=("post",), department="部门", departments=("部门", "学校"), position="职务")
    return surroundings_of(form, values, facts, Now(TYPICAL_DAY, WorkCalendar()))


def typical(field: Field) -> Stored:  # noqa: PLR0911 - one answer per type
    """An ordinary value of that type."""
    match field.kept_as:
        case FieldType.NUMBER:
            return 2.5 if field.decimals and field.type is not FieldType.COMPUTED else 2
        case FieldType.MONEY:
            return 123_456
        case FieldType.DATE:
            return TYPICAL_DAY.date().isoformat()
        case FieldType.TIME:
            return "08:30"
        case FieldType.DATETIME:
            return TYPICAL_DAY.isoformat()
        case FieldType.PERIOD:
            return {"start": TYPICAL_DAY.isoformat(), "end": TYPICAL_DAY.replace(hour=10).isoformat()}
        case FieldType.CHOICE:
            return field.options[0]
        case FieldType.CHOICES:
            return [field.options[0]]
        case FieldType.YES_NO:
            return True
        case _:
            return _typical_reference(field)


def _typical_reference(field: Field) -> Stored:
    """An ordinary value of the types that refer to something, and of texts."""
    named: dict[str, Stored] = {"id": 1, "name": "某某"}
    match field.kept_as:
        case FieldType.PERSON | FieldType.DEPARTMENT:
            return named
        case FieldType.PEOPLE | FieldType.DEPARTMENTS:
            return [named]
        case FieldType.ATTACHMENT | FieldType.PICTURE:
            return [{"id": "1", "name": "文件.pdf", "size": 1}]
        case FieldType.TABLE:
            return [{column.name: typical(column) for column in field.columns}]
        case FieldType.REFERENCE:
            return 1001
        case FieldType.MONTH:
            return "2026-03"
        case _:
            return "文字"
