"""A form tried with everybody of a college: whom each step asks, and what is wrong before anybody starts it."""

import json
import tomllib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import WorkCalendar
from domain.forms.conditions import Now
from domain.forms.directory import Department, Directory, Member
from domain.forms.expression_checks import check_expressions
from domain.forms.finding import Request, find
from domain.forms.findings import Wrong
from domain.forms.form import Form
from domain.forms.loading import load_form
from domain.forms.posts import KindRule, PostRule, Posts, load_posts
from domain.forms.resolving import StandInFor
from domain.forms.simulate import examine, simulate
from domain.forms.who import read_who
from domain.people import Person

CONTENT = Path(__file__).resolve().parents[2] / "content"
NOW = Now(datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Asia/Shanghai")), WorkCalendar())
POSTS = Posts(
    rules=(
        PostRule("hr", "人事处处长", departments=("人事处",), positions=("处长",)),
        PostRule("vacant", "督学", positions=("督学",)),
        PostRule("counsellor", "辅导员", positions=("辅导员",)),
        PostRule("clerk", "二级学院综合科", departments=("一学院>综合科",), positions=("干事",)),
    ),
    kinds=(KindRule("student", positions=("学生",)),),
    aliases={"人事处": ("组织部",)},
)
#           id, name, position, home, leads, leaders
PEOPLE = (
    (1, "院长", "院长", 1, {1}, ()),
    (2, "人事", "处长", 2, {2}, (1,)),
    (3, "考勤", "干事", 2, set(), (2,)),
    (4, "学院长", "院长", 3, {3}, (1,)),
    (5, "教师", "教师", 4, set(), ()),
    (6, "辅导", "辅导员", 5, set(), (4,)),
    (7, "学生", "学生", 5, set(), ()),
    (8, "干事", "干事", 6, set(), (4,)),
)
PLACES = (
    (1, "学校", None),
    (2, "人事处", 1),
    (3, "一学院", 1),
    (4, "数学教研室", 3),
    (5, "一班", 3),
    (6, "综合科", 3),
    (7, "综合科", 2),
)


def member(number, name, position, home, leads, leaders):
    person = Person(id=number, name=name, position=position, main_department_id=home, staff_no=f"T{number}")
    return Member(person=person, departments=(home,), leads=frozenset(leads), leaders=leaders)


COLLEGE = Directory(
    members={row[0]: member(*row) for row in PEOPLE},
    departments={number: Department(number, name, parent) for number, name, parent in PLACES},
    posts=POSTS,
    roles={"admin": (3,)},
)
HEAD = 'key = "x"\ntitle = "试"\ngroup = "试"\n'
FIELDS = """
[[fields]]
name = "kind"
label = "类别"
type = "choice"
options = ["甲", "乙"]
required = true
[[fields]]
name = "amount"
label = "金额"
type = "money"
[[fields]]
name = "unit"
label = "部门"
type = "department"
"""


def form_of(steps, head=HEAD, fields=FIELDS):
    form = load_form("x.toml", tomllib.loads(head + fields + steps))
    assert isinstance(form, Form), form
    assert check_expressions(form, "x.toml") == ()
    return form


def step(who, more="", key="a", label="第一步"):
    return f'[[steps]]\nkey = "{key}"\nlabel = "{label}"\nwho = "{who}"\n{more}\n'


def found(form, directory=COLLEGE):
    return {(each.wrong, each.place, each.whom) for each in examine(form, directory, NOW)}


@pytest.mark.parametrize(
    ("applicant", "who", "names"),
    [
        (5, "leader:1", "学院长"),
        (5, "leader:2", "院长"),
        (3, "leaders_up_to:hr", "人事"),
        (8, "leaders_up_to:hr", "学院长、院长、人事"),
        (5, "section_head", "学院长"),
        (5, "department_head", "学院长"),
        (7, "college_dean", "学院长"),
        (7, "counsellor", "辅导"),
        (5, "post:clerk", "干事"),
        (5, "role:admin", "考勤"),
        (5, "members:组织部", "人事、考勤"),
        (5, "department_head(unit)", "人事"),
        (5, "person(someone)", "考勤"),
        (5, "chosen", "辅导"),
        (5, "applicant", "教师"),
        (5, "post:vacant", ""),
    ],
)
def test_every_word_of_who_finds_its_people(applicant, who, names):
    values = {"unit": {"id": 7, "name": "综合科"}, "someone": {"id": 3, "name": "考勤"}}
    request = Request(applicant=COLLEGE.members[applicant], values=values, directory=COLLEGE, chosen=(6,))

    assert "、".join(asked.member.person.name for asked in find([read_who(who)], request)) == names


def test_the_route_says_who_and_why_and_what_is_passed_over():
    form = form_of(
        step("department_head")
        + step("post:hr", 'when = "amount != null && amount > 100.0"', key="b", label="人事")
        + step("post:vacant", 'empty = "skip"', key="c", label="督学")
    )

    route = simulate(form, COLLEGE.members[5], {"kind": "甲", "amount": 5_000}, COLLEGE, NOW)

    assert [[asked.person.name for asked in each.asked] for each in route] == [["学院长"], [], []]
    assert route[0].asked[0].reason == "一学院负责人"
    assert route[1].skipped == "条件不成立：amount != null && amount > 100.0"
    assert route[2].skipped == "没有找到可审批的人"


def test_a_vacant_post_is_found_before_anybody_waits_for_it():
    stopping = form_of(step("post:vacant", 'empty = "stop"'))
    raising = form_of(step("post:vacant"))

    assert (Wrong.EMPTY, "第一步", "所有申请人") in found(stopping)
    assert any(wrong is Wrong.RAISED and place == "第一步" for wrong, place, _ in found(raising))


def test_a_post_that_nothing_defines_is_found():
    assert (Wrong.UNKNOWN, "第一步", "") in found(form_of(step("post:nobody")))


def test_approving_oneself_through_a_post_one_holds_is_found():
    assert (Wrong.OWN, "第一步", "人事处 处长") in found(form_of(step("post:hr", 'own = "allow"')))
    assert not any(wrong is Wrong.OWN for wrong, _, _ in found(form_of(step("applicant", 'own = "allow"'))))
    assert not any(wrong is Wrong.OWN for wrong, _, _ in found(form_of(step("post:hr"))))


def stand_in(principal, deputy, form=None, most_fen=None):
    return StandInFor(principal, COLLEGE.members[deputy].person, form, most_fen)


def of_stand_ins(form, *stand_ins):
    kinds = {Wrong.OWN_STAND_IN, Wrong.SIGNS_TWICE}
    return [each for each in examine(form, COLLEGE, NOW, (), stand_ins) if each.wrong in kinds]


def test_an_applicant_who_stands_in_for_the_approver_is_found_with_step_post_and_pair():
    (finding,) = of_stand_ins(form_of(step("post:hr")), stand_in(2, 3))

    assert (finding.wrong, finding.form, finding.place) == (Wrong.OWN_STAND_IN, "x", "第一步")
    assert finding.whom == "人事处 干事"
    assert finding.cause == "人事处处长 人事 的代理人 考勤 就是申请人，不得代办"
    assert not finding.blocks


def test_an_applicant_is_told_from_colleagues_of_the_same_post_when_they_stand_in():
    twin = member(9, "考勤二", "干事", 2, set(), (2,))
    college = Directory(COLLEGE.members | {9: twin}, COLLEGE.departments, POSTS, COLLEGE.roles)
    stands_in = StandInFor(2, twin.person)

    findings = examine(form_of(step("post:hr")), college, NOW, (), (stands_in,))

    assert [each.cause for each in findings if "考勤二 就是申请人" in each.cause]


def test_a_stand_in_for_another_form_or_of_nobody_who_is_asked_is_no_finding():
    form = form_of(step("post:hr"))

    assert of_stand_ins(form, stand_in(2, 3, "travel"), stand_in(4, 3)) == []
    assert of_stand_ins(form, stand_in(2, 3, "x")) != []


def test_a_stand_in_who_also_approves_another_step_of_the_request_is_found():
    form = form_of(step("post:hr") + step("post:counsellor", key="b", label="第二步"))

    (finding,) = [each for each in of_stand_ins(form, stand_in(2, 6)) if each.wrong is Wrong.SIGNS_TWICE]

    assert finding.place == "第一步"
    assert finding.cause == "人事处处长 人事 的代理人 辅导 也审批「第二步」"


def test_two_steps_that_no_request_passes_both_leave_each_its_own_hand():
    form = form_of(
        step("post:hr", "when = \"kind == '甲'\"")
        + step("post:counsellor", "when = \"kind == '乙'\"", key="b", label="第二步")
    )

    assert [each for each in of_stand_ins(form, stand_in(2, 6)) if each.wrong is Wrong.SIGNS_TWICE] == []


def test_a_stand_in_who_signs_in_the_same_step_is_found_where_each_counts():
    both = form_of(step("post:hr", 'mode = "all"').replace('"post:hr"', '["post:hr", "post:counsellor"]'))
    anyone = form_of(step("post:hr").replace('"post:hr"', '["post:hr", "post:counsellor"]'))

    (finding,) = [each for each in of_stand_ins(both, stand_in(2, 6)) if each.wrong is Wrong.SIGNS_TWICE]
    assert finding.cause.endswith("也在这一步审批，不签两次")
    assert [each for each in of_stand_ins(anyone, stand_in(2, 6)) if each.wrong is Wrong.SIGNS_TWICE] == []


def test_a_route_in_which_nobody_decides_is_found():
    form = form_of(step("department_head", 'own = "skip"\nempty = "skip"'))

    assert any(wrong is Wrong.NO_ROUTE for wrong, _, _ in found(form))


@pytest.mark.parametrize(
    "when", ["kind == '丙'", "amount != null && amount < 0.0 && amount > 5.0", "false", "kind == '甲' && kind == '乙'"]
)
def test_a_step_that_no_request_reaches_is_found(when):
    form = form_of(step("post:hr") + step("post:hr", f'when = "{when}"', key="b", label="到不了"))

    assert (Wrong.UNREACHABLE, "到不了", "") in found(form)


@pytest.mark.parametrize(
    "when", ["kind == '乙'", "amount != null && amount > 123456.0", "unit != null", "applicant.position == '校长'"]
)
def test_a_step_that_some_request_reaches_is_none(when):
    form = form_of(step("post:hr") + step("post:hr", f'when = "{when}"', key="b", label="到得了"))

    assert not any(wrong is Wrong.UNREACHABLE for wrong, _, _ in found(form))


def test_a_comparison_with_a_field_that_may_be_empty_is_found_with_its_place():
    form = form_of(step("post:hr") + step("post:hr", 'when = "amount > 100.0"', key="b", label="大额"))

    troubles = [each for each in examine(form, COLLEGE, NOW) if each.wrong is Wrong.NO_VALUE]

    assert [each.place for each in troubles] == ["steps[2]（b）.when"]
    assert "amount 没有填" in troubles[0].cause


def test_a_required_field_that_is_never_shown_is_found():
    fields = (
        FIELDS
        + '[[fields]]\nname = "ghost"\nlabel = "幽灵"\ntype = "text"\nrequired = true\nvisible = "kind == \'丙\'"\n'
    )

    assert (Wrong.CONTRADICTION, "幽灵", "") in found(form_of(step("post:hr"), fields=fields))


def test_a_department_without_a_head_that_may_be_chosen_is_found():
    headless = Directory({5: COLLEGE.members[5], 3: COLLEGE.members[3]}, COLLEGE.departments, POSTS)

    places = [
        each.cause
        for each in examine(form_of(step("department_head(unit)")), headless, NOW)
        if each.wrong is Wrong.NO_HEAD
    ]

    assert ["“部门”选" in place for place in places] == [True]


def test_without_a_directory_the_form_alone_is_tried():
    form = form_of(step("post:hr") + step("post:hr", 'when = "false"', key="b", label="到不了"))

    assert found(form, Directory({}, {}, POSTS)) == {(Wrong.UNREACHABLE, "到不了", "")}


def large_college(people):
    """The sample college with so many posts, in its own departments."""
    sample = json.loads((CONTENT / "demo" / "college.json").read_text(encoding="utf-8"))
    numbers = {each["code"]: number for number, each in enumerate(sample["departments"], 1)}
    departments = {
        numbers[d["code"]]: Department(numbers[d["code"]], d["name"], numbers.get(d["parent"]))
        for d in sample["departments"]
    }
    members = {}
    for number in range(1, people + 1):
        post = sample["posts"][(number - 1) % len(sample["posts"])]
        first = number <= len(sample["posts"])
        leads = {numbers[d["code"]] for d in sample["departments"] if first and d.get("head_post") == post["code"]}
        position = post["title"] if first else f"{post['title']}{number}"
        members[number] = member(number, post["label"], position, numbers[post["department"]], leads, ())
    posts = load_posts("posts.toml", tomllib.loads((CONTENT / "posts.toml").read_text(encoding="utf-8")))
    assert isinstance(posts, Posts), posts
    return Directory(members, departments, posts)


def test_every_shipped_form_is_sound_for_every_one_of_five_hundred_posts():
    directory = large_college(500)
    forms = {}
    for file in sorted((CONTENT / "forms").glob("*.toml")):
        form = load_form(file.name, tomllib.loads(file.read_text(encoding="utf-8")))
        assert isinstance(form, Form), [str(each) for each in form]
        assert check_expressions(form, file.name) == ()
        forms[form.key] = form

    findings = [each for form in forms.values() for each in examine(form, directory, NOW, forms)]

    assert len(forms) >= 53
    assert [f"{each.form} {each.place}: {each.cause} {each.whom}" for each in findings if each.blocks] == []
