"""Who is asked: the words of a form's `who` as values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import assert_never

HIGHEST_LEADER = 9  # levels; no college has more
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
NOTHING: Mapping[str, str] = MappingProxyType({})
EXAMPLES = 'who = "department_head"；也可写 leader:1、post:hr_head、person(字段)、counsellor'
_CALL = re.compile(r"(?P<word>\w+)\((?P<field>[^()]*)\)")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whoever submits."""


@dataclass(frozen=True, slots=True)
class Leader:
    """The n-th direct leader, counted from 1."""

    level: int


@dataclass(frozen=True, slots=True)
class LeadersUpTo:
    """Every leader from the applicant's own up to the holder of a post."""

    post: str


@dataclass(frozen=True, slots=True)
class SectionHead:
    """Who leads the applicant's smallest department, else their department."""


@dataclass(frozen=True, slots=True)
class DepartmentHead:
    """Who leads the applicant's department, or those that a field names."""

    field: str = ""


@dataclass(frozen=True, slots=True)
class CollegeDean:
    """Who leads the second-level college that the applicant belongs to."""


@dataclass(frozen=True, slots=True)
class Post:
    """Whoever holds a post of content/posts.toml."""

    code: str


@dataclass(frozen=True, slots=True)
class Role:
    """Whoever has a role of the configuration."""

    name: str


@dataclass(frozen=True, slots=True)
class PersonIn:
    """The person of a field."""

    field: str


@dataclass(frozen=True, slots=True)
class PeopleIn:
    """The people of a field."""

    field: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom the applicant names when submitting."""


@dataclass(frozen=True, slots=True)
class Counsellor:
    """Who looks after the applicant's class."""


@dataclass(frozen=True, slots=True)
class Members:
    """Everybody of a department, by its name or another name of it."""

    department: str


Who = (
    Applicant
    | Leader
    | LeadersUpTo
    | SectionHead
    | DepartmentHead
    | CollegeDean
    | Post
    | Role
    | PersonIn
    | PeopleIn
    | Chosen
    | Counsellor
    | Members
)

_PLAIN: dict[str, Who] = {
    "applicant": Applicant(),
    "section_head": SectionHead(),
    "department_head": DepartmentHead(),
    "college_dean": CollegeDean(),
    "chosen": Chosen(),
    "counsellor": Counsellor(),
}
WORDS = (*_PLAIN, "leader", "leaders_up_to", "post", "role", "members", "person", "people")


class Unclear(ValueError):
    """A text that names nobody; says in Chinese why."""


def read_who(text: str) -> Who:
    """The value of one word of `who`.

    Raises:
        Unclear: it is none, and why.
    """
    if plain := _PLAIN.get(text):
        return plain
    if call := _CALL.fullmatch(text):
        return _of_field(call["word"], call["field"].strip())
    word, colon, rest = text.partition(":")
    if not colon:
        raise Unclear(f"不认识 {_cut(text)}")
    return _of_name(word, rest.strip())


def _of_field(word: str, field: str) -> Who:
    if not NAME.fullmatch(field):
        raise Unclear(f"{_cut(word)}( ) 的括号里应是字段名")
    match word:
        case "department_head":
            return DepartmentHead(field)
        case "person":
            return PersonIn(field)
        case "people":
            return PeopleIn(field)
        case _:
            raise Unclear(f"不认识 {_cut(word)}( )")


def _of_name(word: str, rest: str) -> Who:
    match word:
        case "leader":
            return Leader(_level(rest))
        case "leaders_up_to":
            return LeadersUpTo(_code(rest))
        case "post":
            return Post(_code(rest))
        case "role":
            return Role(_code(rest))
        case "members" if rest:
            return Members(rest)
        case _:
            raise Unclear(f"不认识 {_cut(word)}:")


def _level(text: str) -> int:
    if text.isascii() and text.isdecimal() and 1 <= int(text[:3]) <= HIGHEST_LEADER:
        return int(text[:3])
    raise Unclear(f"leader: 后面应是 1 到 {HIGHEST_LEADER}，例如 leader:1")


def _code(text: str) -> str:
    if CODE.fullmatch(text):
        return text
    raise Unclear("冒号后面应是小写字母开头的代号，例如 post:hr_head")


def _cut(text: str) -> str:
    return text[:30]


def fields_of(who: Iterable[Who]) -> tuple[str, ...]:
    """The fields that are looked into."""
    named = (w.field for w in who if isinstance(w, DepartmentHead | PersonIn | PeopleIn))
    return tuple(field for field in named if field)


def posts_of(who: Iterable[Who]) -> tuple[str, ...]:
    """The posts that must be known."""
    return tuple(
        each.code if isinstance(each, Post) else each.post for each in who if isinstance(each, Post | LeadersUpTo)
    )


def in_words(who: Who, titles: Mapping[str, str] = NOTHING, labels: Mapping[str, str] = NOTHING) -> str:
    """How it is said in Chinese. `titles` are those of posts, `labels` those of fields."""
    match who:
        case Leader():
            return "直属领导" if who.level == 1 else f"向上第 {who.level} 级领导"
        case LeadersUpTo():
            return f"逐级领导直到{titles.get(who.post, who.post)}"
        case DepartmentHead():
            return f"“{labels.get(who.field, who.field)}”的负责人" if who.field else "部门负责人"
        case Post():
            return titles.get(who.code, who.code)
        case Role():
            return f"角色 {who.name}"
        case PersonIn() | PeopleIn():
            return f"“{labels.get(who.field, who.field)}”填的人"
        case Members():
            return f"{who.department}全体"
        case Applicant() | SectionHead() | CollegeDean() | Chosen() | Counsellor():
            return _SAID[type(who)]
        case _:
            assert_never(who)


_SAID: Mapping[type, str] = {
    Applicant: "申请人",
    SectionHead: "科室负责人",
    CollegeDean: "二级学院院长",
    Chosen: "申请人指定的人",
    Counsellor: "辅导员",
}
