"""An empty calendar sheet for HR: the tables below each other, what belongs into each cell, lists to choose from."""

import csv
from io import BytesIO, StringIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from domain.calendar_columns import TABLES, Table

WIDTH = 18  # characters
TITLE, GUIDE = "校历", "填写说明"
GUIDE_HEADING = ("表", "列", "要不要填", "怎么填", "例如", "也可以叫")
GUIDE_WIDTHS = (8, 14, 10, 70, 26, 40)
ROOM = {Table.TERMS: 4, Table.EVENTS: 30, Table.BELLS: 50, Table.NOTICES: 8}  # rows below each heading
NOTES = (
    "四张表上下排列在“校历”这一页，每张表的表头认它；用不到的表连表头一起删去，行不够就插入行。这一页不会被读取。",
    "只读第一张工作表。导入的活动，从最早一项到最晚一项的时间里以这个文件为准；只补几项，请加 --part。",
    "学期按名称和时间替换，作息按校区替换，放假安排按年份替换；没有写的表不动。",
)


def calendar_csv() -> bytes:
    """The tables below each other."""
    written = StringIO(newline="")
    rows = csv.writer(written)
    for rules in TABLES.values():
        rows.writerows(([rule.name for rule in rules], []))
    return written.getvalue().encode("utf-8-sig")


def calendar_xlsx() -> bytes:
    """The same with lists to choose from, and a page that explains every column."""
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page = book.add_worksheet(TITLE)
        needed = book.add_format({"bold": True, "bg_color": "#FFF2CC", "border": 1})
        free = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
        page.set_column(0, max(map(len, TABLES.values())) - 1, WIDTH, book.add_format({"num_format": "@"}))
        row = 0
        for table, rules in TABLES.items():
            for place, rule in enumerate(rules):
                page.write_string(row, place, rule.name, needed if rule.is_needed else free)
                note = f"{rule.explanation}。例如 {rule.example}"
                page.write_comment(row, place, note, {"x_scale": 2, "author": "值铃"})
                if rule.choices:
                    choice = {"validate": "list", "source": list(rule.choices), "error_message": "请从列表里选一项"}
                    page.data_validation(row + 1, place, row + ROOM[table], place, choice)
            row += ROOM[table] + 1
        _write_guide(book.add_worksheet(GUIDE), needed)
        page.activate()
    return written.getvalue()


def _write_guide(page: Worksheet, bold: Format) -> None:
    for place, (title, width) in enumerate(zip(GUIDE_HEADING, GUIDE_WIDTHS, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, title, bold)
    row = 1
    for table, rules in TABLES.items():
        for rule in rules:
            told = rule.explanation + (f"；可以写 {'、'.join(rule.choices)}" if rule.choices else "")
            texts = (table.value, rule.name, "必填" if rule.is_needed else "选填", told, rule.example)
            for place, text in enumerate((*texts, "、".join(rule.others))):
                page.write_string(row, place, text)
            row += 1
    for note in NOTES:
        row += 1
        page.write_string(row, 0, note)
