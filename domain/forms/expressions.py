"""Conditions and computed values in CEL: compiled when first used, evaluated in a fixed environment, never raising.

CEL has no loops, input or side effects. What is left that could use up time or memory is bounded here: the length of an
expression, the number of its comprehensions, and what a pattern may be. Evaluation gives a value or a `Trouble`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from domain.calendar import WorkCalendar
from domain.forms.expression_words import cause_of_failure, cause_of_syntax, is_of_types
from domain.forms.functions import KNOWN_FUNCTIONS, functions_of

if TYPE_CHECKING:
    from cel import Context, Program

LONGEST_EXPRESSION = 500  # characters
MOST_MACROS = 2  # each may walk a list, and they may be nested
LONGEST_PATTERN = 200  # characters; the engine is linear in text and pattern, so these bound it
MOST_REPEATS = 100  # of a {n} in a pattern
COMPILED = 10_000  # programs kept, some ten kilobytes each; all forms of a college have about two thousand

NO_CALENDAR = WorkCalendar()

_TEXT = re.compile(
    r"""[rRbB]*(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')""",
    re.DOTALL,
)
_MACRO = re.compile(r"\.\s*(?:map|filter|all|exists|exists_one)\s*\(\s*([A-Za-z_]\w*)?")
_MATCHES = re.compile(r"\bmatches\s*\(")
_PATTERN = re.compile(r"\.\s*matches\s*\(\s*(?P<pattern>" + _TEXT.pattern + r")\s*\)", re.DOTALL)
_REPEATS = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_MEMBER = re.compile(r"(?<![\w.\])])([A-Za-z_]\w*)\s*\.\s*([A-Za-z_]\w*)(?!\s*\()(?!\w)")


@dataclass(frozen=True, slots=True)
class Expression:
    """CEL as it was written; `key` is its place in the file."""

    source: str
    key: str = ""

    @property
    def constant(self) -> bool | None:
        """What it always is, if it says no more than that."""
        return {"true": True, "false": False}.get(self.source.strip())


TRUE = Expression("true")
FALSE = Expression("false")


@dataclass(frozen=True, slots=True)
class Trouble:
    """An expression that has no value here, and in Chinese why."""

    expression: Expression
    cause: str
    nulls: tuple[str, ...] = ()  # names it uses that were empty
    is_certain: bool = True  # it fails whatever is filled in, not only for these values

    def __str__(self) -> str:
        return f"{self.expression.key}：{self.cause}（{self.expression.source}）"


class Surroundings:
    """The names that expressions may use, with their values; made ready for the library when first needed."""

    __slots__ = ("_calendar", "_context", "values")

    def __init__(self, values: Mapping[str, object], calendar: WorkCalendar = NO_CALENDAR) -> None:
        self.values = dict(values)
        self._calendar = calendar
        self._context: Context | None = None

    @property
    def context(self) -> "Context":
        """The library's form of it, made once for all expressions."""
        if self._context is None:
            from cel import Context

            self._context = Context(dict(self.values), dict(functions_of(self._calendar)))
        return self._context

    def put(self, name: str, value: object) -> None:
        """Change one value, also for what has been made ready already."""
        self.values[name] = value
        if self._context is not None:
            self._context.add_variable(name, value)

    def with_values(self, **values: object) -> "Surroundings":
        """The same with some values replaced."""
        return Surroundings({**self.values, **values}, self._calendar)


@lru_cache(maxsize=COMPILED)
def _compiled(source: str) -> "Program | str":
    """The program, or why there is none. The library is imported here, because that takes half a second."""
    if len(source) > LONGEST_EXPRESSION:
        return f"表达式最长 {LONGEST_EXPRESSION} 个字符，现在是 {len(source)} 个"
    from cel import compile as compile_cel

    try:
        return compile_cel(source)
    except Exception as failure:  # noqa: BLE001 - whatever the parser says, the file is wrong and not we
        return cause_of_syntax(str(failure), source)


def problem_of(expression: Expression, names: Mapping[str, frozenset[str] | None]) -> Trouble | None:
    """What is wrong with an expression before it ever runs.

    `names` are the names it may use; for those with members, what may stand behind their dot.
    """
    if expression.constant is not None:
        return None
    program = _compiled(expression.source)
    if isinstance(program, str):
        return Trouble(expression, program)
    cause = (
        _unknown_name(program, expression.source, names)
        or _unknown_function(program)
        or _unknown_member(expression.source, names)
        or _too_much(expression.source)
    )
    return Trouble(expression, cause) if cause else None


def names_in(expression: Expression) -> frozenset[str]:
    """The free names an expression uses; none if it cannot be compiled."""
    if expression.constant is not None:
        return frozenset()
    program = _compiled(expression.source)
    return frozenset() if isinstance(program, str) else frozenset(program.variables()) - _bound(expression.source)


def evaluate(expression: Expression, surroundings: Surroundings) -> object:
    """The value, or a `Trouble`. Never raises for anything that can be written or filled in."""
    if (constant := expression.constant) is not None:
        return constant
    program = _compiled(expression.source)
    if isinstance(program, str):
        return Trouble(expression, program)
    try:
        return program.execute(surroundings.context)
    except Exception as failure:  # noqa: BLE001 - the library has no common error, and a condition must not stop a request
        nulls = tuple(name for name in program.variables() if surroundings.values.get(name, "") is None)
        return Trouble(expression, cause_of_failure(failure, nulls), nulls, is_of_types(failure))


def truth(expression: Expression, surroundings: Surroundings) -> "bool | Trouble":
    """Whether a condition holds."""
    value = evaluate(expression, surroundings)
    if isinstance(value, bool | Trouble):
        return value
    return Trouble(expression, f"条件的结果应是“是”或“否”，算出来是 {kind_in_words(value)}")


def kind_in_words(value: object) -> str:
    """What sort of value that is, in Chinese."""
    match value:
        case None:
            return "空值"
        case bool():
            return "是/否"
        case int() | float():
            return "数字"
        case str():
            return "文字"
        case list():
            return "列表"
        case _:
            return "另一种值"


def constants_in(expression: Expression) -> tuple[int | float, ...]:
    """The numbers written in it, for trying what lies around them."""
    found = re.findall(r"(?<![\w.])-?\d{1,12}(?:\.\d{1,6})?(?![\w.])", blanked(expression.source))
    return tuple(float(number) if "." in number else int(number) for number in found)


def texts_in(expression: Expression) -> tuple[str, ...]:
    """The texts written in it without their quotes."""
    return tuple(found.strip("rRbB").strip("'\"") for found in _TEXT.findall(expression.source))


def members_in(source: str) -> tuple[tuple[str, str], ...]:
    """Every `name.member`."""
    return tuple(_MEMBER.findall(blanked(source)))


def blanked(source: str) -> str:
    """The expression with its texts and remarks emptied."""
    emptied = _TEXT.sub("''", source)
    return re.sub(r"//[^\n]*", "", emptied)


def _bound(source: str) -> frozenset[str]:
    """Names that map, exists and the like give to the elements of a list."""
    return frozenset(name for name in _MACRO.findall(blanked(source)) if name)


def _unknown_name(program: "Program", source: str, names: Mapping[str, object]) -> str:
    bound = _bound(source)
    if taken := sorted(bound & set(names)):
        return f"{taken[0]} 已经是一个名字，请在 map、exists 里换一个"
    unknown = [name for name in program.variables() if name not in names and name not in bound]
    return f"没有 {unknown[0]} 这个名字{_closest(unknown[0], names)}" if unknown else ""


def _unknown_function(program: "Program") -> str:
    unknown = [name for name in program.functions() if name[:1].isalpha() and name not in KNOWN_FUNCTIONS]
    return f"没有 {unknown[0]}() 这个函数{_closest(unknown[0], KNOWN_FUNCTIONS)}" if unknown else ""


def _unknown_member(source: str, names: Mapping[str, frozenset[str] | None]) -> str:
    for name, member in members_in(source):
        members = names.get(name)
        if members is not None and member not in members:
            return (
                f"{name} 没有 {member} 这一项{_closest(member, members) or '，可以用：' + '、'.join(sorted(members))}"
            )
    return ""


def _too_much(source: str) -> str:
    blank = blanked(source)
    if len(_MACRO.findall(blank)) > MOST_MACROS:
        return f"一个表达式里 map、filter、all、exists 最多用 {MOST_MACROS} 次"
    patterns = [found["pattern"] for found in _PATTERN.finditer(source)]
    if len(patterns) != len(_MATCHES.findall(blank)):
        return "matches 的括号里要直接写出带引号的式样"
    return next((cause for cause in map(_bad_pattern, patterns) if cause), "")


def _bad_pattern(literal: str) -> str:
    if len(literal) > LONGEST_PATTERN:
        return f"matches 的式样最长 {LONGEST_PATTERN} 个字符"
    repeats = [
        int(number) for pair in _REPEATS.findall(literal) for number in pair if number and len(number) < LONGEST_PATTERN
    ]
    if any(number > MOST_REPEATS for number in repeats):
        return f"matches 的式样里一处最多重复 {MOST_REPEATS} 次"
    tried = evaluate(Expression(f"''.matches({literal})"), Surroundings({}))
    return "matches 的式样写得不对，例如括号没有成对" if isinstance(tried, Trouble) else ""


def _closest(name: str, names: "Mapping[str, object] | frozenset[str]") -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, list(names), 1)
    return f"，您要写的是不是 {near[0]}" if near else ""
