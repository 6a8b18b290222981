"""我的信息: what is held of the one who asks, where it comes from, and how it is put right."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

HEAD = "通讯录里登记的您："
NOT_GIVEN = "没有登记"
NOT_HELD = "手机号、身份证号没有存。"
KINDS = {"staff": "教职工", "student": "学生"}
OTHER_KIND = "其他人员"


def about(rows: Iterable[tuple[str, str]], source: str, correcting: str, own: str = "") -> str:
    """Rows without a value are said to be empty: that may be what is to be put right. `own` is field by field."""
    lines = [f"{label}：{value or NOT_GIVEN}" for label, value in rows]
    return "\n".join([HEAD, *lines, *([own] if own else []), source, correcting])


def source(
    by_source: Mapping[str, Sequence[str]], since: datetime, changed_at: datetime | None, campus: ZoneInfo
) -> str:
    """Where it comes from, unless that was said field by field, and since when it is so."""
    origins = "；".join(f"{'、'.join(labels)}以{origin}为准" for origin, labels in by_source.items())
    changed = f"，最近一次变更 {day(changed_at, campus)}" if changed_at else ""
    return f"{f'来源：{origins}。' if origins else ''}{day(since, campus)} 起登记{changed}。{NOT_HELD}"


def correcting(contact: str, form: str) -> str:
    """What to do where something is wrong. `form` is the title of the form for it, empty where one may start none."""
    apply = f"；档案项可发 办事 {form}" if form else ""
    return f"有错请联系{contact}在来源处改好，这里随后自动更新{apply}。"


def kind(code: str) -> str:
    """教职工, 学生."""
    return KINDS.get(code, OTHER_KIND)


def day(at: datetime, campus: ZoneInfo) -> str:
    """2030年3月4日."""
    local = at.astimezone(campus)
    return f"{local.year}年{local.month}月{local.day}日"
