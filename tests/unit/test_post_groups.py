"""Posts that many hold together: made of other posts, or everybody who is staff."""

import tomllib

import pytest

from domain.forms.posts import Posts, load_posts
from tests.unit.test_forms_simulate import large_college

PLAIN = """
[[posts]]
code = "head"
title = "处长"
positions = ["处长"]
"""


def problems(text):
    found = load_posts("posts.toml", tomllib.loads(PLAIN + text))
    return [] if isinstance(found, Posts) else [str(each) for each in found]


def test_a_post_of_posts_is_held_by_whoever_holds_one_of_them_each_once():
    directory = large_college(92)

    keepers = [member.person.id for member in directory.holders("data_keeper")]
    parts = {
        member.person.id
        for code in ("college_clerk", "quality_info", "hr_directory")
        for member in directory.holders(code)
    }

    assert parts < set(keepers)
    assert len(keepers) == len(set(keepers)) == 8


def test_everybody_who_is_staff_holds_the_post_of_all_and_no_student_does():
    directory = large_college(92)
    everyone = {member.person.id for member in directory.holders("all_staff")}

    assert everyone == {member.person.id for member in directory.active} - directory.beside_staff
    assert directory.beside_staff


def test_what_many_hold_together_is_none_of_a_person_s_own_posts():
    directory = large_college(92)

    held = {code for member in directory.active for code in directory.posts_of(member.person.id)}

    assert held.isdisjoint({"all_staff", "data_keeper", "leaders"})


@pytest.mark.parametrize(
    ("parts", "cause"),
    [('["nobody"]', "many 里的 nobody 没有这个岗位"), ('["other"]', "many 里的 other 也由岗位组成")],
)
def test_a_post_of_posts_is_made_of_plain_ones(parts, cause):
    other = '[[posts]]\ncode = "other"\ntitle = "另一些"\nposts = ["head"]\n'
    many = f'[[posts]]\ncode = "many"\ntitle = "一些"\nposts = {parts}\n'

    assert any(cause in each for each in problems(other + many))


def test_a_post_of_everybody_needs_nothing_else():
    assert problems('[[posts]]\ncode = "all"\ntitle = "全体"\neveryone = true\n') == []
