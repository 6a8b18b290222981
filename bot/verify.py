"""`run.py verify`: recompute every invariant and tell what fails, each with the rows it fails for."""

from collections import defaultdict

from bot.place import open_database
from bot.settings import Settings
from storage.invariants import INVARIANTS
from storage.verify import verify

SHOWN = 5  # subjects per line


async def find_violations(settings: Settings) -> list[str]:
    """One line per invariant that does not hold; empty if all do."""
    async with open_database(settings) as database:
        violations = await verify(database)
    subjects: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for violation in violations:
        subjects[violation.check, violation.sentence].append(violation.subject)
    return [_line(check, sentence, found) for (check, sentence), found in subjects.items()]


def all_well() -> str:
    """What is said when nothing was found."""
    return f"审计链和 {len(INVARIANTS)} 项不变量全部核对无误。"


def _line(check: str, sentence: str, subjects: list[str]) -> str:
    shown = "、".join(subjects[:SHOWN])
    more = f" 等 {len(subjects)} 处" if len(subjects) > SHOWN else ""
    return f"[失败] {sentence}（{check}）：{shown}{more}"
