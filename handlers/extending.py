"""续假: the same leave goes on, by a request of its own that is linked with the old one."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from domain.forms.form import Form
from domain.forms.leave_said import leave_fields
from domain.forms.values import Stored
from domain.leave_extension import begins, sentence
from domain.leave_return import Absence
from domain.texts import leave_returns as words
from domain.words import Command
from handlers import form_filling
from handlers.facts import hours_for
from handlers.form_sheet import reader_of
from handlers.matter import Matter, open_matter
from handlers.services import forms_offered
from handlers.turn import Turn
from storage.leave_returns import extend, going_on, under_way

_NUMBER = re.compile(r"(?:[A-Za-z]{1,6}-?)?(?P<no>[0-9]{4,9})(?![0-9.年]) ?")


async def begin_extension(turn: Turn, command: Command) -> None:
    """续假 到3月8日, 续假 2天, 续假 1024 到周五: shown as any leave before it is submitted."""
    no, said = _number_in(command)
    found = [each for each in await under_way(turn.tx, turn.person.id) if no in (None, each.no)]
    absence = max(found, key=lambda each: each.end, default=None)
    if absence is None:
        await turn.say(words.NOT_EXTENDED.format(no=no) if no else words.NOTHING_TO_EXTEND)
        return
    if other := await going_on(turn.tx, absence.no):
        await turn.say(words.EXTENDED_ALREADY.format(no=other))
        return
    hours = await hours_for(turn.tx, turn.office, turn.person.id)
    asked = sentence(absence, said, hours)
    if asked is None:
        await turn.say(words.UNTIL_WHEN.format(start=words.at(begins(absence, hours), hours.campus)))
        return
    matter = await open_matter(turn, absence.no)
    if matter is not None:
        await _begin(turn, matter, absence, asked)


def _number_in(command: Command) -> tuple[int | None, str]:
    """A number before 到 looks like the beginning of a range, and is left to us."""
    found = _NUMBER.match(command.rest) if command.number is None else None
    return (int(found["no"]), command.rest[found.end() :]) if found else (command.number, command.rest)


async def _begin(turn: Turn, matter: Matter, absence: Absence, asked: str) -> None:
    form = next((each for each in await forms_offered(turn) if each.key == matter.form.key), None)
    reader = await reader_of(turn, form) if form else None
    if form is None or reader is None:
        await turn.say(words.NO_FORM.format(contact=turn.office.contact))
        return
    draft, refusal = reader.begin(asked)
    if refusal:
        await turn.say(refusal)
        return
    said = {name: value for name, value in draft.values.items() if value is not None}
    values = {**draft.values, **_carried(form, matter), **said}
    number = await form_filling.begin_with(turn, form, replace(draft, values=values))
    await extend(turn.tx, number, absence.no)
    turn.note("leave.extend", number, extends=absence.no)


def _carried(form: Form, matter: Matter) -> dict[str, Stored]:
    """What the old request says besides the time: the type, and a reason that names what it goes on from."""
    fields, before = leave_fields(form), cast("Mapping[str, Stored]", matter.case.fields)
    if fields is None:
        return {}
    kept = {name: before[name] for name in (fields.type.name, "destination", "guardian") if before.get(name)}
    reason: dict[str, Stored] = (
        {fields.reason.name: words.goes_on_from(form.number(matter.no))} if fields.reason else {}
    )
    return {name: value for name, value in {**kept, **reason}.items() if name in form.by_name}
