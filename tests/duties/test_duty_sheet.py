"""A catalogue as a spreadsheet: what is written can be read again, and every slip is told with its row and column."""

import pytest

from domain.duties.duty import Owed
from domain.duties.duty_sheet import Column, Known, check_duties, is_duty_sheet
from domain.duties.event_file import EventWord, Origin
from domain.duties.rule_line import BadLine, line_of, table_of
from domain.duties.rule_reading import rule_from
from domain.duties.rules import AfterEvent, Annual, Edge
from tests.house.test_duties import DUTIES

KNOWN = Known(
    events={
        "exam_ended": EventWord("exam_ended", "考试结束", Origin.CALENDAR),
        "a_done": EventWord("a_done", "甲做完", Origin.DUTY, "A"),
        "b_done": EventWord("b_done", "乙做完", Origin.DUTY, "B"),
    },
    posts={"teaching_head": "教务处处长", "chief_one": "科长", "chief_two": "科长"},
    forms={"travel"},
    departments={"教学工作部", "全校"},
)
HEAD = ("编号", "部门", "岗位", "职责", "规则", "谁来做", "检查岗位", "表单")
SOUND = ("A-1", "教学工作部", "teaching_head", "年度总结", "annual month=12 day=last edge=by", "每人", "", "")


def check(*rows):
    return check_duties(list(enumerate((HEAD, *rows), 1)), KNOWN)


def told(*rows):
    return [(fault.row, fault.column, fault.cause) for fault in check(*rows).faults]


def row(**cells):
    return tuple(cells.get(name, cell) for name, cell in zip(HEAD, SOUND, strict=True))


def test_a_sound_sheet_is_the_duties_that_it_says():
    found = check(
        SOUND, row(编号="A-2", 岗位="教务处处长", 规则="after_event event=exam_ended working_days=3", 谁来做="共同")
    )

    first, second = found.duties
    assert found.faults == ()
    assert (first.code, first.rule, first.owed) == ("A-1", Annual(month=12, day=31, edge=Edge.BY), Owed.EACH)
    assert (second.post, second.owed) == ("teaching_head", Owed.SHARED)
    assert isinstance(second.rule, AfterEvent)


def test_it_is_known_by_its_heading():
    assert is_duty_sheet([(1, ("二〇二六年职责",)), (2, HEAD)])
    assert not is_duty_sheet([(1, ("工号", "姓名", "部门"))])


@pytest.mark.parametrize(
    ("cells", "column", "cause"),
    [
        ({"岗位": "nobody"}, "岗位", "posts.toml 里没有岗位 nobody"),
        ({"岗位": "校长"}, "岗位", "posts.toml 里没有这个岗位"),
        ({"岗位": "科长"}, "岗位", "有 2 个岗位叫这个名称，请写代号：chief_one、chief_two"),
        ({"检查岗位": "nobody"}, "检查岗位", "posts.toml 里没有岗位 nobody"),
        ({"部门": "没有的处"}, "部门", "没有这个部门；不归一个部门的写 全校"),
        ({"规则": "term_week term=each week=40"}, "规则", "week 应在 1 到 30 之间，现在是 40"),
        ({"规则": "term_week term=each week=9 to_week=3"}, "规则", "to_week 第 3 周早于第 9 周"),
        ({"规则": "annual month=13 day=1"}, "规则", "month 应在 1 到 12 之间，现在是 13"),
        ({"规则": "annual month=4 day=31"}, "规则", "day 4 月没有 31 日；月底写 last"),
        ({"规则": "anual month=4 day=1"}, "规则", "kind 不认识 anual，您要写的是不是 annual"),
        ({"规则": "annual month=4 day=1 week=2"}, "规则", "week 没有这一项"),
        ({"规则": "每年四月"}, "规则", "kind 不认识 每年四月"),
        ({"规则": "annual 四月"}, "规则", "“四月”要写成 名称=值"),
        ({"规则": "after_event event=exam_over days=3"}, "规则", "events.toml 里没有 exam_over"),
        ({"规则": "after_event event=exam_ended"}, "规则", "时长 要写而且只写一种"),
        ({"规则": ""}, "规则", "缺少这一项"),
        ({"谁来做": "大家"}, "谁来做", "不认识 大家"),
        ({"表单": "trvel"}, "表单", "没有表单 trvel，您要写的是不是 travel"),
        ({"编号": "A 1"}, "编号", "只能用字母"),
    ],
)
def test_every_slip_is_told_with_its_row_and_column(cells, column, cause):
    faults = told(SOUND, row(**{"编号": "A-2", **cells}))

    assert [(at, where) for at, where, _ in faults] == [(3, column)]
    assert cause in faults[0][2]


def test_a_code_that_comes_twice_is_told_where_it_comes_again():
    assert told(SOUND, SOUND) == [(3, Column.CODE, "和第 2 行重复")]


def test_duties_that_wait_for_each_other_are_told_both():
    first = row(编号="A", 规则="on_event event=b_done")
    second = row(编号="B", 规则="on_event event=a_done")

    assert [(at, cause) for at, _, cause in told(first, second)] == [
        (2, "这几项职责互相等待：A → B → A"),
        (3, "这几项职责互相等待：B → A → B"),
    ]


def test_nothing_is_taken_of_a_sheet_without_its_columns():
    found = check_duties([(1, ("编号", "职责"))], KNOWN)

    assert [each.cause for each in found.faults] == ["缺少“部门”这一列", "缺少“岗位”这一列", "缺少“规则”这一列"]


def test_every_shipped_rule_fits_on_a_line_and_is_read_back_from_it():
    assert all(rule_from(table_of(line_of(duty.rule))) == duty.rule for duty in DUTIES)


@pytest.mark.parametrize("line", ["annual month", "annual month=1 month=2", 'annual "month=1', "annual =1"])
def test_a_line_that_is_none_is_refused(line):
    with pytest.raises(BadLine):
        table_of(line)
