"""Who may do what, asked at the moment of the act: the directory and the configuration decide, never a name."""

from enum import StrEnum

from domain.office import Office
from domain.people import Person
from handlers.turn import Turn
from storage.database import Tx
from storage.roles import holders


class Role(StrEnum):
    """The roles of the configuration."""

    HR = "hr"
    ADMIN = "admin"


async def holds(tx: Tx, person: Person, role: Role, office: Office) -> bool:
    """Whether this person has the role now, from whichever of their accounts they speak."""
    return person.is_active and person.id in await holders(tx, office.roles.get(role, ()))


async def holds_or_noted(turn: Turn, role: Role, attempt: str) -> bool:
    """The same for whoever speaks or presses; an attempt of somebody else is on record."""
    if await holds(turn.tx, turn.person, role, turn.office):
        return True
    who = f"person:{turn.person.id}"
    turn.tx.audit(who, "role.refuse", who, attempt=attempt, role=role.value)
    return False
