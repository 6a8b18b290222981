"""A check as data: where rows are read, and what of a row is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.forms.expressions import TRUE, Expression

PERSON = "person"  # whoever the row is about
HEAD = "head"  # of the department that the row names
SYSTEM = "system"  # the owner of the check's system
POST = "post:"
AWAY = "away"  # what is found where a source does not answer; the subject is the check
AMENDMENT = "amendment"  # what is found where a source does not show what was agreed
RESERVED = frozenset({AWAY, AMENDMENT})


class Kind(StrEnum):
    """What is wrong."""

    MISSING = "missing"
    STALE = "stale"
    CODE = "code"
    DIFFERS = "differs"
    RULE = "rule"
    FOUND = "found"  # the source itself lists what is wrong


class Rhythm(StrEnum):
    """How often it is looked at."""

    HOURLY = "hourly"
    DAILY = "daily"


class Table(StrEnum):
    """What is known of our own directory, ready as rows."""

    PEOPLE = "people"
    DEPARTMENTS = "departments"
    POSTS = "posts"


@dataclass(frozen=True, slots=True)
class FromDirectory:
    """Our own directory."""

    table: Table


@dataclass(frozen=True, slots=True)
class FromSql:
    """A query. `database` is one of the configuration; empty for our own."""

    sql: str
    database: str = ""


@dataclass(frozen=True, slots=True)
class FromHttp:
    """JSON by GET. `rows` leads to the list within the answer ("result.list"); `headers` may name secrets."""

    url: str
    rows: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class FromFile:
    """The newest file that was uploaded for the check."""


Source = FromDirectory | FromSql | FromHttp | FromFile


@dataclass(frozen=True, slots=True)
class Against:
    """The other source of a comparison: rows are matched by `key`, and `column` is compared.

    `lacks_too`: a row that the other source has not is wrong as well.
    """

    source: Source
    key: str
    column: str
    lacks_too: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What the person is asked where only they can know. `field` is what of the registry their answer is for."""

    text: str
    field: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """`columns` must be there in every row. `key` tells rows apart, `person` and `department` name columns or nothing.

    `say` is what is said of a row, with columns in braces. `owner` is PERSON, HEAD, SYSTEM or "post:CODE". Fewer rows
    than `least` are no answer but a fault of the source.
    """

    key: str
    title: str
    system: str
    kind: Kind
    source: Source
    columns: tuple[str, ...]
    row: str
    say: str
    owner: str = SYSTEM
    rhythm: Rhythm = Rhythm.DAILY
    person: str = ""
    department: str = ""
    column: str = ""
    days: int = 0
    codes: frozenset[str] = frozenset()
    rule: Expression = TRUE
    against: Against | None = None
    question: Question | None = None
    least: int = 1
