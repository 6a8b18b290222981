"""Every hour: whoever has not said that they are back from leave is asked, and those above are told."""

from handlers.late_returns import ask_late
from handlers.repricing import end_silent
from jobs.runs import Run
from storage.database import Tx


async def see_to_returns(tx: Tx, run: Run) -> str:
    """Each of them is said once, however often this runs."""
    office = run.surroundings.office
    return f"未销假提醒 {await ask_late(tx, office)} 次，假期重算没有答复 {await end_silent(tx, office)} 次"
