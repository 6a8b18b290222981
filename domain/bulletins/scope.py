"""Whose bulletin it is: the college's by its office, that of students' affairs by theirs (000 第六条、第八条)."""

from dataclasses import dataclass

STUDENT_AFFAIRS = "学生工作处"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`posts` release it, those before the others; `departments` are whose duties it is about, all but `without` if
    none is named.
    """

    code: str
    title: str
    posts: tuple[str, ...]
    departments: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    has_supervision: bool = False


COLLEGE = Scope(
    code="college",
    title="全院",
    posts=("office_supervisor", "office_head"),
    without=(STUDENT_AFFAIRS,),
    has_supervision=True,
)
STUDENTS = Scope(code="students", title="学工", posts=("student_affairs_head",), departments=(STUDENT_AFFAIRS,))
EVERYTHING = Scope(code="all", title="全院", posts=(), has_supervision=True)
SCOPES = (COLLEGE, STUDENTS)


def scope_of(code: str) -> Scope:
    """The one of that code."""
    return next((each for each in SCOPES if each.code == code), COLLEGE)
