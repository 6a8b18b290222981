"""Where a platform's departments stand against those that the roster names: to be made, renamed or moved."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.directory_orders import MakeDepartment, MoveDepartment, RenameDepartment
from domain.directory_reading import DepartmentFacts, MemberFacts
from domain.roster import Entry, Path
from domain.roster_departments import paths_of

DEEPEST = 32  # levels; a reading has no circles, but a part of one may name what it has not


@dataclass(frozen=True)
class Places:
    """A platform's departments by path and by id."""

    ids: Mapping[Path, str]
    paths: Mapping[str, Path]

    def id_of(self, path: Path) -> str | None:
        """The platform's id, if it has the department."""
        return self.ids.get(path)


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """What is to be done for a path of the roster. Without an order the one above has to be there first."""

    path: Path
    before: Path
    order: MakeDepartment | RenameDepartment | MoveDepartment | None


def places_of(departments: Mapping[str, DepartmentFacts]) -> Places:
    """The platform's departments, as paths of names below the root."""
    paths = paths_of({key: tuple(_chain(key, departments)) for key in departments})
    return Places({path: key for key, path in paths.items()}, paths)


def has_department(departments: Mapping[str, DepartmentFacts], order: MakeDepartment) -> bool:
    """Whether what is to be made is there already: below the root, where no other place is named."""
    roots = {None, *(key for key, facts in departments.items() if facts.parent is None)}
    above = roots if order.parent_id is None else {order.parent_id}
    return any(facts.name == order.name and facts.parent in above for facts in departments.values())


def _chain(key: str, departments: Mapping[str, DepartmentFacts]) -> Iterable[str]:
    names: list[str] = []
    here: str | None = key
    while here is not None and here in departments and len(names) < DEEPEST:
        names.append(departments[here].name)
        here = departments[here].parent
    return reversed(names)


def orders_for(places: Places, entries: Collection[Entry], matched: Mapping[str, MemberFacts]) -> Iterator[PlaceOrder]:
    """For each path that the roster has and the platform has not, from the top downwards.

    A department whose people are all said to be in the missing one, and which the roster does not name, is that one
    under its old name; one of the same name that the roster has nowhere else is that one at its old place.
    """
    wanted = {path for entry in entries for path in _with_those_above(entry.department)}
    people = _people(places, entries, matched)
    spare = {path: key for path, key in places.ids.items() if path not in wanted}
    for path in sorted(wanted - places.ids.keys(), key=len):
        old = _renamed(path, spare, people) or _moved(path, spare)
        above = places.id_of(path[:-1])
        if old is None:
            yield PlaceOrder(
                path, (), MakeDepartment(name=path[-1], parent_id=above) if _is_there(path, above) else None
            )
        elif old[:-1] == path[:-1]:
            yield PlaceOrder(path, old, RenameDepartment(id=spare.pop(old), name=path[-1]))
        else:
            order = MoveDepartment(id=spare[old], parent_id=above) if _is_there(path, above) else None
            del spare[old]
            yield PlaceOrder(path, old, order)


def _is_there(path: Path, above: str | None) -> bool:
    """Whether the department above is there, or it is the root."""
    return above is not None or len(path) == 1


def _with_those_above(path: Path) -> Iterator[Path]:
    return (path[:length] for length in range(1, len(path) + 1))


def _people(
    places: Places, entries: Collection[Entry], matched: Mapping[str, MemberFacts]
) -> dict[Path, Counter[Path]]:
    """For each department of the platform where the roster says its people are."""
    people: defaultdict[Path, Counter[Path]] = defaultdict(Counter)
    for entry in entries:
        member = matched.get(entry.staff_no)
        if member is not None and member.main_department is not None and entry.is_employed:
            people[places.paths[member.main_department]][entry.department] += 1
    return people


def _renamed(path: Path, spare: Mapping[Path, str], people: Mapping[Path, Counter[Path]]) -> Path | None:
    found = [old for old in spare if old[:-1] == path[:-1] and set(people.get(old, ())) == {path}]
    return found[0] if len(found) == 1 else None


def _moved(path: Path, spare: Mapping[Path, str]) -> Path | None:
    found = [old for old in spare if old[-1] == path[-1]]
    return found[0] if len(found) == 1 else None
