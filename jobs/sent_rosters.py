"""Roster files: read and checked in a thread with no transaction open, and written in one once somebody has said so."""

from asyncio import to_thread
from collections.abc import Callable
from datetime import datetime

import structlog

from adapters.sheets.marked_copy import marked_copy
from adapters.sheets.reading import Sheet, SheetRefused, read_sheet
from domain.office import Office
from domain.roster_look import Known, look
from domain.sent_roster import FileState
from handlers.sent_roster_settling import (
    bury_file,
    known_for,
    refuse_file,
    settle_check,
    settle_import,
    verdict_on,
)
from handlers.sent_roster_show import show_file
from jobs.keeping import keeping
from jobs.sweeping import without_sweeps
from storage.database import Database
from storage.failures import Failure, classify
from storage.sent_rosters import (
    LEASE,
    FileLost,
    Verdict,
    WorkingFile,
    expire_files,
    hold_file,
    prolong_file,
    take_file,
)

log = structlog.stdlib.get_logger(__name__)


class RosterTaker:
    """Any number of replicas may run one in a loop."""

    def __init__(self, database: Database, office: Office, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._office = office
        self._clock = clock

    async def work_next(self) -> bool:
        """Carry one file a step further. False if none waits."""
        async with self._database.begin(self._clock()) as tx:
            for expired in await expire_files(tx):
                await show_file(tx, self._office, expired)
            working = await take_file(tx)
        if working is None:
            return False
        try:
            with without_sweeps():
                await self._work(working)
        except FileLost:
            log.info("roster_file_lost", file=working.file.id)
        except Exception as error:
            if classify(error) is not Failure.OTHER:
                raise  # it is taken again when its lease is over
            await self._bury(working, error)
        return True

    async def _work(self, working: WorkingFile) -> None:
        async with keeping(self._database, self._clock, LEASE, lambda tx: prolong_file(tx, working)):
            try:
                sheet = await to_thread(read_sheet, working.file.name, working.content)
            except SheetRefused as refused:
                async with self._database.begin(self._clock()) as tx:
                    await refuse_file(tx, self._office, await hold_file(tx, working), str(refused))
                return
            if working.file.state is FileState.CHECKING:
                await self._check(working, sheet)
        if working.file.state is FileState.IMPORTING:
            await self._import(working, sheet)

    async def _check(self, working: WorkingFile, sheet: Sheet) -> None:
        async with self._database.begin(self._clock()) as tx:
            known = await known_for(tx, self._office, working.file)
        verdict = await to_thread(_verdict, sheet, known, working)
        async with self._database.begin(self._clock()) as tx:
            await settle_check(tx, self._office, await hold_file(tx, working), verdict)

    async def _import(self, working: WorkingFile, sheet: Sheet) -> None:
        """The row stays locked meanwhile: nobody else takes it up."""
        async with self._database.begin(self._clock()) as tx:
            await settle_import(tx, self._office, await hold_file(tx, working), sheet.rows, sheet.sha256)

    async def _bury(self, working: WorkingFile, error: Exception) -> None:
        log.error("roster_file_failed", file=working.file.id, error=type(error).__name__)
        async with self._database.begin(self._clock()) as tx:
            await bury_file(tx, self._office, await hold_file(tx, working), type(error).__name__)


def _verdict(sheet: Sheet, known: Known, working: WorkingFile) -> Verdict:
    """Seconds for 100,000 people, and the loop goes on meanwhile."""
    found = look(sheet.rows, known, working.file.extent)
    marked = marked_copy(sheet, found.checked.faults) if found.checked.faults else None
    return verdict_on(found, sheet.sha256, marked)
