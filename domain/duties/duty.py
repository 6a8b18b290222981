"""An entry of the catalogue of duties: what a post owes, by which rule, how it is proved and measured."""

from dataclasses import dataclass
from enum import StrEnum

from domain.duties.rules import Rule

USUAL_POLICY = "default"  # of content/escalation.toml


class Owed(StrEnum):
    """By whom of several holders."""

    SHARED = "shared"  # one of them does it for all
    EACH = "each"  # every one for themselves


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """`post` and `checker` are codes of content/posts.toml; `form` is the key of the form that fulfils it."""

    code: str
    department: str
    section: str
    post: str
    title: str
    rule: Rule
    evidence: str = ""
    measure: str = ""
    checker: str | None = None
    policy: str = USUAL_POLICY
    owed: Owed = Owed.SHARED
    form: str | None = None
    source: str = ""
    note: str = ""
