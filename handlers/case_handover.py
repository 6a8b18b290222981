"""交接 张三 给 李四: all cases that wait for somebody who has left go to another, in one step."""

import re

from domain.flow.acts import HandOver
from domain.flow.outcome import Done
from domain.ids import PersonId
from domain.people import Person
from domain.stand_in_words import find_person
from domain.text_fold import clean
from domain.texts import case_replies as words
from handlers.course import attempt, carry_out
from handlers.facts import directory_for
from handlers.matter import open_case
from handlers.roles import Role, holds
from handlers.turn import Turn
from storage.leavers import asked_by_name, cases_asking
from storage.people import load_people

AT_ONCE = 50  # cases in one transaction

_GIVEN = re.compile(r"\s*交?给\s*")


async def hand_over_cases(turn: Turn, said: str) -> None:
    """HR's and an administrator's. One's own requests are left to another of them."""
    if not await _may_hand_over(turn):
        await turn.say(words.NOT_ADMIN)
        return
    name, _, rest = _GIVEN.sub(" ", clean(said), count=1).partition(" ")
    found, _ = find_person(rest, await directory_for(turn.tx, turn.office))
    leavers = await asked_by_name(turn.tx, name)
    if not name or len(found) != 1 or len(leavers) > 1:
        await turn.say(words.WHO_TO_WHOM)
    elif not leavers:
        await turn.say(words.NOBODY_WAITED_FOR.format(name=name))
    else:
        await _hand_over(turn, leavers[0], found[0].person)


async def _may_hand_over(turn: Turn) -> bool:
    return any([await holds(turn.tx, turn.person, role, turn.office) for role in (Role.ADMIN, Role.HR)])


async def _hand_over(turn: Turn, leaver_id: PersonId, to: Person) -> None:
    leaver = (await load_people(turn.tx, [leaver_id]))[leaver_id]
    if leaver.is_active and not await holds(turn.tx, turn.person, Role.ADMIN, turn.office):
        await turn.say(words.STILL_HERE.format(name=leaver.name))
        return
    numbers = await cases_asking(turn.tx, leaver_id)
    done: list[str] = []
    left: list[str] = []
    for number in numbers[:AT_ONCE]:
        matter = await open_case(turn.tx, turn.office, number)
        if matter is None:
            continue
        act = HandOver(actor=turn.person, at=turn.tx.now, leaver=leaver, to=to)
        is_possible = isinstance(await attempt(turn.tx, turn.office, matter, act), Done)
        settled = await carry_out(turn, matter, act) if is_possible else None
        (done if settled else left).append(matter.look(turn.person, turn.tx).number)
    has_more = len(numbers) > AT_ONCE
    await turn.say(words.handed_over(leaver.name, to.name, done, left, has_more=has_more))
