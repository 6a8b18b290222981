"""Putting lines off: an hour, until tomorrow, or only for today; and saying so again when it was asked for."""

from datetime import timedelta

from domain.duties.lines import Line
from domain.duties.reminders import day_of, tomorrow
from domain.ids import PersonId
from domain.office import Office
from domain.texts import duties as words
from handlers.digest_sources import lines_of_all
from handlers.tell import tell
from storage.database import Tx
from storage.snoozed_lines import snooze, wake_lines

HOUR = timedelta(hours=1)
AT_ONCE = 500  # lines that are told again in one transaction


async def put_off_an_hour(tx: Tx, office: Office, person: PersonId, line: Line) -> bool:
    """Told again then, unless that would be at night: then it is tomorrow's. Whether it is this day's."""
    until = tx.now + HOUR
    there = until.astimezone(office.campus)
    if office.reminders.is_quiet(there.time()) or there.date() != day_of(tx.now, office.campus):
        await put_off_today(tx, office, person, line)
        return False
    await snooze(tx, person, line.key, line.text, until, is_wanted=True)
    return True


async def put_off_today(tx: Tx, office: Office, person: PersonId, line: Line) -> None:
    """Nothing more of it before the next day."""
    await snooze(tx, person, line.key, line.text, tomorrow(tx.now, office.campus), is_wanted=False)


async def tell_woken(tx: Tx, office: Office) -> int:
    """What people wanted to hear of by now and what is open still, bundled; how many people that were."""
    woken, told = await wake_lines(tx, AT_ONCE), 0
    waiting = await lines_of_all(tx, office, sorted(woken), tx.now)
    for person, asked in woken.items():
        is_open = {line.key for line in waiting.get(person, ())}
        lines = [text for key, text in asked if key in is_open]
        if lines:
            told += 1
            await tell(tx, person, words.woken(lines), key=f"woken:{person}:{tx.now.isoformat()}")
    return told
