"""Rows for checks from an uploaded file: its first row names the columns."""

from datetime import date

from adapters.sheets.reading import SheetRefused, read_sheet
from domain.quality.judging import Row, Value
from domain.roster_cells import Formula


class BadSheet(Exception):
    """The file must be put right. Shown as it stands."""


def read_table(name: str, content: bytes) -> list[Row]:
    """Every row that says anything.

    Raises:
        BadSheet: it cannot be read, or two columns go by one name.
    """
    try:
        sheet = read_sheet(name, content)
    except SheetRefused as refused:
        raise BadSheet(str(refused)) from None
    rows = [[_value(cell) for cell in cells] for _, cells in sheet.rows]
    filled = [row for row in rows if any(value not in {None, ""} for value in row)]
    if not filled:
        raise BadSheet(f"{name} 是空的")
    heads = [str(value or "").strip() for value in filled[0]]
    named = [head for head in heads if head]
    if len(named) != len(set(named)):
        raise BadSheet(f"{name} 里有两列同名，请改名")
    return [
        {head: row[place] if place < len(row) else None for place, head in enumerate(heads) if head}
        for row in filled[1:]
    ]


def _value(cell: object) -> Value:
    match cell:
        case Formula():
            raise BadSheet("文件里有公式，请把它们粘贴成数值后再上传")
        case None | bool() | int() | float() | date():
            return cell
        case _:
            return str(cell).strip()
