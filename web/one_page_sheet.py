"""The departments' pages of a month as one document: a chart, who has not handed in, and each department's part."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import cast

from domain.bulletins.facts import Count, WrittenCount, from_json
from domain.ids import DepartmentId
from domain.one_page.chart import Bar, drawn
from domain.texts.months import month_name
from storage.one_pages import Report as Closed
from web.report_paper import Part, Report

WORKS = ("任务", "进度", "说明")
SPENDING = ("科目", "预算（元）", "已用（元）", "执行率")
FEN, PERCENT = 100, 100
MARK = 16  # letters of the fingerprint on paper

Page = Mapping[str, object]


def document_of(closed: Closed, site: str, campus: tzinfo, font: str) -> Report:
    """All of it, in the order in which departments were asked."""
    pages = cast("Sequence[Page]", closed.content["pages"])
    counts = {
        each.department: each for each in from_json(cast("Sequence[WrittenCount]", closed.content["counts"])).counts
    }
    missing = [str(page["name"]) for page in pages if page["number"] is None]
    handed = f"{len(pages) - len(missing)} / {len(pages)} 个部门已交。"
    lacking = f"没有交：{'、'.join(missing)}。" if missing else "全部部门已交。"
    bars = [_bar(page, counts.get(DepartmentId(cast("int", page["department"])))) for page in pages]
    return Report(
        title=f"{month_name(closed.month)}一页纸工作反馈汇总",
        site=site,
        notes=[handed + lacking],
        chart=drawn(bars, font),
        parts=[part for page in pages for part in _parts(page, campus)],
        footer=f"{closed.closed_at.astimezone(campus):%Y-%m-%d %H:%M} 汇总，校验码 {closed.fingerprint[:MARK]}",
    )


def _bar(page: Page, count: Count | None) -> Bar:
    parts = (count.on_time, count.late, count.open + count.earlier) if count else (0, 0, 0)
    state = "没有交" if page["number"] is None else "逾期交" if page["is_late"] else "已交"
    return Bar(name=str(page["name"]), parts=parts, page=state, is_missing=page["number"] is None)


def _parts(page: Page, campus: tzinfo) -> list[Part]:
    name = str(page["name"])
    if page["number"] is None:
        return [Part(heading=name, lines=["没有交。"])]
    works = cast("Sequence[Page]", page["works"])
    rows = [[_text(each.get("matter")), f"{_text(each.get('progress'))}%", _text(each.get("note"))] for each in works]
    parts = [
        Part(
            heading=f"{name}（{_times(page, campus)}）",
            titles=WORKS,
            widths=(6, 1, 5),
            numbers=(1,),
            rows=rows,
        )
    ]
    if spending := [_spent(each) for each in cast("Sequence[Page]", page["spending"])]:
        parts.append(Part(titles=SPENDING, widths=(5, 2, 2, 2), numbers=(1, 2, 3), rows=spending))
    if page["issues"]:
        parts.append(Part(lines=[f"问题与改进：{page['issues']}"]))
    return parts


def _times(page: Page, campus: tzinfo) -> str:
    """When it came; of what came late or twice both."""
    first, last = (_moment(page[name], campus) for name in ("first_at", "last_at"))
    said = f"{first} 交" if first == last else f"{first} 交，{last} 再交"
    return f"逾期，{said}" if page["is_late"] else said


def _moment(written: object, campus: tzinfo) -> str:
    return f"{datetime.fromisoformat(str(written)).astimezone(campus):%m-%d %H:%M}" if written else ""


def _spent(row: Page) -> list[str]:
    planned, spent = (cast("int", row.get(name) or 0) for name in ("planned", "spent"))
    share = f"{spent * PERCENT // planned}%" if planned > 0 else "—"
    return [_text(row.get("subject")), f"{planned / FEN:,.2f}", f"{spent / FEN:,.2f}", share]


def _text(value: object) -> str:
    return "" if value is None else str(value)
