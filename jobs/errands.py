"""Every few minutes: administrators are told what IT must know, and who left a form half filled, that it is kept."""

from datetime import timedelta

from handlers.alarm import tell_admins
from handlers.idle import tell_idle
from jobs.runs import Run
from storage.alerts import clear_silent
from storage.database import Tx

OVER_AFTER = timedelta(days=1)


async def run_errands(tx: Tx, run: Run) -> str:
    """Each of them is said once, however often this runs."""
    office = run.surroundings.office
    alerts = await tell_admins(tx, office)
    await clear_silent(tx, run.now - OVER_AFTER)
    idle = await tell_idle(tx, office)
    return f"告警 {alerts} 条，存着的草稿 {idle} 份"
