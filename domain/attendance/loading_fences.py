"""What a group asks of a punch in chat: `[[groups.fences]]` and `outside`."""

from domain.fences import Fence, Outside, Photo, PunchDemand, Spot
from domain.forms.document import Section

LONGEST_NAME = 40
EXAMPLE_FENCE = "latitude = 39.9087, longitude = 116.3975, metres = 300"


def demand_in(section: Section) -> PunchDemand:
    """Places where one may punch, and whether with a picture."""
    fences = [fence for each in section.sections("fences") if (fence := _fence(each))]
    return PunchDemand(
        fences=tuple(fences),
        outside=section.one_of("outside", Outside, Outside.REFUSE) or Outside.REFUSE,
        photo=section.one_of("photo", Photo, Photo.NONE) or Photo.NONE,
    )


def _fence(section: Section) -> Fence | None:
    name = section.need("name", LONGEST_NAME)
    latitude, longitude = _degrees(section, "latitude"), _degrees(section, "longitude")
    metres = section.whole("metres", 300, 1, 100_000)
    section.finish()
    if latitude is None or longitude is None:
        return None
    try:
        return Fence(name, Spot(latitude, longitude), metres)
    except ValueError as error:
        section.complain("latitude", str(error), EXAMPLE_FENCE)
        return None


def _degrees(section: Section, key: str) -> float | None:
    value = section.raw_value(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        section.complain(key, "应是数字，单位是度（GCJ-02，与地图和平台一致）", EXAMPLE_FENCE)
        return None
    return float(value)
