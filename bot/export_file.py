"""Rows become a file: XLSX, CSV or JSON by its ending. Complete or not there at all, and readable by its owner alone.

No cell of people's text can become a formula: XLSX cells have an explicit type, CSV cells get an apostrophe in front.
"""

import csv
import errno
import json
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from domain.cells import is_like_a_formula
from storage.exports import Cell, Column

LINKLESS = {errno.EPERM, errno.ENOTSUP, errno.ENOSYS}  # what a file system without links answers

Rows = AsyncIterator[tuple[Cell, ...]]


async def write_file(path: Path, columns: Sequence[Column], rows: Rows, campus: ZoneInfo) -> int:
    """Write the file and return its number of rows. Times are written as people on campus read them."""
    write = WRITERS[path.suffix.lower()]
    with whole_file(path) as part:
        return await write(part, columns, rows, campus)


@contextmanager
def whole_file(path: Path) -> Generator[Path]:
    """Where to write; it becomes the file when the block ends well, else nothing is left."""
    part = _begin(path)
    try:
        yield part
        _finish(part, path)
    finally:
        _drop(part)


@contextmanager
def new_file(path: Path) -> Generator[Path]:
    """The same for a file that must not be there yet: whoever made one by that name meanwhile keeps it.

    Raises:
        FileExistsError: there is one.
    """
    part = _begin(path)
    try:
        yield part
        _sync(part)
        try:
            os.link(part, path)
        except OSError as error:
            if error.errno not in LINKLESS:
                raise
            if os.path.lexists(path):
                raise FileExistsError(path) from None
            part.replace(path)
    finally:
        _drop(part)


def guarded(text: str) -> str:
    """The text as a CSV cell that no spreadsheet takes for a formula. Numbers stay numbers."""
    return f"'{text}" if is_like_a_formula(text) else text


async def _write_csv(path: Path, columns: Sequence[Column], rows: Rows, campus: ZoneInfo) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark tells Excel that this is UTF-8
        writer = csv.writer(file)
        writer.writerow([column.title for column in columns])
        async for row in rows:
            cells = (_plain(cell, column, campus) for cell, column in zip(row, columns, strict=True))
            writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in cells])
            count += 1
    return count


async def _write_json(path: Path, columns: Sequence[Column], rows: Rows, campus: ZoneInfo) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        async for row in rows:
            file.write(",\n" if count else "\n")
            _write_object(file, columns, row, campus)
            count += 1
        file.write("\n]\n")
    return count


def _write_object(file: TextIO, columns: Sequence[Column], row: tuple[Cell, ...], campus: ZoneInfo) -> None:
    named = {
        column.name: cell.astimezone(campus).isoformat() if isinstance(cell, datetime) else cell
        for cell, column in zip(row, columns, strict=True)
    }
    json.dump(named, file, ensure_ascii=False)


async def _write_xlsx(path: Path, columns: Sequence[Column], rows: Rows, campus: ZoneInfo) -> int:
    from web.xlsx import Book  # heavy, and an idle server never needs it

    count = 0
    with Book(path, [column.title for column in columns]) as book:
        async for row in rows:
            book.write([_plain(cell, column, campus) for cell, column in zip(row, columns, strict=True)])
            count += 1
    return count


def _plain(cell: Cell, column: Column, campus: ZoneInfo) -> str | int | None:
    """As people read it: words for codes, campus times, JSON for what has parts."""
    match cell:
        case datetime():
            return cell.astimezone(campus).strftime("%Y-%m-%d %H:%M:%S")
        case str():
            return column.words.get(cell, cell) if column.words else cell
        case None | int():
            return cell
        case _:
            return json.dumps(cell, ensure_ascii=False)


def _begin(path: Path) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    return Path(name)


def _finish(part: Path, path: Path) -> None:
    _sync(part)
    part.replace(path)


def _sync(part: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())


def _drop(part: Path) -> None:
    part.unlink(missing_ok=True)


WRITERS: Mapping[str, Callable[[Path, Sequence[Column], Rows, ZoneInfo], Awaitable[int]]] = {
    ".xlsx": _write_xlsx,
    ".csv": _write_csv,
    ".json": _write_json,
}
