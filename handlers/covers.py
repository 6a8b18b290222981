"""代课: who on leave asks a colleague to teach; which lessons, who is free, and the question itself."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.class_hits import Cover, CoverKind, CoverState, Slot, open_sessions
from domain.cover_card import asking_card
from domain.flow.case import State
from domain.forms.directory import Directory, Member
from domain.forms.posts import STAFF
from domain.free_time import Timetable, slot_of
from domain.ids import PersonId, RequestNo
from domain.lessons import Session, Sessions
from domain.people import Person
from domain.text_fold import clean
from domain.texts import classes as class_words
from domain.texts import covers as words
from domain.texts.form_filling import suggested
from domain.words import Command
from handlers import services
from handlers.cover_ends import CHANGE
from handlers.facts import directory_for
from handlers.form_sheet import draft_in
from handlers.matter import Matter, open_matter
from handlers.turn import Turn
from storage import cards
from storage.cases import cases_of
from storage.covers import agreed_on, ask_cover
from storage.leave_periods import granted
from storage.reach import addresses_of
from storage.timetable import lessons_at, lessons_of, who_teaches

COVER = "cover"  # begins the role of a question's card; the numbers of what is asked follow
LOOKED_AT = 10  # own requests, the newest: a leave that is still to come is among them
NAMED = 5  # colleagues who are offered
MOST_CANDIDATES = 200  # of one unit and one course; a larger unit is none
_LIVE = (State.DRAFT, State.RETURNED, State.PENDING, State.APPROVED)
_ONE = re.compile(r"(?:第?(\d{1,2})(?:次|节课)?\s+)?(\S.*)")


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody's leave with the lessons that it takes away from."""

    matter: Matter
    hits: Sessions

    @property
    def no(self) -> RequestNo:
        return self.matter.no

    @property
    def open(self) -> list[Session]:
        """Those for which nothing is arranged."""
        return open_sessions(self.hits.found, self.arranged)

    @property
    def arranged(self) -> Mapping[tuple[PersonId, date, int], Cover]:
        teaching = self.matter.resolver.teaching
        return teaching.arranged() if teaching else {}


async def arrange_cover(turn: Turn, command: Command) -> None:
    """代课 lists, 代课 张三 asks for all that is open, 代课 2 张三 for one."""
    hit = await own_hit(turn)
    said = clean(command.rest)
    if hit is None:
        await tell_no_leave(turn, said)
        return
    match = _ONE.fullmatch(said)
    if match is None:
        await turn.say(await _list(turn, hit))
        return
    wanted = hit.open
    if match[1]:
        if not 1 <= int(match[1]) <= len(hit.hits.found):
            await turn.say(words.NO_SUCH.format(place=match[1]))
            return
        session = hit.hits.found[int(match[1]) - 1]
        wanted = [session] if session in wanted else []
    if not wanted:
        await turn.say(words.ALL_ARRANGED)
        return
    person = await _named(turn, match[2])
    if person is not None:
        await _ask(turn, hit, wanted, person)


async def tell_no_leave(turn: Turn, said: str) -> None:
    """There is nothing to arrange; the word alone may be meant for the form that changes classes without a leave."""
    form = next((each for each in await services.forms_offered(turn) if each.key == CHANGE), None)
    await turn.say(words.NO_LEAVE if said or form is None else suggested(form))


async def own_hit(turn: Turn) -> Hit | None:
    """The newest leave of theirs that is not over and takes away from lessons."""
    for no in (await cases_of(turn.tx, turn.person.id, *_LIVE))[:LOOKED_AT]:
        matter = await open_matter(turn, no)
        if matter is None or matter.resolver.teaching is None:
            continue
        is_draft = matter.case.state in (State.DRAFT, State.RETURNED)
        hits = matter.resolver.hits(draft_in(matter).values if is_draft else matter.case.fields)
        if hits.found and hits.found[-1].end > turn.tx.now:
            return Hit(matter, hits)
    return None


async def timetable_for(
    turn: Turn, sessions: Sequence[Session], people: Collection[PersonId], *, more: Collection[Slot] = ()
) -> Timetable:
    """What is needed to tell whether these people, and the sessions' classes and rooms, are free."""
    term = sessions[0].lesson.term
    classes = {name for each in sessions for name in each.lesson.classes}
    rooms = {each.lesson.room for each in sessions if each.lesson.room}
    days = {each.day for each in sessions} | {each.day for each in more}
    own, around = await lessons_of(turn.tx, *people), await lessons_at(turn.tx, term, classes, rooms)
    return Timetable(
        lessons=list(dict.fromkeys((*own, *around))),
        calendar=turn.office.calendar,
        zone=turn.office.campus,
        covers=await agreed_on(turn.tx, days),
        away=await granted(turn.tx, people),
    )


async def _list(turn: Turn, hit: Hit) -> str:
    lines = "\n".join(class_words.all_lines(hit.hits, hit.arranged))
    offered = words.offered(await _candidates(turn, hit)) if hit.open else ""
    shown = words.LIST.format(no=hit.matter.form.number(hit.no), lines=lines, offered=offered)
    return f"{shown}{words.HOW if hit.open else words.ALL_ARRANGED}"


async def _candidates(turn: Turn, hit: Hit) -> list[tuple[str, str]]:
    """Colleagues who are free whenever somebody is needed, with why they are offered."""
    directory = await directory_for(turn.tx, turn.office)
    sessions = hit.open
    courses = {each.lesson.course for each in sessions}
    same_course = await who_teaches(turn.tx, sessions[0].lesson.term, courses)
    unit = {member.person.id for member in _unit(directory, turn.person)}
    people = [
        each
        for each in (*same_course, *sorted(unit - same_course.keys()))
        if _may_teach(directory, each) and each != turn.person.id
    ][:MOST_CANDIDATES]
    timetable = await timetable_for(turn, sessions, people)
    free = (each for each in people if not _cause(timetable, each, sessions))
    why = dict.fromkeys(same_course, "教同一门课")
    return [(directory.members[each].person.name, why.get(each, "同教研室")) for each in free][:NAMED]


def _unit(directory: Directory, person: Person) -> Sequence[Member]:
    member = directory.members.get(person.id)
    return directory.people_of(member.home) if member and member.home else ()


def _may_teach(directory: Directory, person: PersonId) -> bool:
    member = directory.members.get(person)
    return member is not None and member.person.is_active and directory.facts(member).kind == STAFF


def _cause(timetable: Timetable, person: PersonId, sessions: Sequence[Session]) -> str:
    """Why they cannot take all of these, in words; empty if they can."""
    causes = (timetable.takes(person, slot_of(each), each.lesson.campus) for each in sessions)
    named = zip(sessions, causes, strict=True)
    return next((f"{class_words.slot(slot_of(each))}{cause}" for each, cause in named if cause), "")


async def _named(turn: Turn, said: str) -> Person | None:
    """The one colleague who is called so, or has that number; None after saying why not."""
    directory = await directory_for(turn.tx, turn.office)
    found = [
        member.person
        for member in directory.active
        if said in (member.person.name, member.person.staff_no) and _may_teach(directory, member.person.id)
    ]
    if len(found) == 1 and found[0].id != turn.person.id:
        return found[0]
    if len(found) == 1:
        await turn.say(words.NOT_ONESELF)
    elif found:
        await turn.say(words.SEVERAL.format(count=len(found), name=said, number=found[0].staff_no))
    else:
        await turn.say(words.NOT_FOUND.format(name=said[:20]))
    return None


async def _ask(turn: Turn, hit: Hit, wanted: Sequence[Session], person: Person) -> None:
    """A card with 愿意 and 不行 for what they are free for."""
    timetable = await timetable_for(turn, wanted, [person.id])
    free = [each for each in wanted if not _cause(timetable, person.id, [each])]
    if not free:
        await turn.say(words.BUSY.format(name=person.name, cause=_cause(timetable, person.id, wanted)))
        return
    asked = [(each, await ask_cover(turn.tx, cover_of(hit, each, person))) for each in free]
    new = {number: each for each, number in asked if number is not None}
    if not new:
        await turn.say(words.ASKED_BEFORE.format(name=person.name))
        return
    sessions = list(new.values())
    for to in await addresses_of(turn.tx, person.id):
        await cards.draw(turn.tx, to, asking_card(turn.person.name, sessions), role=role_of(new), request_no=None)
    turn.note("cover.ask", hit.no, whom=person.id, covers=sorted(new))
    lines = [words.ASKED.format(name=person.name, lessons=words.lessons(sessions))]
    if len(free) < len(wanted):
        cause = _cause(timetable, person.id, wanted)
        lines.append(words.SOME_BUSY.format(count=len(wanted) - len(free), cause=cause))
    await turn.say("\n".join(lines), hit.no)


def cover_of(hit: Hit, session: Session, person: Person) -> Cover:
    """The session as this person would teach it, where and when it is."""
    lesson, slot = session.lesson, slot_of(session)
    return Cover(
        id=0,
        leave_no=hit.no,
        change_no=None,
        kind=CoverKind.COVER,
        state=CoverState.ASKED,
        teacher=lesson.teacher,
        person=person.id,
        name=person.name,
        term=lesson.term,
        course=lesson.course,
        classes=lesson.classes,
        campus=lesson.campus,
        old=slot,
        new=slot,
    )


def role_of(ids: Collection[int]) -> str:
    """By which the card of a question is found."""
    return f"{COVER}:{','.join(str(each) for each in sorted(ids))}"
