"""The fields of a form as another system sends them: people by staff number, departments by number, else as kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from domain.forms.chosen import chosen_fields
from domain.forms.completeness import asked_for
from domain.forms.directory import Directory
from domain.forms.fields import DEPARTMENTAL, PERSONAL, Field, FieldType
from domain.forms.form import Form
from domain.forms.values import BadValue, Stored, stored

MOST_NAMED = 200  # people of one field that are looked up; the field's own limit is lower
REFUSED = {
    FieldType.ATTACHMENT: "附件和图片不能用接口送，请本人在页面上填",
    FieldType.PICTURE: "附件和图片不能用接口送，请本人在页面上填",
    FieldType.REFERENCE: "引用的单不能用接口填，请本人在页面上选",
    FieldType.SECRET: "保密的栏目不能用接口填，请本人在页面上填",
}
UNKNOWN = "没有“{name}”这一栏，或者不由申请人填。"


@dataclass(frozen=True, slots=True)
class Read:
    """What can be kept, and for what cannot the sentence why, by the name of the field."""

    values: dict[str, Stored] = field(default_factory=dict[str, Stored])
    wrong: dict[str, str] = field(default_factory=dict[str, str])


def read_fields(form: Form, given: Mapping[str, object], directory: Directory) -> Read:
    """All that was sent; a field that the applicant does not fill in is none."""
    known = {each.name: each for each in (*asked_for(form), *chosen_fields(form))}
    read = Read()
    for name, value in given.items():
        if name not in known:
            read.wrong[name] = UNKNOWN.format(name=name[:20])
            continue
        try:
            read.values[name] = stored(known[name], _named(known[name], value, directory))
        except BadValue as bad:
            read.wrong[name] = str(bad)
    return read


def _named(known: Field, value: object, directory: Directory) -> object:
    """The value with people and departments looked up, also in the rows of a table.

    Raises:
        BadValue: nobody has that number, or the field is not to be filled in this way.
    """
    if known.type in REFUSED:
        raise BadValue(known, REFUSED[known.type])
    if known.type is FieldType.TABLE and isinstance(value, list):
        return [_row(known, row, directory) for row in cast("list[object]", value)]
    if known.type not in PERSONAL | DEPARTMENTAL or value in (None, "", []):
        return value
    find = _person if known.type in PERSONAL else _department
    if isinstance(value, list):
        several = cast("list[object]", value)
        if len(several) > MOST_NAMED:
            raise BadValue(known, f"最多 {MOST_NAMED} 个")
        return [find(known, each, directory) for each in several]
    return find(known, value, directory)


def _row(known: Field, row: object, directory: Directory) -> object:
    if not isinstance(row, dict):
        return row
    columns = {column.name: column for column in known.columns}
    cells = cast("dict[str, object]", row)
    return {name: _named(columns[name], cell, directory) if name in columns else cell for name, cell in cells.items()}


def _person(known: Field, number: object, directory: Directory) -> object:
    found = next((each.person for each in directory.active if each.person.staff_no == number), None)
    if found is None or not isinstance(number, str):
        raise BadValue(known, "没有这个工号的人，请写在职人员的工号")
    return {"id": found.id, "name": found.name}


def _department(known: Field, number: object, directory: Directory) -> object:
    is_number = isinstance(number, int) and not isinstance(number, bool)
    found = next((each for each in directory.departments.values() if each.id == number), None) if is_number else None
    if found is None:
        raise BadValue(known, "没有这个编号的部门")
    return {"id": found.id, "name": found.name}
