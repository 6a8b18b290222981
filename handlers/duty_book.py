"""What one person sees of duties on the page: theirs, what others ask of them, what their people have put off."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.duties.colours import Colour, colour_at
from domain.duties.digest import due_words
from domain.forms.directory import Directory
from domain.ids import PersonId
from domain.texts.duties import until_words
from handlers.digest_of_duties import words_of
from handlers.duty_done import Owed
from handlers.duty_handing import deciders_of
from handlers.facts import directory_for
from handlers.roles import Role, holds
from handlers.turn import Turn
from storage.duties import load_catalogue
from storage.obligations import Obligation, claimed, disowned, offered_to, open_of
from storage.people import load_people
from storage.snoozed_lines import hidden_lines, snoozed_by

MOST_SHOWN = 200  # lines of one part of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """One thing. `who` is whose it is where it is not the reader's; `asks` what shows that it is done."""

    id: int
    what: str
    due: str
    colour: str
    who: str = ""
    asks: str = ""
    evidence: str = ""
    form: str = ""
    put_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOff:
    """What somebody's people have put off."""

    who: str
    what: str
    until: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyBook:
    """The parts of the page."""

    own: Sequence[BookLine]
    offered: Sequence[BookLine]
    to_check: Sequence[BookLine]
    to_decide: Sequence[BookLine]
    put_off: Sequence[PutOff]


async def book_of_duties(turn: Turn) -> DutyBook:
    """As it is now."""
    directory = await directory_for(turn.tx, turn.office)
    own = await open_of(turn.tx, [turn.person.id], turn.tx.now)
    hidden = (await hidden_lines(turn.tx, [turn.person.id])).get(turn.person.id, set())
    to_check = await _to_check(turn, directory)
    to_decide = await _to_decide(turn, directory)
    offered = await offered_to(turn.tx, [turn.person.id])
    return DutyBook(
        own=await _lines(turn, own, hidden),
        offered=await _lines(turn, offered),
        to_check=await _lines(turn, to_check),
        to_decide=await _lines(turn, to_decide),
        put_off=await _put_off(turn, directory),
    )


async def _lines(turn: Turn, found: Sequence[Obligation], hidden: Collection[str] = ()) -> list[BookLine]:
    catalogue = await load_catalogue(turn.tx)
    names = await load_people(turn.tx, {each.owner for each in found})
    lines: list[BookLine] = []
    for each in found[:MOST_SHOWN]:
        duty = catalogue.duties.get(each.duty)
        colour = colour_at(turn.tx.now, each.yellow_at, each.orange_at, each.due_at)
        lines.append(
            BookLine(
                id=each.id,
                what=words_of(each, duty),
                due=due_words(each.due_at, turn.tx.now, turn.office.campus),
                colour="" if colour is Colour.GREEN else colour.value,
                who="" if each.owner == turn.person.id else names[each.owner].name,
                asks=duty.evidence if duty else "",
                evidence=each.evidence,
                form=duty.form or "" if duty else "",
                put_off=each.key in hidden,
            )
        )
    return lines


async def _to_check(turn: Turn, directory: Directory) -> list[Obligation]:
    catalogue = await load_catalogue(turn.tx)
    posts = directory.posts_of(turn.person.id)
    found: list[Obligation] = []
    for each in await claimed(turn.tx):
        duty = catalogue.duties.get(each.duty)
        if duty and duty.checker in posts and each.claimed_by != turn.person.id:
            found.append(each)
    return found


async def _to_decide(turn: Turn, directory: Directory) -> list[Obligation]:
    catalogue = await load_catalogue(turn.tx)
    is_admin = await holds(turn.tx, turn.person, Role.ADMIN, turn.office)
    found: list[Obligation] = []
    for each in await disowned(turn.tx):
        owed = Owed(it=each, all=(each,), duty=catalogue.duties.get(each.duty), catalogue=catalogue)
        if turn.person.id != each.owner and (is_admin or turn.person.id in deciders_of(turn.office, directory, owed)):
            found.append(each)
    return found


async def _put_off(turn: Turn, directory: Directory) -> list[PutOff]:
    """By the people of whoever leads; by everybody for HR."""
    people = await _people_under(turn, directory)
    names = directory.members
    return [
        PutOff(
            who=names[each.person].person.name,
            what=each.text,
            until=until_words(each.until, turn.office.campus),
            times=each.times,
        )
        for each in (await snoozed_by(turn.tx, people))[:MOST_SHOWN]
        if each.person in names
    ]


async def _people_under(turn: Turn, directory: Directory) -> set[PersonId]:
    if await holds(turn.tx, turn.person, Role.HR, turn.office):
        return set(directory.members) - {turn.person.id}
    member = directory.members.get(turn.person.id)
    led = [directory.departments[each] for each in member.leads if each in directory.departments] if member else []
    below = directory.below(led)
    found = {each.person.id for department in below for each in directory.people_of(department)}
    return found - {turn.person.id}
