"""The college's departments as a roster names them: by name, by another name, or by a path of names."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

from domain.roster import Path, path_words
from domain.text_fold import fold_text

Key = TypeVar("Key")
NamesOf = Callable[[str], Collection[str]]  # every folded name under which a department is known
SEPARATORS = str.maketrans(dict.fromkeys("/／＞→\\", ">"))
MOST_KEYS = 64  # spellings of one path; more come of many other names on many levels
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why a text names no department: none is called so (`near` are alike), or several are."""

    several: tuple[Path, ...] = ()
    near: tuple[str, ...] = ()


class DepartmentPaths:
    """Departments by all that they are called. `chains` are whole paths of names, each with its part below the root."""

    def __init__(self, chains: Iterable[tuple[Path, Path]], names_of: NamesOf) -> None:
        self._found: dict[str, Path | Unclear] = {}
        self._whole: dict[str, Path] = {}
        self._by_key: defaultdict[str, dict[Path, None]] = defaultdict(dict)
        for chain, path in chains:
            self._whole[_key(path_words(path))] = path
            for key in _keys_of(chain, names_of):
                self._by_key[key][path] = None

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._whole)

    def find(self, text: str) -> Path | Unclear:
        """The one department of that name or path."""
        if text not in self._found:
            self._found[text] = self._look_up(text)
        return self._found[text]

    def make(self, text: str) -> Path:
        """The path of a department that is not there yet: below the department that the text names, if it is one."""
        *above, name = (part.strip() for part in text.translate(SEPARATORS).split(">"))
        parent = self.find(">".join(above)) if above else ()
        return (*(tuple(above) if isinstance(parent, Unclear) else parent), name)

    def _look_up(self, text: str) -> Path | Unclear:
        key = _key(text)
        if whole := self._whole.get(key):
            return whole
        paths = tuple(self._by_key.get(key, ()))
        if len(paths) == 1:
            return paths[0]
        if paths:
            return Unclear(several=paths)
        near = get_close_matches(key, self._by_key, SHOWN)
        return Unclear(near=tuple(dict.fromkeys(path_words(next(iter(self._by_key[one]))) for one in near)))


def paths_of(chains: Mapping[Key, Path]) -> dict[Key, Path]:
    """Of each department of one directory the path below the root, which is the college itself.

    An account that sees only some branches has several tops and no root.
    """
    tops = sum(len(chain) == 1 for chain in chains.values())
    return {key: chain[1:] or chain if tops == 1 else chain for key, chain in chains.items()}


def _key(text: str) -> str:
    """A path to be compared. Names may have the separators in themselves, so all of them become one."""
    return ">".join(part.strip() for part in fold_text(text.translate(SEPARATORS)).split(">"))


def _keys_of(chain: Path, names_of: NamesOf) -> Iterable[str]:
    """The name alone, with the one above, and so on up to the whole path."""
    keys = [""]
    for name in reversed(chain):
        spellings = [_key(each) for each in names_of(name)]
        keys = [f"{spelling}>{key}" if key else spelling for key in keys for spelling in spellings][:MOST_KEYS]
        yield from keys
