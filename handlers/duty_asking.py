"""Every working day: whoever owes a duty without a date is asked for it, one question a person; 职责 改期."""

import re
from collections.abc import Iterable
from datetime import timedelta

from domain.duties.answer_words import read_answer
from domain.duties.asking import lack_of, to_ask
from domain.duties.duty import Duty
from domain.duties.rule_words import say
from domain.forms.directory import Directory, Member
from domain.forms.finding import heads_of
from domain.ids import PersonId
from domain.office import Office
from domain.sentence.numbers import read_whole
from domain.text_fold import clean
from domain.texts import duty_questions as words
from handlers.duty_questions import Open, draw_question, take_words
from handlers.duty_world import world_at
from handlers.facts import directory_for
from handlers.happening_rights import FEW, own_rights
from handlers.turn import Turn
from storage.database import Tx
from storage.duties import load_catalogue
from storage.duty_answers import answers
from storage.duty_questions import ask, begin_change, busy_people, due_again, silent_duties
from storage.leave_periods import overlapping

CHANGE = "改期"
MOMENT = timedelta(minutes=1)
_CHANGE = re.compile(rf"{CHANGE}\s*(?:第)?(?:(?P<place>\d{{1,3}})(?:项)?(?:\s+(?P<said>\S.*))?)?$")


async def ask_for_dates(tx: Tx, office: Office) -> int:
    """On a working day; how many questions were asked."""
    today = tx.now.astimezone(office.campus).date()
    if not office.calendar.works(today):
        return 0
    catalogue, directory = await load_catalogue(tx), await directory_for(tx, office)
    duties = to_ask(catalogue, await world_at(tx, office), await silent_duties(tx, today), await due_again(tx, today))
    busy, asked = set(await busy_people(tx, today)), 0
    for duty in duties:
        person = whom_to_ask(duty, directory)
        if person is None or person in busy:
            continue
        busy.add(person)
        if await overlapping(tx, person, tx.now, tx.now + MOMENT):  # who is away is asked another day
            continue
        question = await ask(tx, duty.code, person, today)
        if question is not None and await draw_question(tx, office, question, duty):
            asked += 1
    return asked


def whom_to_ask(duty: Duty, directory: Directory) -> PersonId | None:
    """One of the holders of its post; of a vacant post, or one that very many hold, the department's head."""
    holders = directory.holders(duty.post)
    found = _first(holders) if len(holders) <= FEW else None
    if found is not None:
        return found
    departments = directory.standing_for(duty.department)
    return next(
        (head for each in departments if (head := _first(h.member for h in heads_of(each.id, directory)))), None
    )


def _first(members: Iterable[Member]) -> PersonId | None:
    return next((member.person.id for member in members if member.person.is_active), None)


async def change_answer(turn: Turn, rest: str) -> None:
    """职责 改期 lists what may be changed, 职责 改期 2 每年5月10日 changes it once it is confirmed."""
    mine = await _changeable(turn)
    if not mine:
        await turn.say(words.NONE_TO_CHANGE)
        return
    asked = _CHANGE.match(clean(rest).strip())
    place = read_whole(asked["place"]) if asked and asked["place"] else None
    if asked is None or place is None:
        await turn.say(words.change_list([f"{duty.title}：{said}" for duty, said in mine]))
    elif not 1 <= place <= len(mine):
        await turn.say(words.NO_PLACE.format(place=place))
    else:
        await _change(turn, mine[place - 1][0], asked["said"] or "")


async def _changeable(turn: Turn) -> list[tuple[Duty, str]]:
    """Duties with an answer that this person owes, checks, leads or supervises, with what was said."""
    rights = await own_rights(turn)
    known = await answers(turn.tx)
    return [
        (duty, say(known[code].rule, turn.office.events))
        for code in sorted(known)
        if (duty := rights.catalogue.duties.get(code)) and rights.teller.has_to_do_with(duty)
    ]


async def _change(turn: Turn, duty: Duty, said: str) -> None:
    now = turn.tx.now.astimezone(turn.office.campus)
    read = read_answer(said, duty.rule, now, turn.office.calendar)
    if read is None:
        await turn.say(words.NOT_UNDERSTOOD.format(example=words.EXAMPLES[lack_of(duty).wants]))
        return
    question = await begin_change(turn.tx, duty.code, turn.person.id, turn.today)
    await take_words(turn, Open(question, duty), read, said)
