"""Where what is held of one person comes from: the source of each field, as content/ownership.toml has it for them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.ownership import LABELS, Field, OwnerKind, Owners
from domain.platforms import platform_name

SHOWN = (Field.NAME, Field.STAFF_NO, Field.DEPARTMENT, Field.POSITION, Field.LEADERS)


@dataclass(frozen=True, slots=True)
class InRoster:
    """What the personnel office's roster says besides."""

    standing: str
    category: str | None
    joined_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """`platforms` are those of the open accounts, the one that tells of the person first.

    `corrected` are fields that stand by a correction of hand.
    """

    since: datetime
    platforms: Sequence[str]
    roster: InRoster | None
    corrected: Collection[str]
    changed_at: datetime | None


def sources(held: Held, owners: Owners) -> dict[str, list[str]]:
    """By source, in words, the labels of the fields that come from it."""
    found: dict[str, list[str]] = {}
    for of in SHOWN:
        found.setdefault(_source(of, held, owners), []).append(LABELS[of])
    return found


def _source(of: Field, held: Held, owners: Owners) -> str:
    """A roster in which somebody is not, and a hand that has corrected nothing, leave the word to the platform."""
    owner = owners.owner_of(of)
    if owner.kind is OwnerKind.HAND and of in held.corrected:
        return owner.words
    if owner.kind is OwnerKind.ROSTER and held.roster:
        return owner.words
    if not held.platforms:
        return "人事登记"
    office = f"（由{owner.office}维护）" if owner.kind is OwnerKind.PLATFORM and owner.office else ""
    return f"{platform_name(held.platforms[0])}通讯录{office}"
