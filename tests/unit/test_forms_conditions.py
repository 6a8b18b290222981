"""Conditions and computed values: what they see, what they give, and that they never stop a request."""

import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import WorkCalendar
from domain.forms.completeness import shortcomings
from domain.forms.conditions import Facts, Now, work_out
from domain.forms.expressions import Expression, Surroundings, Trouble, evaluate, problem_of, truth
from domain.forms.form import Form
from domain.forms.loading import load_form
from domain.forms.planning import plan_of
from tests.thorough import examples

FORMS = Path(__file__).resolve().parents[2] / "content" / "forms"
CAMPUS = ZoneInfo("Asia/Shanghai")
NOW = Now(datetime(2026, 11, 25, 10, tzinfo=CAMPUS), WorkCalendar())
TEACHER = Facts(
    id=1, name="张三", posts=("hr_head",), department="人事处", departments=("人事处", "学院"), position="处长"
)
FORM = """
key = "buy"
title = "采购"
group = "采购"
[settings]
limit = 5000
[[fields]]
name = "kind"
label = "类别"
type = "choice"
options = ["新增", "更换"]
required = true
[[fields]]
name = "why"
label = "更换原因"
type = "text"
visible = "kind == '更换'"
required = "kind == '更换'"
[[fields]]
name = "rows"
label = "明细"
type = "table"
[[fields.columns]]
name = "price"
label = "单价"
type = "money"
required = true
[[fields.columns]]
name = "count"
label = "数量"
type = "number"
required = true
[[fields]]
name = "total"
label = "合计"
type = "computed"
value = "sum(rows.map(r, r.price * double(r.count)))"
result = "money"
[[fields]]
name = "period"
label = "时间"
type = "period"
[[fields]]
name = "days"
label = "天数"
type = "computed"
value = "period.workdays"
[[fields]]
name = "paid"
label = "付款"
type = "money"
required = true
checks = [{ rule = "paid <= total", say = "不能多于合计" }]
[[steps]]
key = "head"
label = "部门负责人"
who = "department_head"
[[steps]]
key = "vice"
label = "副院长"
who = "post:vice"
when = "total > settings.limit"
limit = "2d"
[[steps]]
key = "pay"
label = "付款"
kind = "handle"
who = "post:finance"
fills = ["paid"]
"""


def form_of(text: str) -> Form:
    form = load_form("buy.toml", tomllib.loads(text))
    assert isinstance(form, Form), form
    return form


BUY = form_of(FORM)
ROWS = [{"price": 120_050, "count": 3}, {"price": 10, "count": 1}]


def test_money_is_written_in_yuan_and_kept_in_fen():
    filled = work_out(BUY, {"kind": "新增", "rows": ROWS}, TEACHER, NOW)

    assert filled.values["total"] == 360_160
    assert truth(BUY.steps[1].when, filled.surroundings) is False
    assert truth(Expression("total > 3601.0"), filled.surroundings) is True


def test_a_hidden_field_loses_its_value_and_is_not_asked_for():
    filled = work_out(BUY, {"kind": "新增", "why": "坏了", "rows": ROWS}, TEACHER, NOW)

    assert filled.values["why"] is None
    assert filled.hidden == {"why"}
    assert shortcomings(BUY, filled) == ()


def test_what_is_missing_and_what_breaks_a_rule_is_said():
    applicant = work_out(BUY, {"kind": "更换", "rows": ROWS}, TEACHER, NOW)
    payer = work_out(BUY, {"kind": "新增", "rows": ROWS, "paid": 999_999}, TEACHER, NOW)

    assert [each.sentence for each in shortcomings(BUY, applicant)] == ["请填写“更换原因”。"]
    assert [each.sentence for each in shortcomings(BUY, payer, BUY.steps[2])] == ["“付款”：不能多于合计。"]


def test_a_period_counts_its_working_days():
    period = {"start": "2026-11-27T00:00:00+00:00", "end": "2026-11-30T16:00:00+00:00"}  # Friday to Monday midnight

    filled = work_out(BUY, {"period": period}, TEACHER, NOW)

    assert filled.values["days"] == 2
    assert evaluate(Expression("period.days"), filled.surroundings) == 4


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("applicant.post == 'hr_head' && 'hr_head' in applicant.posts", True),
        ("'学院' in applicant.departments && applicant.name == '张三'", True),
        ("today == timestamp('2026-11-24T16:00:00Z') && now > today", True),
        ("now.getHours()", 10),
        ("calendar.is_workday(today)", True),
        ("calendar.workdays(today, today)", 1),
        ("calendar.workdays(now, today)", 1),
        ("settings.limit", 5000),
        ("size(rows)", 0),
        ("period == null", True),
        ("sum([])", 0),
    ],
)
def test_what_expressions_see(source, value):
    filled = work_out(BUY, {}, TEACHER, NOW)

    assert evaluate(Expression(source), filled.surroundings) == value


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("total > 5.0", "total 没有填"),
        ("period.days > 3", "period 没有填"),
        ("1 / 0 > 1", "除数是零"),
        ("rows[3].price > 1.0", "列表没有这么多项"),
        ("9223372036854775807 + 1 > 0", "数太大了"),
        ("{'a': 1}['b'] > 0", "没有 b 这一项"),
        ("calendar.is_workday('明天')", "空值"),
        ("5", "“是”或“否”"),
        ("kind >", "没有写完"),
    ],
)
def test_a_condition_without_a_value_is_a_trouble_and_says_why(source, cause):
    # given: a request of which nothing is computed yet
    surroundings = Surroundings({"kind": "x", "rows": [], "total": None, "period": None, "calendar": {}})

    result = truth(Expression(source, "steps[1].when"), surroundings)

    assert isinstance(result, Trouble)
    assert cause in result.cause
    assert str(result).startswith("steps[1].when：")


TOKENS = st.sampled_from(
    [
        "kind",
        "total",
        "rows",
        "period",
        "null",
        "true",
        "1",
        "2.5",
        "'x'",
        "'中'",
        "(",
        ")",
        "[",
        "]",
        ".",
        "?",
        ":",
        "&&",
        "||",
        "!",
        "-",
        "+",
        "*",
        "/",
        "%",
        "==",
        "<",
        "in",
        "size",
        "sum",
        "matches",
        "map",
        "exists",
        "int",
        "double",
        "string",
        "timestamp",
        "duration",
        "workdays",
        "calendar",
        "applicant",
        "settings",
        ".limit",
        "r",
        ",",
        '"',
        "'",
        "\\",
        "\n",
        "{",
        "}",
    ]
)


@settings(max_examples=examples(400), deadline=None)
@given(st.lists(TOKENS, max_size=14).map(" ".join) | st.text(max_size=30))
def test_whatever_is_written_as_a_condition_gives_a_value_or_a_trouble(source):
    surroundings = work_out(BUY, {"kind": "新增"}, TEACHER, NOW).surroundings

    problem_of(Expression(source), {"kind": None})
    assert isinstance(truth(Expression(source), surroundings), bool | Trouble)


def test_the_plan_for_the_engine_has_limits_in_minutes_and_conditions_in_words():
    plan = plan_of(BUY, 480)

    assert [step.limit for step in plan.steps] == [None, 960, None]
    assert plan.steps[1].condition == "合计 超过 5000"
    assert plan.steps[2].requires == {"paid"}


@pytest.mark.parametrize(
    ("form", "step", "said"),
    [
        ("teacher_leave", "base", "职务 是 基地管理员、东区实训基地管理员 之一"),
        ("teacher_leave", "section", "职务 不是 基地管理员、东区实训基地管理员 之一"),
        ("student_leave", "dean", ""),
    ],
)
def test_a_condition_is_said_in_words_or_not_at_all(form, step, said):
    document = tomllib.loads((FORMS / f"{form}.toml").read_text(encoding="utf-8"))
    plan = plan_of(load_form(form, document), 480)

    assert plan.step(step).condition == said


def long_form():
    """Twenty steps and fifty conditions, and the values of a request."""
    fields = "".join(
        f'[[fields]]\nname = "f{n}"\nlabel = "项目{n}"\ntype = "money"\n'
        f"visible = \"kind == '更换' || settings.limit > {n}\"\n"
        for n in range(30)
    )
    steps = "".join(
        f'[[steps]]\nkey = "s{n}"\nlabel = "步骤{n}"\nwho = "department_head"\nwhen = "f{n} == null || f{n} > {n}.0"\n'
        for n in range(20)
    )
    head = FORM[: FORM.index("[[fields]]", FORM.index("options"))]
    return form_of(head + fields + steps), {"kind": "更换"} | {f"f{n}": n * 1000 for n in range(30)}


def test_a_route_over_twenty_steps_and_fifty_conditions_is_worked_out():
    form, values = long_form()

    filled = work_out(form, values, TEACHER, NOW)

    assert sum(truth(step.when, filled.surroundings) is True for step in form.steps) == 19
