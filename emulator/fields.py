"""A stranger's JSON, read field by field without trusting any type."""

from collections.abc import Mapping
from typing import Self, TypeGuard, TypeVar

import msgspec

T = TypeVar("T")

DECODER = msgspec.json.Decoder(dict[str, object])


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether this is a JSON object. Keys of a decoded object are always text."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Whether this is a JSON list."""
    return isinstance(value, list)


class Doubt:
    """Remembers over a whole request that a field in it was of another type than documented."""

    def __init__(self) -> None:
        self.is_raised = False


class Fields:
    """One JSON object. A missing field and one of another type read alike; the second one raises the doubt."""

    def __init__(self, content: Mapping[str, object], doubt: Doubt | None = None) -> None:
        self.content = content
        self.doubt = doubt or Doubt()

    @classmethod
    def decode(cls, raw: bytes) -> Self | None:
        """What was posted; nothing reads as an empty object, and what is no JSON object as None."""
        try:
            return cls(DECODER.decode(raw)) if raw else cls({})
        except msgspec.DecodeError:
            return None

    def __bool__(self) -> bool:
        return bool(self.content)

    def has(self, name: str) -> bool:
        """Whether the field was sent and is not null."""
        return self.content.get(name) is not None

    def text(self, name: str) -> str:
        """A text, else an empty one."""
        value = self.content.get(name)
        return value if isinstance(value, str) else self._doubtful(value, "")

    def number(self, name: str) -> int | None:
        """A whole number, else None."""
        value = self.content.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return self._doubtful(value, None)

    def part(self, name: str) -> "Fields":
        """An object, else an empty one."""
        value = self.content.get(name)
        return Fields(value if is_object(value) else self._doubtful(value, {}), self.doubt)

    def parts(self, name: str) -> list["Fields"]:
        """The objects of a list."""
        return [Fields(row, self.doubt) for row in self._list(name) if is_object(row)]

    def texts(self, name: str) -> list[str]:
        """The texts of a list."""
        return [value for value in self._list(name) if isinstance(value, str)]

    def numbers(self, name: str) -> list[int]:
        """The whole numbers of a list."""
        return [value for value in self._list(name) if isinstance(value, int)]

    def _list(self, name: str) -> list[object]:
        value = self.content.get(name)
        empty: list[object] = []
        return value if is_list(value) else self._doubtful(value, empty)

    def _doubtful(self, value: object, default: T) -> T:
        if value is not None:
            self.doubt.is_raised = True
        return default
