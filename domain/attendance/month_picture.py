"""The picture of a department's month: people down, days across, every square with its sign, so that it reads without
colour.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from domain.attendance.month_days import SIGNED, PersonMonth, days_in

SQUARE, ROW, NAMES, HEAD, GAP = 24, 24, 96, 44, 2  # in the picture's own units
LONGEST_NAME = 6  # letters; more would run into the first day
WEEK = "一二三四五六日"
SATURDAY = 5
LEGEND_COLUMNS = 4
LEGEND_ROW = 24

CLASSES: Mapping[str, str] = {
    "√": "ok",
    "半": "part",
    "迟": "late",
    "严": "grave",
    "早": "late",
    "缺": "missing",
    "旷": "absent",
    "假": "leave",
    "公": "trip",
    "加": "extra",
    "休": "rest",
    "—": "rest",
}
# Ground and ink of each on paper; every pair keeps 4.5:1.
PAPER: Mapping[str, tuple[str, str]] = {
    "ok": ("#e3f1ea", "#1d5b3f"),
    "part": ("#d5e6f7", "#1c4a75"),
    "late": ("#ffe9a8", "#6b4a00"),
    "grave": ("#f8c08f", "#6b2a00"),
    "missing": ("#fbd3c0", "#7a2a0a"),
    "absent": ("#b42318", "#ffffff"),
    "leave": ("#c3dcf5", "#17406a"),
    "trip": ("#d9e7b8", "#3b4a0c"),
    "extra": ("#e4d5f2", "#4d2a73"),
    "rest": ("#f1f3f4", "#5f6b6d"),
    "none": ("none", "#5f6b6d"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One person's squares: the sign of each day that has one."""

    name: str
    signs: Mapping[date, str]


def lines_of(months: Iterable[PersonMonth]) -> list[Line]:
    """What of them is drawn."""
    return [Line(each.name, {day.day: day.sign for day in each.days}) for each in months]


def drawn(title: str, month: date, lines: Sequence[Line], *, font: str = "") -> str:
    """The picture as SVG. With a `font` it carries its own colours, for paper; without, the page's style gives them."""
    days = days_in(month)
    width = NAMES + len(days) * SQUARE + GAP
    legend = -(-len(SIGNED) // LEGEND_COLUMNS) * LEGEND_ROW + LEGEND_ROW
    height = HEAD + len(lines) * ROW + legend
    parts = [
        _opening(width, height, font),
        f"<title>{escape(title)}</title>",
        _style() if font else "",
        *_heads(days),
        *(piece for number, line in enumerate(lines) for piece in _line(line, days, HEAD + number * ROW)),
        *_legend(HEAD + len(lines) * ROW + LEGEND_ROW, width),
        "</svg>",
    ]
    return "".join(parts)


def _opening(width: int, height: int, font: str) -> str:
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    family = f' font-family="{escape(font, {chr(34): ""})}"' if font else ""
    return f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}{family}>'


def _style() -> str:
    looks = "".join(
        f".s-{name} rect{{fill:{ground}}}.s-{name} text{{fill:{ink}}}" for name, (ground, ink) in PAPER.items()
    )
    return f"<style>text{{font-size:13px;fill:#16211f}}.soft{{fill:#52625f}}{looks}</style>"


def _heads(days: Sequence[date]) -> Iterator[str]:
    for number, day in enumerate(days):
        soft = ' class="soft"' if day.weekday() >= SATURDAY else ""
        x = NAMES + number * SQUARE + SQUARE // 2
        yield f'<text x="{x}" y="16" text-anchor="middle"{soft}>{day.day}</text>'
        yield f'<text x="{x}" y="34" text-anchor="middle" class="soft">{WEEK[day.weekday()]}</text>'


def _line(line: Line, days: Sequence[date], top: int) -> Iterator[str]:
    name = line.name if len(line.name) <= LONGEST_NAME else f"{line.name[: LONGEST_NAME - 1]}…"
    yield f'<text x="0" y="{top + 17}">{escape(name)}</text>'
    for number, day in enumerate(days):
        if sign := line.signs.get(day):
            yield _square(sign, NAMES + number * SQUARE, top)


def _square(sign: str, left: int, top: int) -> str:
    size = SQUARE - GAP
    return (
        f'<g class="s-{CLASSES[sign]}"><rect x="{left}" y="{top}" width="{size}" height="{size}" rx="4"/>'
        f'<text x="{left + size // 2}" y="{top + 16}" text-anchor="middle">{sign}</text></g>'
    )


def _legend(top: int, width: int) -> Iterator[str]:
    across = width // LEGEND_COLUMNS
    for number, (sign, meaning) in enumerate(SIGNED.items()):
        left, y = number % LEGEND_COLUMNS * across, top + number // LEGEND_COLUMNS * LEGEND_ROW
        yield _square(sign, left, y)
        yield f'<text x="{left + SQUARE + 4}" y="{y + 16}">{meaning}</text>'
