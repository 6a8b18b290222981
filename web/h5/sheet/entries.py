"""A form as a page shows it: one entry per field, with what is in it, what may be chosen, and what is wrong with it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import cast

from domain.forms.conditions import Filled
from domain.forms.expressions import names_in, truth
from domain.forms.fields import DEPARTMENTAL, MOST_CHOICES, PERSONAL, Field, FieldType
from domain.forms.form import Form
from domain.forms.pages import NO, YES, Given
from domain.forms.showing import show
from domain.forms.typed import Moment, Named
from domain.forms.values import Stored
from web.h5.sheet.reading import FIND, SEVERAL

FEW = 6  # options that are seen at once; more are a list that opens
ROW = "__row__"  # stands for the number of a row that is not there yet
_ROW_NUMBER = re.compile(r"(\d{1,3})\.")


class Shape(StrEnum):
    """Which kind of input stands for a field."""

    LINE = "line"
    LINES = "lines"
    NUMBER = "number"
    MONEY = "money"
    INPUT = "input"  # one of the browser's own: date, time, month, datetime-local
    SPAN = "span"
    TILES = "tiles"
    LIST = "list"
    FINDER = "finder"
    FILES = "files"
    TABLE = "table"
    SECRET = "secret"  # noqa: S105 - a shape's name
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose."""

    value: str
    text: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that is there already."""

    id: str
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One field on the page. `name` is its input's; `native` is the type of a browser's own input."""

    name: str
    field: Field
    shape: Shape
    text: str = ""
    options: tuple[Option, ...] = ()
    files: tuple[Brought, ...] = ()
    rows: tuple["Row", ...] = ()
    blank: "Row | None" = None
    parts: tuple["Entry", ...] = ()
    error: str = ""
    is_required: bool = False
    is_hidden: bool = False
    is_several: bool = False
    is_kept: bool = False  # a secret that is there and is not shown

    @property
    def native(self) -> str:
        """The type of the browser's own input."""
        return {FieldType.DATETIME: "datetime-local", FieldType.PERIOD: "datetime-local"}.get(
            self.field.type, self.field.type.value
        )

    @property
    def is_group(self) -> bool:
        """Whether it is several inputs, which one legend names instead of a label."""
        return self.shape in {Shape.SPAN, Shape.TILES, Shape.TABLE, Shape.FILES}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    place: str
    cells: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All entries, and the names of the fields on which others depend."""

    entries: tuple[Entry, ...]
    live: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Entry, ...]:
        """What has to be mended, in the order of the page."""
        return tuple(entry for entry in self.entries if entry.error)

    @property
    def brings_files(self) -> bool:
        """Whether files are sent with it."""
        return any(entry.shape is Shape.FILES for entry in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is in a form: the texts of its inputs, the values worked out, and what is wrong."""

    given: Given
    filled: Filled
    moment: Moment
    errors: Mapping[str, str] = field(default_factory=dict[str, str])
    more_rows: Mapping[str, int] = field(default_factory=dict[str, int])


def lay_out(form: Form, fields: Iterable[Field], contents: Contents) -> Sheet:
    """The page of these fields of the form."""
    entries = tuple(_entry(each, contents) for each in fields)
    return Sheet(entries=entries, live=tuple(sorted(_live(form))))


def _live(form: Form) -> set[str]:
    """Fields whose change shows, hides, demands or computes another one."""
    expressions = [each for f in form.fields for each in (f.visible, f.required, f.value) if each is not None]
    return {name for expression in expressions if expression.constant is None for name in names_in(expression)} & set(
        form.by_name
    )


def _entry(field: Field, contents: Contents) -> Entry:
    return replace(
        _bare(field, contents),
        error=contents.errors.get(field.name, ""),
        is_required=truth(field.required, contents.filled.surroundings) is True,
        is_hidden=field.name in contents.filled.hidden,
    )


def _bare(field: Field, contents: Contents) -> Entry:
    value = contents.filled.values.get(field.name)
    match field.type:
        case FieldType.TABLE:
            blank = _row(field, ROW, replace(contents, given={}))
            return Entry(name=field.name, field=field, shape=Shape.TABLE, rows=_rows(field, contents), blank=blank)
        case FieldType.ATTACHMENT | FieldType.PICTURE:
            return Entry(name=field.name, field=field, shape=Shape.FILES, files=files_of(value))
        case FieldType.COMPUTED:
            shown = show(field, value, contents.moment.campus)
            return Entry(name=field.name, field=field, shape=Shape.OUTPUT, text=shown)
        case FieldType.SECRET:
            return Entry(name=field.name, field=field, shape=Shape.SECRET, is_kept=bool(value))
        case FieldType.PERIOD:
            return Entry(name=field.name, field=field, shape=Shape.SPAN, parts=_sides(field, contents.given))
        case _:
            return _cell(field, field.name, contents.given, contents.moment)


def _rows(field: Field, contents: Contents) -> tuple[Row, ...]:
    """The rows that were sent, in their order, then the empty ones asked for; at least one to write into."""
    prefix = f"{field.name}."
    tails = (name.removeprefix(prefix) for name in contents.given if name.startswith(prefix))
    places = sorted({int(found[1]) for tail in tails if (found := _ROW_NUMBER.match(tail))})
    first = places[-1] + 1 if places else 0
    more = contents.more_rows.get(field.name, 0 if places else 1)
    return tuple(_row(field, str(place), contents) for place in [*places, *range(first, first + more)][: field.rows])


def _row(field: Field, place: str, contents: Contents) -> Row:
    cells = (_column(field, column, place, contents.given, contents.moment) for column in field.columns)
    return Row(place, tuple(cells))


def _column(field: Field, column: Field, place: str, given: Given, moment: Moment) -> Entry:
    cell = _cell(column, f"{field.name}.{place}.{column.name}", given, moment)
    return replace(cell, is_required=bool(column.required.constant))


def _sides(field: Field, given: Given) -> tuple[Entry, ...]:
    names = (f"{field.name}.{side}" for side in ("start", "end"))
    return tuple(Entry(name=name, field=field, shape=Shape.INPUT, text=_text(given, name)) for name in names)


def _cell(field: Field, name: str, given: Given, moment: Moment) -> Entry:
    """A field of one input, or of one choice."""
    chosen = given.get(name, ())
    options = tuple(_options(field, chosen, moment))
    shape = _shape_of(field, len(moment.departments))
    text = _text(given, f"{name}{FIND}" if shape is Shape.FINDER else name)
    several = field.type in SEVERAL or field.type is FieldType.CHOICES
    return Entry(name=name, field=field, shape=shape, text=text, options=options, is_several=several)


def _shape_of(field: Field, departments: int) -> Shape:
    match field.type:
        case FieldType.CHOICE if len(field.options) > FEW:
            return Shape.LIST
        case FieldType.DEPARTMENT if departments <= MOST_CHOICES:
            return Shape.LIST
        case _:
            return _SHAPES[field.type]


def _options(field: Field, chosen: Sequence[str], moment: Moment) -> Iterator[Option]:
    """All there are, or of people only those who are chosen: the others are looked for by name."""
    if field.type is FieldType.YES_NO:
        yield from (Option(value, text, value in chosen) for value, text in ((YES, "是"), (NO, "否")))
    elif field.type in DEPARTMENTAL and _shape_of(field, len(moment.departments)) is Shape.LIST:
        yield from (_named(each, chosen) for each in moment.departments)
    elif field.type in PERSONAL | DEPARTMENTAL:
        candidates = moment.people if field.type in PERSONAL else moment.departments
        yield from (_named(each, chosen) for each in candidates if str(each.id) in chosen)
    else:
        yield from (Option(option, option, option in chosen) for option in field.options)


def _named(each: Named, chosen: Sequence[str]) -> Option:
    return Option(str(each.id), each.names[0], str(each.id) in chosen)


def files_of(value: Stored) -> tuple[Brought, ...]:
    """The files in a field."""
    files = cast("list[dict[str, Stored]]", value or [])
    return tuple(Brought(str(each["id"]), str(each["name"]), cast("int", each["size"])) for each in files)


def _text(given: Given, name: str) -> str:
    return (*given.get(name, ()), "")[0]


_SHAPES: Mapping[FieldType, Shape] = {
    FieldType.TEXT: Shape.LINE,
    FieldType.LONG_TEXT: Shape.LINES,
    FieldType.NUMBER: Shape.NUMBER,
    FieldType.MONEY: Shape.MONEY,
    FieldType.DATE: Shape.INPUT,
    FieldType.TIME: Shape.INPUT,
    FieldType.DATETIME: Shape.INPUT,
    FieldType.MONTH: Shape.INPUT,
    FieldType.CHOICE: Shape.TILES,
    FieldType.CHOICES: Shape.TILES,
    FieldType.YES_NO: Shape.TILES,
    FieldType.PERSON: Shape.FINDER,
    FieldType.PEOPLE: Shape.FINDER,
    FieldType.DEPARTMENT: Shape.FINDER,
    FieldType.DEPARTMENTS: Shape.FINDER,
    FieldType.REFERENCE: Shape.NUMBER,
}
