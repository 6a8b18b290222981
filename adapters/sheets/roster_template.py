"""An empty roster file for the personnel office: the columns, what belongs into them, and lists to choose from."""

import csv
import io
from typing import TYPE_CHECKING

from domain.roster_columns import RULES

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LAST_ROW = 5_000  # so far down one can choose from lists
WIDTH = 16  # characters
TITLE = "名单"
GUIDE = "填写说明"
GUIDE_HEADING = ("列", "要不要填", "怎么填", "例如", "也可以叫")
GUIDE_WIDTHS = (14, 10, 60, 22, 60)
NOTES = (
    "一人一行，从“名单”的第 2 行开始；这一页不会被读取。",
    "整份名单一起导入：不在名单里的人算已离开。只报变化的人：聊天里点“只更新这些人”，命令行加 --part。",
    "手机、邮箱只用来在平台上添加新人，添加好就删；不要放身份证号、银行卡号：不读取，也不保存。",
)


def csv_template() -> bytes:
    """The heading alone."""
    written = io.StringIO(newline="")
    csv.writer(written).writerow([column.value for column in RULES])
    return written.getvalue().encode("utf-8-sig")


def xlsx_template() -> bytes:
    """The heading with notes and lists to choose from, and a second page that explains."""
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page = book.add_worksheet(TITLE)
        page.freeze_panes(1, 0)
        needed = book.add_format({"bold": True, "bg_color": "#FFF2CC", "border": 1})
        free = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
        as_text = book.add_format({"num_format": "@"})
        for place, (column, rule) in enumerate(RULES.items()):
            page.set_column(place, place, WIDTH, as_text)
            page.write_string(0, place, column.value, needed if rule.is_needed else free)
            page.write_comment(0, place, f"{rule.explanation}。例如 {rule.example}", {"x_scale": 2, "author": "值铃"})
            if rule.choices:
                choice = {"validate": "list", "source": list(rule.choices), "error_message": "请从列表里选一项"}
                page.data_validation(1, place, LAST_ROW, place, choice)
        _write_guide(book.add_worksheet(GUIDE), needed)
        page.activate()
    return written.getvalue()


def _write_guide(page: "Worksheet", bold: "Format") -> None:
    for place, (title, width) in enumerate(zip(GUIDE_HEADING, GUIDE_WIDTHS, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, title, bold)
    for row, (column, rule) in enumerate(RULES.items(), 1):
        is_needed = "必填" if rule.is_needed else "选填"
        told = rule.explanation + (f"；可以写 {'、'.join(rule.choices)}" if rule.choices else "")
        for place, text in enumerate((column.value, is_needed, told, rule.example, "、".join(rule.others))):
            page.write_string(row, place, text)
    for row, note in enumerate(NOTES, len(RULES) + 2):
        page.write_string(row, 0, note)
