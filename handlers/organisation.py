"""组织: a department, people by name, post or department, and who stands in for whom today."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from domain.forms.directory import Department, Directory, Member
from domain.ids import DepartmentId, PersonId
from domain.organisation import (
    Asked,
    branch_of,
    chosen,
    first_of,
    leaders_among,
    names_below,
    parts_named,
    path_of,
    positions_named,
    read_asked,
    titles_of,
)
from domain.organisation_sight import Sight, sight_of
from domain.text_fold import clean
from domain.texts import organisation as words
from domain.texts.stand_ins import period
from domain.words import Command
from handlers.facts import directory_for, member_for
from handlers.roles import Role, holds
from handlers.turn import Turn
from storage.people_search import find_by_name, find_by_number
from storage.stand_ins import StandIn, in_force

MOST = 8  # people in one text
MOST_DEPARTMENTS = 10
_STAND_INS = re.compile(r"代理(?:人|情况)?(?:\s+(?P<where>.+))?$")


async def show_organisation(turn: Turn, command: Command) -> None:
    """Everything that may follow 组织, and nothing."""
    sight = await _sight(turn)
    said = clean(command.rest)
    if not said:
        await turn.say(_own(sight))
    elif about := _STAND_INS.match(said):
        await _tell_stand_ins(turn, sight, about["where"] or "")
    else:
        await _tell_asked(turn, sight, said)


async def _sight(turn: Turn) -> Sight:
    directory = await directory_for(turn.tx, turn.office)
    is_hr = await holds(turn.tx, turn.person, Role.HR, turn.office)
    return sight_of(directory, member_for(directory, turn.person), is_hr=is_hr)


# --- departments


def _own(sight: Sight) -> str:
    directory = sight.directory
    places = [directory.departments[each] for each in sight.asker.departments if each in directory.departments]
    roots = [each for each in directory.departments.values() if each.parent not in directory.departments]
    return words.own(list(dict.fromkeys(_branches(places, sight))), names_below(roots, directory))


def _branches(departments: Iterable[Department], sight: Sight) -> Iterator[str]:
    """The same department on two platforms is one."""
    for path, same in _by_path(departments, sight.directory).items():
        branch = branch_of(same, sight)
        text = words.branch(
            path,
            [each.person.name for each in branch.heads],
            [each.person.name for each in branch.deputies],
            branch.below,
            words.counted(branch.staff, branch.others),
        )
        yield f"{text}\n{words.ONLY_OWN}" if branch.is_partly_hidden else text


def _by_path(departments: Iterable[Department], directory: Directory) -> dict[tuple[str, ...], list[Department]]:
    found: dict[tuple[str, ...], list[Department]] = {}
    for each in departments:
        found.setdefault(path_of(each.id, directory), []).append(each)
    return found


def _tell_departments(departments: Sequence[Department], sight: Sight, said: str) -> str:
    paths = _by_path(departments, sight.directory)
    if len(paths) == 1:
        return next(_branches(departments, sight))
    shown = [words.PATH.join(path[1:] or path) for path in paths][:MOST_DEPARTMENTS]
    return words.departments(said, shown, len(paths))


# --- people


async def _tell_asked(turn: Turn, sight: Sight, said: str) -> None:
    asked = read_asked(said, sight.directory)
    if asked == Asked():
        await turn.say(_own(sight))
        return
    if asked.departments and asked.is_place:
        await turn.say(_tell_departments(asked.departments, sight, said))
        return
    if len(asked.name) == 1 and asked.name.isascii():
        await turn.say(words.ONE_LETTER)
        return
    people, exact = await _meant(turn, sight, asked)
    shown = [each for each in chosen(asked, people, sight.directory) if sight.sees(each)]
    if len(shown) == 1:
        await turn.say(await _one(turn, sight, shown[0]))
    elif shown:
        first = shown[:MOST] if asked.leading else first_of(shown, exact, sight, MOST)
        await turn.say(words.several([_seen(each, sight) for each in first], len(shown)))
    elif parts := parts_named(said, sight.directory):
        await turn.say(_tell_departments(parts, sight, said))
    else:
        await turn.say(words.nobody(said, narrow=not (sight.is_staff or sight.is_hr)))


async def _meant(turn: Turn, sight: Sight, asked: Asked) -> tuple[Collection[Member], Collection[PersonId]]:
    """Whoever fits the post and the name, wherever they are; and those of exactly that name."""
    directory = sight.directory
    if not asked.name:
        return asked.posts if asked.posts is not None else leaders_among(directory, asked.departments), ()
    found = await find_by_name(turn.tx, asked.name)
    people = [directory.members[each] for each in found.people if each in directory.members]
    if asked.posts is not None:
        holders = {member.person.id for member in asked.posts}
        people = [each for each in people if each.person.id in holders]
    if not people and sight.sees_numbers and (person := await find_by_number(turn.tx, asked.name)):
        people = [directory.members[person]] if person in directory.members else []
    return people or positions_named(asked.name, directory), found.exact


async def _one(turn: Turn, sight: Sight, only: Member) -> str:
    places = [words.PATH.join(path_of(each, sight.directory)) for each in only.departments]
    acting = [
        sight.directory.members[each.stand_in].person.name
        for each in await _acting(turn, sight)
        if each.principal == only.person.id
    ]
    return words.one(_seen(only, sight), list(dict.fromkeys(places)), acting)


def _seen(member: Member, sight: Sight) -> words.Seen:
    directory = sight.directory
    led = (directory.departments[each].name for each in sorted(member.leads) if each in directory.departments)
    return words.Seen(
        name=member.person.name,
        department=_place(member.home, directory),
        titles=titles_of(member, directory),
        leads=tuple(dict.fromkeys(led)),
        staff_no=(member.person.staff_no or "") if sight.sees_numbers else "",
    )


def _place(department: DepartmentId | None, directory: Directory) -> str:
    """The last two names of the path, without the college's own."""
    path = path_of(department, directory)
    return words.PATH.join(path[1:][-2:] or path)


# --- stand-ins


async def _tell_stand_ins(turn: Turn, sight: Sight, where: str) -> None:
    directory = sight.directory
    places = directory.below(directory.named(where) or parts_named(where, directory)) if where else None
    acting = [
        each
        for each in await _acting(turn, sight)
        if places is None or places.intersection(directory.members[each.principal].departments)
    ]
    acting.sort(key=lambda each: not sight.is_own(directory.members[each.principal]))
    lines = [_stands_in(turn, directory, each) for each in acting[:MOST]]
    await turn.say(words.stand_ins(lines, len(acting)) if acting else words.no_stand_ins(where))


async def _acting(turn: Turn, sight: Sight) -> list[StandIn]:
    """Whose period is now, where both are still here and may be seen."""
    members = sight.directory.members
    return [
        each
        for each in await in_force(turn.tx)
        if all((member := members.get(one)) and sight.sees(member) for one in (each.principal, each.stand_in))
    ]


def _stands_in(turn: Turn, directory: Directory, each: StandIn) -> str:
    principal, stand_in = directory.members[each.principal], directory.members[each.stand_in]
    when = period(each.starts_at, each.ends_at, turn.office.campus)
    return words.stands_in(principal.person.name, _place(principal.home, directory), stand_in.person.name, when)
