"""The shipped forms are what the college's documents imply, and everyone they name is found in the sample college."""

import json
import re
import tomllib
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from domain.calendar import WorkCalendar
from domain.command_words import BY_NAME
from domain.forms.conditions import Now
from domain.forms.directory import Department, Directory, Member
from domain.forms.expression_checks import check_expressions
from domain.forms.findings import Wrong
from domain.forms.form import Form
from domain.forms.loading import load_form
from domain.forms.posts import COUNSELLOR, Posts, load_posts
from domain.forms.simulate import examine
from domain.forms.who import Counsellor, fields_of, posts_of
from domain.ids import DepartmentId, PersonId
from domain.leave_types import LEAVE_TYPES
from domain.people import Person
from domain.text_fold import fold_text
from domain.words import Command, Word, understand
from tests.house.test_duties import DUTIES

ROOT = Path(__file__).parents[2]
WRITTEN: dict[str, dict[str, Any]] = {
    path.name: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "content" / "forms").glob("*.toml"))
}
POSTS = load_posts("posts.toml", tomllib.loads((ROOT / "content" / "posts.toml").read_text(encoding="utf-8")))
assert isinstance(POSTS, Posts), POSTS
COLLEGE: dict[str, Any] = json.loads((ROOT / "content" / "demo" / "college.json").read_text(encoding="utf-8"))
MOST_ROWS_OF_A_CARD = 6
FLOWS = """
    teacher_leave overtime student_leave monthly_attendance org_person_change staff_profile_update data_correction
    data_use_request data_structure_change data_problem_report data_rectification version_update system_requirement
    system_purchase it_purchase doc_receive doc_issue travel contract_countersign request_report supervision
    overdue_circular reception info_publish seal_expense class_change student_status_change dorm_change
    teaching_accident project_lifecycle expense_notice repair_ticket repair_approval asset_stock_in asset_matter
    vehicle_register cctv_view campus_visit fire_training_request household lost_account harmful_info_report
    emergency_report psych_crisis_report monthly_one_page task_decompose year_end_assessment asset_check
    violation_report multimedia_room window_service patent_review reimburse_salary
"""

every_file = pytest.mark.parametrize("file", WRITTEN)


def loaded(file: str, written: dict[str, Any]) -> Form:
    form = load_form(file, written)
    assert isinstance(form, Form), form
    assert check_expressions(form, file) == ()
    return form


def shipped() -> list[Form]:
    return [loaded(file, written) for file, written in WRITTEN.items()]


def shown_texts(part: Any) -> list[str]:
    """Everything of a form that people read, however deep it stands."""
    if isinstance(part, list):
        return [text for each in part for text in shown_texts(each)]
    if not isinstance(part, dict):
        return []
    read = [part.get(key, []) for key in ("title", "group", "purpose", "label", "help", "say")]
    lists = [part.get(key, []) for key in ("words", "assumed", "options")]
    own = [text for text in read if text] + [text for texts in lists for text in texts]
    return own + [text for each in part.values() for text in shown_texts(each)]


def directory() -> Directory:
    """The sample college as forms look at it: one person for each post, called by the post's code."""
    units = {unit["code"]: DepartmentId(number) for number, unit in enumerate(COLLEGE["departments"], 1)}
    departments = [Department(units[u["code"]], u["name"], units.get(u["parent"])) for u in COLLEGE["departments"]]
    members = [
        Member(
            person=Person(id=PersonId(number), name=held["code"], position=held["title"]),
            departments=(units[held["department"]],),
            leads=frozenset(units[u["code"]] for u in COLLEGE["departments"] if u.get("head_post") == held["code"]),
        )
        for number, held in enumerate(COLLEGE["posts"], 1)
    ]
    return Directory({m.person.id: m for m in members}, {d.id: d for d in departments}, POSTS)


COLLEGE_SEEN = directory()


def holders(code: str) -> set[str]:
    return {member.person.name for member in COLLEGE_SEEN.holders(code)}


def test_every_flow_of_the_college_is_there_as_one_file():
    keys = FLOWS.split()

    assert len(keys) == len(set(keys)) == 53
    assert {f"{key}.toml" for key in keys} <= set(WRITTEN)


@every_file
def test_a_shipped_form_has_nothing_to_mend(file: str):
    form = loaded(file, WRITTEN[file])

    assert len(form.summary) <= MOST_ROWS_OF_A_CARD
    assert form.summary
    assert form.purpose
    assert form.source
    assert form.assumed


def test_no_word_number_or_title_stands_for_two_forms():
    forms = shipped()
    said = Counter(word for form in forms for word in form.names)
    prefixes = Counter(form.prefix for form in forms)

    assert [word for word, count in said.items() if count > 1] == []
    assert [prefix for prefix, count in prefixes.items() if count > 1 or not re.fullmatch(r"[A-Z]{2,3}", prefix)] == []


@every_file
def test_the_words_of_a_form_may_follow_the_command_and_are_none_themselves(file: str):
    for word in loaded(file, WRITTEN[file]).names:
        assert word not in BY_NAME
        assert understand(f"办事 {word}") == Command(Word.SERVICES, rest=word)


def test_a_form_refers_only_to_forms_that_are_there():
    forms = shipped()

    assert {field.form for form in forms for field in form.fields if field.form} <= {form.key for form in forms}


def test_every_post_that_a_form_or_a_duty_names_is_in_the_list_and_no_other():
    parts = [part for form in shipped() for part in (*form.steps, *form.copies)]
    named = {code for part in parts for code in posts_of(part.who)}
    owing = {code for duty in DUTIES for code in (duty.post, duty.checker) if code}
    inside = {code for rule in POSTS.rules for code in rule.posts}

    assert Counsellor() in {who for part in parts for who in part.who}
    assert named | owing | inside | {COUNSELLOR} == set(POSTS.by_code)


@pytest.mark.parametrize("code", POSTS.by_code)
def test_every_post_is_held_by_somebody_in_the_sample_college(code: str):
    assert holders(code)


def test_no_department_has_the_name_of_another():
    named = [fold_text(name) for group in POSTS.aliases.items() for name in (group[0], *group[1])]

    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("code", "held_by"),
    [
        ("admission_general_chief", {"ZJ-ZHKZ"}),
        ("vice_president", {"XLD-FYZ"}),
        ("teaching_head", {"JX-BZ"}),
        ("finance_head", {"CW-CZ"}),
        ("security_chief", {"BW-XFKZ"}),
        ("college_clerk", {"EJ1-ZL", "EJ2-ZL"}),
        ("counsellor", {"EJ1-FDY", "EJ2-FDY"}),
        ("informatization_group", {"XLD-FYZ", "XX-ZR", "JX-BZ", "XG-CZ", "CW-CZ"}),
        ("emergency_group", {"XLD-FYZ", "XX-ZR", "BW-CZ", "XB-ZR"}),
        ("president_meeting", {"XLD-YZ", "XLD-SJ", "XLD-FYZ"}),
    ],
)
def test_a_post_is_held_by_exactly_those_whom_the_college_means(code: str, held_by: set[str]):
    assert holders(code) == held_by


@every_file
def test_nobody_who_may_start_a_form_waits_for_somebody_who_is_not_there(file: str):
    now = Now(datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=8))), WorkCalendar())
    found = [one for one in examine(loaded(file, WRITTEN[file]), COLLEGE_SEEN, now) if one.wrong is not Wrong.RAISED]

    assert [one for one in found if one.blocks] == []
    # Above the president there is nobody in the sample college, and students are in no directory of it.
    assert {one.wrong for one in found} <= {Wrong.TOP, Wrong.UNUSED}


@every_file
def test_what_people_read_is_chinese(file: str):
    assert [text for text in shown_texts(WRITTEN[file]) if re.search(r"[A-Za-z_]{3,}", text)] == []


def test_nobody_is_shown_what_is_said_of_a_student_in_a_crisis_but_those_who_care():
    form = loaded("psych_crisis_report.toml", WRITTEN["psych_crisis_report.toml"])
    told = {code for step in form.steps for code in posts_of(step.who)}

    assert told == {"psych_clerk", "student_affairs_head"}
    assert form.copies == ()
    assert not {"student", "detail"} & set(form.name.names)


def test_four_people_sign_a_data_correction_one_after_the_other():
    form = loaded("data_correction.toml", WRITTEN["data_correction.toml"])
    signing = [step for step in form.steps if step.signature]

    assert [step.key for step in signing] == ["filler", "organiser_head", "manager_head", "vice_president"]
    assert all(len(stage) == 1 for stage in form.stages)
    assert fields_of(signing[1].who) == ("organiser",)


def test_teachers_choose_between_the_leaves_that_a_sentence_can_ask_for():
    form = loaded("teacher_leave.toml", WRITTEN["teacher_leave.toml"])

    assert form.by_name["leave_type"].options == tuple(each.name for each in LEAVE_TYPES)


def test_the_example_of_the_howto_is_a_form():
    guide = (ROOT / "docs" / "howto" / "form.md").read_text(encoding="utf-8")
    example, post = (tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", guide, re.DOTALL))
    form = loaded(f"{example['key']}.toml", example)
    named = {code for part in (*form.steps, *form.copies) for code in posts_of(part.who)}

    assert named <= set(POSTS.by_code)
    assert not set(form.names) & {word for each in shipped() for word in each.names}
    assert form.prefix not in {each.prefix for each in shipped()}
    assert isinstance(load_posts("posts.toml", post), Posts)
