"""The fields of a form's file."""

from collections.abc import Sequence

from domain.forms.document import Section, repeated, shown
from domain.forms.expressions import FALSE, Expression
from domain.forms.fields import (
    COMPUTABLE,
    LONGEST_LONG_TEXT,
    LONGEST_TEXT,
    MOST_CHOICES,
    MOST_DECIMALS,
    MOST_ROWS,
    Check,
    Derived,
    Field,
    FieldType,
)
from domain.forms.who import CODE, NAME

DERIVED_AS = {Derived.TIMETABLE: FieldType.YES_NO, Derived.CLASS_CHANGE: FieldType.REFERENCE}
MOST_FIELDS = 60
MOST_COLUMNS = 12
LONGEST_LABEL = 12
LONGEST_HELP = 100
LONGEST_OPTION = 40
LONGEST_SAYING = 60
MOST_CHECKS = 10
ROWS = 50
# Names that expressions have already, and the words CEL keeps for itself.
TAKEN = frozenset({"applicant", "settings", "today", "now", "calendar"})
RESERVED = frozenset(
    [
        "as",
        "break",
        "const",
        "continue",
        "else",
        "false",
        "for",
        "function",
        "if",
        "import",
        "in",
        "let",
        "loop",
        "null",
        "package",
        "namespace",
        "return",
        "true",
        "var",
        "void",
        "while",
    ]
)
IN_TABLES = frozenset(FieldType) - {
    FieldType.TABLE,
    FieldType.COMPUTED,
    FieldType.ATTACHMENT,
    FieldType.PICTURE,
    FieldType.PERIOD,
    FieldType.PEOPLE,
    FieldType.DEPARTMENTS,
    FieldType.CHOICES,
    FieldType.SECRET,
    FieldType.REFERENCE,
}
WRITTEN = {FieldType.TEXT: LONGEST_TEXT, FieldType.SECRET: LONGEST_TEXT, FieldType.LONG_TEXT: LONGEST_LONG_TEXT}


def read_fields(section: Section) -> tuple[Field, ...]:
    """All fields in their order."""
    fields = tuple(_field(each) for each in section.sections("fields", MOST_FIELDS))
    if not fields and not section.raw.get("fields"):
        section.complain("fields", "至少要有一个字段")
    _complain_of_twins(section, fields, "fields")
    return fields


def _field(section: Section) -> Field:
    kind = section.one_of("type", FieldType, None) or FieldType.TEXT
    field = Field(
        name=_name(section),
        label=section.need("label", LONGEST_LABEL),
        type=kind,
        required=section.condition("required", FALSE),
        visible=section.condition("visible"),
        help=section.text("help", LONGEST_HELP),
        options=_options(section, kind),
        steps=section.texts("steps"),
        checks=tuple(_check(each) for each in section.sections("checks", MOST_CHECKS)),
        longest=_longest(section, kind),
        decimals=_only(section, "decimals", kind, (FieldType.NUMBER, FieldType.COMPUTED), (0, 0, MOST_DECIMALS)),
        value=_value(section, kind),
        result=_result(section, kind),
        form=_form(section, kind),
        derived=section.one_of("derived", Derived, None) if section.has("derived") else None,
        columns=_columns(section, kind),
        rows=_only(section, "rows", kind, (FieldType.TABLE,), (ROWS, 1, MOST_ROWS)),
    )
    if field.derived is not None and kind is not DERIVED_AS[field.derived]:
        needed = DERIVED_AS[field.derived]
        section.complain("derived", f"只有 {needed} 字段能这样得出", f'type = "{needed}"')
    if kind is FieldType.COMPUTED and field.required.constant is not False:
        section.complain("required", "自动计算的字段不用填，请删去 required", "")
    section.finish()
    return field


def _name(section: Section) -> str:
    name = section.need("name")
    if name and not NAME.fullmatch(name):
        section.complain("name", "应由英文字母、数字和下划线组成，不以数字开头，最长 40 个")
    elif name in TAKEN:
        section.complain("name", f"{name} 在条件里另有含义，请换一个名字")
    elif name in RESERVED:
        section.complain("name", f"{name} 是保留字，请换一个名字")
    return name


def _options(section: Section, kind: FieldType) -> tuple[str, ...]:
    options = section.texts("options", MOST_CHOICES, LONGEST_OPTION)
    if kind in {FieldType.CHOICE, FieldType.CHOICES}:
        if not options and not section.raw.get("options"):
            section.complain("options", "单选、多选要写出选项")
        if any("\n" in option or option != option.strip() for option in options):
            section.complain("options", "选项前后不要有空格，里面不要换行")
    elif options:
        section.complain("options", "只有 choice 和 choices 才有选项", 'type = "choice"')
    return options


def _check(section: Section) -> Check:
    if not section.has("rule"):
        section.complain("rule", "缺少这一项")
    check = Check(section.condition("rule"), section.need("say", LONGEST_SAYING))
    section.finish()
    return check


def _longest(section: Section, kind: FieldType) -> int:
    most = WRITTEN.get(kind, LONGEST_TEXT)
    return _only(section, "longest", kind, tuple(WRITTEN), (most, 1, most))


def _only(section: Section, key: str, kind: FieldType, kinds: Sequence[FieldType], limits: tuple[int, int, int]) -> int:
    """A number that only some types have; `limits` are the default, the lowest and the highest."""
    default, low, high = limits
    value = section.whole(key, default, low, high)
    if section.has(key) and kind not in kinds:
        section.complain(key, f"只有 {'、'.join(kinds)} 才有这一项", f'type = "{kinds[0]}"')
    return value


def _value(section: Section, kind: FieldType) -> Expression | None:
    source = section.text("value")
    if kind is FieldType.COMPUTED:
        if not source.strip():
            section.complain("value", "自动计算的字段要写算式")
        return Expression(source, section.at("value"))
    if section.has("value"):
        section.complain("value", "只有 computed 才有算式", 'type = "computed"')
    return None


def _result(section: Section, kind: FieldType) -> FieldType:
    result = section.one_of("result", FieldType, FieldType.NUMBER) or FieldType.NUMBER
    if result not in COMPUTABLE:
        section.complain("result", f"算出来的只能是 {'、'.join(COMPUTABLE)}")
    if section.has("result") and kind is not FieldType.COMPUTED:
        section.complain("result", "只有 computed 才有这一项", 'type = "computed"')
    return result


def _form(section: Section, kind: FieldType) -> str:
    form = section.text("form")
    if kind is FieldType.REFERENCE and not CODE.fullmatch(form):
        section.complain("form", "要写明关联哪一种申请的代号")
    if section.has("form") and kind is not FieldType.REFERENCE:
        section.complain("form", "只有 reference 才有这一项", 'type = "reference"')
    return form


def _columns(section: Section, kind: FieldType) -> tuple[Field, ...]:
    if kind is not FieldType.TABLE:
        if section.has("columns"):
            section.sections("columns")
            section.complain("columns", "只有 table 才有列", 'type = "table"')
        return ()
    columns = tuple(_column(each) for each in section.sections("columns", MOST_COLUMNS))
    if not columns and not section.raw.get("columns"):
        section.complain("columns", "明细表要写出每一列")
    _complain_of_twins(section, columns, "columns")
    return columns


def _column(section: Section) -> Field:
    column = _field(section)
    if column.type not in IN_TABLES:
        section.complain("type", f"明细表的列不能是 {column.type}")
    if column.visible.constant is not True or column.steps or column.checks:
        section.complain("visible", "列不能有 visible、steps 和 checks，请写在整张表上", "")
    if column.required.constant is None:
        section.complain("required", "列的 required 只能是 true 或 false")
    return column


def _complain_of_twins(section: Section, fields: Sequence[Field], key: str) -> None:
    for name in repeated([field.name for field in fields if field.name]):
        section.complain(key, f"有两个叫 {shown(name)} 的", 'name = "another"')
    for label in repeated([field.label for field in fields if field.label]):
        section.complain(key, f"有两个都显示为“{shown(label)}”，填写的人分不清", 'label = "另一个名称"')
