"""Who is of which kind and who sees whom, as rules over the directory."""

from domain.forms.directory import Department, Directory, Member
from domain.forms.posts import KindRule, PostRule, Posts
from domain.ids import DepartmentId, PersonId
from domain.organisation import branch_of, read_asked
from domain.organisation_sight import sight_of
from domain.people import Person

ROOT, WORKS, CLASS, OFFICE, TWIN_ROOT, TWIN = map(DepartmentId, range(1, 7))
DEPARTMENTS = {
    ROOT: Department(ROOT, "学院"),
    WORKS: Department(WORKS, "机电学院", ROOT),
    CLASS: Department(CLASS, "数控1班", WORKS),
    OFFICE: Department(OFFICE, "教务处", ROOT),
    TWIN_ROOT: Department(TWIN_ROOT, "学院"),
    TWIN: Department(TWIN, "机电学院", TWIN_ROOT),
}


def member(number: int, position: str, *places: DepartmentId, leads: tuple[DepartmentId, ...] = ()) -> Member:
    person = Person(id=PersonId(number), name=f"某{number}", position=position, main_department_id=places[0])
    return Member(person=person, departments=places, leads=frozenset(leads))


TEACHER = member(1, "教师", WORKS)
PUPIL = member(2, "学生", CLASS)
MATE = member(3, " 學生", CLASS)
CLERK = member(4, "干事", OFFICE)
DEAN = member(5, "院长", ROOT, leads=(ROOT,))
GUEST = member(6, "", ROOT)
TWIN_HEAD = member(7, "副院长", TWIN, leads=(TWIN,))
HELPER = member(8, "学生", OFFICE)
EVERYBODY = (TEACHER, PUPIL, MATE, CLERK, DEAN, GUEST, TWIN_HEAD, HELPER)


def college(posts: Posts) -> Directory:
    return Directory({each.person.id: each for each in EVERYBODY}, DEPARTMENTS, posts)


def seen_by(asker: Member, posts: Posts, *, is_hr: bool = False) -> set[int]:
    sight = sight_of(college(posts), asker, is_hr=is_hr)
    return {int(each.person.id) for each in EVERYBODY if sight.sees(each)}


def test_who_is_beside_the_staff_is_whoever_is_of_another_kind():
    rules = (
        (KindRule("student", positions=("学生",)),),
        (KindRule("student", positions=("学生",), departments=("机电学院",)),),
        (KindRule("student", departments=("数控1班",)), KindRule("guest", departments=("教务处",))),
        (KindRule("staff", departments=("教务处",)), KindRule("student", positions=("学生",))),
        (),
    )
    for kinds in rules:
        directory = college(Posts(kinds=kinds))

        assert directory.beside_staff == {m.person.id for m in EVERYBODY if directory.kind(m) != "staff"}, kinds


def test_each_sees_what_the_rule_says():
    assert seen_by(TEACHER, Posts()) == {1, 2, 3, 4, 5, 6, 7}
    assert seen_by(CLERK, Posts()) == {1, 4, 5, 6, 7, 8}
    assert seen_by(PUPIL, Posts()) == {1, 2}
    assert seen_by(HELPER, Posts()) == {4, 8}
    assert seen_by(CLERK, Posts(), is_hr=True) == {1, 2, 3, 4, 5, 6, 7, 8}


def test_whoever_leads_the_whole_sees_all_of_it_and_whoever_is_merely_there_does_not():
    assert seen_by(DEAN, Posts()) == {1, 2, 3, 4, 5, 6, 7, 8}
    assert seen_by(GUEST, Posts()) == {1, 4, 5, 6, 7}


def test_a_student_without_a_college_sees_nobody_else():
    asker = member(9, "学生", ROOT)
    directory = Directory({asker.person.id: asker}, DEPARTMENTS, Posts())

    assert not sight_of(directory, asker, is_hr=False).sees(DEAN)


def test_the_same_department_on_two_platforms_is_one():
    directory = college(Posts())
    asked = read_asked("机电学院", directory)

    branch = branch_of(asked.departments or (), sight_of(directory, TEACHER, is_hr=False))

    assert asked.is_place
    assert (branch.staff, branch.others, branch.below) == (2, 2, ("数控1班",))
    assert [each.person.id for each in branch.heads] == [7]


def test_holders_of_a_post_are_named_in_the_order_of_their_ids():
    rules = (
        PostRule("all", "都算", positions=("学生", "干事")),
        PostRule("here", "机电学生", positions=("学生",), departments=("机电学院",)),
        PostRule("heads", "负责人们", departments=("机电学院", "学院"), leads=True),
    )
    directory = college(Posts(rules=rules))

    held = {code: [int(each.person.id) for each in directory.holders(code)] for code in ("all", "here", "heads")}

    assert held == {"all": [2, 3, 4, 8], "here": [2, 3], "heads": [5, 7]}


def test_a_circle_of_departments_ends():
    circle = {ROOT: Department(ROOT, "甲处", WORKS), WORKS: Department(WORKS, "乙处", ROOT)}
    directory = Directory({TEACHER.person.id: TEACHER}, circle, Posts())

    assert branch_of([circle[ROOT]], sight_of(directory, TEACHER, is_hr=False)).staff == 1
