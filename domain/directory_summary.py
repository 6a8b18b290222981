"""A plan in short: how many of each kind, the most telling lines, what it amounts to, and whether it is routine."""

import json
from collections import Counter
from collections.abc import Callable
from hashlib import sha256

from domain.directory_facts import department_json, member_json
from domain.directory_plan import Difference, Kind, Plan

MOST = 10

TELLING = (
    Kind.LEFT,
    Kind.DEPARTMENT_EMPTIED,
    Kind.DEPARTMENT_GONE,
    Kind.CONFLICT,
    Kind.PROMOTED,
    Kind.MOVED,
    Kind.JOINED,
    Kind.RETURNED,
    Kind.RENAMED,
    Kind.DEPARTMENT_MADE,
    Kind.DEPARTMENT_RETURNED,
    Kind.DEPARTMENT_RENAMED,
    Kind.DEPARTMENT_MOVED,
    Kind.CHANGED,
    Kind.DEPARTMENT_CHANGED,
)
"""What a person wants to see first."""

_NEVER_ROUTINE = frozenset({Kind.CONFLICT, Kind.DEPARTMENT_GONE, Kind.DEPARTMENT_EMPTIED})


def counts_of(plan: Plan) -> dict[Kind, int]:
    """How many of each kind, the most telling first; kinds of which there are none are left out."""
    counts = Counter(difference.kind for difference in plan.differences)
    return {kind: counts[kind] for kind in TELLING if counts[kind]}


def telling(plan: Plan, most: int = MOST) -> tuple[Difference, ...]:
    """The most telling differences, of each kind in turn, so that a hundred leavers do not hide the one new head."""
    by_kind = [[each for each in plan.differences if each.kind is kind] for kind in counts_of(plan)]
    shares = _shares([len(each) for each in by_kind], most)
    return tuple(each for found, share in zip(by_kind, shares, strict=True) for each in found[:share])


def fingerprint(plan: Plan) -> str:
    """The same for the same change of the same world, in whatever order it was read."""
    digest = sha256()
    for key, place in sorted(plan.changed_departments.items()):
        _add(digest.update, "department", key, department_json(place.was), department_json(place.becomes))
    for key, change in sorted(plan.changed_members.items()):
        facts = (member_json(change.was), member_json(change.becomes))
        _add(digest.update, "member", key, change.person, *facts)
    for kind, key, after in sorted((each.kind, each.key, each.after) for each in plan.differences if _is_seen(each)):
        _add(digest.update, kind, key, after)
    return digest.hexdigest()


def is_routine(plan: Plan, most: int) -> bool:
    """Whether it may be applied unasked: at most so many changes and as many leavers, and nothing to be wondered at."""
    counts = counts_of(plan)
    return (
        not plan.excesses
        and not plan.doubts
        and not _NEVER_ROUTINE & counts.keys()
        and len(plan.changed_departments) + len(plan.changed_members) <= most
    )


def _is_seen(difference: Difference) -> bool:
    return difference.kind in {Kind.CONFLICT, Kind.DEPARTMENT_EMPTIED}


def _add(update: Callable[[bytes], None], *parts: object) -> None:
    update(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode() + b"\n")


def _shares(lengths: list[int], most: int) -> list[int]:
    """One of each, then one more of each, until there are enough."""
    shares = [0] * len(lengths)
    while most > 0 and shares != lengths:
        for place, length in enumerate(lengths):
            if most > 0 and shares[place] < length:
                shares[place] += 1
                most -= 1
    return shares
