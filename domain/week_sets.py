"""Sets of teaching weeks as timetables write them: 1-16周, 1-8,10-16双周, 3."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from domain.college_calendar import LONGEST_TERM

EXAMPLE = "1-16、1-15单 或 2-8,10-16双"
_PART = re.compile(r"(\d{1,2})(?:[-–—~至到](\d{1,2}))?(?:\(?(单|双)\)?)?")
_TIDY = str.maketrans({"（": "(", "）": ")", "，": ",", "、": ",", ";": ",", "；": ",", "－": "-", "～": "~", " ": ""})
_EVERY = {"": None, "单": 1, "双": 0}


class WrongWeeks(ValueError):
    """What is wrong with what was written, in Chinese."""


def read_weeks(written: str) -> frozenset[int]:
    """The weeks. 单 and 双 belong to the stretch they stand behind.

    Raises:
        WrongWeeks: it names no weeks, or some that no term has.
    """
    tidy = written.translate(_TIDY).replace("第", "").replace("周", "")
    weeks: set[int] = set()
    for part in tidy.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise WrongWeeks(f"周次认不出来，请写成 {EXAMPLE}")
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= LONGEST_TERM:
            raise WrongWeeks(f"周次应在 1 到 {LONGEST_TERM} 之间，从小到大")
        rest = _EVERY[match[3] or ""]
        found = {week for week in range(first, last + 1) if rest is None or week % 2 == rest}
        if not found:
            raise WrongWeeks(f"{part} 里没有{match[3]}周")
        weeks |= found
    return frozenset(weeks)


def weeks_in_words(weeks: Iterable[int]) -> str:
    """As short as it can be read again: 1-16, 1-15单, 1-3,5-8."""
    ordered = sorted(set(weeks))
    if len(ordered) > 2 and all(later - earlier == 2 for earlier, later in pairwise(ordered)):  # noqa: PLR2004
        return f"{ordered[0]}-{ordered[-1]}{'单' if ordered[0] % 2 else '双'}"
    return ",".join(_stretches(ordered))


def _stretches(ordered: list[int]) -> Iterator[str]:
    for _, group in groupby(enumerate(ordered), key=lambda each: each[1] - each[0]):
        stretch = [week for _, week in group]
        yield str(stretch[0]) if len(stretch) == 1 else f"{stretch[0]}-{stretch[-1]}"
