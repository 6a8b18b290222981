"""What a page's form sent, as values: what fits is taken, what does not keeps its sentence beside its field."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from domain.forms.fields import Field, FieldType
from domain.forms.pages import Given, read_page
from domain.forms.typed import Moment, read_typed
from domain.forms.values import BadValue, Stored, is_empty
from web.h5.sheet.texts import FILES, NAMED

FIND = ".find"  # follows the name of an input: what somebody typed to look for a person or a department
SEVERAL = frozenset({FieldType.PEOPLE, FieldType.DEPARTMENTS})


@dataclass(frozen=True, slots=True)
class Read:
    """The values of all fields asked for, those with an error as they were before; `errors` by the field's name."""

    values: Mapping[str, Stored]
    given: Given
    errors: Mapping[str, str] = field(default_factory=dict[str, str])


def read_sheet(fields: Iterable[Field], given: Given, before: Mapping[str, Stored], moment: Moment) -> Read:
    """What was sent for these fields. Files come another way, and a secret that is left empty stays what it was."""
    values, errors, found = dict(before), dict[str, str](), dict(given)
    for each in fields:
        try:
            found |= dict(_looked_up(each, found, moment))
            if not _is_left(each, found):
                values[each.name] = read_page(each, found, moment)
        except BadValue as bad:
            errors[each.name] = str(bad)
    return Read(values, found, errors)


def _is_left(field: Field, given: Given) -> bool:
    if field.type is FieldType.SECRET:
        return not any(text.strip() for text in given.get(field.name, ()))
    return field.type in FILES or field.type is FieldType.COMPUTED


def _looked_up(field: Field, given: Given, moment: Moment) -> Iterator[tuple[str, list[str]]]:
    """Names that were typed, as the ids of whom they mean, beside those chosen already."""
    for name, column in _inputs_of(field, given):
        said = "".join(given.get(f"{name}{FIND}", ())).strip()
        if not said:
            continue
        known = read_typed(column, said, moment)
        several = known if isinstance(known, list) else [] if is_empty(known) else [known]
        ids = [str(each["id"]) for each in several if isinstance(each, dict)]
        yield name, [*given.get(name, ()), *ids] if column.type in SEVERAL else ids
        yield f"{name}{FIND}", []


def _inputs_of(field: Field, given: Given) -> Iterator[tuple[str, Field]]:
    """The inputs for names: the field's own, or those of each row of a table."""
    if field.type in NAMED:
        yield field.name, field
    for column in field.columns if field.type is FieldType.TABLE else ():
        if column.type in NAMED:
            pattern = re.compile(rf"({re.escape(field.name)}\.\d{{1,3}}\.{re.escape(column.name)}){re.escape(FIND)}")
            yield from ((found[1], column) for name in list(given) if (found := pattern.fullmatch(name)))
