"""Every hour: whoever has not said that they are back from leave is asked, and those above are told."""

from handlers.late_returns import ask_late
from jobs.runs import Run
from storage.database import Tx


async def see_to_returns(tx: Tx, run: Run) -> str:
    """Each of them is said once, however often this runs."""
    return f"未销假提醒 {await ask_late(tx, run.surroundings.office)} 次"
