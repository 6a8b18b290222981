"""A copy of a roster file with every bad cell coloured and explained."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from adapters.sheets.reading import Sheet
from domain.cells import LONGEST_CELL, NARROWEST
from domain.roster_cells import Cell, Formula
from domain.roster_reading import Fault, letters_of

MOST_NOTES = 2_000  # notes of one sheet; with more of them a spreadsheet opens for minutes. The list has all.
NOTE_WIDTH = 260  # pixels
LIST_HEADING = ("行", "列", "列名", "现在是", "哪里不对", "例如")
LIST_WIDTHS = (8, 6, 14, 24, 70, 24)  # characters
ACROSS = 16  # characters of a column in the copy


def marked_copy(sheet: Sheet, faults: Sequence[Fault]) -> bytes:
    """The copy as XLSX. Every cell is text: nothing in it is computed."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, {"constant_memory": True}) as book:
        bad = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006", "border": 1})
        _write_rows(book.add_worksheet("名单"), sheet, faults, bad)
        _write_list(book.add_worksheet("要改的"), faults, book.add_format({"bold": True}))
    return written.getvalue()


def _write_rows(page: Worksheet, sheet: Sheet, faults: Sequence[Fault], bad: Format) -> None:
    page.set_column(0, max((len(cells) for _, cells in sheet.rows[:100]), default=1), max(ACROSS, NARROWEST))
    causes: dict[tuple[int, int], list[str]] = {}
    for fault in faults:
        causes.setdefault((fault.row, fault.place), []).append(_note(fault))
    noted = 0
    for row, cells in _with_marked(sheet, causes):
        for place, cell in enumerate(cells):
            told = causes.get((row, place))
            page.write_string(row - 1, place, _shown(cell), bad) if told else _write(page, row - 1, place, cell)
            if told and noted < MOST_NOTES:
                page.write_comment(row - 1, place, "\n".join(told), {"x_scale": 2, "author": "值铃"})
                noted += 1


def _with_marked(sheet: Sheet, causes: dict[tuple[int, int], list[str]]) -> Iterator[tuple[int, list[Cell | Formula]]]:
    """The rows, as long as their last marked cell; a row that is not there but marked is an empty one."""
    longest: dict[int, int] = {}
    for row, place in causes:
        longest[row] = max(longest.get(row, 0), place + 1)
    for row, cells in sheet.rows:
        yield row, [*cells, *[None] * (longest.pop(row, 0) - len(cells))]
    for row in sorted(longest):
        yield row, [None] * longest[row]


def _write_list(page: Worksheet, faults: Sequence[Fault], bold: Format) -> None:
    page.freeze_panes(1, 0)
    for place, (title, width) in enumerate(zip(LIST_HEADING, LIST_WIDTHS, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, title, bold)
    for row, fault in enumerate(faults, 1):
        page.write_number(row, 0, fault.row)
        texts = (letters_of(fault.place), fault.column, fault.shown, fault.cause, fault.example)
        for place, text in enumerate(texts, 1):
            page.write_string(row, place, text)


def _note(fault: Fault) -> str:
    return f"{fault.cause}。" + (f"例如 {fault.example}" if fault.example else "")


def _write(page: Worksheet, row: int, place: int, cell: Cell | Formula) -> None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        page.write_number(row, place, cell)
    elif cell is not None and cell != "":
        page.write_string(row, place, _shown(cell))


def _shown(cell: Cell | Formula) -> str:
    match cell:
        case None:
            return ""
        case Formula():
            return cell.text[:LONGEST_CELL]
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M") if cell.hour or cell.minute else cell.strftime("%Y-%m-%d")
        case date():
            return cell.strftime("%Y-%m-%d")
        case _:
            return str(cell)[:LONGEST_CELL]
