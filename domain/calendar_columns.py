"""The tables of a calendar sheet: what tells each, its columns, and an example of every cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.college_calendar import EventKind
from domain.text_fold import fold_text

OFF, ON = "放假", "上班"
HOURS = "上班"  # in the column of the periods: a stretch of the staff's working day


class Table(StrEnum):
    """What the rows below a heading are about. The value is the heading's first column, which tells the table."""

    NOTICES = "节日"
    TERMS = "学期"
    EVENTS = "事项"
    BELLS = "作息"


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """How a column is recognised and explained. `choices` are all that may stand in it; empty means free."""

    name: str
    example: str
    explanation: str
    others: tuple[str, ...] = ()
    is_needed: bool = True
    choices: tuple[str, ...] = ()


_DAY = "日期"
TABLES: Mapping[Table, tuple[ColumnRule, ...]] = {
    Table.TERMS: (
        ColumnRule("学期", "2026–2027学年第一学期", "学期的全称", ("学期名称",)),
        ColumnRule("第1周周一", "2026-08-31", "教学第 1 周的周一，周次从这天算起", ("开始日期", "开始", "起始日期")),
        ColumnRule("最后一天", "2027-01-17", "学期的最后一天，含考试周", ("结束日期", "结束")),
        ColumnRule("考试周", "19、20", "选填。第几周是考试周；几周用顿号隔开，或写 19-20", is_needed=False),
    ),
    Table.EVENTS: (
        ColumnRule("事项", "运动会", "寒假、暑假、运动会、报到、教工大会等", ("名称", "活动", "事件", "校历事项")),
        ColumnRule("第一天", "2026-11-25", _DAY, ("开始日期", "开始", "日期", "起始日期")),
        ColumnRule("最末一天", "2026-11-26", "选填。只有一天的不用填", ("结束日期", "结束"), is_needed=False),
        ColumnRule(
            "类型", "其他", "选填，不填就是其他", is_needed=False, choices=tuple(kind.label for kind in EventKind)
        ),
        ColumnRule(
            "是否上班",
            OFF,
            "教职工这几天上不上班：放假的不计请假，周末写上班就是补班；不填就不变。类型是假期的必填",
            ("上班", "上班或放假"),
            is_needed=False,
            choices=(OFF, ON),
        ),
    ),
    Table.BELLS: (
        ColumnRule("作息", "夏季", "哪一套作息时间；同一套的各节，每节一行", ("作息时间", "季节")),
        ColumnRule("校区", "东区", "选填。不填就是全校", is_needed=False),
        ColumnRule("从几月几日", "5-1", "每年从哪天起用", ("起", "启用日期")),
        ColumnRule("到几月几日", "9-30", "每年用到哪天（含）", ("止", "停用日期")),
        ColumnRule("节次", "1", "第几节，从 1 开始连着写；写“上班”的行是教职工的上班时间", ("第几节",)),
        ColumnRule("从几点", "08:00", "上课或上班的时间", ("上课", "上课时间", "开始时间")),
        ColumnRule("到几点", "08:45", "下课或下班的时间", ("下课", "下课时间", "结束时间")),
    ),
    Table.NOTICES: (
        ColumnRule(
            "节日", "春节", "国务院放假安排里的节日，一年七个要写全；合并放假的写在一起：国庆节、中秋节", ("放假安排",)
        ),
        ColumnRule("年份", "2027", "哪一年的安排"),
        ColumnRule("放假第一天", "2027-02-05", _DAY, ("放假开始",)),
        ColumnRule("放假最后一天", "2027-02-11", _DAY, ("放假结束",)),
        ColumnRule(
            "补班",
            "2027-01-31、2027-02-20",
            "选填。调休上班的周末，几天用顿号隔开",
            ("调休上班", "补班日期"),
            is_needed=False,
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that begins a table, and where its columns stand; `missing` are needed ones that it lacks."""

    table: Table
    row: int
    places: Mapping[str, int]
    missing: tuple[ColumnRule, ...] = ()


def _key(heading: str) -> str:
    bare = fold_text(heading).partition("(")[0].partition("（")[0]
    return "".join(sign for sign in bare if sign not in " *:：")


_FIRST = {_key(name): table for table, rules in TABLES.items() for name in (rules[0].name, *rules[0].others)}
_COLUMNS = {
    table: {_key(name): rule.name for rule in rules for name in (rule.name, *rule.others)}
    for table, rules in TABLES.items()
}


def read_heading(row: int, cells: Sequence[object]) -> Heading | None:
    """The row as a heading: it names what a table is told by, and one more of its columns."""
    written = [(place, _key(cell)) for place, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()]
    table = next((_FIRST[key] for _, key in written if key in _FIRST), None)
    if table is None:
        return None
    places: dict[str, int] = {}
    for place, key in written:
        if (name := _COLUMNS[table].get(key)) is not None:
            places.setdefault(name, place)
    if len(places) <= 1:
        return None
    missing = tuple(rule for rule in TABLES[table] if rule.is_needed and rule.name not in places)
    return Heading(table, row, places, missing)
