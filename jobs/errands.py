"""Every few minutes: administrators are told what IT must know, who left a form half filled, that it is kept, and
counsellors, who has not come back through the gate.

HR and they hear of a year whose arrangement of days off is missing.

A request for a change of the directory that was done before its turn came is offered as done.

Names that came with a directory are written out for the search, so that nobody who looks for somebody waits for it.
"""

from datetime import timedelta

from handlers.alarm import tell_admins
from handlers.asked_changes import note_shown
from handlers.calendar_warning import warn_of_years
from handlers.gate import tell_missing
from handlers.idle import tell_idle
from jobs.runs import Run
from storage.alerts import clear_silent
from storage.database import Tx
from storage.people_search import write_names

OVER_AFTER = timedelta(days=1)


async def run_errands(tx: Tx, run: Run) -> str:
    """Each of them is said once, however often this runs."""
    office = run.surroundings.office
    years = await warn_of_years(tx, office)
    alerts = await tell_admins(tx, office)
    await clear_silent(tx, run.now - OVER_AFTER)
    idle = await tell_idle(tx, office)
    late = await tell_missing(tx, office)
    await note_shown(tx, office)
    await write_names(tx)
    missing = f"，缺 {years} 年的放假安排" if years else ""
    return f"告警 {alerts} 条，存着的草稿 {idle} 份，逾时未归 {late} 人{missing}"
