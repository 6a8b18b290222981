"""The personnel office's roster: one entry per person whom the college employs or employed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.forms.posts import BELOW

Path = tuple[str, ...]  # names of departments from below the root downwards; of the root itself its own name


class Standing(StrEnum):
    """Whether somebody is at work, in the personnel office's words."""

    ON_DUTY = "在岗"
    ON_TRIAL = "试用"
    LENT = "借调"
    AWAY = "离岗"
    LEFT = "离职"
    RETIRED = "退休"


EMPLOYED = frozenset({Standing.ON_DUTY, Standing.ON_TRIAL, Standing.LENT, Standing.AWAY})


class Category(StrEnum):
    """On what footing somebody works here."""

    PERMANENT = "在编"
    CONTRACT = "编外"
    AGENCY = "劳务派遣"
    VISITING = "外聘"
    PART_TIME = "兼职"
    REHIRED = "返聘"
    STUDENT = "学生"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One person by what the roster says. `leads` is of their own department, `leader_no` of their direct leader."""

    staff_no: str
    name: str
    department: Path
    position: str = ""
    standing: Standing = Standing.ON_DUTY
    category: Category | None = None
    joined_on: date | None = None
    working_since: date | None = None
    left_on: date | None = None
    leader_no: str | None = None
    leads: bool = False

    @property
    def is_employed(self) -> bool:
        """Whether they belong to the college now, at work or away."""
        return self.standing in EMPLOYED


def path_words(path: Path) -> str:
    """A department as rosters and `content/posts.toml` write it."""
    return BELOW.join(path)
