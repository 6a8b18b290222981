"""What duties are worked out against, as it stands in the database."""

from datetime import timedelta

from domain.duties.calendar_world import world_of
from domain.duties.world import World
from domain.office import Office
from storage.database import Tx
from storage.duty_answers import answers
from storage.happenings import happenings_since

REMEMBERED = timedelta(days=4 * 366)  # what happened longer ago starts nothing: the longest rules count three years


async def world_at(tx: Tx, office: Office) -> World:
    """The world of an office now, with what is planned."""
    known = await happenings_since(tx, tx.now - REMEMBERED)
    return world_of(office, tx.now.astimezone(office.campus).date(), known, await answers(tx))
