"""Values to try a form with: every choice, both answers, numbers around the constants that conditions name, nothing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import islice, product
from math import prod

from domain.forms.conditions import Now
from domain.forms.expression_checks import typical
from domain.forms.expressions import Expression, constants_in, names_in, texts_in
from domain.forms.fields import Field, FieldType
from domain.forms.form import Form
from domain.forms.values import Stored, empty_of

Values = dict[str, Stored]
MOST_SAMPLES = 240  # of one condition; what is beyond is thinned out evenly
MOST_CONSTANTS = 12
LENGTHS = (2, 6, 24, 48, 72, 96, 168, 240, 480, 1200)  # hours of a period
DAYS = (-40, -1, 0, 1, 2, 10, 40)  # from today
FEN = 100
VARIED = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.CHOICE, FieldType.YES_NO, FieldType.DATE})


def closure(form: Form, expression: Expression) -> tuple[Field, ...]:
    """The fields that a value of the expression depends on, through computed and hidden ones too."""
    names: set[str] = set()
    waiting = list(names_in(expression))
    while waiting:
        name = waiting.pop()
        field = form.by_name.get(name)
        if field is None or name in names:
            continue
        names.add(name)
        waiting.extend(names_in(field.visible))
        waiting.extend(names_in(field.value) if field.value else ())
    return tuple(field for field in form.fields if field.name in names)


def samples_for(form: Form, expression: Expression, now: Now) -> Iterator[Values]:
    """Requests that differ in what the expression looks at; everything else is filled in with something ordinary."""
    fields = [field for field in closure(form, expression) if field.type is not FieldType.COMPUTED]
    numbers = _numbers(form, expression, fields)
    candidates = [_candidates(form, field, numbers, now) for field in fields]
    base = typical_values(form)
    for combination in _thinned(candidates):
        yield base | {field.name: value for field, value in zip(fields, combination, strict=True)}


def typical_values(form: Form) -> Values:
    """Everything filled in with something ordinary."""
    return {field.name: typical(field) for field in form.fields if field.type is not FieldType.COMPUTED}


def _thinned(candidates: Sequence[Sequence[Stored]]) -> Iterator[tuple[Stored, ...]]:
    """All combinations, or so many of them spread evenly; the stride shares no factor with a length, so that every
    value of every field occurs.
    """
    total = prod(map(len, candidates))
    stride = -(-total // MOST_SAMPLES)
    while stride > 1 and any(len(each) % stride == 0 or stride % max(2, len(each)) == 0 for each in candidates):
        stride += 1
    return islice(product(*candidates), 0, None, stride)


def _numbers(form: Form, expression: Expression, fields: Iterable[Field]) -> tuple[float, ...]:
    """The constants that matter, those of the settings included, with what lies around them."""
    sources = [expression, *(f.value for f in fields if f.value)]
    found = {float(number) for each in sources for number in constants_in(each)}
    used = {word for each in sources if "settings" in names_in(each) for word in form.settings if word in each.source}
    found |= {float(v) for word in used if isinstance(v := form.settings[word], int | float)}
    return tuple(sorted(found))[:MOST_CONSTANTS]


def _candidates(form: Form, field: Field, numbers: Sequence[float], now: Now) -> list[Stored]:
    values = _of_type(form, field, numbers, now)
    may_be_empty = field.required.constant is not True or field.name in form.filled_later
    return [*values, empty_of(field)] if may_be_empty else values


def _of_type(form: Form, field: Field, numbers: Sequence[float], now: Now) -> list[Stored]:
    match field.type:
        case FieldType.NUMBER | FieldType.MONEY:
            return _around(field, numbers)
        case FieldType.PERIOD | FieldType.DATE | FieldType.DATETIME:
            return _times(field, now)
        case FieldType.TABLE:
            return [[row] for row in _rows(field, numbers, now)]
        case FieldType.TEXT | FieldType.LONG_TEXT | FieldType.MONTH | FieldType.TIME:
            return [typical(field), *_texts(form, field)]
        case _:
            return _of_choices(field)


def _of_choices(field: Field) -> list[Stored]:
    match field.type:
        case FieldType.CHOICE:
            return [*field.options]
        case FieldType.CHOICES:
            one: list[Stored] = [[option] for option in field.options]
            return [*one, [*field.options]]
        case FieldType.YES_NO:
            return [True, False]
        case FieldType.DEPARTMENTS | FieldType.PEOPLE:
            return [[{"id": 1, "name": "甲"}], [{"id": 1, "name": "甲"}, {"id": 2, "name": "乙"}]]
        case _:
            return [typical(field)]


def _around(field: Field, numbers: Sequence[float]) -> list[Stored]:
    unit = FEN if field.type is FieldType.MONEY else 1
    step = 10**-field.decimals
    near = {value for number in (0.0, 1.0, *numbers) for value in (number - step, number, number + step)}
    if field.type is FieldType.NUMBER and field.decimals:
        return [round(value, field.decimals) for value in sorted(near)]
    return [*dict.fromkeys(int(value * unit) for value in sorted(near))]


def _times(field: Field, now: Now) -> list[Stored]:
    morning = now.instant.replace(hour=8, minute=0, second=0, microsecond=0)
    match field.type:
        case FieldType.PERIOD:
            return [
                {"start": morning.isoformat(), "end": (morning + timedelta(hours=hours)).isoformat()}
                for hours in LENGTHS
            ]
        case FieldType.DATE:
            return [(morning + timedelta(days=days)).date().isoformat() for days in DAYS]
        case _:
            return [(morning + timedelta(days=days)).isoformat() for days in DAYS]


def _rows(field: Field, numbers: Sequence[float], now: Now) -> Iterator[Stored]:
    """Rows of which one column differs from the ordinary."""
    ordinary: dict[str, Stored] = {column.name: typical(column) for column in field.columns}
    yield ordinary
    for column in field.columns:
        if column.type in VARIED:
            yield from (ordinary | {column.name: value} for value in _of_cell(column, numbers, now))
        if column.required.constant is not True:
            yield ordinary | {column.name: None}


def _of_cell(column: Field, numbers: Sequence[float], now: Now) -> list[Stored]:
    match column.type:
        case FieldType.NUMBER | FieldType.MONEY:
            return _around(column, numbers)
        case FieldType.DATE:
            return _times(column, now)
        case _:
            return _of_choices(column)


def _texts(form: Form, field: Field) -> list[Stored]:
    """What conditions compare this text with."""
    from domain.forms.expression_checks import conditions_of

    sources = [each for each in conditions_of(form) if field.name in names_in(each)]
    texts: list[Stored] = [*dict.fromkeys(text for each in sources for text in texts_in(each))]
    return texts[:MOST_CONSTANTS]
