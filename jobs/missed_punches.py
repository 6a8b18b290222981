"""In the evening: whoever has one punch of today or last night and not the other is asked, with one tap."""

from datetime import timedelta

from handlers.missed_punches import ask_missing
from jobs.runs import Run
from storage.database import Tx


async def ask_evening(tx: Tx, run: Run) -> str:
    """Each time of duty is asked about once, however often this runs."""
    office = run.surroundings.office
    today = run.now.astimezone(office.campus).date()
    return f"询问缺卡 {await ask_missing(tx, office, today - timedelta(days=1), today)} 次"
