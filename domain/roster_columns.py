"""The columns of a roster file: what they are called, what must be there, and an example of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.roster import Category, Standing
from domain.text_fold import fold_text

HEADING_WITHIN = 10  # rows; above it stand titles and dates of issue
YES, NO = "是", "否"


class Column(StrEnum):
    """What a cell of the column says; the value is the heading of the template."""

    STAFF_NO = "工号"
    NAME = "姓名"
    DEPARTMENT = "部门"
    POSITION = "职务"
    STANDING = "在岗状态"
    CATEGORY = "人员类别"
    JOINED_ON = "入职日期"
    WORKING_SINCE = "参加工作日期"
    LEFT_ON = "离职日期"
    LEADER_NO = "主管工号"
    LEADS = "部门负责人"
    MOBILE = "手机"
    EMAIL = "邮箱"


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """How a column is recognised and explained. `choices` are all that may stand in it; empty means free text."""

    example: str
    explanation: str
    others: tuple[str, ...] = ()
    is_needed: bool = False
    choices: tuple[str, ...] = ()


RULES = {
    Column.STAFF_NO: ColumnRule(
        "T0001",
        "必填。每人一个，终身不变；字母、数字、横线，最长 32 位。有前导 0 的请把单元格设为文本",
        ("职工号", "教工号", "人员编号", "员工编号", "工号/学号"),
        is_needed=True,
    ),
    Column.NAME: ColumnRule("张三", "必填", ("名字", "员工姓名", "职工姓名"), is_needed=True),
    Column.DEPARTMENT: ColumnRule(
        "招生就业处>综合科",
        "必填。写部门名；重名时写出上级，用 > 隔开",
        ("所在部门", "部门名称", "部门路径", "所属部门", "单位", "部门全路径"),
        is_needed=True,
    ),
    Column.POSITION: ColumnRule("科长", "选填", ("岗位", "职务名称", "现任职务", "行政职务")),
    Column.STANDING: ColumnRule(
        Standing.ON_DUTY,
        "必填。离职和退休的人会从平台停用",
        ("状态", "人员状态", "当前状态", "在职状态"),
        is_needed=True,
        choices=tuple(Standing),
    ),
    Column.CATEGORY: ColumnRule(
        Category.PERMANENT, "选填", ("类别", "编制类别", "用工形式", "人员性质"), choices=tuple(Category)
    ),
    Column.JOINED_ON: ColumnRule("2019-09-01", "选填，日期", ("入职时间", "来校日期", "来校时间", "进校日期")),
    Column.WORKING_SINCE: ColumnRule(
        "2012-07-01",
        "选填，日期，不晚于入职日期；工龄从这天算",
        ("参加工作时间", "工作日期", "参加工作年月", "工龄起算日期"),
    ),
    Column.LEFT_ON: ColumnRule("2026-08-31", "选填，日期，不早于入职日期", ("离职时间", "离校日期", "退休日期")),
    Column.LEADER_NO: ColumnRule(
        "T0002", "选填。直属上级的工号，要在名单里或已登记", ("直属上级工号", "上级工号", "直接上级工号")
    ),
    Column.LEADS: ColumnRule(NO, "选填。是不是本部门的负责人", ("是否负责人", "负责人"), choices=(YES, NO)),
    Column.MOBILE: ColumnRule(
        "13800000000",
        "选填，只给平台上还没有帐号的人填：添加人员用，添加好就删，不存进花名册",
        ("手机号", "手机号码", "移动电话", "联系手机"),
    ),
    Column.EMAIL: ColumnRule(
        "zhang3@example.edu.cn",
        "选填，同上；企业微信可以只填邮箱，钉钉必须有手机",
        ("电子邮箱", "电子邮件", "邮箱地址"),
    ),
}
PRIVATE = frozenset({Column.MOBILE, Column.EMAIL})  # never repeated, not even where they are wrong
NEEDED = tuple(column for column, rule in RULES.items() if rule.is_needed)


def _key(heading: str) -> str:
    """A heading without spaces, stars and remarks in brackets."""
    bare = fold_text(heading).partition("(")[0].partition("（")[0]
    return "".join(sign for sign in bare if sign not in " *:：")


_BY_KEY = {_key(name): column for column, rule in RULES.items() for name in (column.value, *rule.others)}


@dataclass(frozen=True, slots=True)
class Heading:
    """Where each column stands. `repeated` and `unknown` are headings as they are written."""

    places: dict[Column, int]
    repeated: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def read_heading(cells: Sequence[object]) -> Heading:
    """The row as a heading; it is one if it names the staff number and the name."""
    places: dict[Column, int] = {}
    repeated: list[str] = []
    unknown: list[str] = []
    for place, cell in enumerate(cells):
        written = cell.strip() if isinstance(cell, str) else ""
        column = _BY_KEY.get(_key(written))
        if column is None:
            unknown += [written] if written else []
        elif column in places:
            repeated.append(written)
        else:
            places[column] = place
    return Heading(places, tuple(repeated), tuple(unknown))
