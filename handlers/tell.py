"""Saying something to a person who has not asked."""

from domain.ids import PersonId, RequestNo
from domain.office import Office
from handlers.roles import Role
from storage.database import Tx
from storage.outbox import say
from storage.reach import addresses_of
from storage.roles import holders


async def tell(tx: Tx, person: PersonId, text: str, *, key: str, request_no: RequestNo | None = None) -> bool:
    """Once, where they are told; `key` is made of facts and completed by the place. False if they cannot be reached."""
    places = await addresses_of(tx, person)
    for to in places:
        place = f"{to.source.platform}:{to.source.account}"
        await say(tx, to, text, key=f"{key}:{place}", request_no=request_no)
    return bool(places)


async def tell_role(tx: Tx, office: Office, role: Role, text: str, *, key: str) -> None:
    """Everybody who has the role, once each."""
    for person in await holders(tx, office.roles.get(role, ())):
        await tell(tx, person, text, key=f"{key}:{person}")
