"""Everything that a directory run changes or has changed, line by line, for HR."""

from dataclasses import dataclass

from domain.directory_plan import Difference
from domain.directory_reading import DirectoryRefused
from domain.org_run import OrgRun
from handlers.roles import Role, holds_or_noted
from handlers.turn import Turn
from storage.directory import compare
from storage.org_changes import lines_of
from storage.org_runs import find_run, reading_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """A run with its lines; None where nothing of it was ever written and its time is over."""

    run: OrgRun
    lines: tuple[Difference, ...] | None


async def sheet_of(turn: Turn, number: int) -> Sheet | None:
    """None for whoever is not HR, as for a run that there is not."""
    run = await find_run(turn.tx, number)
    if run is None or not await holds_or_noted(turn, Role.HR, "org_sheet"):
        return None
    written = await lines_of(turn.tx, run.id)
    if written:
        return Sheet(run, tuple(written))
    directory = await reading_of(turn.tx, run)
    if directory is None:
        return Sheet(run, None)
    try:
        return Sheet(run, (await compare(turn.tx, run.source, directory)).differences)
    except DirectoryRefused:
        return Sheet(run, None)
