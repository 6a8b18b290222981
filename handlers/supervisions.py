"""督办 in chat: what one has set up, what one's department owes, and what is reported on the way."""

from collections.abc import Iterable

from domain.forms.directory import Directory
from domain.ids import PersonId
from domain.supervision import CLOSE, FORM, POLICY, PROGRESS, Supervision, line_of
from domain.text_fold import clean
from domain.texts import supervision as words
from domain.words import Command
from handlers import case_acts
from handlers.bulletin_facts import hours_of
from handlers.facts import directory_for
from handlers.matter import Matter
from handlers.month_signing import heads
from handlers.turn import Turn
from storage.supervisions import open_supervisions

OFFICE_POSTS = ("office_supervisor", "office_head")  # see all of them (000 第六条)


async def list_supervisions(turn: Turn, _: Command) -> None:
    """督办: what waits for me and my department with its colour, what I have set up, the office all of it."""
    directory = await directory_for(turn.tx, turn.office)
    found = await open_supervisions(turn.tx)
    owed = [it for it in found if _owes(directory, turn.person.id, it)]
    mine = [it for it in found if it.setter == turn.person.id]
    others = [it for it in found if it not in mine] if is_office(directory, turn.person.id) else []
    said = [
        *words.part("本部门承办", _lines(turn, owed)),
        *words.part("我下达的", _lines(turn, mine)),
        *words.part("其他督办", _lines(turn, others)),
    ]
    said += [words.HOW] if said else [words.NONE]
    said += [words.SET_UP] if mine or is_office(directory, turn.person.id) else []
    await turn.say("\n".join(said))


async def report_progress(turn: Turn, matter: Matter, said: str) -> None:
    """进展 N 说明: kept with the case as often as there is something to say; the setter hears of it."""
    if matter.kept.form != FORM:
        await turn.say(words.NOT_SUPERVISION.format(number=matter.no), matter.no)
    elif not any(step.key != CLOSE for step, _ in matter.look(turn.person, turn.tx).places):
        await turn.say(words.NOT_YOURS, matter.no)
    elif not clean(said):
        await turn.say(words.WORDS_WANTED.format(number=matter.no), matter.no)
    elif await case_acts.comment(turn, matter, f"{PROGRESS}{clean(said)}") is not None:
        await turn.say(words.KEPT.format(matter=matter.look(turn.person, turn.tx).value("matter")), matter.no)


def is_office(directory: Directory, person: PersonId) -> bool:
    """Whether they supervise for the whole college."""
    return any(person == each.person.id for code in OFFICE_POSTS for each in directory.holders(code))


def _lines(turn: Turn, found: Iterable[Supervision]) -> list[str]:
    hours, policy = hours_of(turn.office), turn.office.escalation.of(POLICY)
    return [line_of(it, turn.tx.now, hours, policy) for it in found]


def _owes(directory: Directory, person: PersonId, it: Supervision) -> bool:
    is_asked = it.is_owed and person in it.waiting
    return is_asked or person in heads(directory, it.department)
