"""What a check finds in the rows that were read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import assert_never

from domain.forms.expressions import Surroundings, Trouble, truth
from domain.forms.values import clean_text
from domain.quality.check import Check, Kind
from domain.text_fold import fold_text

Value = str | int | float | bool | date | None
Row = Mapping[str, Value]

LONGEST_WORDS = 300  # characters of what is said of one row
LONGEST_KEY = 200
LONGEST_VALUE = 100
NOWHERE = ""  # the department of a row that names none
DAY_LENGTH = 10  # 2026-11-23


class NoAnswer(Exception):
    """What was read is no answer: the source must be put right. Shown to its owner as it stands."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something wrong, named by the row's key. `person` is what the row has in the column of the person."""

    subject: str
    words: str
    person: Value = None
    department: str = NOWHERE
    value: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """Rows of a department that were looked at, and those of them with something wrong."""

    rows: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The whole of one look."""

    found: tuple[Found, ...]
    counts: Mapping[str, Count]


def judge(check: Check, rows: Sequence[Row], others: Sequence[Row], today: date) -> Judged:
    """Look at every row.

    Raises:
        NoAnswer: columns are missing, rows cannot be told apart, or there are fewer than there must be.
    """
    _look_at_shape(check, rows)
    known = _by_key(check, others) if check.against and rows else {}
    seen: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    found: dict[str, Found] = {}
    for row in rows:
        department = plain(row[check.department]) if check.department else NOWHERE
        seen[department] += 1
        if (cause := _wrong(check, row, known, today)) is not None:
            each = _found(check, row, department, cause)
            wrong[department] += each.subject not in found
            found[each.subject] = each
    counts = {name: Count(number, wrong[name]) for name, number in seen.items()}
    return Judged(tuple(found.values()), counts)


def _look_at_shape(check: Check, rows: Sequence[Row]) -> None:
    if len(rows) < check.least:
        raise NoAnswer(f"来源只给了 {len(rows)} 行，至少应有 {check.least} 行")
    if not rows:
        return
    missing = [column for column in check.columns if column not in rows[0]]
    if missing:
        raise NoAnswer(f"来源缺少这些列：{'、'.join(missing)}")
    if any(not plain(row[check.row]) for row in rows):
        raise NoAnswer(f"有的行里 {check.row} 是空的，分不清是哪一行")


def _by_key(check: Check, others: Sequence[Row]) -> Mapping[str, str]:
    against = check.against
    if against is None:
        return {}
    lacking = [name for name in (against.key, against.column) if others and name not in others[0]]
    if lacking or not others:
        raise NoAnswer(f"对照来源缺少这些列：{'、'.join(lacking)}" if lacking else "对照来源没有给出任何行")
    return {plain(row[against.key]): plain(row[against.column]) for row in others}


def _wrong(check: Check, row: Row, known: Mapping[str, str], today: date) -> str | None:
    """What is wrong, in a word or none; None where nothing is."""
    value = row[check.column] if check.column else None
    match check.kind:
        case Kind.FOUND:
            return ""
        case Kind.MISSING:
            return None if plain(value) else ""
        case Kind.STALE:
            return _stale(value, check.days, today)
        case Kind.CODE:
            return None if not plain(value) or plain(value) in check.codes else plain(value)
        case Kind.DIFFERS:
            return _differs(check, plain(row[check.row]), plain(value), known)
        case Kind.RULE:
            return _against_rule(check, row, today)
        case _:
            assert_never(check.kind)


def _stale(value: Value, days: int, today: date) -> str | None:
    day = _day(value)
    if day is None:
        return "没有日期"
    return f"最近更新 {day}" if today - day > timedelta(days=days) else None


def _differs(check: Check, key: str, value: str, known: Mapping[str, str]) -> str | None:
    if key not in known:
        return "来源里没有" if check.against and check.against.lacks_too else None
    return None if fold_text(known[key]) == fold_text(value) else f"来源里是“{known[key][:LONGEST_VALUE]}”"


def _against_rule(check: Check, row: Row, today: date) -> str | None:
    values = {name: _for_rule(row[name]) for name in check.columns}
    holds = truth(check.rule, Surroundings({**values, "today": _for_rule(today)}))
    if isinstance(holds, Trouble):
        return "规则算不出来，请核对这一行的内容"
    return None if holds else ""


def _for_rule(value: Value) -> object:
    """A date is an instant at midnight, as in forms."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value


def _found(check: Check, row: Row, department: str, cause: str) -> Found:
    words = check.say.format_map({name: plain(row[name])[:LONGEST_VALUE] or "（空）" for name in check.columns})
    told = f"{words}（{cause}）" if cause else words
    return Found(
        subject=plain(row[check.row])[:LONGEST_KEY],
        words=clean_text(told, lines=False)[:LONGEST_WORDS],
        person=row[check.person] if check.person else None,
        department=department,
        value=plain(row[check.column])[:LONGEST_VALUE] if check.column else "",
    )


def plain(value: Value) -> str:
    """As people read it; nothing for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return value.isoformat(timespec="minutes")
        case _:
            return str(value).strip()


def _day(value: Value) -> date | None:
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case str():
            try:
                return date.fromisoformat(value.strip().replace("/", "-")[:DAY_LENGTH])
            except ValueError:
                return None
        case _:
            return None
