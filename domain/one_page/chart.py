"""The chart of a month: a bar for each department, what was on time, late and open of it, readable without colour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

NAMES, BAR, ROW, HEAD, SIDE = 170, 420, 30, 34, 150  # in the picture's own units
LONGEST_NAME = 11  # letters
WIDTH = NAMES + BAR + SIDE
# Ground, ink and sign of each part; every pair keeps 4.5:1.
LOOKS = (("按时", "#cfe8db", "#1d5b3f"), ("逾期办结", "#ffe0a3", "#6b4a00"), ("逾期未办", "#b42318", "#ffffff"))
NARROWEST = 18  # of a part with a number in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One department. `page` says what became of its one page."""

    name: str
    parts: tuple[int, int, int]
    page: str
    is_missing: bool


def drawn(bars: Sequence[Bar], font: str = "") -> str:
    """The picture as SVG; without any bar nothing."""
    if not bars:
        return ""
    height = HEAD + len(bars) * ROW
    family = f' font-family="{escape(font, {chr(34): ""})}"' if font else ""
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}{family} font-size="13">'
    parts = [opening, "<title>各部门本月职责</title>", *_legend()]
    for number, bar in enumerate(bars):
        parts += _bar(bar, HEAD + number * ROW)
    return "".join([*parts, "</svg>"])


def _legend() -> Iterator[str]:
    for number, (name, ground, _) in enumerate(LOOKS):
        x = NAMES + number * 110
        yield f'<rect x="{x}" y="6" width="14" height="14" rx="3" fill="{ground}"/>'
        yield f'<text x="{x + 20}" y="18" fill="#16211f">{name}</text>'
    yield f'<text x="{NAMES + BAR + 12}" y="18" fill="#16211f">一页纸</text>'


def _bar(bar: Bar, top: int) -> Iterator[str]:
    name = bar.name if len(bar.name) <= LONGEST_NAME else f"{bar.name[: LONGEST_NAME - 1]}…"
    yield f'<text x="0" y="{top + 18}" fill="#16211f">{escape(name)}</text>'
    total = sum(bar.parts)
    if not total:
        yield f'<text x="{NAMES}" y="{top + 18}" fill="#52625f">本月没有到期的职责</text>'
    else:
        yield from _parts(bar.parts, top)
    ink = "#b42318" if bar.is_missing else "#16211f"
    yield f'<text x="{NAMES + BAR + 12}" y="{top + 18}" fill="{ink}">{escape(bar.page)}</text>'


def _parts(parts: tuple[int, int, int], top: int) -> Iterator[str]:
    """As wide as their share, and never too narrow for their number."""
    present = [(count, look) for count, look in zip(parts, LOOKS, strict=True) if count]
    spare = BAR - NARROWEST * len(present)
    total, x = sum(parts), float(NAMES)
    for count, (_, ground, ink) in present:
        width = NARROWEST + spare * count / total
        yield f'<rect x="{x:.1f}" y="{top + 3}" width="{width - 1:.1f}" height="{ROW - 8}" rx="3" fill="{ground}"/>'
        middle = x + width / 2
        yield f'<text x="{middle:.1f}" y="{top + 18}" text-anchor="middle" fill="{ink}">{count}</text>'
        x += width
