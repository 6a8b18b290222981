"""content/attendance.toml: every mistake is told with its place; who is in which group; which day somebody names."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.attendance.grouping import GroupBook
from domain.attendance.loading import load_rules
from domain.attendance.rules import AttendanceRules, Group, Rule
from domain.attendance.said_day import past_day
from domain.forms.directory import Department, Directory, Member
from domain.forms.posts import PostRule, Posts
from domain.ids import DepartmentId, PersonId
from domain.people import Person
from tests.time.attendance_days import rules

DELIVERED = Path(__file__).parents[2] / "content" / "attendance.toml"
SINCE = "since = 2026-09-01"
TODAY = date(2026, 5, 6)


def problems(toml: str) -> list[str]:
    found = load_rules("attendance.toml", tomllib.loads(toml))
    assert not isinstance(found, AttendanceRules), found
    return [str(problem) for problem in found]


def group(body: str, head: str = 'name = "甲"') -> str:
    return f"[[groups]]\n{head}\n[[groups.rules]]\n{body}"


def test_the_file_that_is_delivered_is_sound():
    assert isinstance(load_rules("attendance.toml", tomllib.loads(DELIVERED.read_text("utf-8"))), AttendanceRules)


@pytest.mark.parametrize(
    ("toml", "place", "cause"),
    [
        ('[[shifts]]\nname = "早班"\ntimes = ["8点-12点"]', "shifts[1]（早班）.times", "不是一段时间"),
        ('[[shifts]]\nname = "早班"\ntimes = ["25:00-26:00"]', "shifts[1]（早班）.times", "不是一段时间"),
        ('[[shifts]]\nname = "早班"\ntimes = ["08:00-12:00", "11:00-13:00"]', "shifts[1]（早班）.times", "不重叠"),
        ('[[shifts]]\nname = "早班"\ntimes = ["22:00-06:00", "05:00-07:00"]', "shifts[1]（早班）.times", "不重叠"),
        ('[[shifts]]\nname = "早班"', "shifts[1]（早班）.times", "至少要有一段"),
        ('[[shifts]]\nname = "休"\ntimes = ["08:00-12:00"]', "shifts[1]（休）.name", "是休息"),
        ('[[groups]]\nname = "甲"', "groups[1]（甲）.rules", "至少要有一条"),
        (group("grace = 5"), "groups[1]（甲）.rules[1].since", "从哪天起"),
        (group('since = "2026-09-01"'), "groups[1]（甲）.rules[1].since", "从哪天起"),
        (group(f'{SINCE}\nshift = "没有"'), "groups[1]（甲）.rules[1].shift", "没有名为"),
        (group(f'{SINCE}\nduty = "rooster"'), "groups[1]（甲）.rules[1].duty", "您要写的是不是 roster"),
        (group(f"{SINCE}\ngrase = 5"), "groups[1]（甲）.rules[1].grase", "您要写的是不是 grace"),
        (group(f"{SINCE}\ngrace = -5"), "groups[1]（甲）.rules[1].grace", "应在 0 到"),
        (group(f"{SINCE}\nserious_after = 30\nabsent_after = 10"), "rules[1].serious_after", "serious_after ≤"),
        (group(f"{SINCE}\nsmall_late = 10"), "rules[1].small_lates", "要一起写"),
        (group(f"{SINCE}\nflex_after = 10"), "rules[1].flex_after", "才有弹性时间"),
        (group(f"{SINCE}\n[[groups.rules]]\n{SINCE}"), "groups[1]（甲）.rules", "两条规则都从"),
        (group(SINCE) + "\n" + group(SINCE), "groups", "“甲”写了两次"),
        (
            group(SINCE, 'name = "甲"\nstaff_no = ["T1"]') + "\n" + group(SINCE, 'name = "乙"\nstaff_no = ["T1"]'),
            "groups",
            "工号 T1 写在两个考勤组里",
        ),
        (
            group(f'{SINCE}\n[[groups.fences]]\nname = "门"\nlatitude = 239\nlongitude = 116'),
            "groups[1]（甲）.fences[1]（门）.latitude",
            "-90 到 90",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(toml: str, place: str, cause: str):
    assert any(place in told and cause in told for told in problems(toml)), problems(toml)


def test_rules_that_are_the_same_judge_no_day_otherwise():
    assert rules().earliest_difference(rules()) is None


def test_a_new_rule_judges_the_days_from_its_first_on_otherwise():
    [first, *others] = rules().groups
    grown = replace(first, rules=(*first.rules, Rule(since=date(2027, 1, 1))))

    changed = AttendanceRules(rules().shifts, (grown, *others))

    assert changed.earliest_difference(rules()) == date(2027, 1, 1)
    assert AttendanceRules(rules().shifts, tuple(others)).earliest_difference(rules()) == date(2026, 1, 1)


def member(number: int, position: str, *places: int) -> Member:
    person = Person(id=PersonId(number), name=f"人{number}", staff_no=f"T{number}", position=position)
    return Member(person=person, departments=tuple(map(DepartmentId, places)))


RULE = (Rule(since=date(2026, 1, 1)),)
BOOK = GroupBook(
    AttendanceRules(
        {},
        (
            Group(name="学生", rules=RULE, kinds=frozenset({"student"})),
            Group(name="保安", rules=RULE, departments=("保卫处",), positions=("保安",)),
            Group(name="岗位", rules=RULE, posts=("head",)),
            Group(name="保卫处", rules=RULE, departments=("保卫处",)),
            Group(name="点名", rules=RULE, staff_no=frozenset({"T3"})),
        ),
    ),
    Directory(
        {each.person.id: each for each in (
            member(1, "学生", 2), member(2, "保安", 3), member(3, "保安", 3), member(4, "处长", 2), member(5, "教师", 1)
        )},
        {
            DepartmentId(1): Department(DepartmentId(1), "学院"),
            DepartmentId(2): Department(DepartmentId(2), "保卫处", DepartmentId(1)),
            DepartmentId(3): Department(DepartmentId(3), "门卫科", DepartmentId(2)),
        },
        Posts(rules=(PostRule("head", "处长", positions=("处长",)),)),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("number", "name"), [(1, "学生"), (2, "保安"), (3, "点名"), (4, "岗位"), (5, None), (99, None)]
)
def test_the_first_group_takes_somebody_unless_one_names_them(number: int, name: str | None):
    found = BOOK.group_of(PersonId(number))

    assert (found.name if found else None) == name


def test_whom_no_group_takes_is_known():
    assert [each.person.id for each in BOOK.without_group()] == [5]


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天", date(2026, 5, 6)),
        ("昨天", date(2026, 5, 5)),
        ("前天", date(2026, 5, 4)),
        ("5月3日", date(2026, 5, 3)),
        ("五月三号", date(2026, 5, 3)),
        ("5.3", date(2026, 5, 3)),
        ("12月31日", date(2025, 12, 31)),
        ("2月29日", date(2024, 2, 29)),
        ("3号", date(2026, 5, 3)),
        ("30号", date(2026, 4, 30)),
        ("周一", date(2026, 5, 4)),
        ("周五", date(2026, 5, 1)),
        ("上周五", date(2026, 5, 1)),
        ("上周日", date(2026, 5, 3)),
        ("2025-10-01", date(2025, 10, 1)),
        ("2025年10月1日", date(2025, 10, 1)),
        ("2月30日", None),
        ("13月1日", None),
        ("31号", None),
        ("下辈子", None),
        ("", None),
    ],
)
def test_a_past_day_is_named_as_people_name_days(said: str, day: date | None):
    assert past_day(said, TODAY) == day
