"""What a form asks for: the types of fields, their limits, and what each field says of itself."""

from dataclasses import dataclass
from enum import StrEnum

from domain.forms.expressions import FALSE, TRUE, Expression

LONGEST_TEXT = 200  # characters of a line, as a card can show it
LONGEST_LONG_TEXT = 5000
MOST_CHOICES = 50  # as a select of a page stays usable
MOST_ROWS = 100  # of a table; more belongs into an attachment
MOST_PEOPLE = 50
MOST_FILES = 20
MOST_DECIMALS = 4
LARGEST_NUMBER = 100_000_000_000  # with four decimals still exact in a double
LARGEST_FEN = 100_000_000_000_00  # 1,000 亿元


class FieldType(StrEnum):
    """How a value is asked for, checked, kept and shown."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    PERIOD = "period"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    PERSON = "person"
    PEOPLE = "people"
    DEPARTMENT = "department"
    DEPARTMENTS = "departments"
    ATTACHMENT = "attachment"
    PICTURE = "picture"
    TABLE = "table"
    REFERENCE = "reference"
    MONTH = "month"
    SECRET = "secret"  # noqa: S105 - a type's name
    COMPUTED = "computed"


TYPE_NAMES = {
    FieldType.TEXT: "文字",
    FieldType.LONG_TEXT: "长文字",
    FieldType.NUMBER: "数字",
    FieldType.MONEY: "金额",
    FieldType.DATE: "日期",
    FieldType.TIME: "时刻",
    FieldType.DATETIME: "日期和时刻",
    FieldType.PERIOD: "起止时间",
    FieldType.CHOICE: "单选",
    FieldType.CHOICES: "多选",
    FieldType.YES_NO: "是否",
    FieldType.PERSON: "人员",
    FieldType.PEOPLE: "多名人员",
    FieldType.DEPARTMENT: "部门",
    FieldType.DEPARTMENTS: "多个部门",
    FieldType.ATTACHMENT: "附件",
    FieldType.PICTURE: "图片",
    FieldType.TABLE: "明细表",
    FieldType.REFERENCE: "关联申请",
    FieldType.MONTH: "月份",
    FieldType.SECRET: "保密内容",
    FieldType.COMPUTED: "自动计算",
}
MANY = frozenset(
    {
        FieldType.CHOICES,
        FieldType.PEOPLE,
        FieldType.DEPARTMENTS,
        FieldType.ATTACHMENT,
        FieldType.PICTURE,
        FieldType.TABLE,
    }
)
PERSONAL = frozenset({FieldType.PERSON, FieldType.PEOPLE})
DEPARTMENTAL = frozenset({FieldType.DEPARTMENT, FieldType.DEPARTMENTS})
COMPUTABLE = (FieldType.NUMBER, FieldType.MONEY, FieldType.TEXT, FieldType.YES_NO)


class Derived(StrEnum):
    """Where a field's value comes from if there is anything there; else it is asked for."""

    TIMETABLE = "timetable"  # whether there are lessons in the time of the leave
    CLASS_CHANGE = "class_change"  # the request by which the college agrees to the covers


@dataclass(frozen=True, slots=True)
class Check:
    """A rule the whole form must obey; `say` is told to whoever breaks it."""

    rule: Expression
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing asked for. `steps` are those that see it, empty for all; `result` is what a computed one is kept as."""

    name: str
    label: str
    type: FieldType
    required: Expression = FALSE
    visible: Expression = TRUE
    help: str = ""
    options: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    longest: int = LONGEST_TEXT
    decimals: int = 0
    value: Expression | None = None
    result: FieldType = FieldType.NUMBER
    form: str = ""
    derived: Derived | None = None
    columns: tuple["Field", ...] = ()
    rows: int = 50

    @property
    def kept_as(self) -> FieldType:
        """The type of what is stored: a computed field's is its result's."""
        return self.result if self.type is FieldType.COMPUTED else self.type

    def is_seen_by(self, step: str) -> bool:
        """Whether the people of this step are shown the field, should it be visible at all."""
        return not self.steps or step in self.steps
