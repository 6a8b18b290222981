"""Somebody who has left, and what is still in their hands."""

from dataclasses import dataclass

from domain.ids import PersonId, RequestNo


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """`waiting` cases ask them, now or when their turn comes; `own` are requests of theirs that are in course."""

    id: PersonId
    name: str
    staff_no: str | None
    waiting: int
    own: tuple[RequestNo, ...]
