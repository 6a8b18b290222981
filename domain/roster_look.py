"""A roster file against what is held: its faults, or what it would change. The one way, wherever the file came from."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from domain.roster import Entry
from domain.roster_changes import Extent, RosterChanges, compare_rosters
from domain.roster_reading import Checked, Held, Row, check_roster
from domain.way_in import WayIn


@dataclass(frozen=True, slots=True)
class Known:
    """The roster that is held, what else a cell is checked against, and the numbers of who has an account."""

    entries: Mapping[str, Entry]
    around: Held
    here: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """With faults there are no changes, and nothing is to be written. `ways_in` are of those who have no account."""

    checked: Checked
    changes: RosterChanges
    ways_in: Mapping[str, WayIn] = field(default_factory=dict[str, WayIn])

    def __bool__(self) -> bool:
        """Whether taking the file in does anything."""
        return bool(self.changes or self.ways_in)

    def fingerprint(self) -> str:
        """The same for the same effect. Of ways in only whose they are: a number could be guessed from its hash."""
        return self.changes.fingerprint(sorted(self.ways_in))


def look(rows: Iterable[tuple[int, Row]], known: Known, extent: Extent) -> Look:
    """Takes seconds for 100,000 people: to be done in a thread of its own."""
    checked = check_roster(rows, known.around)
    if checked.faults:
        return Look(checked, RosterChanges((), (), (), ()))
    ways_in = {
        number: way
        for number, way in checked.ways_in.items()
        if number not in known.here and checked.entries[number].is_employed
    }
    return Look(checked, compare_rosters(known.entries, checked.entries, extent), ways_in)
