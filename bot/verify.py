"""`run.py verify`: recompute every invariant and tell what fails, each with the rows it fails for."""

from collections import defaultdict
from dataclasses import replace

from bot.attendance import rules_in
from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.settings import Settings
from domain.office import Office
from handlers.attendance_checks import CHECKS, check_attendance
from storage.attendance_rules import rules_in_force
from storage.calendar_versions import newest_version
from storage.database import Tx
from storage.invariants import INVARIANTS
from storage.verify import verify

SHOWN = 5  # subjects per line


async def find_violations(settings: Settings) -> list[str]:
    """One line per invariant that does not hold; empty if all do."""
    async with open_database(settings) as database:
        violations = await verify(database)
        async with database.begin(read_clock()) as tx:
            violations += await check_attendance(tx, await _office(tx, settings))
    subjects: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for violation in violations:
        subjects[violation.check, violation.sentence].append(violation.subject)
    return [_line(check, sentence, found) for (check, sentence), found in subjects.items()]


async def _office(tx: Tx, settings: Settings) -> Office:
    """With the calendar and the rules that the service has: a file that was changed since counts after a restart."""
    office = make_office(settings)
    held = await newest_version(tx)
    if held is not None:
        office.renew_calendar(office.calendar_with(held.document))
    text = await rules_in_force(tx)
    return office if text is None else replace(office, attendance=rules_in(text))


def all_well() -> str:
    """What is said when nothing was found."""
    return f"审计链和 {len(INVARIANTS) + len(CHECKS)} 项不变量全部核对无误。"


def _line(check: str, sentence: str, subjects: list[str]) -> str:
    shown = "、".join(subjects[:SHOWN])
    more = f" 等 {len(subjects)} 处" if len(subjects) > SHOWN else ""
    return f"[失败] {sentence}（{check}）：{shown}{more}"
