"""Rows of a spreadsheet as the XML that they are in the file: several times as fast as asking for cell after cell.

Written out by hand for what a month of five thousand people is, a million and a half of cells. ECMA-376 part 1:
18.3.1.73 (row), 18.3.1.4 (c), 18.4.8 (is), 22.9.2.19 (what of a text is written as _xHHHH_).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from operator import methodcaller
from typing import Final, cast

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from domain.cells import LONGEST_CELL, is_like_a_formula

Cell = str | int | float | date | None
DAY_NAUGHT: Final = date(1899, 12, 30).toordinal()  # from which the format counts its days, since March 1900
MOST_KNOWN: Final = 20_000  # texts that are kept as written; nearly every cell repeats one
ESCAPED: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# No XML may hold these, whatever stands for them; a carriage return it may hold, but reads as a line's end.
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
TAKEN_FOR_ONE: Final = re.compile(r"(_x[0-9a-fA-F]{4}_)")


class Rows:
    """Where the rows of a sheet go, below a heading that the library wrote. It writes nothing there afterwards."""

    def __init__(self, sheet: Worksheet, columns: int) -> None:
        methodcaller("_write_single_row", 1)(sheet)  # the heading, which the library would keep until its next row
        sheet.dim_colmax = columns - 1
        self._sheet = sheet

    def add(self, row: int, written: str) -> None:
        """One row, from `row_xml`; `row` counts from 0, as everywhere here."""
        self._sheet.dim_rowmax = row
        self._sheet.fh.write(written)


class Styles:
    """Which look a cell gets, by the numbers that the file knows looks by."""

    def __init__(self, formats: Mapping[str, Format], columns: Sequence[Format | None]) -> None:
        self.quoted = _attribute(formats["quoted"])
        self.date = _attribute(formats["date"])
        self.columns = [(f'<c r="{xl_col_to_name(place)}', _attribute(each)) for place, each in enumerate(columns)]
        self.known: dict[str, tuple[str, bool]] = {}


def row_xml(row: int, cells: Sequence[Cell], styles: Styles) -> str:
    """The row as the file has it; what is empty is left out."""
    number = row + 1
    found = [f'<row r="{number}">']
    for (start, own), cell in zip(styles.columns, cells, strict=True):
        if cell is None:
            continue
        if isinstance(cell, str):
            text, is_quoted = styles.known.get(cell) or _remember(cell, styles.known)
            found.append(f'{start}{number}"{styles.quoted if is_quoted else own} t="inlineStr">{text}')
        elif isinstance(cell, date):
            found.append(f'{start}{number}"{styles.date}><v>{cell.toordinal() - DAY_NAUGHT}</v></c>')
        else:
            found.append(f'{start}{number}"{own}><v>{cell:.16g}</v></c>')
    found.append("</row>")
    return "".join(found)


def _remember(text: str, known: dict[str, tuple[str, bool]]) -> tuple[str, bool]:
    if len(known) >= MOST_KNOWN:
        known.clear()
    found = known[text] = (_text_xml(text[:LONGEST_CELL]), is_like_a_formula(text))
    return found


def _text_xml(text: str) -> str:
    """Nothing of it is markup, and a reader gets back what was put in."""
    safe = TAKEN_FOR_ONE.sub(r"_x005F\1", SURROGATES.sub("\ufffd", text)).translate(ESCAPED)
    safe = CONTROLS.sub(lambda found: f"_x{ord(found[0]):04X}_", safe)
    space = ' xml:space="preserve"' if safe != safe.strip() else ""
    return f"<is><t{space}>{safe}</t></is></c>"


def _attribute(look: Format | None) -> str:
    """The number is given out when it is first asked for; the library asks in the same way."""
    number = cast("int", methodcaller("_get_xf_index")(look)) if look is not None else 0
    return f' s="{number}"' if number else ""
