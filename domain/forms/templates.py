"""Texts with fields in braces: {applicant}的出差申请. What people typed into a field stays what it is."""

import re
from collections.abc import Callable
from dataclasses import dataclass

LONGEST_TEMPLATE = 100
_FIELD = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text in which `{name}` stands for a field or the applicant."""

    text: str

    @property
    def names(self) -> tuple[str, ...]:
        """What it refers to, each once."""
        return tuple(dict.fromkeys(_FIELD.findall(self.text)))

    @property
    def is_sound(self) -> bool:
        """Whether every brace is part of a name."""
        return not set("{}") & set(_FIELD.sub("", self.text))

    def fill(self, shown: Callable[[str], str]) -> str:
        """The text with every name replaced, once: braces in a value mean nothing. It is plain text and one line."""
        return " ".join(_FIELD.sub(lambda found: shown(found[1]), self.text).split())
