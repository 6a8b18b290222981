"""The names that the expressions of a form may use, and their values for one request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from math import isfinite
from typing import cast

from domain.calendar import WorkCalendar
from domain.forms.expressions import Expression, Surroundings, Trouble, evaluate, kind_in_words, truth
from domain.forms.fields import LARGEST_FEN, LARGEST_NUMBER, MANY, Field, FieldType
from domain.forms.form import Form
from domain.forms.functions import workdays_between
from domain.forms.values import Stored, empty_of, is_empty
from domain.shift import Shift, Shifts, duty_on
from domain.working_time import worked_between

OF_APPLICANT = frozenset({"id", "name", "kind", "post", "posts", "department", "departments", "position"})
OF_PERIOD = frozenset({"start", "end", "minutes", "days", "workdays", "worked"})
OF_PERSON = frozenset({"id", "name"})
MINUTE = timedelta(minutes=1)
FEN = 100
COMPUTED_DIGITS = 4
STANDARD = Shift()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What expressions may know of whoever submits: `departments` are all of theirs and those above, nearest first."""

    id: int = 0
    name: str = ""
    kind: str = "staff"
    posts: tuple[str, ...] = ()
    department: str = ""
    departments: tuple[str, ...] = ()
    position: str = ""

    @property
    def value(self) -> dict[str, object]:
        """As expressions see it."""
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "post": self.posts[0] if self.posts else "",
            "posts": list(self.posts),
            "department": self.department,
            "departments": list(self.departments),
            "position": self.position,
        }


@dataclass(frozen=True, slots=True)
class Now:
    """The moment and the campus: `instant` is aware and in campus time.

    `shift` is the applicant's own, `own` the calendar by which they work where that is not the college's.
    """

    instant: datetime
    calendar: WorkCalendar
    shift: Shifts = STANDARD
    own: WorkCalendar | None = None

    @property
    def campus(self) -> tzinfo:
        """The zone in which a day begins."""
        zone = self.instant.tzinfo
        if zone is None:
            raise ValueError("now must be aware")
        return zone


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled-in form worked out: hidden fields emptied, computed ones set; `troubles` are what had no value.

    `derived` are fields whose value is known from elsewhere, so that nobody is asked for it.
    """

    values: Mapping[str, Stored]
    hidden: frozenset[str]
    surroundings: Surroundings
    troubles: tuple[Trouble, ...] = ()
    derived: frozenset[str] = frozenset()


def names_of(form: Form) -> dict[str, frozenset[str] | None]:
    """Every name that an expression of this form may use, with what may stand behind its dot."""
    names: dict[str, frozenset[str] | None] = {
        f.name: _members(f) for f in form.fields if f.type is not FieldType.SECRET
    }
    return names | names_at_start(form)


def names_at_start(form: Form) -> dict[str, frozenset[str] | None]:
    """Those that have a value before anything is filled in."""
    return {
        "applicant": OF_APPLICANT,
        "settings": frozenset(form.settings),
        "calendar": frozenset(),
        "today": frozenset(),
        "now": frozenset(),
    }


def _members(field: Field) -> frozenset[str] | None:
    match field.type:
        case FieldType.PERIOD:
            return OF_PERIOD
        case FieldType.PERSON:
            return OF_PERSON
        case _:
            return frozenset()


def surroundings_of(form: Form, values: Mapping[str, Stored], applicant: Facts, now: Now) -> Surroundings:
    """What expressions see of a request as it is filled in, nothing worked out yet."""
    midnight = now.instant.replace(hour=0, minute=0, second=0, microsecond=0)
    named: dict[str, object] = {
        field.name: named_value(field, values.get(field.name), now)
        for field in form.fields
        if field.type is not FieldType.SECRET
    }
    fixed: dict[str, object] = {
        "applicant": applicant.value,
        "settings": {name: list(v) if isinstance(v, tuple) else v for name, v in form.settings.items()},
        "calendar": {},
        "today": timestamp(midnight),
        "now": timestamp(now.instant),
    }
    return Surroundings(named | fixed, now.calendar)


def work_out(
    form: Form, values: Mapping[str, Stored], applicant: Facts, now: Now, derived: Mapping[str, Stored] | None = None
) -> Filled:
    """The form from top to bottom: what is hidden loses its value, what is computed gets one.

    `derived` are values that are known from elsewhere, and count whatever was filled in.
    """
    values = {**values, **(derived or {})}
    surroundings = surroundings_of(form, values, applicant, now)
    settled: dict[str, Stored] = {}
    hidden: set[str] = set()
    troubles: list[Trouble] = []
    for field in form.fields:
        is_visible = truth(field.visible, surroundings)
        if isinstance(is_visible, Trouble):
            troubles.append(is_visible)
        if is_visible is not True:
            hidden.add(field.name)
        value = values.get(field.name) if is_visible is True else None
        if field.value and is_visible is True:
            value = _compute(field, field.value, surroundings, troubles)
        settled[field.name] = empty_of(field) if is_empty(value) else value
        if field.type is FieldType.COMPUTED or is_visible is not True:
            surroundings.put(field.name, named_value(field, settled[field.name], now))
    return Filled(settled, frozenset(hidden), surroundings, tuple(troubles), frozenset(derived or ()))


def _compute(field: Field, expression: Expression, surroundings: Surroundings, troubles: list[Trouble]) -> Stored:
    result = evaluate(expression, surroundings)
    if isinstance(result, Trouble):
        if not result.nulls:  # what it is computed from is not filled in yet, and that is no trouble
            troubles.append(result)
        return None
    value = as_result(field, result)
    if value is None and result is not None:
        kind = "数字" if field.result is not FieldType.TEXT else "文字"
        kind = "是/否" if field.result is FieldType.YES_NO else kind
        troubles.append(Trouble(expression, f"结果应是{kind}，算出来是 {kind_in_words(result)}"))
    return value


def as_result(field: Field, result: object) -> Stored:
    """What a computed field keeps; None for a value of the wrong kind or beyond all limits."""
    if isinstance(result, bool):
        return result if field.result is FieldType.YES_NO else None
    if isinstance(result, str):
        return result if field.result is FieldType.TEXT else None
    if not isinstance(result, int | float) or not isfinite(result):
        return None
    match field.result:
        case FieldType.MONEY:
            return _fen(result)
        case FieldType.NUMBER:
            return _number(result)
        case _:
            return None


def _fen(yuan: float) -> int | None:
    try:
        fen = int((Decimal(str(yuan)) * FEN).quantize(Decimal(1), ROUND_HALF_UP))
    except InvalidOperation:
        return None
    return fen if abs(fen) <= LARGEST_FEN else None


def _number(number: float) -> Stored:
    if abs(number) > LARGEST_NUMBER:
        return None
    rounded = round(number, COMPUTED_DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def named_value(field: Field, value: Stored, now: Now) -> object:
    """A kept value as expressions see it; what is empty is null, or an empty list where there may be several."""
    if is_empty(value):
        return [] if field.type in MANY else None
    convert = _CONVERSIONS.get(field.kept_as)
    return convert(field, value, now) if convert else value


def timestamp(instant: datetime) -> datetime:
    """The same with the offset of that day: the library knows offsets, but no zones."""
    offset = instant.utcoffset()
    return instant if offset is None else instant.replace(tzinfo=timezone(offset))


def _as_number(field: Field, value: Stored, now: Now) -> object:
    del now
    return float(cast("float", value)) if field.decimals else value


def _as_yuan(field: Field, value: Stored, now: Now) -> object:
    del field, now
    return cast("int", value) / FEN


def _as_midnight(field: Field, value: Stored, now: Now) -> object:
    del field
    return timestamp(datetime.combine(date.fromisoformat(cast("str", value)), time(), now.campus))


def _as_instant(field: Field, value: Stored, now: Now) -> object:
    del field
    return timestamp(datetime.fromisoformat(cast("str", value)).astimezone(now.campus))


def _as_period(field: Field, value: Stored, now: Now) -> object:
    del field
    period = cast("dict[str, str]", value)
    start, end = (datetime.fromisoformat(period[side]).astimezone(now.campus) for side in ("start", "end"))
    calendar = now.own or now.calendar
    last = (end - MINUTE).date()  # midnight is the end of the day before
    return {
        "start": timestamp(start),
        "end": timestamp(end),
        "minutes": (end - start) // MINUTE,
        "days": (last - start.date()).days + 1,
        "workdays": workdays_between(calendar, start.date(), last),
        "worked": worked_between(start, end, now.shift, calendar) / duty_on(now.shift, start.date()).minutes,
    }


def _as_name(field: Field, value: Stored, now: Now) -> object:
    del field, now
    return cast("dict[str, Stored]", value)["name"]


def _as_names(field: Field, value: Stored, now: Now) -> object:
    return [_as_name(field, each, now) for each in cast("list[Stored]", value)]


def _as_rows(field: Field, value: Stored, now: Now) -> object:
    rows = cast("list[dict[str, Stored]]", value)
    return [{column.name: named_value(column, row.get(column.name), now) for column in field.columns} for row in rows]


_CONVERSIONS: Mapping[FieldType, Callable[[Field, Stored, Now], object]] = {
    FieldType.NUMBER: _as_number,
    FieldType.MONEY: _as_yuan,
    FieldType.DATE: _as_midnight,
    FieldType.DATETIME: _as_instant,
    FieldType.PERIOD: _as_period,
    FieldType.DEPARTMENT: _as_name,
    FieldType.DEPARTMENTS: _as_names,
    FieldType.ATTACHMENT: _as_names,
    FieldType.PICTURE: _as_names,
    FieldType.TABLE: _as_rows,
}
