"""Somebody has left: nobody stands in for them, nor they for anybody, and HR hears of what is in their hands."""

from collections.abc import Collection

from domain.ids import PersonId
from domain.office import Office
from domain.texts import leavers as words
from handlers.away import end_now
from handlers.roles import Role
from handlers.tell import tell
from storage.database import Tx
from storage.leavers import leavers_with_work
from storage.people import load_people
from storage.roles import holders
from storage.stand_ins import StandIn, of_leavers

BY_HANDOVER = "job:handover"


async def see_off(tx: Tx, office: Office, were_here: Collection[PersonId]) -> int:
    """To be called after the directory has changed; how many of those who were here have left with work in hand."""
    for stand_in in await of_leavers(tx):
        await _end(tx, stand_in)
    leavers = await leavers_with_work(tx, were_here)
    if leavers:
        text, key = words.left(leavers), f"left:{tx.now.isoformat()}"
        for person in await _who_hands_over(tx, office):
            await tell(tx, person, text, key=f"{key}:{person}")
    return len(leavers)


async def _who_hands_over(tx: Tx, office: Office) -> tuple[PersonId, ...]:
    """HR; where nobody is, the administrators."""
    hr = await holders(tx, office.roles.get(Role.HR, ()))
    return hr or await holders(tx, office.roles.get(Role.ADMIN, ()))


async def _end(tx: Tx, stand_in: StandIn) -> None:
    """At once; the clock takes them out of what waits. Whoever is still here is told."""
    await end_now(tx, stand_in)
    tx.audit(BY_HANDOVER, "stand_in.end", f"person:{stand_in.stand_in}", cause=stand_in.cause)
    people = await load_people(tx, (stand_in.principal, stand_in.stand_in))
    principal, other = people[stand_in.principal], people[stand_in.stand_in]
    key = f"stand_in:{stand_in.id}:left"
    if other.is_active:
        await tell(tx, other.id, words.principal_left(principal.name), key=key)
    elif principal.is_active:
        await tell(tx, principal.id, words.stand_in_left(other.name), key=key)
