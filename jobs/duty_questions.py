"""In the morning: one owner after the other is asked for the date of a duty that has none."""

from handlers.duty_asking import ask_for_dates
from jobs.runs import Run
from storage.database import Tx


async def ask_owners(tx: Tx, run: Run) -> str:
    """One question a person and working day."""
    return f"询问 {await ask_for_dates(tx, run.surroundings.office)} 人"
