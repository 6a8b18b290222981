"""Who is asked: the words of a step's `who` looked up in the directory, with the reason in Chinese."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from domain.forms.directory import Department, Directory, Member
from domain.forms.posts import COUNSELLOR
from domain.forms.values import Stored
from domain.forms.who import (
    Applicant,
    Chosen,
    CollegeDean,
    Counsellor,
    DepartmentHead,
    Leader,
    LeadersUpTo,
    Members,
    PeopleIn,
    PersonIn,
    Post,
    Role,
    SectionHead,
    Who,
)
from domain.ids import DepartmentId, PersonId

HIGHEST = 15  # levels of leaders that are climbed


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody to ask, and why."""

    member: Member
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What looking up depends on: who submits, what is filled in, and whom they chose for this step."""

    applicant: Member
    values: Mapping[str, Stored]
    directory: Directory
    chosen: tuple[PersonId, ...] = ()


def find(who: Iterable[Who], request: Request) -> tuple[Asked, ...]:
    """Everybody the words name, each once, in their order; those who left are never among them."""
    found: dict[PersonId, Asked] = {}
    for each in who:
        for asked in _look_up(each, request):
            if asked.member.person.is_active:
                found.setdefault(asked.member.person.id, asked)
    return tuple(found.values())


def above(member: Member, directory: Directory) -> tuple[tuple[Asked, ...], ...]:
    """The leaders over somebody, level by level, beginning above the highest department they lead themselves."""
    chain = directory.chain(member.home)
    led = [place for place, department in enumerate(chain) if department.id in member.leads]
    levels = (_heads(department, directory) for department in chain[led[-1] + 1 if led else 0 :])
    return tuple(level for level in levels if level)


def _look_up(who: Who, request: Request) -> tuple[Asked, ...]:  # noqa: PLR0911 - one answer per kind
    directory, applicant = request.directory, request.applicant
    match who:
        case Applicant():
            return (Asked(applicant, "申请人本人"),)
        case Leader():
            return _leaders(applicant, who.level, directory)
        case LeadersUpTo():
            return tuple(_up_to(applicant, who.post, directory))
        case SectionHead() | CollegeDean() | Counsellor():
            return _of_place(who, applicant, directory)
        case DepartmentHead():
            return _department_heads(who, request)
        case Post():
            title = directory.posts.titles.get(who.code, who.code)
            return tuple(Asked(member, title) for member in directory.holders(who.code))
        case Role():
            return tuple(_known(directory, directory.roles.get(who.name, ()), f"角色 {who.name}"))
        case PersonIn() | PeopleIn():
            return tuple(_known(directory, ids_of(request.values.get(who.field)), "表单里填写的人"))
        case Chosen():
            return tuple(_known(directory, request.chosen, "申请人指定"))
        case Members():
            return tuple(_everybody(who.department, directory))
        case _:
            assert_never(who)


def _of_place(who: SectionHead | CollegeDean | Counsellor, member: Member, directory: Directory) -> tuple[Asked, ...]:
    match who:
        case SectionHead():
            return _section_head(member, directory)
        case CollegeDean():
            return _head_of_department(member, directory)
        case Counsellor():
            return _counsellors(member, directory)


def ids_of(value: Stored) -> tuple[int, ...]:
    """The ids in the kept value of a person or department, or of several."""
    match value:
        case {"id": int() as number}:
            return (number,)
        case list():
            return tuple(number for each in value for number in ids_of(each))
        case _:
            return ()


def _known(directory: Directory, ids: Iterable[int], why: str) -> Iterator[Asked]:
    for each in ids:
        if member := directory.members.get(PersonId(each)):
            yield Asked(member, why)


def _heads(department: Department, directory: Directory) -> tuple[Asked, ...]:
    return tuple(Asked(member, f"{department.name}负责人") for member in directory.leaders(department.id))


def _leaders(applicant: Member, level: int, directory: Directory) -> tuple[Asked, ...]:
    """The direct leaders that far up; where the directory names none, the nearest department's leaders."""
    here: tuple[Asked, ...] = (Asked(applicant, ""),)
    passed = {applicant.person.id}
    for number in range(1, level + 1):
        here = tuple(_next_leaders(here, number, passed, directory))
        passed.update(each.member.person.id for each in here)
    return here


def _next_leaders(here: tuple[Asked, ...], number: int, passed: set[PersonId], directory: Directory) -> Iterator[Asked]:
    why = "直属领导" if number == 1 else f"向上第 {number} 级领导"
    for asked in here:
        direct = [a for a in _known(directory, asked.member.leaders, why) if a.member.person.id not in passed]
        if any(each.member.person.is_active for each in direct):
            yield from direct
            continue
        levels = ([a for a in level if a.member.person.id not in passed] for level in above(asked.member, directory))
        yield from next((level for level in levels if level), [])


def _up_to(applicant: Member, post: str, directory: Directory) -> Iterator[Asked]:
    """Every leader on the way up, the holder of the post last."""
    holders = {member.person.id for member in directory.holders(post)}
    passed = {applicant.person.id}
    here: tuple[Asked, ...] = (Asked(applicant, ""),)
    for number in range(1, HIGHEST):
        here = tuple(_next_leaders(here, number, passed, directory))
        yield from here
        passed.update(each.member.person.id for each in here)
        if not here or holders & passed:
            break
    if not holders & passed:
        title = directory.posts.titles.get(post, post)
        yield from (Asked(member, title) for member in directory.holders(post))


def department_of(member: Member, directory: Directory) -> Department | None:
    """The department that somebody belongs to, whatever section or class they are in."""
    chain = directory.chain(member.home)
    level = directory.posts.department_level
    return chain[max(0, len(chain) - 1 - level)] if chain else None


def _head_of_department(member: Member, directory: Directory) -> tuple[Asked, ...]:
    department = department_of(member, directory)
    return _heads(department, directory) if department else ()


def _section_head(member: Member, directory: Directory) -> tuple[Asked, ...]:
    chain = directory.chain(member.home)
    if chain and directory.level(chain[0].id) > directory.posts.department_level:
        heads = _heads(chain[0], directory)
        if heads:
            return heads
    return _head_of_department(member, directory)


def _department_heads(who: DepartmentHead, request: Request) -> tuple[Asked, ...]:
    if not who.field:
        return _head_of_department(request.applicant, request.directory)
    ids = ids_of(request.values.get(who.field))
    return tuple(asked for each in ids for asked in heads_of(DepartmentId(each), request.directory))


def heads_of(department: DepartmentId, directory: Directory) -> tuple[Asked, ...]:
    """Who answers for a department: its leaders, or for a section without one its department's."""
    for each in directory.chain(department):
        if heads := _heads(each, directory):
            return heads
        if directory.level(each.id) <= directory.posts.department_level:
            break
    return ()


def _counsellors(member: Member, directory: Directory) -> tuple[Asked, ...]:
    """The counsellor of the class: of the nearest department of theirs that has one; else who leads the class."""
    holders = {holder.person.id: holder for holder in directory.holders(COUNSELLOR)}
    homes = (member.home, *member.departments) if member.home else member.departments
    for home in dict.fromkeys(homes):
        for department in directory.chain(home):
            if directory.level(department.id) < directory.posts.department_level:
                break
            there = [m for m in directory.people_of(department.id) if m.person.id in holders]
            if there:
                return tuple(Asked(each, f"{department.name}辅导员") for each in there)
    chain = directory.chain(member.home)
    return _heads(chain[0], directory) if chain else ()


def _everybody(name: str, directory: Directory) -> Iterator[Asked]:
    places = directory.below(directory.named(name))
    for member in directory.active:
        if places.intersection(member.departments):
            yield Asked(member, name)


def names_of(asked: Iterable[Asked]) -> str:
    """张三、李四."""
    return "、".join(each.member.person.name for each in asked)
