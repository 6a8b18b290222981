"""组织 and what follows it: which departments, which posts, which names are meant, and what a department looks like."""

import heapq
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from domain.forms.directory import Department, Directory, Member
from domain.ids import DepartmentId, PersonId
from domain.organisation_sight import Sight
from domain.text_fold import clean, fold_text

SHORTEST = 2  # letters of a part of a word by which something is found
LEADING = frozenset({"负责人", "领导", "主管", "一把手"})
DEPUTY = "副"
_APART = re.compile(r"[\s,，、;；:：。的]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, read as far as the directory knows it. `name` is left over: somebody's name, or nobody's.

    `departments` is None where none was named. `posts` are people by their posts, None where no post was named.
    """

    departments: tuple[Department, ...] | None = None
    posts: tuple[Member, ...] | None = None
    name: str = ""
    leading: bool = False

    @property
    def is_place(self) -> bool:
        """Whether nothing but a department was named."""
        return self.departments is not None and self.posts is None and not self.name and not self.leading


@dataclass(frozen=True, slots=True)
class Branch:
    """A department as somebody sees it. Counts are of people, whoever may be seen."""

    heads: tuple[Member, ...]
    deputies: tuple[Member, ...]
    below: tuple[str, ...]
    staff: int
    others: int
    is_partly_hidden: bool


def read_asked(said: str, directory: Directory) -> Asked:
    """A department, then a post or a name, apart or together: 教务处 干事, 教务处干事, 机电学院 张三."""
    whole = clean(said)
    if places := directory.named(whole):
        return Asked(departments=places)
    asked = Asked()
    for word in filter(None, _APART.split(whole)):
        asked = _with_word(asked, word, directory)
    return asked


def parts_named(said: str, directory: Directory) -> tuple[Department, ...]:
    """Departments in whose name, or another name of theirs, the words occur."""
    return directory.named_in_part(said) if len(fold_text(said)) >= SHORTEST else ()


def positions_named(said: str, directory: Directory) -> tuple[Member, ...]:
    """Whose position has the words in it, where nobody's is called so."""
    part = fold_text(said)
    if len(part) < SHORTEST:
        return ()
    return _once(m for position in directory.positions if part in position for m in directory.in_position(position))


def chosen(asked: Asked, people: Iterable[Member], directory: Directory) -> list[Member]:
    """Those of the people who are in the departments that were named, and lead where leaders were asked for."""
    places = None if asked.departments is None else directory.below(asked.departments)
    return [each for each in people if _fits(each, places, leading=asked.leading)]


def first_of(people: Collection[Member], exact: Collection[PersonId], sight: Sight, most: int) -> list[Member]:
    """The ones to be shown: of exactly that name first, then those of one's own college."""

    def place(member: Member) -> tuple[bool, bool, str, PersonId]:
        person = member.person
        return person.id not in exact, not sight.is_own(member), person.name, person.id

    return heapq.nsmallest(most, people, key=place)


def leaders_among(directory: Directory, departments: Iterable[Department] | None) -> tuple[Member, ...]:
    """Who leads these departments or something below them, of None anything; those on top first."""
    places = directory.departments.keys() if departments is None else directory.below(departments)
    ordered = sorted(places, key=lambda each: (directory.level(each), each))
    return _once(leader for place in ordered for leader in directory.leaders(place))


def branch_of(same: Sequence[Department], sight: Sight) -> Branch:
    """A department, which may be one on each platform: its heads, what lies below it, how many people there are."""
    directory = sight.directory
    leading = _once(leader for each in same for leader in directory.leaders(each.id))
    heads = tuple(filter(sight.sees, leading))
    inside = _once(member for each in same for member in directory.people_of(each.id))
    deputies = (m for m in inside if m not in leading and m.person.position.startswith(DEPUTY))
    staff, others = directory.headcount(same)
    return Branch(
        heads=heads,
        deputies=tuple(filter(sight.sees, deputies)),
        below=names_below(same, directory),
        staff=staff,
        others=others,
        is_partly_hidden=len(heads) < len(leading),
    )


def names_below(same: Iterable[Department], directory: Directory) -> tuple[str, ...]:
    """What the departments right below are called."""
    tops = {each.id for each in same}
    return tuple(dict.fromkeys(each.name for each in directory.departments.values() if each.parent in tops))


def path_of(department: DepartmentId | None, directory: Directory) -> tuple[str, ...]:
    """The names from the root down to the department."""
    return tuple(each.name for each in reversed(directory.chain(department)))


def titles_of(member: Member, directory: Directory) -> tuple[str, ...]:
    """Position and posts, without what says the same twice."""
    position = member.person.position
    posts = (directory.posts.titles.get(code, "") for code in directory.posts_of(member.person.id))
    return tuple(dict.fromkeys(filter(None, (position, *(title for title in posts if title != position)))))


def _with_word(asked: Asked, word: str, directory: Directory) -> Asked:
    if fold_text(word) in LEADING:
        return Asked(asked.departments, asked.posts, asked.name, leading=True)
    if places := directory.named(word):
        return Asked(_narrower(asked.departments, places, directory), asked.posts, asked.name, asked.leading)
    if holders := _holders(word, directory):
        return Asked(asked.departments, holders, asked.name, asked.leading)
    for end in range(len(word) - 1, SHORTEST - 1, -1):
        if places := directory.named(word[:end]):
            inside = Asked(_narrower(asked.departments, places, directory), asked.posts, asked.name, asked.leading)
            return _with_word(inside, word[end:], directory)
    return Asked(asked.departments, asked.posts, f"{asked.name} {word}".strip(), asked.leading)


def _narrower(
    known: tuple[Department, ...] | None, places: tuple[Department, ...], directory: Directory
) -> tuple[Department, ...]:
    """机电学院 综合科 is that one below 机电学院, where there is one."""
    below = directory.below(known) if known else frozenset[DepartmentId]()
    return tuple(each for each in places if each.id in below) or places


def _holders(word: str, directory: Directory) -> tuple[Member, ...]:
    posts = (rule.code for rule in directory.posts.rules if fold_text(rule.title) == fold_text(word))
    held = (member for code in posts for member in directory.holders(code))
    return _once((*directory.in_position(word), *held))


def _fits(member: Member, places: frozenset[DepartmentId] | None, *, leading: bool) -> bool:
    led = member.leads if leading else frozenset(member.departments)
    return bool(led) and (places is None or not places.isdisjoint(led)) if leading else _is_in(member, places)


def _is_in(member: Member, places: frozenset[DepartmentId] | None) -> bool:
    return places is None or not places.isdisjoint(member.departments)


def _once(members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple({member.person.id: member for member in members}.values())
