"""Every hour: the calendar's events are in line with it, those whose time has come took place, or are asked about."""

from datetime import time

from handlers.happening_acts import ask_whether
from handlers.happenings_calendar import follow_calendar
from jobs.runs import Run
from storage.database import Tx
from storage.happenings import settle_by_time

AWAKE = (time(16), time(20))  # when people are asked what happened on the day: towards its end, and not at night


async def see_to_happenings(tx: Tx, run: Run) -> str:
    """Everything once, however often this runs."""
    office = run.surroundings.office
    changed = await follow_calendar(tx, office)
    settled = await settle_by_time(tx)
    is_awake = AWAKE[0] <= tx.now.astimezone(office.campus).time() < AWAKE[1]
    asked = await ask_whether(tx, office) if is_awake else 0
    return f"校历事件变动 {changed} 件，已到时间 {settled} 件，询问 {asked} 件"
