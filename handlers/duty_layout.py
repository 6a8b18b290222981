"""What is owed, brought in line with catalogue, calendar, happenings, answers and holders of posts."""

import hashlib
from dataclasses import dataclass

from domain.duties.catalogue import Catalogue
from domain.duties.escalation import Escalation
from domain.duties.layout import Layout, Window, due_window, lay, spelled
from domain.duties.reminders import day_of
from domain.duties.world import World
from domain.forms.directory import Directory
from domain.office import Office
from handlers.duty_world import world_at
from handlers.facts import directory_for
from storage.database import Tx
from storage.duties import load_catalogue, revision_of
from storage.duty_answers import answers_mark
from storage.happenings import happenings_mark
from storage.obligation_layout import keep_layout, lay_out, take_layout
from storage.snapshot import directory_revision


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutFacts:
    """Everything that a layout is made of, read in one transaction."""

    fingerprint: str
    window: Window
    catalogue: Catalogue
    directory: Directory
    world: World
    escalation: Escalation

    def lay(self) -> Layout:
        """What is owed; a second's work for a thread."""
        return lay(self.catalogue, self.directory, self.world, self.escalation, self.window)


async def facts_to_lay(tx: Tx, office: Office) -> LayoutFacts | None:
    """None where nothing has changed since the last layout, or another replica is at it."""
    last = await take_layout(tx)
    if last is None:
        return None
    today = day_of(tx.now, office.campus)
    catalogue = await load_catalogue(tx)
    world = await world_at(tx, office)
    parts = (
        spelled(world, office.escalation, today),
        repr(office.posts),
        await revision_of(tx),
        await happenings_mark(tx),
        await answers_mark(tx),
        await directory_revision(tx),
    )
    fingerprint = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    if fingerprint == last.fingerprint:
        return None
    return LayoutFacts(
        fingerprint=fingerprint,
        window=due_window(today, last.laid_at, tx.now),
        catalogue=catalogue,
        directory=await directory_for(tx, office),
        world=world,
        escalation=office.escalation,
    )


async def write_layout(tx: Tx, facts: LayoutFacts, layout: Layout) -> int:
    """Make it the fact; how many rows changed."""
    changed = await lay_out(tx, layout.laid, layout.owners, facts.window, facts.catalogue.duties.keys())
    await keep_layout(tx, facts.fingerprint)
    return changed
