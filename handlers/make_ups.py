"""补课: who is on leave finds a time at which teacher, classes and room are free, and takes it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from string import ascii_uppercase

from domain.class_hits import CoverKind, Slot
from domain.lessons import Session
from domain.text_fold import clean
from domain.texts import classes as class_words
from domain.texts import covers as words
from domain.words import Command
from handlers.cover_answers import offer_change
from handlers.covers import Hit, cover_of, own_hit, tell_no_leave, timetable_for
from handlers.turn import Turn
from storage.covers import Taken, agree, ask_cover, covers_by_id
from storage.timetable import rely_on_timetable

OFFERED = 3  # times; whoever wants another one asks the office of teaching
WITHIN = timedelta(days=14)  # after the leave: a lesson that is missed longer is lost to the class
_WANTED = re.compile(r"第?(\d{1,2})(?:次|节课)?(?:\s*([A-Za-z]))?")


async def arrange_make_up(turn: Turn, command: Command) -> None:
    """补课 2 offers times for the second lesson, 补课 2 A takes the first of them."""
    hit, said = await own_hit(turn), clean(command.rest)
    if hit is None:
        await tell_no_leave(turn, said)
        return
    match = _WANTED.fullmatch(said)
    if match is None:
        await turn.say(words.WHICH)
        return
    place = int(match[1])
    if not 1 <= place <= len(hit.hits.found):
        await turn.say(words.NO_SUCH.format(place=match[1]))
        return
    session = hit.hits.found[place - 1]
    if session not in hit.open:
        await turn.say(words.ALL_ARRANGED)
        return
    await rely_on_timetable(turn.tx)
    slots = await _free(turn, hit, session)
    if not slots:
        await turn.say(words.NO_SLOT)
    elif match[2] is None:
        await turn.say(_offer(place, slots))
    elif (chosen := ascii_uppercase.index(match[2].upper())) < len(slots):
        await _take(turn, hit, session, slots[chosen])
    else:
        await turn.say(_offer(place, slots))


async def _free(turn: Turn, hit: Hit, session: Session) -> Sequence[Slot]:
    """The earliest times after the leave."""
    first = hit.hits.found[-1].day + timedelta(days=1)
    last = first + WITHIN
    days = [Slot(day=first + timedelta(days=ahead), first=1, last=1) for ahead in range(WITHIN.days + 1)]
    timetable = await timetable_for(turn, [session], [session.lesson.teacher], more=days)
    return list(timetable.free_slots(session, max(first, turn.today), last, OFFERED))


def _offer(place: int, slots: Sequence[Slot]) -> str:
    lines = "\n".join(f"{ascii_uppercase[at]}. {class_words.slot(each)}" for at, each in enumerate(slots))
    return words.MAKE_UP_OFFERED.format(place=place, slots=lines)


async def _take(turn: Turn, hit: Hit, session: Session, slot: Slot) -> None:
    """Nobody else has to agree to it here; the college does, by the request that one press begins."""
    wanted = replace(cover_of(hit, session, turn.person), kind=CoverKind.MAKE_UP, new=slot)
    number = await ask_cover(turn.tx, wanted)
    if number is None:
        await turn.say(words.ALL_ARRANGED)
        return
    try:
        await agree(turn.tx, [number])
    except Taken:
        await turn.say(words.CLASH)
        return
    turn.note("cover.make_up", hit.no, covers=[number])
    body = words.MADE_UP.format(slot=class_words.slot(slot))
    await offer_change(turn.tx, await covers_by_id(turn.tx, [number]), body)
