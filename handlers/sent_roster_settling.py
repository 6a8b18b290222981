"""What becomes of a roster file when it has been checked, and when it is imported."""

from asyncio import to_thread
from collections.abc import Iterable

from domain.office import Office
from domain.roster_look import Known, Look, look
from domain.roster_reading import Row
from domain.sent_roster import KEPT_FAULTS, FileState, SentRoster
from domain.telling import telling_of
from domain.texts import sent_rosters as words
from handlers.platform_lists import compare_imported
from handlers.roster_taking import known_to_check, take_in
from handlers.sent_roster_show import role_of, show_file
from handlers.tell import tell
from storage import cards
from storage.alerts import raise_alert
from storage.database import Tx
from storage.roster import RosterFile, lock_roster
from storage.sent_rosters import Verdict, end_file, keep_verdict

Rows = Iterable[tuple[int, Row]]


async def known_for(tx: Tx, office: Office, file: SentRoster) -> Known:
    """What this file is checked against."""
    return await known_to_check(tx, office, takes_new_departments=file.takes_new_departments)


def verdict_on(found: Look, sha256: str, marked: bytes | None) -> Verdict:
    """What the check has come to."""
    if found.checked.faults:
        faults = found.checked.faults
        return Verdict(
            state=FileState.BAD,
            sha256=sha256,
            fault_count=len(faults),
            faults=[str(fault) for fault in faults[:KEPT_FAULTS]],
            marked=marked,
            may_take_new=any(fault.may_be_new for fault in faults),
            counts={},
        )
    groups = found.changes.by_kind()
    counts = {kind: len(lines) for kind, lines in groups.items()}
    counts |= {words.NEW_DEPARTMENTS: len(found.checked.made)} if found.checked.made else {}
    counts |= {words.WITH_WAY_IN: len(found.ways_in)} if found.ways_in else {}
    return Verdict(
        state=FileState.READY if found else FileState.UNCHANGED,
        sha256=sha256,
        people=len(found.checked.entries),
        counts=counts,
        sample=[str(line) for line in telling_of(groups)],
        excesses=found.changes.excesses,
        fingerprint=found.fingerprint(),
    )


async def settle_check(tx: Tx, office: Office, file: SentRoster, verdict: Verdict) -> None:
    """It waits for a person's word, or for a better file."""
    kept = await keep_verdict(tx, file, verdict)
    if kept.state is FileState.UNCHANGED:
        kept = await end_file(tx, kept, FileState.UNCHANGED)
    await show_file(tx, office, kept)


async def settle_import(tx: Tx, office: Office, file: SentRoster, rows: Rows, sha256: str) -> None:
    """Write exactly what was seen. If what is held has changed since, it is shown anew instead."""
    await lock_roster(tx)
    found = await to_thread(look, rows, await known_for(tx, office, file), file.extent)
    verdict = await to_thread(verdict_on, found, sha256, None)
    if verdict.state is not FileState.READY or verdict.fingerprint != file.fingerprint:
        await settle_check(tx, office, file, verdict)
        if file.decided_by is not None:
            await tell(tx, file.decided_by, words.CHANGED, key=f"roster_file:{file.id}:{tx.now.isoformat()}:anew")
        return
    by = f"person:{file.decided_by}"
    source = RosterFile(file.name, sha256, file.extent, len(found.checked.entries))
    effects = f"{await take_in(tx, office, source, found.changes, by)}" if found.changes else ""
    await show_file(tx, office, await end_file(tx, file, FileState.IMPORTED, effects))
    for copy in await cards.of_role(tx, role_of(file.id)):
        await compare_imported(tx, office, copy.address, file.decided_by or file.person, found.ways_in)


async def refuse_file(tx: Tx, office: Office, file: SentRoster, trouble: str) -> None:
    """It is no sheet; or something went wrong, and nothing was written."""
    await show_file(tx, office, await end_file(tx, file, FileState.REFUSED, trouble))


async def bury_file(tx: Tx, office: Office, file: SentRoster, error: str) -> None:
    """A fault of ours would come again and again."""
    await raise_alert(tx, f"roster_file:{file.id}", words.FAULT.format(file=file.id, error=error))
    await refuse_file(tx, office, file, words.OUR_FAULT)
