"""A check as its page shows it, and the file that somebody brings for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.forms.directory import Directory
from domain.quality.check import AMENDMENT, AWAY, Check, FromFile
from handlers.facts import directory_for
from handlers.quality_sight import findings_for, sight_of
from handlers.turn import Turn
from storage.checks import Watched, keep_file, watched
from storage.findings import Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPage:
    """What is open of a check, as far as somebody may see it. `watched` is None for what no check of the content finds.

    `may_upload`: they answer for the system, or look after all of them.
    """

    key: str
    watched: Watched | None
    findings: Sequence[Listed]
    checks: Mapping[str, Check]
    directory: Directory
    may_upload: bool


async def check_page(turn: Turn, key: str) -> CheckPage | None:
    """None where there is no such check, or nothing of it is theirs."""
    known = {each.check.key: each for each in await watched(turn.tx)}
    found = await findings_for(turn, key)
    if found is None or (key not in known and key not in {AWAY, AMENDMENT}):
        return None
    return CheckPage(
        key=key,
        watched=known.get(key),
        findings=found,
        checks={name: each.check for name, each in known.items()},
        directory=await directory_for(turn.tx, turn.office),
        may_upload=key in known and await _may_upload(turn, known[key].check),
    )


async def take_file(turn: Turn, key: str, name: str, content: bytes) -> bool:
    """Keep it for the next look; False where it is not theirs to bring."""
    check = next((each.check for each in await watched(turn.tx) if each.check.key == key), None)
    if check is None or not isinstance(check.source, FromFile) or not await _may_upload(turn, check):
        return False
    await keep_file(turn.tx, key, name, content, turn.person.id)
    return True


async def _may_upload(turn: Turn, check: Check) -> bool:
    sight = await sight_of(turn)
    return sight.systems is None or check.system in sight.systems
