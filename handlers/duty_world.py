"""What duties are worked out against, as it stands in the database."""

from datetime import date

from domain.duties.calendar_world import world_of
from domain.duties.world import World
from domain.office import Office
from storage.database import Tx


async def world_at(tx: Tx, office: Office, since: date) -> World:
    """The world of an office for days from `since` on."""
    return world_of(office, tx.now.astimezone(office.campus).date())
