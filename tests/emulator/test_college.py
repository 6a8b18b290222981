"""The sample college: people by their posts, with heads, superiors and staff numbers."""

import re
from pathlib import Path

import pytest

from emulator.wecom.college import load_college
from emulator.wecom.corp import Corp

COLLEGE = Path(__file__).parents[2] / "content" / "demo" / "college.json"


@pytest.fixture(scope="module")
def college():
    return load_college(COLLEGE)


@pytest.fixture
def people(college):
    return {member.user_id: member for member in college.members}


def test_it_has_some_hundred_people_with_ids_of_their_own(college, people):
    assert 60 <= len(college.members) <= 110
    assert len(people) == len(college.members)
    assert all(re.fullmatch(r"[a-z0-9-]+", user_id) for user_id in people)
    assert len({member.name for member in college.members}) == len(college.members)


def test_everybody_has_a_staff_number_of_their_own(college):
    numbers = [college.staff_no(member.user_id) for member in college.members]

    assert numbers[0] == "T0001"
    assert len(set(numbers)) == len(numbers)


def test_the_clerk_of_human_resources_and_the_administrator_are_named(college, people):
    (hr,), (admin,) = college.roles["hr"], college.roles["admin"]
    units = {department.id: department.name for department in college.departments}

    assert people[hr].name == "人事处通讯录维护员"
    assert units[people[admin].departments[0]] == "图文信息中心"


def test_a_post_of_several_people_is_numbered(people):
    assert [people[f"ej1-js-{number}"].name for number in (1, 2)] == ["第一二级学院教师甲", "第一二级学院教师乙"]


def test_superiors_lead_up_to_the_dean(people):
    for member in people.values():
        if member.position == "学生":
            continue
        seen = [member.user_id]
        while people[seen[-1]].direct_leaders:
            seen.append(people[seen[-1]].direct_leaders[0])
            assert len(seen) < 8
        assert seen[-1] == "xld-yz"


def test_departments_form_one_tree_and_name_their_heads(college, people):
    corp = Corp("ww", apps=[], departments=college.departments, members=college.members)

    assert len(corp.roster.below(1)) == len(college.departments)
    for department in college.departments:
        assert all(leader in people for leader in department.leaders)
    centre = next(department for department in college.departments if department.name == "图文信息中心")
    assert centre.leaders == ("xx-zr",)
    assert people["xx-zr"].leads == (centre.id,)


def test_every_class_has_students_and_one_who_looks_after_them(college):
    classes = [department for department in college.departments if department.name.endswith("班")]

    for place in classes:
        there = [member.position for member in college.members if place.id in member.departments]
        assert "学生" in there
        assert there.count("辅导员（班主任）") == 1


def test_students_have_numbers_of_their_own_and_outsiders_are_left_out():
    college = load_college(
        {
            "departments": [{"code": "COL", "name": "学院", "parent": None, "head_post": None}],
            "posts": [
                {
                    "code": "A-JS",
                    "title": "教师",
                    "label": "教师",
                    "department": "COL",
                    "section": None,
                    "kind": "staff",
                },
                {"code": "A-XS", "title": "学生", "label": "学生", "department": "COL", "kind": "student"},
                {"code": "A-JZ", "title": "家长", "label": "家长", "department": "COL", "kind": "outside"},
            ],
        }
    )

    assert [member.name for member in college.members] == ["教师甲", "教师乙", "教师丙", "学生"]
    assert [college.staff_no(member.user_id) for member in college.members] == ["T0001", "T0002", "T0003", "S0001"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"departments": [{"code": "A", "name": "处", "parent": "B"}]}, "root"),
        ({"posts": [{"code": "P", "label": "岗", "department": "X"}]}, "no department X"),
        ({"posts": [{"code": "P", "label": "岗", "department": "COL", "reports_to": "Q"}]}, "no post Q"),
    ],
)
def test_a_description_that_does_not_hang_together_is_refused(change, reason):
    described = {"departments": [{"code": "COL", "name": "学院", "parent": None}], "posts": [], **change}

    with pytest.raises(ValueError, match=reason):
        load_college(described)
