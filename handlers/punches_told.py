"""Punches that a platform tells of by an event: facts of the people whom we know."""

from domain.events import PunchesTold, Source
from storage.database import Tx
from storage.punch_readings import punches_told
from storage.punches import note


async def note_told(tx: Tx, source: Source, event: PunchesTold) -> bool:
    """Keep them. False if none of them is about anybody whom we know."""
    punches = await punches_told(tx, source, event.punches)
    await note(tx, punches)
    return bool(punches)
