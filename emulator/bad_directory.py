"""Directories that lie, break off or change in one night: named switches, the same on every platform.

    spoiler = emulator.spoiler()             # the first corp; emulator.dingtalk_spoiler() for DingTalk
    spoiler.switch_on(Bad.HALF_GONE)
    spoiler.switch_off()                     # as if nothing had been

What stands here happens to a directory on its platform. Four further cases are made by who reads it: a local department
beside it (Y17), two readings at once (Y18), one during approvals (Y19), and a leaver with open steps (Y21).
"""

import random
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final, Protocol

SIX_PERCENT, HALF = 0.06, 0.5
DEPTH = 40
CROWDED = 10_000
NOWHERE = 987_654_321  # a department that is not there
LOUD: Final = ("人力资源部", "人事处", "管理员")
BAD_MOBILES: Final = ("", "1380000", "+86 138****0000", "１３８００００００００")
SOME = 5
LATE_SECONDS = 0.2


class Bad(StrEnum):
    """What is wrong with a directory, by the numbers of the list of bad directories."""

    NOBODY = "Y1"
    NO_DEPARTMENTS = "Y2"
    PAGE_FAILS = "Y3"
    ENDS_EARLY = "Y4"
    BREAKS_OFF = "Y5"
    RANGE_SHRUNK = "Y6"
    SOME_GONE = "Y7, 6 %"
    HALF_GONE = "Y7, 50 %"
    NO_RIGHT = "Y8, 48009"
    OUT_OF_RANGE = "Y8, 60011"
    GARBLED = "Y9"
    LOUD_NAMES = "Y10"
    ID_REUSED = "Y11"
    CIRCLE = "Y12, circle"
    ORPHAN = "Y12, orphan"
    DEEP = "Y12, depth"
    FIVE_PLACES = "Y13"
    MOBILES = "Y14"
    OTHER_CASE = "Y15"
    OTHER_IDS = "Y16"
    CROWD = "Y20"
    AWAY = "Y22"
    EVENTS_LOST = "Y23"
    EVENTS_LATE = "Y24"
    YESTERDAY = "Y25"


class Failure(StrEnum):
    """How calls that read the directory fail."""

    NO_DEPARTMENTS = "no departments"
    PAGE = "page"
    SERVER = "server"
    SHORT = "short"
    NO_RIGHT = "no right"
    OUT_OF_RANGE = "out of range"


class Land(Protocol):
    """One platform's directory as a spoiler handles it. The root department is never among `departments`."""

    def people(self) -> list[str]:
        """Everybody's user id, in the order of joining."""
        ...

    def departments(self) -> list[int]:
        """Every department but the root, parents before children."""
        ...

    def name_of(self, user: str) -> str:
        """What somebody is called."""
        ...

    def parent_of(self, department: int) -> int:
        """What a department hangs under."""
        ...

    def headcount(self, department: int) -> int:
        """How many are directly in it."""
        ...

    def leave(self, user: str) -> None:
        """Somebody is gone."""
        ...

    def call(self, user: str, name: str) -> None:
        """Somebody is called otherwise."""
        ...

    def spell(self, user: str, new: str) -> None:
        """Somebody has another user id and is the same otherwise."""
        ...

    def ring(self, user: str, mobile: str) -> None:
        """Somebody has another number."""
        ...

    def place(self, user: str, departments: Sequence[int]) -> None:
        """Somebody works there and nowhere else."""
        ...

    def dissolve(self, department: int) -> None:
        """A department is gone; who worked there still does."""
        ...

    def title(self, department: int, name: str) -> None:
        """A department is called otherwise."""
        ...

    def hang(self, department: int, parent: int) -> None:
        """A department hangs under another one, or under one that is not there; lists still show it where it was."""
        ...

    def found(self, name: str, parent: int) -> int:
        """A new department."""
        ...

    def crowd(self) -> None:
        """`CROWDED` people instead of those who are there."""
        ...

    def fail(self, failure: Failure) -> None:
        """Calls that read the directory fail from now on."""
        ...

    def show_only(self, department: int) -> None:
        """The application sees that department alone."""
        ...

    def lose_events(self, seconds: float | None) -> None:
        """Events of the directory are never sent, or only so many seconds later."""
        ...

    def go_back(self) -> None:
        """The directory as it was when it was last remembered."""
        ...

    def remember(self) -> None:
        """Note how everything is."""
        ...

    def restore(self) -> None:
        """Everything as it was noted when the first switch was thrown."""
        ...


class Spoiler:
    """Throws the switches of one platform. The seed decides whom it strikes."""

    def __init__(self, land: Land, seed: int = 0) -> None:
        self.land = land
        self._dice = random.Random(seed)  # noqa: S311 - repeatable, guards nothing

    def switch_on(self, bad: Bad) -> None:
        """From now on the directory is bad in this way, in addition to what is on already."""
        SWITCHES[bad](self.land, self._dice)

    def switch_off(self) -> None:
        """The directory is as it was before the first switch."""
        self.land.restore()

    def remember(self) -> None:
        """What `Bad.YESTERDAY` will tell."""
        self.land.remember()


def _nobody(land: Land, _: random.Random) -> None:
    for user in land.people():
        land.leave(user)


def _gone(share: float) -> "Switch":
    def switch(land: Land, dice: random.Random) -> None:
        people = land.people()
        for user in dice.sample(people, int(len(people) * share)):
            land.leave(user)

    return switch


def _shrunk(land: Land, _: random.Random) -> None:
    land.show_only(max(land.departments(), key=land.headcount))


def _garbled(land: Land, _: random.Random) -> None:
    """UTF-8 that somebody on the way has read as another encoding."""
    for user in land.people():
        land.call(user, land.name_of(user).encode().decode("latin-1"))


def _loud(land: Land, dice: random.Random) -> None:
    leaves = _leaves(land)
    for department, name in zip(dice.sample(leaves, len(LOUD)), LOUD, strict=True):
        land.title(department, name)


def _reused(land: Land, dice: random.Random) -> None:
    """The id of a small department stands for another one in another place, with other people."""
    small = min((one for one in _leaves(land) if land.headcount(one)), key=land.headcount)
    others = dice.sample(land.people(), SOME)
    elsewhere = next(one for one in land.departments() if one not in {small, land.parent_of(small)})
    land.dissolve(small)
    land.title(small, "人事处")
    land.hang(small, elsewhere)
    for user in others:
        land.place(user, [small])


def _circle(land: Land, _: random.Random) -> None:
    child = next(one for one in land.departments() if land.parent_of(one) in land.departments())
    land.hang(land.parent_of(child), child)


def _orphan(land: Land, _: random.Random) -> None:
    land.hang(_leaves(land)[0], NOWHERE)


def _deep(land: Land, dice: random.Random) -> None:
    here = _leaves(land)[0]
    for level in range(DEPTH):
        here = land.found(f"第{level + 1}层", here)
    land.place(dice.choice(land.people()), [here])


def _five(land: Land, dice: random.Random) -> None:
    land.place(dice.choice(land.people()), dice.sample(land.departments(), SOME))


def _mobiles(land: Land, dice: random.Random) -> None:
    """Missing, too short, masked, full-width; and one number for two."""
    people = dice.sample(land.people(), len(BAD_MOBILES) + 2)
    for user, mobile in zip(people, (*BAD_MOBILES, "13800000000", "13800000000"), strict=True):
        land.ring(user, mobile)


def _case(land: Land, _: random.Random) -> None:
    for user in land.people():
        land.spell(user, user.upper())


def _ids(land: Land, dice: random.Random) -> None:
    for number, user in enumerate(dice.sample(land.people(), SOME), 1):
        land.spell(user, f"renamed-{number}")


def _away(land: Land, dice: random.Random) -> None:
    land.leave(dice.choice(land.people()))


def _leaves(land: Land) -> list[int]:
    parents = {land.parent_of(one) for one in land.departments()}
    return [one for one in land.departments() if one not in parents]


Switch = Callable[[Land, random.Random], None]


def _failing(failure: Failure) -> Switch:
    return lambda land, _: land.fail(failure)


SWITCHES: dict[Bad, Switch] = {
    Bad.NOBODY: _nobody,
    Bad.NO_DEPARTMENTS: _failing(Failure.NO_DEPARTMENTS),
    Bad.PAGE_FAILS: _failing(Failure.PAGE),
    Bad.ENDS_EARLY: _failing(Failure.SHORT),
    Bad.BREAKS_OFF: _failing(Failure.SERVER),
    Bad.RANGE_SHRUNK: _shrunk,
    Bad.SOME_GONE: _gone(SIX_PERCENT),
    Bad.HALF_GONE: _gone(HALF),
    Bad.NO_RIGHT: _failing(Failure.NO_RIGHT),
    Bad.OUT_OF_RANGE: _failing(Failure.OUT_OF_RANGE),
    Bad.GARBLED: _garbled,
    Bad.LOUD_NAMES: _loud,
    Bad.ID_REUSED: _reused,
    Bad.CIRCLE: _circle,
    Bad.ORPHAN: _orphan,
    Bad.DEEP: _deep,
    Bad.FIVE_PLACES: _five,
    Bad.MOBILES: _mobiles,
    Bad.OTHER_CASE: _case,
    Bad.OTHER_IDS: _ids,
    Bad.CROWD: lambda land, _: land.crowd(),
    Bad.AWAY: _away,
    Bad.EVENTS_LOST: lambda land, _: land.lose_events(None),
    Bad.EVENTS_LATE: lambda land, _: land.lose_events(LATE_SECONDS),
    Bad.YESTERDAY: lambda land, _: land.go_back(),
}
