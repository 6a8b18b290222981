"""A roster file against what is held: its faults, or what it would change. The one way, wherever the file came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.roster import Entry
from domain.roster_changes import Extent, RosterChanges, compare_rosters
from domain.roster_reading import Checked, Held, Row, check_roster


@dataclass(frozen=True, slots=True)
class Known:
    """The roster that is held, and what else a cell is checked against."""

    entries: Mapping[str, Entry]
    around: Held


@dataclass(frozen=True, slots=True)
class Look:
    """With faults there are no changes, and nothing is to be written."""

    checked: Checked
    changes: RosterChanges


def look(rows: Iterable[tuple[int, Row]], known: Known, extent: Extent) -> Look:
    """Takes seconds for 100,000 people: to be done in a thread of its own."""
    checked = check_roster(rows, known.around)
    if checked.faults:
        return Look(checked, RosterChanges((), (), (), ()))
    return Look(checked, compare_rosters(known.entries, checked.entries, extent))
