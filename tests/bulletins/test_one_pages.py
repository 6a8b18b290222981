"""The one page of a month: asked with what is known, chased, closed, and one document for the leaders."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.calendar import WorkCalendar
from domain.duties.rules import Daily, Monthly
from domain.one_page.chart import Bar, drawn
from domain.one_page.clock import page_days
from domain.one_page.prefill import Work, percent_in, works_of
from jobs.runs import Surroundings
from jobs.schedule import Schedule
from storage.one_pages import report_of_month
from tests.duties.owing import HALF_PAST_EIGHT, duty, escalation, owes, with_posts
from tests.handlers.cases import submits
from tests.handlers.forms import with_forms
from web.one_page_sheet import document_of
from web.report_paper import print_report

CALENDAR = WorkCalendar()
MARCH = date(2030, 3, 1)


@pytest.mark.parametrize(
    ("month", "asked", "chased", "closes"),
    [
        (date(2026, 11, 1), date(2026, 11, 25), date(2026, 11, 27), date(2026, 11, 30)),  # the 28th is a Saturday
        (date(2026, 10, 1), date(2026, 10, 23), date(2026, 10, 28), date(2026, 10, 30)),  # the 25th is a Sunday
        (date(2027, 2, 1), date(2027, 2, 25), date(2027, 2, 26), date(2027, 2, 28)),
        (date(2028, 2, 1), date(2028, 2, 25), date(2028, 2, 28), date(2028, 2, 29)),
        (date(2027, 8, 1), date(2027, 8, 25), date(2027, 8, 27), date(2027, 8, 30)),  # of a month of 31 days
    ],
)
def test_the_days_of_a_month(month, asked, chased, closes):
    found = page_days(month, CALENDAR)

    assert (found.asked_on, found.chased_on, found.closes_on) == (asked, chased, closes)


def test_what_is_behind_comes_before_what_is_done():
    rows = works_of([Work(title="巡查", due=4, done=4, late=0), Work(title="检查", due=2, done=1, late=1)], [])

    assert rows == [
        {"matter": "检查", "progress": 50, "note": "应办 2 次，已办 1 次，逾期 1 次"},
        {"matter": "巡查", "progress": 100, "note": "应办 4 次，已办 4 次"},
    ]


@pytest.mark.parametrize(("said", "share"), [("已完成 60%", 60), ("30% 到 80％", 80), ("一半", None), ("999%", None)])
def test_a_share_is_read_out_of_a_report(said, share):
    assert percent_in(said) == share


def test_the_chart_names_who_has_not_handed_in_and_no_name_is_markup():
    picture = drawn([Bar(name="<系>&", parts=(3, 1, 0), page="没有交", is_missing=True)])

    assert "&lt;系&gt;&amp;" in picture
    assert "没有交" in picture


def there(day: int, hour: int) -> datetime:
    return datetime(2030, 3, day, hour - 8, 20, tzinfo=UTC)


async def look(college, at):
    college.now = at
    surroundings = Surroundings(database=college.database, clock=lambda: college.now, office=college.office)
    assert await Schedule(surroundings).run_now("one-page", at)


@pytest.fixture
async def month(college):
    """Two departments owe the page by their heads; one of them owes something every day besides."""
    await with_forms(college, "monthly_one_page")
    college.office = replace(college.office, escalation=escalation(), pages="https://bot.example")
    with_posts(college, head=("王主任",), other=("周处长",), clerk=("李雷",), quality_performance=("郑老师",))
    college.now = HALF_PAST_EIGHT
    page = {"title": "一页纸月反馈", "form": "monthly_one_page"}
    await owes(
        college,
        duty("A-1", Daily(workdays_only=True)),
        duty("P-1", Monthly(day=30), post="head", **page),
        duty("P-2", Monthly(day=30), post="other", **page, department="教务处"),
    )
    return college


async def test_a_month_from_the_question_to_the_document(month):
    await look(month, there(22, 9))
    assert await month.texts("王主任") == []

    await look(month, there(25, 9))
    await look(month, there(26, 9))
    [asked] = await month.texts("王主任")
    assert asked.startswith("请交2030年3月一页纸工作反馈（信息工程系），3月30日前提交。已按系统记录填好 1 项任务和进度")
    [(fields,)] = await month.rows("select fields from requests where applicant_id = :id", id=month.ids["王主任"])
    assert fields["works"] == [{"matter": "职责A-1", "progress": 0, "note": "应办 20 次，已办 0 次，逾期 15 次"}]

    spending = [{"subject": "办公费", "planned": 100_000, "spent": 45_000}]
    await submits(month, "王主任", "monthly_one_page", {**fields, "spending": spending, "issues": "人手不足"})
    await look(month, there(28, 9))
    await look(month, there(29, 9))
    assert [text for text in await month.texts("王主任") if "还没有交" in text] == []
    assert len([text for text in await month.texts("周处长") if "还没有交" in text]) == 1

    await look(month, there(30, 19))
    await look(month, there(31, 9))
    [told] = [text for text in await month.texts("钱院长") if "已汇总" in text]
    assert told == (
        "2030年3月一页纸工作反馈已汇总：1 / 2 个部门已交。\n没有交：教务处。\n"
        "汇总文件（PDF）：https://bot.example/h5/one-page/2030-03.pdf"
    )
    async with month.database.begin(month.now) as tx:
        closed = await report_of_month(tx, MARCH)
    document = document_of(closed, "示例职业技术学院", month.office.campus, "Noto Sans SC")
    assert document.notes == ["1 / 2 个部门已交。没有交：教务处。"]
    assert "没有交" in document.chart
    assert document.parts[1].rows == [["办公费", "1,000.00", "450.00", "45%"]]
    assert print_report(document).startswith(b"%PDF-")
