"""Spreadsheets written row by row, every cell with its type said, so that text stays text.

What could be taken for a formula also gets the mark by which a spreadsheet leaves it alone when somebody edits it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from domain.cells import NARROWEST
from web.xlsx_rows import Cell, Rows, Styles, row_xml

LONGEST_SHEET = 1_000_000  # rows below the heading; the format allows 1,048,576
A4: Final = 9  # the format's number for it
MARGIN: Final = 0.4  # inches

Cells = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its heading, and its width in characters; 0 is wide enough for the heading."""

    title: str
    width: float = 0


@dataclass(frozen=True, slots=True)
class Colour:
    """How cells that hold this text alone look."""

    text: str
    ground: str
    ink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a table is shown: columns that stay when it is moved, its heading's lines, colours, and what paper says."""

    frozen: int = 0
    lines: int = 1
    centred_from: int | None = None
    colours: tuple[Colour, ...] = ()
    is_printed: bool = False
    header: str = ""
    footer: str = ""


PLAIN: Final = Look()


class Workbook:
    """Tables side by side in one file, in as little memory as one row of each needs."""

    def __init__(self, to: Path | BytesIO) -> None:
        self._book = xlsxwriter.Workbook(to if isinstance(to, BytesIO) else str(to), {"constant_memory": True})
        self._formats: dict[str, Format] = {
            "head": self._book.add_format({"bold": True}),
            "heads": self._book.add_format(
                {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#EDEFF2"}
            ),
            "quoted": self._book.add_format({"quote_prefix": True}),
            "centred": self._book.add_format({"align": "center"}),
            "date": self._book.add_format({"num_format": "yyyy-mm-dd"}),
        }

    def __enter__(self) -> Self:
        """The file is complete when the block ends."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Write what is left."""
        self._book.close()

    def table(self, name: str | None, fields: Sequence[Field], look: Look = PLAIN) -> "Table":
        """One more; they may be written in any order, each from its top to its end."""
        return Table(self, name, fields, look)

    def format(self, name: str) -> Format:
        """One of ours."""
        return self._formats[name]

    def coloured(self, colour: Colour) -> Format:
        """A look of cells."""
        return self._book.add_format({"bg_color": colour.ground, "font_color": colour.ink})

    def add_sheet(self, name: str | None) -> Worksheet:
        """An empty one."""
        return self._book.add_worksheet(name)

    def styles(self, columns: Sequence[Format | None]) -> Styles:
        """The looks of cells below a heading; `columns` have their own."""
        return Styles(self._formats, columns)


class Table:
    """Sheets that follow one another, each with the heading."""

    def __init__(self, book: Workbook, name: str | None, fields: Sequence[Field], look: Look) -> None:
        self._book = book
        self._name = name
        self._fields = fields
        self._look = look
        self._colours = [(colour.text, book.coloured(colour)) for colour in look.colours]
        self._columns = [self._column_look(column) for column in range(len(fields))]
        self._styles = book.styles(self._columns)
        self._sheets = 0
        self._sheet = self._begin_sheet()
        self._rows = 0

    def write(self, cells: Cells) -> None:
        """One more row."""
        if self._rows == LONGEST_SHEET:
            self._sheet, self._rows = self._begin_sheet(), 0
        self._rows += 1
        self._sheet.add(self._rows, row_xml(self._rows, cells, self._styles))

    def _column_look(self, column: int) -> Format | None:
        centred = self._look.centred_from
        return self._book.format("centred") if centred is not None and column >= centred else None

    def _begin_sheet(self) -> Rows:
        self._sheets += 1
        look = self._look
        name = f"{self._name}{self._sheets}" if self._name and self._sheets > 1 else self._name
        sheet = self._book.add_sheet(name)
        sheet.freeze_panes(1, look.frozen)
        for column, field in enumerate(self._fields):
            width = field.width or max(NARROWEST, 2 * len(field.title) + 2)
            sheet.set_column(column, column, width, self._columns[column])
        if look.is_printed:
            self._set_up_paper(sheet)
        if look.lines > 1:
            sheet.set_row(0, 16 * look.lines)
        for column, field in enumerate(self._fields):
            sheet.write_string(0, column, field.title, self._book.format("heads" if look.is_printed else "head"))
        for text, looks in self._colours:
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"', "format": looks}
            sheet.conditional_format(1, look.frozen, LONGEST_SHEET, len(self._fields) - 1, rule)
        return Rows(sheet, len(self._fields))

    def _set_up_paper(self, sheet: Worksheet) -> None:
        """A4 across, as wide as the paper, the heading on every page."""
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=MARGIN, right=MARGIN, top=2 * MARGIN, bottom=2 * MARGIN)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_header(f"&L{_literal(self._look.header)}&R&P / &N")
        if self._look.footer:
            sheet.set_footer(f"&L{_literal(self._look.footer)}")


def _literal(text: str) -> str:
    """Without its own meaning in a header: & begins a sign there."""
    return text.replace("&", "&&")


class Book:
    """One table alone."""

    def __init__(self, to: Path | BytesIO, titles: Sequence[str]) -> None:
        self._book = Workbook(to)
        self._table = self._book.table(None, [Field(title) for title in titles])

    def __enter__(self) -> Self:
        """The file is complete when the block ends."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Write what is left."""
        self._book.__exit__(kind, error, at)

    def write(self, cells: Cells) -> None:
        """One more row."""
        self._table.write(cells)
