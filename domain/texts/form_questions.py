"""How a field of a form is asked for."""

from collections.abc import Mapping

from domain.forms.drafting import Question
from domain.forms.fields import Field, FieldType
from domain.forms.typed import numbered

LONGEST_LABEL = 10  # characters on a button of WeCom
SKIPPABLE = "不填请回复 跳过。"
PICTURES_ONLY = "图片可直接在这里发送；这里收不到文件，文件请在网页上传。"
PICTURES_ALONE = "请直接在这里发送图片；这里收不到文件，文件请拍照或截图后发送。"
_EXAMPLES: Mapping[FieldType, str] = {
    FieldType.NUMBER: "请写数字，例如 3。",
    FieldType.MONEY: "请写金额，例如 1200.50。",
    FieldType.DATE: "请写日期，例如 2026-11-25 或 下周三。",
    FieldType.TIME: "请写几点几分，例如 08:30。",
    FieldType.DATETIME: "请写日期和时刻，例如 2026-11-25 08:30 或 明天下午3点。",
    FieldType.PERIOD: "请写起止时间，例如 明天下午，或 2026-11-25 08:00 至 2026-11-26 18:00。",
    FieldType.CHOICES: "可多选，回复文字或编号，用顿号隔开",
    FieldType.YES_NO: "请回复 是 或 否。",
    FieldType.PERSON: "请写姓名或工号。",
    FieldType.PEOPLE: "请写姓名或工号，几个人用顿号隔开。",
    FieldType.DEPARTMENT: "请写部门全名。",
    FieldType.DEPARTMENTS: "请写部门全名，几个用顿号隔开。",
    FieldType.ATTACHMENT: "请直接在这里发送文件或图片。",
    FieldType.PICTURE: "请直接在这里发送图片。",
    FieldType.REFERENCE: "请写那张申请的单号，例如 1024。",
    FieldType.MONTH: "请写月份，例如 2026-11。",
    FieldType.SECRET: "这一项保密，不会显示给无关的人。",
}


def ask(question: Question, page: str = "", *, brings_files: bool = True) -> str:
    """The question in words. `page` is where it may be filled in more comfortably, or where the chat brings no files
    the only place for them.
    """
    field = question.field
    if question.text:
        return _said(question)
    is_elsewhere = field.type is FieldType.ATTACHMENT and not brings_files
    parts = (
        question.cause,
        f"请问{field.label.rstrip('?？')}？",
        f"（{field.help}）" if field.help else "",
        (PICTURES_ONLY if page else PICTURES_ALONE) if is_elsewhere else how(question),
        "" if question.is_required else SKIPPABLE,
        f"{'网页' if is_elsewhere else '也可以在网页上填'}：{page}" if page and field.type in ON_PAGE else "",
    )
    return "".join(part for part in parts if part)


def _said(question: Question) -> str:
    """In its own words; choices that are too long for buttons are numbered."""
    is_short = all(len(choice) <= LONGEST_LABEL for choice in question.choices)
    listed = () if is_short else tuple(f"{place}. {choice}" for place, choice in enumerate(question.choices, 1))
    return "\n".join((question.text, *listed))


ON_PAGE = frozenset({FieldType.TABLE, FieldType.ATTACHMENT, FieldType.PICTURE, FieldType.SECRET})


def how(question: Question) -> str:
    """What an answer looks like."""
    field = question.field
    if question.offered:
        return f"有 {len(question.offered)} 个叫这个名字，请选一个，回复编号：{numbered(question.options)}。"
    match field.type:
        case FieldType.CHOICE:
            return f"请选一项，回复文字或编号：{numbered(field.options)}。"
        case FieldType.CHOICES:
            return f"{_EXAMPLES[field.type]}：{numbered(field.options)}。"
        case FieldType.TABLE:
            return f"每行写：{_columns(field)}。"
        case _:
            return _EXAMPLES.get(field.type, "")


def _columns(field: Field) -> str:
    return " | ".join(column.label for column in field.columns)
