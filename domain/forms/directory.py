"""The college's people and departments as forms look at them: a snapshot, whole or as much as one request needs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from domain.forms.conditions import Facts
from domain.forms.posts import BELOW, STAFF, KindRule, PostRule, Posts
from domain.ids import DepartmentId, PersonId
from domain.people import Person
from domain.text_fold import fold_text

DEEPEST = 32  # levels; a circle made by a broken directory must end


@dataclass(frozen=True, slots=True)
class Department:
    """One department; `parent` is None for a root."""

    id: DepartmentId
    name: str
    parent: DepartmentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person with the places they have. `leads` are departments, `leaders` their direct leaders."""

    person: Person
    departments: tuple[DepartmentId, ...] = ()
    leads: frozenset[DepartmentId] = frozenset()
    leaders: tuple[PersonId, ...] = ()

    @property
    def home(self) -> DepartmentId | None:
        """The main department, else the first one."""
        return self.person.main_department_id or (self.departments[0] if self.departments else None)


@dataclass(frozen=True)
class Directory:
    """`roles` are the holders of the configuration's roles. `granted` are the departments that a name in the list of
    posts stands for; one that is not in it is new there, and stands for whatever is called so.
    """

    members: Mapping[PersonId, Member]
    departments: Mapping[DepartmentId, Department]
    posts: Posts = field(default_factory=Posts)
    roles: Mapping[str, tuple[PersonId, ...]] = field(default_factory=dict[str, tuple[PersonId, ...]])
    granted: Mapping[str, frozenset[DepartmentId]] = field(default_factory=dict[str, frozenset[DepartmentId]])

    @cached_property
    def active(self) -> tuple[Member, ...]:
        """Everybody who can be asked, in the order of their ids."""
        return tuple(m for _, m in sorted(self.members.items()) if m.person.is_active)

    def chain(self, department: DepartmentId | None) -> tuple[Department, ...]:
        """The department and those above it, nearest first."""
        return () if department is None else self._chains.get(department, ())

    def leaders(self, department: DepartmentId) -> tuple[Member, ...]:
        """Who leads it."""
        return self._leaders.get(department, ())

    def people_of(self, department: DepartmentId) -> tuple[Member, ...]:
        """Who is in it, not counting what lies below."""
        return self._people.get(department, ())

    def named(self, name: str) -> tuple[Department, ...]:
        """The departments of that name, or of another name of it, or at the end of that path."""
        *above, last = (part.strip() for part in name.split(BELOW))
        found = (self.departments[each] for each in self._by_name.get(fold_text(last), ()))
        return tuple(each for each in found if self._lies_below(each, above))

    def standing_for(self, name: str) -> tuple[Department, ...]:
        """Those of that name to which its posts were given: a department that only came to the name has none."""
        granted = self.granted.get(name)
        return tuple(each for each in self.named(name) if granted is None or each.id in granted)

    def named_in_part(self, part: str) -> tuple[Department, ...]:
        """The departments in whose name, or in another name of which, the words occur; those on top first."""
        folded = fold_text(part)
        ids = {each for name, found in self._by_name.items() if folded in name for each in found}
        return tuple(self.departments[each] for each in sorted(ids, key=lambda each: (self.level(each), each)))

    def headcount(self, departments: Iterable[Department]) -> tuple[int, int]:
        """How many staff and how many others are in them and below; everybody once."""
        tops = frozenset(each.id for each in departments)
        known = self._headcounts.get(tops)
        if known is None:
            places = self.below(self.departments[each] for each in tops)
            people = {member.person.id for place in places for member in self.people_of(place)}
            others = len(people & self.beside_staff)
            known = self._headcounts[tops] = (len(people) - others, others)
        return known

    def level(self, department: DepartmentId) -> int:
        """How far below the root it lies."""
        return len(self.chain(department)) - 1

    def below(self, departments: Iterable[Department]) -> frozenset[DepartmentId]:
        """Those and everything below them."""
        tops = {each.id for each in departments}
        return frozenset(d for d, chain in self._chains.items() if any(each.id in tops for each in chain))

    def holders(self, code: str) -> tuple[Member, ...]:
        """Who holds a post now."""
        return self._holders.get(code, ())

    def posts_of(self, person: PersonId) -> tuple[str, ...]:
        """The codes of the posts somebody holds, in the order of the file; not those that many hold together."""
        return self._posts_of.get(person, ())

    def in_position(self, position: str) -> tuple[Member, ...]:
        """Everybody whose position is called so."""
        return self._by_position.get(fold_text(position), ())

    @property
    def positions(self) -> Collection[str]:
        """Every position that somebody has, folded."""
        return self._by_position.keys()

    def facts(self, member: Member) -> Facts:
        """What expressions may know of somebody."""
        known = self._facts.get(member.person.id)
        if known is None:
            known = self._facts[member.person.id] = self._facts_of(member)
        return known

    def _facts_of(self, member: Member) -> Facts:
        home = self.chain(member.home)
        others = (each for department in member.departments for each in self.chain(department))
        return Facts(
            id=member.person.id,
            name=member.person.name,
            kind=self.kind(member),
            posts=self.posts_of(member.person.id),
            department=home[0].name if home else "",
            departments=tuple(dict.fromkeys(each.name for each in (*home, *others))),
            position=member.person.position,
        )

    def kind(self, member: Member) -> str:
        """Staff, unless a rule says otherwise."""
        return next((rule.code for rule in self.posts.kinds if self._is_of(rule, member)), STAFF)

    @cached_property
    def beside_staff(self) -> frozenset[PersonId]:
        """Everybody of another kind than staff, as `kind` has it; worked out by the rules, not by the people."""
        kinds: dict[PersonId, str] = {}
        for rule in self.posts.kinds:
            for member in self._of_rule(rule):
                kinds.setdefault(member.person.id, rule.code)
        return frozenset(person for person, code in kinds.items() if code != STAFF)

    def _of_rule(self, rule: KindRule) -> Iterator[Member]:
        places = self._places_of_kinds.get(rule.code)
        if not rule.positions:
            return (member for place in places or () for member in self.people_of(place))
        candidates = (member for position in rule.positions for member in self.in_position(position))
        return (member for member in candidates if places is None or places.intersection(member.departments))

    @cached_property
    def _facts(self) -> dict[PersonId, Facts]:
        """What was worked out already; filled as it is asked for."""
        return {}

    @cached_property
    def _headcounts(self) -> dict[frozenset[DepartmentId], tuple[int, int]]:
        """The same."""
        return {}

    @cached_property
    def _chains(self) -> Mapping[DepartmentId, tuple[Department, ...]]:
        return {each: tuple(self._climb(each)) for each in self.departments}

    def _climb(self, department: DepartmentId | None) -> Iterator[Department]:
        for _ in range(DEEPEST):
            here = self.departments.get(department) if department is not None else None
            if here is None:
                return
            yield here
            department = here.parent

    def _lies_below(self, department: Department, path: list[str]) -> bool:
        above = [self.posts.names_of(each.name) for each in self.chain(department.id)[1:]]
        return all(any(fold_text(part) in names for names in above) for part in path)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[DepartmentId, ...]]:
        names: defaultdict[str, list[DepartmentId]] = defaultdict(list)
        for each in self.departments.values():
            for name in self.posts.names_of(each.name):
                names[name].append(each.id)
        return {name: tuple(ids) for name, ids in names.items()}

    @cached_property
    def _leaders(self) -> Mapping[DepartmentId, tuple[Member, ...]]:
        return _grouped((department, member) for member in self.active for department in sorted(member.leads))

    @cached_property
    def _people(self) -> Mapping[DepartmentId, tuple[Member, ...]]:
        return _grouped((department, member) for member in self.active for department in member.departments)

    @cached_property
    def _holders(self) -> Mapping[str, tuple[Member, ...]]:
        plain = {rule.code: tuple(self._holders_of(rule)) for rule in self.posts.rules if not rule.posts}
        return {rule.code: plain.get(rule.code) or self._of_posts(rule, plain) for rule in self.posts.rules}

    def _of_posts(self, rule: PostRule, plain: Mapping[str, tuple[Member, ...]]) -> tuple[Member, ...]:
        found = {member.person.id: member for code in rule.posts for member in plain.get(code, ())}
        return tuple(member for _, member in sorted(found.items()))

    def _holders_of(self, rule: PostRule) -> Iterator[Member]:
        named = [each for name in rule.departments for each in self.standing_for(name)]
        if rule.everyone:
            found = [member for member in self.active if member.person.id not in self.beside_staff]
        elif rule.staff_no:
            found = [self._by_number[number] for number in rule.staff_no if number in self._by_number]
        elif rule.leads:
            found = [member for each in named for member in self.leaders(each.id)]
        else:
            found = self._in_positions(rule.positions, self.below(named) if rule.departments else None)
        yield from (member for _, member in sorted({member.person.id: member for member in found}.items()))

    def _in_positions(self, positions: Iterable[str], places: frozenset[DepartmentId] | None) -> list[Member]:
        """By the places where fewer people are there than have the position: there are thousands of lecturers."""
        candidates = [member for position in positions for member in self.in_position(position)]
        if places is None:
            return candidates
        if sum(len(self.people_of(place)) for place in places) < len(candidates):
            wanted = {fold_text(position) for position in positions}
            there = (member for place in places for member in self.people_of(place))
            return [member for member in there if self._position(member) in wanted]
        return [member for member in candidates if places.intersection(member.departments)]

    def _position(self, member: Member) -> str:
        return self._positions[member.person.position]

    @cached_property
    def _positions(self) -> Mapping[str, str]:
        return {position: fold_text(position) for position in {m.person.position for m in self.members.values()}}

    @cached_property
    def _by_number(self) -> Mapping[str, Member]:
        return {member.person.staff_no: member for member in self.active if member.person.staff_no}

    @cached_property
    def _by_position(self) -> Mapping[str, tuple[Member, ...]]:
        groups: defaultdict[str, list[Member]] = defaultdict(list)
        for member in self.active:
            if member.person.position:
                groups[member.person.position].append(member)
        folded: defaultdict[str, list[Member]] = defaultdict(list)
        for position, members in groups.items():
            folded[fold_text(position)] += members
        return {position: tuple(members) for position, members in folded.items()}

    @cached_property
    def _posts_of(self) -> Mapping[PersonId, tuple[str, ...]]:
        held: defaultdict[PersonId, list[str]] = defaultdict(list)
        for rule in self.posts.rules:
            for member in () if rule.posts or rule.everyone else self._holders[rule.code]:
                held[member.person.id].append(rule.code)
        return {person: tuple(codes) for person, codes in held.items()}

    def _is_of(self, rule: KindRule, member: Member) -> bool:
        if rule.positions and self._position(member) not in {fold_text(each) for each in rule.positions}:
            return False
        places = self._places_of_kinds.get(rule.code)
        return places is None or bool(places.intersection(member.departments))

    @cached_property
    def _places_of_kinds(self) -> Mapping[str, frozenset[DepartmentId]]:
        return {
            rule.code: self.below(each for name in rule.departments for each in self.named(name))
            for rule in self.posts.kinds
            if rule.departments
        }


def _grouped(pairs: Iterable[tuple[DepartmentId, Member]]) -> Mapping[DepartmentId, tuple[Member, ...]]:
    groups: defaultdict[DepartmentId, list[Member]] = defaultdict(list)
    for department, member in pairs:
        groups[department].append(member)
    return {department: tuple(members) for department, members in groups.items()}
