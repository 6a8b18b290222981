"""What 我的信息 says besides the facts: of each field where it lies, who answers for it and when it was looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from domain.held import SHOWN
from domain.ownership import OwnerKind
from domain.quality.amendment import Amendment
from domain.quality.system import Held, Registry
from domain.texts import quality as words
from handlers.turn import Turn
from storage.amendments import last_readings, open_of
from storage.checks import Watched, watched
from storage.findings import open_about
from storage.systems import load_registry


async def own_fields(turn: Turn, *, is_in_roster: bool) -> str:
    """Empty where no registry was published. Of whom the roster does not know, the platform has the word."""
    registry = await load_registry(turn.tx)
    held = [each for of in SHOWN if (each := registry.of_person(of)) is not None]
    if not is_in_roster:
        held = [_without_roster(each, registry) for each in held]
    held += [each for each in registry.fields() if each.field.check and each.field.of is None]
    if not held:
        return ""
    checks = {each.check.key: each for each in await watched(turn.tx)}
    read = await last_readings(turn.tx, turn.person.id)
    lines = [words.OWN_HEAD, *(_line(turn, each, checks, read) for each in held)]
    found = await open_about(turn.tx, turn.person.id)
    lines += [words.OPEN_ABOUT.format(words=each) for each in found.values()]
    lines += [_amendment(each) for each in await open_of(turn.tx, turn.person.id)]
    return "\n".join(lines)


def _without_roster(held: Held, registry: Registry) -> Held:
    if held.system.source is not OwnerKind.ROSTER:
        return held
    platform = next((each for each in registry.systems if each.source is OwnerKind.PLATFORM), held.system)
    return replace(held, system=platform)


def _line(turn: Turn, held: Held, checks: Mapping[str, Watched], read: tuple[datetime | None, datetime | None]) -> str:
    rule = turn.office.posts.by_code.get(held.system.owner)
    return words.OWN_FIELD.format(
        label=held.field.label,
        system=held.system.name,
        owner=rule.title if rule else held.system.department,
        checked=_checked(turn, held, checks, read),
    )


def _checked(
    turn: Turn, held: Held, checks: Mapping[str, Watched], read: tuple[datetime | None, datetime | None]
) -> str:
    platform, roster = read
    check = checks.get(held.field.check)
    if check is not None:
        return words.checked(check.read_at, check.unknown_since, turn.office.campus)
    match held.system.source:
        case OwnerKind.PLATFORM:
            return words.checked(platform, None, turn.office.campus)
        case OwnerKind.ROSTER:
            return words.checked(roster, None, turn.office.campus)
        case _:
            return words.checked(None, None, turn.office.campus)


def _amendment(each: Amendment) -> str:
    value = each.value or words.NOT_FILLED
    return words.OPEN_AMENDMENT.format(label=each.label, value=value, stage=words.STAGES[each.stage])


def claimable(registry: Registry) -> Iterator[str]:
    """What one may ask to have put right, as people call it."""
    return (each.field.label for each in registry.fields() if each.field.mending != "office")
