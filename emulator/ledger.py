"""What the ledgers of all platforms have in common: the row of a call, and rows as plain values."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class AnyCall:
    """One call of an API. `fault` is the injected effect, if any; `is_answered`: it was handed to the network."""

    no: int
    at: datetime
    path: str
    ip: str
    corp_id: str = ""
    fault: str = ""
    is_answered: bool = False


def plain(row: object) -> dict[str, object]:
    """A row as plain values; the call it belongs to is given by number and whether it was answered."""
    if not is_dataclass(row):
        raise TypeError("a row of a ledger is a dataclass")
    shown: dict[str, object] = {}
    for column in fields(row):
        name, value = column.name, getattr(row, column.name)
        match value:
            case AnyCall():
                shown |= {"call": value.no, "is_answered": value.is_answered}
            case bytes():
                shown[name] = value.decode(errors="replace")
            case _:
                shown[name] = value
    return shown
