"""Where somebody may punch: circles on the map, and what becomes of a punch outside of all of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

EARTH = 6_371_008.8  # metres, the mean radius (IUGG)
MOST_METRES = 100_000  # a fence larger than a city says nothing


class Outside(StrEnum):
    """What a punch outside of every fence is."""

    REFUSE = "refuse"
    RECORD = "record"  # noted as made outside


class Photo(StrEnum):
    """For which punches in chat a picture is asked."""

    NONE = "none"
    OUTSIDE = "outside"  # where no fence is
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in degrees, GCJ-02 as the platforms and maps of the country give them."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):  # noqa: PLR2004 - the globe's
            raise ValueError("纬度应在 -90 到 90 之间，经度应在 -180 到 180 之间")


@dataclass(frozen=True, slots=True)
class Fence:
    """A circle of so many metres around a spot.

    Raises:
        ValueError: no name, or a radius that is none.
    """

    name: str
    spot: Spot
    metres: int

    def __post_init__(self) -> None:
        if not self.name or not 1 <= self.metres <= MOST_METRES:
            raise ValueError(f"打卡地点要有名称，范围应是 1 到 {MOST_METRES} 米")


@dataclass(frozen=True, slots=True, kw_only=True)
class PunchDemand:
    """What a group asks of a punch in chat. Without fences it may be made anywhere."""

    fences: tuple[Fence, ...] = ()
    outside: Outside = Outside.REFUSE
    photo: Photo = Photo.NONE


@dataclass(frozen=True, slots=True)
class Nearest:
    """The fence that a spot is in, else the one it is nearest to; `beyond` is how many metres it is outside of it."""

    fence: Fence
    beyond: int

    @property
    def is_within(self) -> bool:
        return self.beyond == 0


def wants_photo(demand: PunchDemand, within_fence: bool | None) -> bool:  # noqa: FBT001 - None where nobody looked
    """Whether a punch there needs a picture."""
    return demand.photo is Photo.ALWAYS or (demand.photo is Photo.OUTSIDE and within_fence is False)


def metres_between(one: Spot, other: Spot) -> float:
    """The great circle's length. Exact to half a percent, which is less than a phone knows of its place."""
    lower, upper = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    half = math.sin((upper - lower) / 2) ** 2 + math.cos(lower) * math.cos(upper) * math.sin(turn / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(min(1.0, half)))


def nearest(fences: Sequence[Fence], spot: Spot, doubt: float = 0.0) -> Nearest | None:
    """None without fences. `doubt` is how many metres the spot may be off: it speaks for the person."""
    found = (
        Nearest(fence, max(0, math.ceil(metres_between(fence.spot, spot) - doubt - fence.metres))) for fence in fences
    )
    return min(found, key=lambda each: each.beyond, default=None)
