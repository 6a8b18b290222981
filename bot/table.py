"""Plain tables for a terminal, where a Chinese sign is two columns wide."""

import unicodedata
from collections.abc import Iterator, Sequence

WIDEST = 60  # columns of one cell; what is longer is cut


def lines_of(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The table line by line, its columns aligned."""
    cut = [[_cut(cell) for cell in row] for row in (heading, *rows)]
    widths = [max(map(_width, column)) for column in zip(*cut, strict=True)]
    for row in cut:
        yield "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _cut(text: str) -> str:
    """Short enough and without what would move the cursor."""
    clean = "".join(sign if sign.isprintable() else " " for sign in text)
    while _width(clean) > WIDEST:
        clean = clean[:-2] + "…"
    return clean
