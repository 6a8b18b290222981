"""The school directory of one corp: whose parents an application may write to."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """`parents` by the student's user id; `apps` are those among 家长可使用的应用."""

    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    apps: frozenset[int] = frozenset()
