"""Makes a college of any size by a seed: the small sample's offices and posts, and around them what a large one has.

The posts of `content/demo/college.json` keep their user ids (`rs-qw` keeps the address book, `xx-wg` the network), so
that whatever names them works in a college of a hundred and of a hundred thousand. Added are the heads' rooms, further
secondary colleges with their majors and classes, teachers, counsellors, clerks and students, all of them with names
about as frequent as in life: namesakes occur. User ids say nothing but the staff number.
"""

import random
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from emulator.college_names import Names, read_names
from emulator.wecom.college import STAFF_NO, College, load_college
from emulator.wecom.people import ROOT, Department, Member

COLLEGE = Path(__file__).resolve().parent.parent / "content" / "demo" / "college.json"
LEAST_PEOPLE = 300
LEAST_DEPARTMENTS = 70
DEPARTMENTS_IN_A_HUNDRED = 3  # of the people: 3,000 departments for 100,000
DEPARTMENTS_OF_A_SCHOOL = 120
PLACES_OF_A_MAJOR = 24  # the major itself and its classes
STAFF_SHARE = 0.07  # a teacher for some eighteen students, and the offices
CLASSES_OF_A_COUNSELLOR = 5
OFFICE_SHARE = 0.15  # of the added staff; the others teach
TWO_PLACES_SHARE = 0.02  # of the teachers also work in an office
GRADES = (2024, 2025, 2026)
SCHOOL_POSTS = ("院长", "党总支书记", "副院长", "副院长", "教务干事（质量管理员）", "办公室主任")
CLERKS = ("科员", "干事", "科员", "主任科员")
TEACHERS = ("讲师", "助教", "副教授", "讲师", "教授", "实训指导教师")
# A range that no carrier has: nobody's telephone rings.
MOBILE = "119{:08d}"


def make_college(people: int, *, departments: int | None = None, seed: int = 0) -> College:
    """A college of exactly that many people and departments; the same seed makes the same one.

    Raises:
        ValueError: too small for its offices, or for its people; `load_college` has a small one.
    """
    wanted = max(LEAST_DEPARTMENTS, people * DEPARTMENTS_IN_A_HUNDRED // 100) if departments is None else departments
    if people < LEAST_PEOPLE or wanted < LEAST_DEPARTMENTS:
        raise ValueError(f"a made college has at least {LEAST_PEOPLE} people and {LEAST_DEPARTMENTS} departments")
    growing = _Growing(read_names(), random.Random(seed))  # noqa: S311 - repeatable, guards nothing
    growing.grow(people, wanted)
    return growing.college()


class _Growing:
    """A college under construction."""

    def __init__(self, names: Names, dice: random.Random) -> None:
        self._names = names
        self._dice = dice
        self._sample = load_college(COLLEGE)
        self._departments = {unit.id: unit for unit in self._sample.departments}
        self._members: list[Member] = []
        self._added = 0
        found = {unit.name: unit.id for unit in self._sample.departments if unit.parent_id == ROOT}
        self._schools = [number for name, number in found.items() if name.endswith("二级学院")]
        self._offices: list[int] = []
        self._majors: list[int] = []
        self._classes = [unit.id for unit in self._sample.departments if unit.name.endswith("班")]

    def college(self) -> College:
        """As it stands now."""
        units, members = tuple(self._departments.values()), tuple(self._members)
        return College(units, members, self._sample.roles, self._sample.posts)

    def grow(self, people: int, departments: int) -> None:
        """From the sample to so many people in so many departments."""
        self._take_over()
        self._add_schools(min(len(self._names.schools), departments // DEPARTMENTS_OF_A_SCHOOL))
        self._add_places(departments - len(self._departments))
        staff = max(int(people * STAFF_SHARE) - len(self._members), 2 * len(self._majors))
        self._add_counsellors()
        self._add_staff(staff)
        students = people - len(self._members)
        if students < len(self._classes):
            raise ValueError(f"{people} people do not fill {departments} departments")
        self._add_students(students)

    def _take_over(self) -> None:
        """The sample's people get names of their own, its secondary colleges too, and heads get rooms."""
        schools = dict(zip(self._schools, self._names.schools, strict=False))
        renamed = {self._departments[number].name: name for number, name in schools.items()}
        for unit in self._sample.departments:
            self._departments[unit.id] = replace(unit, name=_renamed(unit.name, renamed))
        students = [member.position == "学生" for member in self._sample.members]
        staff = iter(self._names.draw("staff", len(students), self._dice))
        young = iter(self._names.draw("students", len(students), self._dice))
        for member, is_student in zip(self._sample.members, students, strict=True):
            name = next(young) if is_student else next(staff)
            self._members.append(replace(member, name=name, mobile=self._mobile()))
        special = {*self._schools, *self._classes, ROOT}
        self._offices = [number for number in self._departments if number not in special]
        self._add_rooms()

    def _add_rooms(self) -> None:
        """The head's own place below the office; the head is in both, and at home in the office."""
        places = {member.user_id: place for place, member in enumerate(self._members)}
        for unit in list(self._departments.values()):
            code = unit.leaders[0].partition("-")[0].upper() if unit.leaders and unit.parent_id == ROOT else ""
            if code in self._names.rooms:
                room = self._add_department(str(self._names.rooms[code]), unit.id, unit.leaders)
                head = self._members[places[unit.leaders[0]]]
                self._members[places[unit.leaders[0]]] = replace(
                    head, departments=(*head.departments, room), leads=(*head.leads, room)
                )

    def _add_schools(self, wanted: int) -> None:
        superior = self._sample.posts["XLD-FYZ"][0]
        for name in list(self._names.schools)[len(self._schools) : wanted]:
            school = self._add_department(name, ROOT)
            self._schools.append(school)
            dean = self._add_people(SCHOOL_POSTS[:1], school, superior)[0]
            self._lead(school, dean)
            self._add_people(SCHOOL_POSTS[1:], school, dean)

    def _add_places(self, count: int) -> None:
        """So many majors and classes, shared out evenly among the secondary colleges."""
        for place, school in enumerate(self._schools):
            share = count // len(self._schools) + (place < count % len(self._schools))
            majors = [self._add_department(name, school) for name in self._major_names(school, share)]
            self._majors += majors
            for number in range(share - len(majors)):
                major = majors[number % len(majors)]
                grade = GRADES[number // len(majors) % len(GRADES)]
                ordinal = number // len(majors) // len(GRADES) + 1
                self._classes.append(self._add_department(f"{grade}级{ordinal}班", major))

    def _major_names(self, school: int, share: int) -> tuple[str, ...]:
        majors = self._names.schools[self._departments[school].name]
        return majors[: max(1, share // PLACES_OF_A_MAJOR)]

    def _add_counsellors(self) -> None:
        """One for some classes of one secondary college, at home in it and head of each of the classes."""
        waiting: dict[int, list[int]] = {}
        for number in self._classes:
            if not any(number in member.departments for member in self._members[: len(self._sample.members)]):
                waiting.setdefault(self._school_of(number), []).append(number)
        for school, classes in waiting.items():
            for begin in range(0, len(classes), CLASSES_OF_A_COUNSELLOR):
                self._add_counsellor(school, tuple(classes[begin : begin + CLASSES_OF_A_COUNSELLOR]))

    def _add_counsellor(self, school: int, classes: tuple[int, ...]) -> None:
        dean = self._departments[school].leaders[0]
        (counsellor,) = self._add_people(("辅导员（班主任）",), school, dean)
        self._members[-1] = replace(self._members[-1], departments=(school, *classes), leads=classes)
        for number in classes:
            self._departments[number] = replace(self._departments[number], leaders=(counsellor,))

    def _school_of(self, number: int) -> int:
        while self._departments[number].parent_id != ROOT:
            number = self._departments[number].parent_id
        return number

    def _add_staff(self, count: int) -> None:
        """Clerks into the offices; teachers into the majors, the first of whom heads it."""
        clerks = int(count * OFFICE_SHARE)
        offices, majors = cycle(self._offices), cycle(self._majors)
        for post, office, _ in zip(cycle(CLERKS), offices, range(clerks), strict=False):
            self._add_people((post,), office, self._head_of(office))
        for post, major, _ in zip(cycle(TEACHERS), majors, range(count - clerks), strict=False):
            leaders = self._departments[major].leaders
            superior = leaders[0] if leaders else self._departments[self._school_of(major)].leaders[0]
            (teacher,) = self._add_people((post if leaders else "专业主任",), major, superior)
            if not leaders:
                self._lead(major, teacher)
            elif self._dice.random() < TWO_PLACES_SHARE:
                last = self._members[-1]
                self._members[-1] = replace(last, departments=(major, self._dice.choice(self._offices)))

    def _head_of(self, number: int) -> str:
        unit = self._departments[number]
        return unit.leaders[0] if unit.leaders else self._head_of(unit.parent_id)

    def _add_students(self, count: int) -> None:
        """Everybody draws a class, so that classes are of different sizes; none stays empty."""
        drawn = [*self._classes, *self._dice.choices(self._classes, k=count - len(self._classes))]
        names = self._names.draw("students", count, self._dice)
        for number, (name, place) in enumerate(zip(names, sorted(drawn), strict=True), 1):
            self._members.append(self._person(name, f"s{number:07d}", place, "学生", ()))

    def _add_people(self, posts: tuple[str, ...], department: int, superior: str) -> list[str]:
        added: list[str] = []
        for post, name in zip(posts, self._names.draw("staff", len(posts), self._dice), strict=True):
            self._added += 1
            added.append(f"t{self._added:06d}")
            self._members.append(self._person(name, added[-1], department, post, (superior,)))
        return added

    def _person(self, name: str, user_id: str, department: int, post: str, superiors: tuple[str, ...]) -> Member:
        return Member(
            user_id=user_id,
            name=name,
            departments=(department,),
            main_department=department,
            direct_leaders=superiors,
            position=post,
            mobile=self._mobile(),
            extattr=((STAFF_NO, user_id.upper()),),
        )

    def _mobile(self) -> str:
        return MOBILE.format(len(self._members) + 1)

    def _add_department(self, name: str, parent: int, leaders: tuple[str, ...] = ()) -> int:
        number = len(self._departments) + ROOT
        self._departments[number] = Department(id=number, name=name, parent_id=parent, leaders=leaders)
        return number

    def _lead(self, department: int, user_id: str) -> None:
        """The member added last heads a department."""
        self._departments[department] = replace(self._departments[department], leaders=(user_id,))
        self._members[-1] = replace(self._members[-1], leads=(department,))


def _renamed(name: str, renamed: dict[str, str]) -> str:
    for old, new in renamed.items():
        name = name.replace(old, new)
    return name
