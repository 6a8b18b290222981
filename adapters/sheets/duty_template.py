"""An empty catalogue of duties for the quality office: the columns, what belongs into them, and every kind of rule."""

import csv
from io import BytesIO, StringIO

import xlsxwriter

from domain.duties.duty_sheet import EACH, EXAMPLES, NEEDED, SHARED, Column

LAST_ROW = 5_000  # so far down one can choose from lists
WIDTH = 18  # characters
TITLE, GUIDE, RULES = "职责", "填写说明", "规则写法"
GUIDE_WIDTHS = (12, 10, 80, 34)
EXPLAINED = {
    Column.CODE: "一项职责一个编号，不重复；改内容时编号不变",
    Column.DEPARTMENT: "通讯录里的部门名称；不归一个部门的写 全校",
    Column.SECTION: "部门里的科室",
    Column.POST: "posts.toml 里岗位的代号或名称；换了人，职责跟着岗位走",
    Column.TITLE: "做什么，一句短话",
    Column.RULE: "什么时候到期，写法见“规则写法”一页",
    Column.EVIDENCE: "做完留下什么",
    Column.MEASURE: "做到什么程度",
    Column.CHECKER: "谁来检查：岗位的代号或名称",
    Column.OWED: f"几个人担任时：{SHARED}（一人做了就行）或 {EACH}（每人一份）；不填是{SHARED}",
    Column.POLICY: "督促办法的名称；不填用默认的",
    Column.FORM: "办完哪张表单就算做了：表单的代号",
    Column.SOURCE: "出自哪份文件",
    Column.NOTE: "别的话",
}
KINDS = (
    (
        "annual month=9 day=20 edge=by",
        "每年 9 月 20 日前；day=last 是月底；edge：by 含当天、before 不含、on 当天",
    ),
    (
        "annual_period month=3 part=early",
        "每年 3 月上旬；part：start、early、mid、late、end、whole（初、上、中、下旬、底、整月）",
    ),
    ("annual_span from_month=4 to_month=6", "每年 4–6 月；可加 count=50"),
    (
        "annual_season season=summer_break edge=before",
        "暑假前；也可 year_start、year_end、admission_publicity_season",
    ),
    ("monthly day=25", "每月 25 日前；part=start 是月初，of=previous 是办上个月的"),
    ("weekly weekday=1", "每周一；不写 weekday 是周五 18:00"),
    ("daily by=23:00", "每天 23:00 前；workdays_only=true 是每个工作日"),
    ("term_week term=each week=3", "每学期第 3 周；term：each、spring、autumn；可加 to_week=4、edge=before"),
    ("after_term_start term=each weeks=2", "开学两周内；months=1 是一个月内，再加 edge=in_month 是第几个月"),
    ("before_term_start term=each weeks=1", "开学前一周"),
    ("before_term_end term=each weeks=0", "期末；term=academic_year 是学年末"),
    (
        "after_event event=exam_ended working_days=3",
        "某事后 3 个工作日内；也可 minutes、hours、same_day=true、days、weeks、months",
    ),
    ("before_event event=exam_start days=30", "某事前 30 天；days=0 是之前都行"),
    ("on_event event=notice_ended_no_objection", "某事发生时"),
    ("immediate event=hazard_found", "某事发生后立即"),
    ("during_event event=satisfaction_survey every_days=3", "某事期间每 3 天"),
    ("every_n_years n=2 n_to=3 event=regulation_effective", "每 2–3 年；可加 month=7、count=3"),
    (
        "at_least count=2 per=year unit=次",
        "每年至少 2 次；也可 week、month、quarter、half_year、term、academic_year",
    ),
    ("cycle every=term", "每学期一次，没有日子；times=10 是 10 次"),
    ("one_off at=2026-11-06", "只有一次；at=2026-11-06T16:00 带钟点"),
    ("external_deadline set_by=upper_document", "日期由别人定，问责任人"),
    ("periodic_unspecified word=定期", "没有周期，问责任人"),
    ("metric metric=差错率 op=<= value=0.5% per=year", "要达到的指标，期末核对"),
    ("continuous scope=website", "长期保持，不提醒"),
    ("min_duration what=public_notice event=scholarship_list_approved days=7", "至少多长时间，不提醒"),
    ("retention what=leave_record period=permanent", "长期保存，不提醒"),
    ("service_hours days=workdays from=08:00 to=17:00", "值守时间，不提醒"),
    ("not_during event=major_teaching_or_research_activity what=系统更新", "某事期间不做什么"),
    ("only_during event=approved_leave_window what=闸机放行", "只在某事期间做什么"),
)


def duties_csv() -> bytes:
    """The heading alone."""
    written = StringIO(newline="")
    csv.writer(written).writerow([column.value for column in Column])
    return written.getvalue().encode("utf-8-sig")


def duties_xlsx() -> bytes:
    """The heading with notes and a list to choose from, a page that explains, and one with every kind of rule."""
    written = BytesIO()
    with xlsxwriter.Workbook(written) as book:
        page = book.add_worksheet(TITLE)
        page.freeze_panes(1, 0)
        needed = book.add_format({"bold": True, "bg_color": "#FFF2CC", "border": 1})
        free = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
        as_text = book.add_format({"num_format": "@"})
        for place, column in enumerate(Column):
            page.set_column(place, place, WIDTH, as_text)
            page.write_string(0, place, column.value, needed if column in NEEDED else free)
            page.write_comment(0, place, EXPLAINED[column], {"x_scale": 2, "author": "值铃"})
        owed = tuple(Column).index(Column.OWED)
        choice = {"validate": "list", "source": [SHARED, EACH], "error_message": "请从列表里选一项"}
        page.data_validation(1, owed, LAST_ROW, owed, choice)
        explained = [
            (column.value, "必填" if column in NEEDED else "选填", EXPLAINED[column], EXAMPLES.get(column, ""))
            for column in Column
        ]
        for name, heading, rows in (
            (GUIDE, ("列", "要不要填", "怎么填", "例如"), explained),
            (RULES, ("写法", "意思"), KINDS),
        ):
            sheet = book.add_worksheet(name)
            widths = GUIDE_WIDTHS if name == GUIDE else (70, 80)
            for place, (title, width) in enumerate(zip(heading, widths, strict=True)):
                sheet.set_column(place, place, width)
                sheet.write_string(0, place, title, needed)
            for row, cells in enumerate(rows, 1):
                for place, cell in enumerate(cells):
                    sheet.write_string(row, place, cell)
        page.activate()
    return written.getvalue()
