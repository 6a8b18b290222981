"""One file of the content that the start depends on: read and checked, or every place that is wrong with it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from bot.form_files import parse
from bot.problems import Problem, SettingsError
from domain.forms.problems import Problem as FileProblem

T = TypeVar("T")
Load = Callable[[str, Mapping[str, object]], T | tuple[FileProblem, ...]]


def read_content(content: Path, name: str, load: Load[T], without: T) -> T:
    """What the file says; `without` where there is none.

    Raises:
        SettingsError: the file is wrong.
    """
    file = content / name
    if not file.exists():
        return without
    read = parse(file)
    found = (read,) if isinstance(read, FileProblem) else load(name, read)
    if isinstance(found, tuple):
        raise SettingsError(file, [Problem(each.key, each.cause, each.example) for each in found])
    return found
