"""The parsed file of a form as it is read: every value checked for its kind, every mistake kept with its place."""

import math
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar, cast

from domain.forms.examples import example_of
from domain.forms.expressions import FALSE, TRUE, Expression
from domain.forms.problems import Problem

Choice = TypeVar("Choice", bound=StrEnum)
MOST_ENTRIES = 200  # of one list; no form of a college has as many
LONGEST_WORDS = 500  # characters of a text for which nothing narrower is said


class Document:
    """One file and what was found wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def complain(self, key: str, cause: str, example: str | None = None) -> None:
        """Keep a mistake. Without an example the one that belongs to the key is given."""
        self.problems.append(Problem(self.file, key, cause, example_of(key) if example is None else example))


class Section:
    """One table of the file. What is not asked for by name is a mistake, told by `finish`."""

    def __init__(self, document: Document, raw: Mapping[str, object], place: str = "") -> None:
        self.document = document
        self.raw = raw
        self.place = place
        self._asked: set[str] = set()

    def at(self, key: str) -> str:
        """The key's place in the file."""
        return f"{self.place}.{key}" if self.place else key

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self.raw

    def complain(self, key: str, cause: str, example: str | None = None) -> None:
        """Keep a mistake of this table."""
        self.document.complain(self.at(key), cause, example)

    def need(self, key: str, longest: int = LONGEST_WORDS) -> str:
        """A text that must be there."""
        if key not in self.raw:
            self._asked.add(key)
            self.complain(key, "缺少这一项")
            return ""
        text = self.text(key, longest)
        if not text.strip() and isinstance(self.raw[key], str):
            self.complain(key, "不能为空")
        return text

    def text(self, key: str, longest: int = LONGEST_WORDS) -> str:
        """A text; nothing without one."""
        value = self._take(key, "")
        if not isinstance(value, str):
            self.complain(key, "应是带引号的文字")
            return ""
        if len(value) > longest:
            self.complain(key, f"最长 {longest} 个字，现在是 {len(value)} 个")
        if any(not sign.isprintable() and sign not in "\n\t" for sign in value):
            self.complain(key, "里面有看不见的字符，请重新输入这一项")
        return value

    def texts(self, key: str, most: int = MOST_ENTRIES, longest: int = LONGEST_WORDS) -> tuple[str, ...]:
        """A list of texts, each once."""
        value = self._take(key, [])
        if not isinstance(value, list) or any(not isinstance(each, str) for each in cast("list[object]", value)):
            self.complain(key, "应是方括号括起来、带引号的文字列表")
            return ()
        words = cast("list[str]", value)
        if len(words) > most:
            self.complain(key, f"最多 {most} 项，现在是 {len(words)} 项")
        for word in words:
            if not word.strip():
                self.complain(key, "里面有一项是空的")
            elif len(word) > longest:
                self.complain(key, f"“{word[:10]}……”太长，一项最长 {longest} 个字")
        for word in repeated(words):
            self.complain(key, f"“{word[:20]}”写了两次")
        return tuple(words)

    def flag(self, key: str) -> bool:
        """True or false; false without one."""
        value = self._take(key, False)  # noqa: FBT003 - the value itself
        if not isinstance(value, bool):
            self.complain(key, "应是 true 或 false，不带引号")
            return False
        return value

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """An integer within limits."""
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self.complain(key, "应是整数，不带引号")
            return default
        if not low <= value <= high:
            self.complain(key, f"应在 {low} 到 {high} 之间，现在是 {value}")
            return default
        return value

    def part(self, key: str, default: float) -> float:
        """A share above nothing, up to the whole."""
        value = self._take(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            self.complain(key, "应是大于 0、不超过 1 的数")
            return default
        return float(value)

    def one_of(self, key: str, kinds: type[Choice], default: Choice | None) -> Choice | None:
        """One of the words of an enumeration. Without a default it must be there."""
        if default is None and key not in self.raw:
            self._asked.add(key)
            self.complain(key, "缺少这一项")
            return None
        value = self._take(key, str(default))
        words = [str(kind) for kind in kinds]
        if value not in words:
            self.complain(key, f"不认识 {shown(value)}{meant(value, words)}，可以写：{'、'.join(words)}")
            return default
        return kinds(value)

    def words_of(self, key: str, kinds: type[Choice]) -> tuple[Choice, ...]:
        """A list of such words."""
        words = [str(kind) for kind in kinds]
        given = self.texts(key)
        for word in given:
            if word not in words:
                self.complain(key, f"不认识 {shown(word)}{meant(word, words)}，可以写：{'、'.join(words)}")
        return tuple(kinds(word) for word in given if word in words)

    def condition(self, key: str, default: Expression = TRUE) -> Expression:
        """CEL, or plain true or false."""
        value = self._take(key, default.source)
        match value:
            case bool():
                return TRUE if value else FALSE
            case str() if value.strip():
                return Expression(value, self.at(key))
            case str():
                self.complain(key, "条件是空的；一直成立请写 true，或删去这一项")
            case _:
                self.complain(key, "应是 true、false 或带引号的条件")
        return default

    def sections(self, key: str, most: int = MOST_ENTRIES) -> tuple["Section", ...]:
        """The tables of a list, numbered from one, with their names where they have one."""
        value = self._take(key, [])
        if not isinstance(value, list) or any(not isinstance(each, dict) for each in cast("list[object]", value)):
            self.complain(key, f"应写成 [[{key}]]（两层方括号），每个一个小节")
            return ()
        tables = cast("list[Mapping[str, object]]", value)
        if len(tables) > most:
            self.complain(key, f"最多 {most} 个，现在是 {len(tables)} 个")
        return tuple(self._section(key, number, table) for number, table in enumerate(tables[:most], 1))

    def table(self, key: str) -> Mapping[str, object]:
        """A table of free names."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            self.complain(key, f"应写成一个小节 [{key}]")
            return {}
        return cast("Mapping[str, object]", value)

    def raw_value(self, key: str) -> object:
        """Whatever stands there; None for nothing."""
        return self._take(key, None)

    def finish(self) -> None:
        """Complain of every key that nobody asked for."""
        for key in self.raw:
            if key not in self._asked:
                near = get_close_matches(key, self._asked, 1)
                advice = f"，您要写的是不是 {near[0]}" if near else ""
                self.complain(shown(key), f"没有这一项{advice}", example_of(near[0]) if near else "")

    def _take(self, key: str, default: object) -> object:
        self._asked.add(key)
        return self.raw.get(key, default)

    def _section(self, key: str, number: int, table: Mapping[str, object]) -> "Section":
        name = next((table[k] for k in ("key", "name", "code") if isinstance(table.get(k), str)), "")
        label = f"（{shown(name)}）" if name else ""
        return Section(self.document, table, f"{self.at(key)}[{number}]{label}")


def repeated(words: Sequence[str]) -> Iterator[str]:
    """What is there more than once, each once."""
    seen: set[str] = set()
    told: set[str] = set()
    for word in words:
        if word in seen and word not in told:
            told.add(word)
            yield word
        seen.add(word)


def shown(value: object) -> str:
    """A value of the file in a complaint: short, on one line."""
    text = "".join(sign for sign in str(value) if sign.isprintable())
    return text if len(text) <= 40 else f"{text[:40]}……"  # noqa: PLR2004 - what fits into a line


def meant(value: object, words: Sequence[str]) -> str:
    """The word that was probably meant."""
    near = get_close_matches(value, words, 1) if isinstance(value, str) else []
    return f"，您要写的是不是 {near[0]}" if near else ""


def is_plain(value: object) -> bool:
    """Whether it is a text, a finite number or true or false."""
    return isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))
