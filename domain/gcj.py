"""From what satellites say to what maps of the country show.

Browsers give WGS-84, the platforms and the maps by which fences are drawn GCJ-02: up to 700 metres apart. The
formula is the published one (e.g. the libraries eviltransform and coordtransform); its error is some metres.
"""

import math

from domain.fences import Spot

AXIS = 6_378_245.0  # metres, Krasovsky 1940
FLATTENING = 0.006_693_421_622_965_943  # the square of the eccentricity
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271  # outside of this box nothing is shifted


def to_map(spot: Spot) -> Spot:
    """A spot by satellites as a map of the country shows it."""
    if not (WEST <= spot.longitude <= EAST and SOUTH <= spot.latitude <= NORTH):
        return spot
    x, y = spot.longitude - 105.0, spot.latitude - 35.0
    angle = math.radians(spot.latitude)
    bend = 1 - FLATTENING * math.sin(angle) ** 2
    north = _north(x, y) * 180.0 / (AXIS * (1 - FLATTENING) / (bend * math.sqrt(bend)) * math.pi)
    east = _east(x, y) * 180.0 / (AXIS / math.sqrt(bend) * math.cos(angle) * math.pi)
    return Spot(spot.latitude + north, spot.longitude + east)


def _waves(value: float, parts: tuple[tuple[float, float], ...]) -> float:
    return sum(size * math.sin(value * turn * math.pi) for size, turn in parts) * 2.0 / 3.0


def _north(x: float, y: float) -> float:
    flat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    return (
        flat
        + _waves(x, ((20.0, 6.0), (20.0, 2.0)))
        + _waves(y, ((20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30)))
    )


def _east(x: float, y: float) -> float:
    flat = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    return (
        flat
        + _waves(x, ((20.0, 6.0), (20.0, 2.0)))
        + _waves(x, ((20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30)))
    )
