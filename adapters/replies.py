"""Reading of answers whose fields may be missing, or of another type than documented."""

import re
from collections.abc import Mapping

Record = Mapping[str, object]

WHOLE = re.compile(r"-?[0-9]{1,18}")


def objects(record: Record, *path: str) -> list[dict[str, object]]:
    """The objects in the list at the end of the path; whatever else stands there is passed over."""
    found = _descend(record, path)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def values(record: Record, *path: str) -> list[object]:
    """The list at the end of the path."""
    found = _descend(record, path)
    return found if isinstance(found, list) else []


def read_text(record: Record, name: str) -> str:
    """Text, also of a number."""
    found = record.get(name)
    return str(found).strip() if isinstance(found, (str, int)) and not isinstance(found, bool) else ""


def read_whole(record: Record, name: str, default: int = 0) -> int:
    """A whole number, also one in text."""
    return as_whole(record.get(name), default)


def as_whole(found: object, default: int = 0) -> int:
    """A whole number, also one in text."""
    if isinstance(found, bool) or not isinstance(found, (int, str)):
        return default
    return int(found) if WHOLE.fullmatch(str(found).strip()) else default


def _descend(record: Record, path: tuple[str, ...]) -> object:
    found: object = record
    for name in path:
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found
