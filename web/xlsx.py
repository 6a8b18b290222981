"""A spreadsheet written row by row, every cell with its type said, so that text stays text."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from domain.cells import LONGEST_CELL, NARROWEST

LONGEST_SHEET = 1_000_000  # rows below the heading; the format allows 1,048,576


class Book:
    """Sheets that follow one another, each with the heading, in as little memory as one row needs."""

    def __init__(self, to: Path | BytesIO, titles: Sequence[str]) -> None:
        self._titles = titles
        self._book = xlsxwriter.Workbook(to if isinstance(to, BytesIO) else str(to), {"constant_memory": True})
        self._bold = self._book.add_format({"bold": True})
        self._sheet = self._begin_sheet()
        self._rows = 0

    def __enter__(self) -> Self:
        """The file is complete when the block ends."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Write what is left."""
        self._book.close()

    def write(self, cells: Sequence[str | int | None]) -> None:
        """One more row."""
        if self._rows == LONGEST_SHEET:
            self._sheet, self._rows = self._begin_sheet(), 0
        self._rows += 1
        for column, cell in enumerate(cells):
            match cell:
                case None:
                    pass
                case str():
                    self._sheet.write_string(self._rows, column, cell[:LONGEST_CELL])
                case _:
                    self._sheet.write_number(self._rows, column, cell)

    def _begin_sheet(self) -> Worksheet:
        sheet = self._book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(self._titles):
            sheet.set_column(column, column, max(NARROWEST, 2 * len(title) + 2))
            sheet.write_string(0, column, title, self._bold)
        return sheet
