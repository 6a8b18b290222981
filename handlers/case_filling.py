"""填写: the people of a step fill in by chat what the step is there for; what a chat cannot hold is on the page."""

from collections.abc import Mapping
from typing import cast

from domain.flow import acts
from domain.forms.candidates import departments_of, people_of
from domain.forms.completeness import shortcomings
from domain.forms.conditions import Filled
from domain.forms.step_words import fields_of_step, lacking, read_step_words
from domain.forms.typed import Moment
from domain.forms.values import Stored
from domain.texts import case_filling as words
from handlers.course import Matter, carry_out
from handlers.matter import page_of_case
from handlers.turn import Turn


async def fill_in(turn: Turn, matter: Matter, version: int | None, step: str, said: str) -> Matter | None:
    """Write what was understood of the words. None when nothing was, and that was said."""
    key = step or step_of(turn, matter)
    filled = _filled(matter)
    read = read_step_words(matter.form, key, filled, said, _moment(turn, matter)) if key else None
    if read is None or not read.values or read.wrong:
        await turn.say("".join(read.wrong) if read and read.wrong else words.NOT_READ, matter.no)
        return None
    broken = _needless(matter, read.values) or _broken(matter, key, read.values)
    if broken:
        await turn.say(broken, matter.no)
        return None
    act = acts.Fill(actor=turn.person, at=turn.tx.now, seen=version, step=step, fields=read.values)
    return await carry_out(turn, matter, act)


async def ask_filling(turn: Turn, matter: Matter, step: str) -> None:
    """Name what is to be filled in."""
    key, filled = step or step_of(turn, matter), _filled(matter)
    if key:
        fields = fields_of_step(matter.form, key, filled)
        wanted = lacking(matter.form, key, filled) or fields
        text = words.ask(matter.look(turn.person, turn.tx), key, wanted, page_of_case(turn, matter))
        await turn.say(text, matter.no)


def is_lacking(turn: Turn, matter: Matter, step: str) -> bool:
    """Whether something that must be filled in is still empty."""
    key = step or step_of(turn, matter)
    return bool(key and lacking(matter.form, key, _filled(matter)))


def step_of(turn: Turn, matter: Matter) -> str:
    """The step that waits for them and has something to fill in."""
    places = matter.look(turn.person, turn.tx).places
    return next((run.key for run, _ in places if matter.case.plan.step(run.key).fills), "")


def _filled(matter: Matter) -> Filled:
    return matter.resolver.filled(matter.case.fields)


def _needless(matter: Matter, values: Mapping[str, Stored]) -> str:
    """The first of these fields that is not asked for as things would be; empty when all are."""
    hidden = matter.resolver.filled({**matter.case.fields, **values}).hidden
    return next((words.NEEDLESS.format(label=matter.form.labels[name]) for name in values if name in hidden), "")


def _broken(matter: Matter, key: str, values: Mapping[str, Stored]) -> str:
    """The first rule that these values break; empty when none does."""
    fields = cast("Mapping[str, Stored]", {**matter.case.fields, **values})
    found = shortcomings(matter.form, matter.resolver.filled(fields), matter.form.step_by_key[key])
    return next((each.sentence for each in found if each.field in values), "")


def _moment(turn: Turn, matter: Matter) -> Moment:
    directory = matter.resolver.directory
    now = turn.tx.now.astimezone(turn.office.campus)
    people, departments = people_of(directory), departments_of(directory)
    return Moment(now=now, shift=matter.own.shift, people=people, departments=departments)
