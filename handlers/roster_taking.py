"""Taking a roster in: what is known to check it by, and writing what differs. One way, for the chat and the command."""

from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass

from domain.office import Office
from domain.roster import Entry
from domain.roster_changes import RosterChanges
from domain.roster_departments import DepartmentPaths
from domain.roster_look import Known
from domain.roster_reading import Held
from domain.texts.sent_rosters import effects
from handlers.handover import hand_over
from handlers.leavers import see_off
from storage.crash_points import reach
from storage.database import Tx
from storage.department_paths import department_chains
from storage.leavers import people_here
from storage.ownership import settle
from storage.roster import RosterFile, active_numbers, held_roster, write_roster


@dataclass(frozen=True, slots=True)
class Effects:
    """What an import meant: people whose facts were settled, requests handed over, leavers with work in hand."""

    settled: int
    moved: int
    leavers: int

    def __str__(self) -> str:
        return effects(self.settled, self.moved, self.leavers)


async def known_to_check(tx: Tx, office: Office, *, takes_new_departments: bool) -> Known:
    """The roster that is held, departments, numbers and the day."""
    held: Mapping[str, Entry] = await held_roster(tx)
    chains = await department_chains(tx)
    here = await active_numbers(tx)
    around = Held(
        departments=await to_thread(DepartmentPaths, chains, office.posts.names_of),
        numbers=here | set(held),
        today=tx.now.astimezone(office.campus).date(),
        takes_new_departments=takes_new_departments,
    )
    return Known(held, around, here)


async def take_in(tx: Tx, office: Office, file: RosterFile, changes: RosterChanges, by: str) -> Effects:
    """Write what differs, and what follows from it. The caller has locked the roster and asked the guard."""
    here = await people_here(tx)
    await write_roster(tx, file, changes, by)
    reach("roster.written")
    settled = await settle(tx)
    moved = await hand_over(tx, office) if settled else 0
    leavers = await see_off(tx, office, here) if settled else 0
    return Effects(settled, moved, leavers)
