"""Whom a typed name means where a case is to be passed to somebody."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.forms.directory import Directory, Member
from domain.ids import RequestNo
from domain.people import Person
from domain.stand_in_words import find_person
from domain.text_fold import clean, fold
from domain.texts import case_replies as words
from handlers.facts import directory_for
from handlers.matter import Matter
from handlers.turn import Turn

MOST_NAMED = 5  # candidates of one name that are shown
_BETWEEN = " 、,，;；:：和"


@dataclass(frozen=True, slots=True)
class Meant:
    """The person, and what was written after the name."""

    person: Person
    rest: str


async def person_in(turn: Turn, matter: Matter, verb: str, said: str) -> Meant | None:
    """Whom the words begin with, to do what `verb` says. None after saying that a name is missing or not clear."""
    return await person_named(turn, matter.no, verb, said, matter.no)


async def person_named(turn: Turn, number: int, verb: str, said: str, about: RequestNo | None = None) -> Meant | None:
    """The same for anything that has a number in a list; `about` is a case's."""
    directory = await directory_for(turn.tx, turn.office)
    found, rest = _look_up(said, directory)
    if len(found) == 1:
        return Meant(found[0].person, rest)
    await turn.say(_problem(number, verb, said, found, directory), about)
    return None


async def people_in(turn: Turn, matter: Matter, verb: str, said: str) -> tuple[Person, ...]:
    """Everybody who is named, one after the other. Empty after saying which name is not clear."""
    people: list[Person] = []
    rest = said
    while rest or not people:
        meant = await person_in(turn, matter, verb, rest)
        if meant is None:
            return ()
        people.append(meant.person)
        rest = meant.rest
    return tuple(people)


def _look_up(said: str, directory: Directory) -> tuple[tuple[Member, ...], str]:
    """As `find_person`, with the rest as it was written."""
    folded = fold(clean(said))
    found, rest = find_person(said, directory)
    length = len(folded.text)
    return found, folded.original(length - len(rest), length).strip(_BETWEEN) if found else ""


def _problem(number: int, verb: str, said: str, found: Iterable[Member], directory: Directory) -> str:
    told = {"verb": verb, "no": number}
    candidates = tuple(found)[:MOST_NAMED]
    if candidates:
        people = "；".join(_described(each, directory) for each in candidates)
        example = candidates[0].person.staff_no or ""
        told |= {"name": candidates[0].person.name, "people": people, "example": example}
        return words.WHICH_PERSON.format_map(told)
    name = next(iter(clean(said).split()), "")
    return words.NO_SUCH_PERSON.format_map(told | {"name": name}) if name else words.NAME_MISSING.format_map(told)


def _described(member: Member, directory: Directory) -> str:
    person = member.person
    return " ".join(filter(None, (person.name, directory.facts(member).department, person.staff_no)))
