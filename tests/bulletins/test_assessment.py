"""The year's assessment: scores worked out by hand, and the form that begins with them."""

from dataclasses import replace

import pytest

from domain.assessment import Assessment, Basis, load_assessment, score_of
from domain.duties.rules import Daily
from domain.forms.problems import Problem
from domain.ids import DepartmentId
from tests.duties.owing import DAY, HALF_PAST_EIGHT, duty, escalation, owes, with_posts
from tests.handlers.forms import with_forms


def basis(**numbers: int) -> Basis:
    return Basis(department=DepartmentId(1), name="教务处", **numbers)


@pytest.mark.parametrize(
    ("numbers", "on_time", "complete", "correct", "total"),
    [
        ({"due": 10, "on_time": 10, "done": 10}, "100.00", "100.00", "100.00", "100.00"),
        ({"due": 10, "on_time": 8, "done": 9, "faulty": 1}, "80.00", "90.00", "88.89", "84.78"),
        ({"due": 3, "on_time": 1, "done": 2}, "33.33", "66.67", "100.00", "56.67"),
        ({"due": 4}, "0.00", "0.00", "0.00", "0.00"),
        ({"due": 4, "done": 1, "faulty": 3}, "0.00", "25.00", "0.00", "7.50"),
    ],
)
def test_a_score_follows_from_its_numbers(numbers, on_time, complete, correct, total):
    found = score_of(basis(**numbers), Assessment())

    assert found is not None
    assert [str(each) for each in (found.on_time, found.complete, found.correct, found.total)] == [
        on_time,
        complete,
        correct,
        total,
    ]


def test_nothing_is_said_of_whom_nothing_was_due():
    assert score_of(basis(), Assessment()) is None


@pytest.mark.parametrize(
    ("weights", "place"),
    [
        ({"on_time": 50, "complete": 30, "correct": 30}, "weights"),
        ({"on_time": 101}, "weights.on_time"),
        ({"ontime": 50}, "weights.ontime"),
    ],
)
def test_weights_that_make_no_hundred_are_a_complaint(weights, place):
    found = load_assessment("assessment.toml", {"weights": weights})

    assert isinstance(found, tuple)
    assert isinstance(found[0], Problem)
    assert found[0].key == place


@pytest.fixture
async def year(college):
    """李雷 owes one thing a day for a week: one in time with proof, one in time without, one late, two open."""
    await with_forms(college, "year_end_assessment")
    college.office = replace(college.office, escalation=escalation(), pages="https://bot.example")
    with_posts(college, clerk=("李雷",), quality_performance=("郑老师",))
    college.now = HALF_PAST_EIGHT
    await owes(college, duty("A-1", Daily(workdays_only=True), evidence="台账"))
    for days, said in ((0, "完成 1 已上传"), (1, "完成 1"), (3, "完成 1 已上传")):
        college.now = HALF_PAST_EIGHT + days * DAY
        await college.say("李雷", "待办")
        await college.say("李雷", said)
    college.now = HALF_PAST_EIGHT + 5 * DAY
    return college


async def test_the_quality_office_sees_the_scores_and_begins_the_form_with_them(year):
    [said] = await year.say("郑老师", "年终考核")

    assert said.splitlines()[:3] == [
        "2030年考核得分（截至现在，1 个部门）",
        "1. 信息工程系 51.33（按时 40.00、完整 60.00、准确 66.67）",
        "数据和表格（XLSX）：https://bot.example/h5/assessment/2030",
    ]
    await year.say("郑老师", "年终考核 信息工程系")
    fields = await year.one("select fields from requests")
    assert fields["unit"]["name"] == "信息工程系"
    assert [(row["indicator"], row["score"]) for row in fields["indicators"]] == [
        ("按时", 20.0),
        ("完整", 18.0),
        ("准确", 13.33),
    ]
    assert fields["indicators"][0]["note"] == "应办 5 次，按时 2 次，得 40.00 分，占 50%"

    await year.press("郑老师", "提交")
    assert await year.one("select state from requests") == "pending"
    assert (await year.one("select fields from requests"))["indicators"] == fields["indicators"]


async def test_nobody_else_sees_them(year):
    [said] = await year.say("李雷", "年终考核")

    assert "信息工程系" not in said
