"""Colleges of any size: they hang together as a real one does, and the same seed makes the same one."""

from collections import Counter

import pytest

from emulator.college_maker import COLLEGE, make_college
from emulator.dingtalk.college import departments_and_members, userid_of
from emulator.dingtalk.org import Org
from emulator.wecom.college import load_college
from emulator.wecom.corp import Corp

PEOPLE = 4000


@pytest.fixture(scope="module")
def college():
    return make_college(PEOPLE, departments=200)


@pytest.fixture(scope="module")
def corp(college):
    return Corp("ww", apps=[], departments=college.departments, members=college.members)


@pytest.mark.parametrize(("people", "departments"), [(300, 70), (1000, 70), (PEOPLE, 200), (20_000, 600)])
def test_it_has_exactly_as_many_people_and_departments_as_asked_for(people, departments):
    made = make_college(people, departments=departments, seed=7)

    assert len({member.user_id.lower() for member in made.members}) == len(made.members) == people
    assert len({unit.id for unit in made.departments}) == len(made.departments) == departments


def test_the_same_seed_makes_the_same_college_and_another_one_another(college):
    assert make_college(PEOPLE, departments=200) == college
    assert make_college(PEOPLE, departments=200, seed=1) != college


def test_departments_form_one_tree_and_no_two_of_one_place_are_called_the_same(corp):
    assert len(corp.roster.below(1)) == len(corp.roster.departments)
    for unit in corp.roster.departments.values():
        names = [child.name for child in corp.roster.children(unit.id)]
        assert len(set(names)) == len(names)
        assert 1 <= len(unit.name) <= 32


def test_everybody_is_somewhere_and_superiors_lead_up_to_the_dean(corp):
    for member in corp.roster.members:
        assert all(department in corp.roster.departments for department in member.departments)
        seen = [member]
        while seen[-1].direct_leaders:
            seen.append(corp.roster.member(seen[-1].direct_leaders[0]))
            assert len(seen) < 10
        assert seen[-1].user_id == "xld-yz" or member.position == "学生"


def test_a_head_works_in_the_department_and_is_marked_there(corp):
    headed = [unit for unit in corp.roster.departments.values() if unit.leaders and unit.id != 1]

    assert len(headed) > 100
    for unit in headed:
        for leader in unit.leaders:
            head = corp.roster.member(leader)
            assert unit.id in head.departments
            assert unit.id in head.leads


def test_every_class_has_students_and_one_who_looks_after_them(corp):
    classes = [unit for unit in corp.roster.departments.values() if unit.name.endswith("班")]

    assert len(classes) > 100
    for unit in classes:
        posts = Counter(member.position for member in corp.roster.members_in(unit.id))
        assert posts["学生"] >= 1
        assert posts["辅导员（班主任）"] == 1


def test_names_are_about_as_frequent_as_in_life(college):
    surnames = Counter(member.name[0] for member in college.members)
    names = Counter(member.name for member in college.members)

    assert 0.06 < surnames["王"] / PEOPLE < 0.085
    assert surnames["王"] > surnames["陈"] > surnames["高"] > surnames["秦"]
    assert max(names.values()) >= 2
    assert all(2 <= len(name) <= 4 for name in names)


def test_posts_of_the_small_sample_keep_their_ids_so_that_roles_hold(college):
    small = load_college(COLLEGE)
    ids = {member.user_id for member in college.members}

    assert college.roles == small.roles
    assert college.posts == small.posts
    assert ids >= {member.user_id for member in small.members}


def test_dingtalk_is_filled_with_the_same_people(college, corp):
    departments, members = departments_and_members(college)
    org = Org("ding", client_id="c", client_secret="s", agent_id=1, departments=departments, members=members)

    assert len(org.roster.below(1)) == len(college.departments)
    assert org.roster.member(userid_of("rs-qw")).name == corp.roster.member("rs-qw").name
    assert org.roster.member(userid_of("rs-qw")).mobile == corp.roster.member("rs-qw").mobile
    assert sum(len(org.roster.members_in(unit.dept_id)) for unit in departments) == sum(
        len(member.departments) for member in college.members
    )


def test_staff_numbers_and_mobiles_are_each_their_owners_alone(college):
    assert len({college.staff_no(member.user_id) for member in college.members[:200]}) == 200
    assert len({member.mobile for member in college.members}) == PEOPLE


@pytest.mark.parametrize(
    "size", [{"people": 100}, {"people": 1000, "departments": 20}, {"people": 300, "departments": 900}]
)
def test_what_cannot_be_a_college_is_refused(size):
    with pytest.raises(ValueError, match="people"):
        make_college(**size)
