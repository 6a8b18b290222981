"""A CSV or XLSX file as numbered rows of cells, however it was saved; what could do harm is refused."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from domain.roster_cells import Cell, Formula
from domain.roster_reading import MOST_ROWS, Row

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

LARGEST_FILE = 50 * 1024 * 1024  # bytes; 100,000 people take 8 MB
LARGEST_UNPACKED = 1024 * 1024 * 1024  # bytes of all parts of an XLSX; 100,000 people take 70 MB
MOST_COLUMNS = 100
XML_HEAD = 1024  # bytes within which a document type would stand
ZEROS = re.compile(r"0{2,20}")  # a number format that shows leading zeros
DELIMITERS = ",\t;，"
ENCODINGS = ("utf-8-sig", "gb18030")  # what Excel and WPS write in China
ARCHIVE = b"PK\x03\x04"  # what an XLSX begins with
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
MARK = "'"  # what a sheet itself shows in front of a text that looks like a number


class SheetRefused(Exception):
    """The file cannot be read as a sheet, or is not to be trusted. Shown as it stands."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows, numbered as the program shows them that wrote the file. `title` is empty for CSV."""

    title: str
    sha256: str  # of the file
    rows: list[tuple[int, Row]]


def read_sheet(name: str, content: bytes) -> Sheet:
    """Read the first visible sheet of a file of that name. Takes 10 s for 100,000 people.

    Raises:
        SheetRefused: it is no such file, too large, or not to be trusted.
    """
    if len(content) > LARGEST_FILE:
        raise too_large(name)
    match PurePath(name).suffix.lower():
        case ".csv" | ".txt":
            return Sheet("", _hash(content), list(_read_csv(content, name)))
        case ".xlsx" | ".xlsm":
            return _read_xlsx(content, name)
        case _:
            raise SheetRefused(f"没有导入：{name} 不是 .xlsx 或 .csv 文件，请在表格软件里“另存为”其中一种。")


def too_large(name: str) -> SheetRefused:
    """For whoever can tell before reading it."""
    return SheetRefused(f"没有导入：{name} 太大，最大 {LARGEST_FILE // 1024**2} MB。")


def named_by_content(content: bytes) -> str:
    """What to call a file that came without a name: a platform may hand over the content alone."""
    return "花名册.xlsx" if content.startswith(ARCHIVE) else "花名册.csv"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_csv(content: bytes, name: str) -> Iterator[tuple[int, Row]]:
    text = _decoded(content, name)
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_ROWS + 1000:
                raise SheetRefused(f"没有导入：{name} 超过 {MOST_ROWS} 行，请分成几个文件。")
            yield number, cells[:MOST_COLUMNS]
    except csv.Error as failure:
        raise SheetRefused(f"没有导入：{name} 第 {reader.line_num} 行的引号没有成对，请改好后再导入。") from failure


def _decoded(content: bytes, name: str) -> str:
    if content.startswith(UTF_16):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-16").replace("\x00", "")
    for encoding in ENCODINGS:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding).replace("\x00", "")
    raise SheetRefused(f"没有导入：{name} 的文字编码认不出来，请另存为“CSV UTF-8”或 .xlsx。")


def _read_xlsx(content: bytes, name: str) -> Sheet:
    from openpyxl import load_workbook  # heavy, and an idle server never needs it

    broken = SheetRefused(f"没有导入：{name} 打不开，请在表格软件里打开后另存为 .xlsx（不加密码）。")
    try:
        _refuse_harmful(content, name)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if not sheets:
                raise broken
            return Sheet(sheets[0].title, _hash(content), list(_rows_of(sheets[0], name)))
        finally:
            book.close()
    except SheetRefused:
        raise
    except Exception as failure:  # a file that is not what it says makes the library fail in every way there is
        raise broken from failure


def _refuse_harmful(content: bytes, name: str) -> None:
    """A small file that unpacks to a huge one, or whose XML declares things of its own, is no roster."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise SheetRefused(f"没有导入：{name} 解压后太大，请把名单复制到一个新文件里再导入。")
        for part in parts:
            with archive.open(part) as stream:
                if b"<!DOCTYPE" in stream.read(XML_HEAD).upper():
                    raise SheetRefused(f"没有导入：{name} 里有不该有的声明，请把名单复制到一个新文件里再导入。")


def _rows_of(sheet: "ReadOnlyWorksheet", name: str) -> Iterator[tuple[int, Row]]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if number > MOST_ROWS + 1000:
            raise SheetRefused(f"没有导入：{name} 超过 {MOST_ROWS} 行，请分成几个文件，或删去名单下面的空行。")
        yield number, [_value_of(cell) for cell in cells]


def _value_of(cell: object) -> Cell | Formula:
    """The value as people see it. An empty cell has neither kind nor format."""
    value: object = getattr(cell, "value", None)
    if value is None:
        return None
    if getattr(cell, "data_type", "") == "f":
        return Formula(str(value))
    match value:
        case bool() | str():
            return value
        case int() | float():
            return _with_zeros(value, str(getattr(cell, "number_format", "")))
        case _:
            from datetime import date

            return value if isinstance(value, date) else str(value)


def _with_zeros(number: float, form: str) -> str | int | float:
    """00123 that is kept as 123 and shown with zeros."""
    if ZEROS.fullmatch(form) and number == int(number) and number >= 0:
        return str(int(number)).zfill(len(form))
    return number
