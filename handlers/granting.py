"""Leave that HR grants by a file: checked as a whole, entered lot by lot in one transaction, the same content once."""

from dataclasses import dataclass
from datetime import datetime

from domain.lot_file import Checked, Held, check_lots
from domain.office import Office
from domain.roster_reading import Row
from storage import ledger
from storage.database import Tx
from storage.leave_imports import GrantFile, begin_import, imported_before, people_by_number
from storage.ledger import Grant
from storage.roster import active_numbers


@dataclass(frozen=True, slots=True)
class GrantSheet:
    """A file that was read: its name, the hash of its bytes and its rows."""

    name: str
    sha256: str
    rows: list[tuple[int, Row]]


@dataclass(frozen=True, slots=True)
class Granted:
    """What became of it. `before` is when the same content was taken in; then nothing was entered."""

    checked: Checked
    before: datetime | None = None


async def take_in_grants(tx: Tx, office: Office, sheet: GrantSheet, by: str, *, writes: bool) -> Granted:
    """Check the file, and enter it if it is sound, new, and so wished."""
    today = tx.now.astimezone(office.campus).date()
    held = Held(await active_numbers(tx), today, office.shift.minutes)
    checked = check_lots(sheet.rows, held)
    if checked.faults or not writes:
        return Granted(checked, await imported_before(tx, sheet.sha256))
    number = await begin_import(tx, GrantFile(sheet.name, sheet.sha256, len(checked.given)), by)
    if number is None:
        return Granted(checked, await imported_before(tx, sheet.sha256))
    people = await people_by_number(tx, {each.staff_no for each in checked.given})
    for each in sorted(checked.given, key=lambda given: (people[given.staff_no], given.row)):
        await ledger.book(
            tx,
            people[each.staff_no],
            each.kind.code,
            each.minutes,
            reason=each.reason,
            cause_key=f"import:{number}:{each.row}",
            day=today,
            grant=Grant(expires_on=each.expires_on),
        )
    tx.audit(by, "leave.imported", f"leave_import:{number}", sha256=sheet.sha256, grants=len(checked.given))
    return Granted(checked)
