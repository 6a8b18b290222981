"""Values as people type them into a chat, by the type of the field that was asked for."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from domain.forms.fields import Field, FieldType
from domain.forms.typed_times import read_date, read_instant, read_month, read_span, read_time
from domain.forms.values import BadValue, Stored, stored
from domain.shift import Shifts
from domain.text_fold import fold_text

YES = frozenset(["是", "有", "对", "要", "需要", "好", "可以", "yes", "y", "true", "1", "√", "✓"])
NO = frozenset(["否", "无", "没有", "不是", "不", "不要", "不需要", "不用", "no", "n", "false", "0", "×", "没"])
NOTHING = frozenset({"无", "没有", "空", "略", "跳过", "-", "/"})
SEPARATORS = " 、,，;；/\n\t"
LONGEST_TYPED = 20_000  # characters of one text, more than a platform carries
_NUMBER = re.compile(
    r"(?P<number>-?(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,9})?)(?P<scale>[万千]?)\s*(?:天|日|个|人|次|件|台|小时|课时|节|份|名|元|块)?"
)
_SCALES = {"": 1, "千": 1000, "万": 10_000}
_REFERENCE = re.compile(r"(?:[a-z]{1,6}-?|no\.?|#|№)?\s*(?P<no>\d{1,18})\s*号?")
_NUMBERED = re.compile(r"\d{1,2}")


@dataclass(frozen=True, slots=True)
class Named:
    """A person or department that a typed name may mean. `names` are all it goes by; `note` tells two apart."""

    id: int
    names: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What reading depends on. `now` is aware and in campus time; the candidates are what the names may mean."""

    now: datetime
    shift: Shifts
    people: Sequence[Named] = ()
    departments: Sequence[Named] = ()

    @property
    def campus(self) -> tzinfo:
        """The zone in which a day begins."""
        zone = self.now.tzinfo
        if zone is None:
            raise ValueError("now must be aware")
        return zone


def read_typed(field: Field, text: str, moment: Moment) -> Stored:
    """What a person means who types this for that field, as it is kept.

    Raises:
        BadValue: it cannot be understood or does not fit; the sentence says why and what to type.
    """
    if len(text) > LONGEST_TYPED:
        raise BadValue(field, f"最长 {LONGEST_TYPED} 个字")
    said = text.strip()
    if not said or (field.required.constant is False and said in NOTHING and said not in field.options):
        return stored(field, None)
    return stored(field, _READERS[field.type](field, said, moment))


def _verbatim(field: Field, said: str, moment: Moment) -> object:
    del field, moment
    return said


def _number(field: Field, said: str, moment: Moment) -> object:
    del moment
    amount = _amount(said)
    if amount is None:
        raise BadValue(field, "没有看懂，请写数字，例如 3")
    return int(amount) if amount == int(amount) else float(amount)


def _money(field: Field, said: str, moment: Moment) -> object:
    del moment
    amount = _amount(fold_text(said).lstrip("¥￥ ").removeprefix("人民币").strip())
    if amount is None:
        raise BadValue(field, "没有看懂，请写金额，例如 1200.50")
    fen = amount * 100
    if fen != int(fen):
        raise BadValue(field, "金额最多到分，例如 1200.50")
    return int(fen)


def _amount(said: str) -> Decimal | None:
    found = _NUMBER.fullmatch(fold_text(said))
    return Decimal(found["number"].replace(",", "")) * _SCALES[found["scale"]] if found else None


def _date(field: Field, said: str, moment: Moment) -> object:
    return read_date(field, said, moment.now, moment.shift)


def _time(field: Field, said: str, moment: Moment) -> object:
    del moment
    return read_time(field, said)


def _instant(field: Field, said: str, moment: Moment) -> object:
    return read_instant(field, said, moment.now, moment.shift)


def _period(field: Field, said: str, moment: Moment) -> object:
    return read_span(field, said, moment.now, moment.shift)


def _month(field: Field, said: str, moment: Moment) -> object:
    return read_month(field, said, moment.now)


def _choice(field: Field, said: str, moment: Moment) -> object:
    del moment
    if said in field.options:
        return said
    if _NUMBERED.fullmatch(said) and 1 <= int(said) <= len(field.options):
        return field.options[int(said) - 1]
    wanted = fold_text(said)
    near = [option for option in field.options if wanted and wanted in fold_text(option)]
    exact = [option for option in near if wanted == fold_text(option)]
    if len(exact or near) != 1:
        raise BadValue(field, f"请选一项，回复文字或编号：{numbered(field.options)}")
    return (exact or near)[0]


def _choices(field: Field, said: str, moment: Moment) -> object:
    """Options may hold the signs that stand between them, so the longest that fits is taken first."""
    chosen: list[object] = []
    rest = said.strip(SEPARATORS)
    while rest:
        option = _leading(field.options, rest)
        if option is None:
            word = re.split(f"[{SEPARATORS}]", rest, maxsplit=1)[0]
            chosen.append(_choice(field, word, moment))
            rest = rest[len(word) :].lstrip(SEPARATORS)
        else:
            chosen.append(option)
            rest = rest[len(option) :].lstrip(SEPARATORS)
    return chosen


def _leading(options: Sequence[str], said: str) -> str | None:
    fitting = [o for o in options if said.startswith(o) and (len(said) == len(o) or said[len(o)] in SEPARATORS)]
    return max(fitting, key=len, default=None)


def numbered(options: Sequence[str]) -> str:
    """1 加班、2 出差."""
    return "、".join(f"{number} {option}" for number, option in enumerate(options, 1))


def _yes_no(field: Field, said: str, moment: Moment) -> object:
    del moment
    word = fold_text(said).strip("。.!")
    if word in YES or word in NO:
        return word in YES
    raise BadValue(field, "请回复“是”或“否”")


def _person(field: Field, said: str, moment: Moment) -> object:
    return _one(field, said, moment.people, "人")


def _people(field: Field, said: str, moment: Moment) -> object:
    return _each(field, said, moment.people, "人")


def _department(field: Field, said: str, moment: Moment) -> object:
    return _one(field, said, moment.departments, "部门")


def _departments(field: Field, said: str, moment: Moment) -> object:
    return _each(field, said, moment.departments, "部门")


def _each(field: Field, said: str, candidates: Sequence[Named], noun: str) -> list[object]:
    """Names may hold the signs between names (组织部/人事处), so a known one is taken whole."""
    names = [name for each in candidates for name in each.names if name]
    found: list[object] = []
    rest = said.strip(SEPARATORS)
    while rest:
        word = _leading(names, rest) or re.split(f"[{SEPARATORS}]", rest, maxsplit=1)[0]
        found.append(_one(field, word, candidates, noun))
        rest = rest[len(word) :].lstrip(SEPARATORS)
    return found


def _one(field: Field, said: str, candidates: Sequence[Named], noun: str) -> object:
    wanted = fold_text(said)
    found = {each.id: each for each in candidates if wanted in (fold_text(name) for name in each.names)}
    if not found:
        raise BadValue(field, f"没有找到叫“{said[:20]}”的{noun}，请写全名" + ("或工号" if noun == "人" else ""))
    if len(found) > 1:
        which = "、".join(f"{each.names[0]}（{each.note}）" for each in list(found.values())[:5])
        raise BadValue(field, f"有 {len(found)} 个：{which}，请" + ("改写工号" if noun == "人" else "写全名"))
    only = next(iter(found.values()))
    return {"id": only.id, "name": only.names[0]}


def _file(field: Field, said: str, moment: Moment) -> object:
    del said, moment
    raise BadValue(field, "请在对话里直接发送文件或图片，或在网页上选择")


def _table(field: Field, said: str, moment: Moment) -> object:
    return [_row(field, line, number, moment) for number, line in enumerate(said.split("\n"), 1) if line.strip()]


def _row(field: Field, line: str, number: int, moment: Moment) -> object:
    cells = cells_of(line)
    if len(cells) > len(field.columns):
        shape = " | ".join(column.label for column in field.columns)
        raise BadValue(field, f"第 {number} 行多了一格，每行写：{shape}")
    try:
        pairs = zip(field.columns, (*cells, *[""] * len(field.columns)), strict=False)
        return {column.name: read_typed(column, cell, moment) for column, cell in pairs}
    except BadValue as bad:
        raise BadValue(field, f"第 {number} 行的{str(bad).rstrip('。')}") from None


def cells_of(line: str) -> list[str]:
    r"""The cells of a line, between | or tabs; \| is the sign itself."""
    cells, escaped = [""], False
    for sign in line:
        if escaped:
            cells[-1] += sign
        elif sign in "|｜\t":
            cells.append("")
        elif sign != "\\":
            cells[-1] += sign
        escaped = sign == "\\" and not escaped
    return [cell.strip() for cell in cells]


def _reference(field: Field, said: str, moment: Moment) -> object:
    del moment
    found = _REFERENCE.fullmatch(fold_text(said))
    if not found:
        raise BadValue(field, "请写申请的编号，例如 1024")
    return int(found["no"])


def _computed(field: Field, said: str, moment: Moment) -> object:
    del said, moment
    raise BadValue(field, "这一项自动计算，不用填")


_READERS: Mapping[FieldType, Callable[[Field, str, Moment], object]] = {
    FieldType.TEXT: _verbatim,
    FieldType.LONG_TEXT: _verbatim,
    FieldType.SECRET: _verbatim,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.TIME: _time,
    FieldType.DATETIME: _instant,
    FieldType.PERIOD: _period,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.YES_NO: _yes_no,
    FieldType.PERSON: _person,
    FieldType.PEOPLE: _people,
    FieldType.DEPARTMENT: _department,
    FieldType.DEPARTMENTS: _departments,
    FieldType.ATTACHMENT: _file,
    FieldType.PICTURE: _file,
    FieldType.TABLE: _table,
    FieldType.REFERENCE: _reference,
    FieldType.MONTH: _month,
    FieldType.COMPUTED: _computed,
}
