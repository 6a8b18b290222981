"""An empty file for an import: the heading, what belongs into each column, lists to choose from, an example."""

import csv
from io import BytesIO, StringIO

import xlsxwriter

from domain.import_templates import Empty

LAST_ROW = 5_000  # so far down one can choose from lists
WIDTH = 16  # characters
GUIDE = "填写说明"
GUIDE_HEADING = ("列", "要不要填", "怎么填", "例如")
GUIDE_WIDTHS = (14, 10, 70, 30)


def empty_csv(empty: Empty) -> bytes:
    """The heading alone."""
    written = StringIO(newline="")
    csv.writer(written).writerow([heading.name for heading in empty.headings])
    return written.getvalue().encode("utf-8-sig")


def empty_xlsx(empty: Empty) -> bytes:
    """The heading with notes and lists, and a second page that explains."""
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page, guide = book.add_worksheet(empty.title), book.add_worksheet(GUIDE)
        needed = book.add_format({"bold": True, "bg_color": "#FFF2CC", "border": 1})
        free = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
        page.freeze_panes(1, 0)
        page.set_column(0, len(empty.headings) - 1, WIDTH, book.add_format({"num_format": "@"}))
        for place, (title, width) in enumerate(zip(GUIDE_HEADING, GUIDE_WIDTHS, strict=True)):
            guide.set_column(place, place, width)
            guide.write_string(0, place, title, needed)
        for place, each in enumerate(empty.headings):
            page.write_string(0, place, each.name, needed if each.is_needed else free)
            page.write_comment(0, place, f"{each.explanation}。例如 {each.example}", {"x_scale": 2, "author": "值铃"})
            if each.choices:
                choice = {"validate": "list", "source": list(each.choices), "error_message": "请从列表里选一项"}
                page.data_validation(1, place, LAST_ROW, place, choice)
            told = (each.name, "必填" if each.is_needed else "选填", each.explanation, each.example)
            for column, text in enumerate(told):
                guide.write_string(place + 1, column, text)
        for row, note in enumerate(empty.notes, len(empty.headings) + 2):
            guide.write_string(row, 0, note)
        page.activate()
    return written.getvalue()
