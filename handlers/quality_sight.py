"""What of the data's quality somebody may see: all of it, their own units, their own systems, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.quality.check import AMENDMENT, AWAY, Check
from domain.quality.standing import Standing, standings, standings_of_departments
from domain.quality.system import Registry, System
from handlers.facts import directory_for, member_for
from handlers.roles import Role, holds
from handlers.turn import Turn
from storage.checks import Watched, watched
from storage.findings import Listed, listed
from storage.quality_standing import looked_at, repaired
from storage.systems import Filing, filings, load_registry

SUPERVISING = frozenset({"quality_head", "quality_info", "info_head", "info_data", "office_head"})
"""Posts whose work it is to look after all of it."""
MOST_LISTED = 200
MOST_FILED = 20


@dataclass(frozen=True, slots=True)
class Sight:
    """Both None: everything. Else these departments, and these systems whole."""

    departments: tuple[str, ...] | None
    systems: tuple[str, ...] | None

    @property
    def is_everything(self) -> bool:
        return self.departments is None

    @property
    def is_nothing(self) -> bool:
        return not self.is_everything and not self.departments and not self.systems


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What is shown of it. A leader's departments are told apart, systems only to whoever answers for them."""

    sight: Sight
    systems: Sequence[tuple[System, Standing]]
    departments: Sequence[Standing]
    checks: Sequence[Watched]
    registry: Registry
    filings: Sequence[Filing]


async def sight_of(turn: Turn) -> Sight:
    """By role, post and headship, as they are now."""
    directory = await directory_for(turn.tx, turn.office)
    member = member_for(directory, turn.person)
    held = set(directory.posts_of(turn.person.id))
    for role in (Role.HR, Role.ADMIN):
        if await holds(turn.tx, turn.person, role, turn.office):
            return Sight(None, None)
    if held & SUPERVISING:
        return Sight(None, None)
    led = (directory.departments[each] for each in sorted(member.leads) if each in directory.departments)
    below = directory.below(led)
    departments = tuple(dict.fromkeys(directory.departments[each].name for each in sorted(below)))
    registry = await load_registry(turn.tx)
    return Sight(departments, tuple(each.code for each in registry.systems if each.owner in held))


async def overview_for(turn: Turn) -> Overview | None:
    """None: nothing of it is theirs to see."""
    sight = await sight_of(turn)
    if sight.is_nothing:
        return None
    registry, checks = await load_registry(turn.tx), await watched(turn.tx)
    by_key = {each.check.key: each.check for each in checks}
    looked, mended = await looked_at(turn.tx, sight.departments), await repaired(turn.tx, sight.departments)
    by_department = standings_of_departments(by_key, looked, mended)
    return Overview(
        sight=sight,
        systems=await _systems(turn, sight, registry, checks),
        departments=by_department,
        checks=[each for each in checks if sight.systems is None or each.check.system in sight.systems],
        registry=registry,
        filings=await filings(turn.tx, sight.systems, most=MOST_FILED),
    )


async def _systems(
    turn: Turn, sight: Sight, registry: Registry, checks: Sequence[Watched]
) -> list[tuple[System, Standing]]:
    """Those of the registry that something is known of, and those that somebody answers for."""
    looked, mended = await looked_at(turn.tx, None), await repaired(turn.tx, None)
    by_key: dict[str, Check] = {each.check.key: each.check for each in checks}
    by = {key: check.system for key, check in by_key.items()}
    found = {each.name: each for each in standings(by, by_key, looked, mended)}
    shown = [each for each in registry.systems if sight.systems is None or each.code in sight.systems]
    return [(each, _with_reading(found.get(each.code, Standing(name=each.code)), checks)) for each in shown]


def _with_reading(standing: Standing, checks: Sequence[Watched]) -> Standing:
    own = [each for each in checks if each.check.system == standing.name]
    reads = [each.read_at for each in own if each.read_at is not None]
    return replace(
        standing,
        read_at=min(reads) if reads and len(reads) == len(own) else None,
        unknown=sum(each.unknown_since is not None for each in own),
    )


async def findings_for(turn: Turn, check: str) -> list[Listed] | None:
    """The open findings of one check that somebody may see; None: nothing of it is theirs."""
    sight = await sight_of(turn)
    if sight.is_nothing:
        return None
    if sight.is_everything:
        return await listed(turn.tx, check=check, most=MOST_LISTED)
    known = {each.check.key: each.check for each in await watched(turn.tx)}
    system = known[check].system if check in known else ""
    if system in (sight.systems or ()):
        return await listed(turn.tx, check=check, most=MOST_LISTED)
    if check in {AWAY, AMENDMENT}:
        return await listed(turn.tx, check=check, systems=sight.systems or (), most=MOST_LISTED)
    return await listed(turn.tx, check=check, departments=sight.departments or (), most=MOST_LISTED)
