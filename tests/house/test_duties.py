"""The catalogue of duties that is shipped: every rule, post, event and count of it."""

import json
import tomllib
from collections import Counter

import pytest

from bot.duty_files import read_duties
from domain.duties.catalogue import Catalogue, event_of
from domain.duties.event_file import Origin, load_events
from domain.duties.occurring import why_not
from domain.duties.rule_writing import KIND_NAMES, kind_of
from domain.duties.rules import AfterEvent, BeforeEvent, ExternalDeadline, PeriodicUnspecified
from domain.forms.posts import Posts, load_posts
from domain.forms.problems import Problem
from tests.duties.worlds import world
from tests.house.source import ROOT
from tests.unit.test_forms_simulate import large_college

CONTENT = ROOT / "content"
COUNTS = {
    "after_event": 188,
    "external_deadline": 91,
    "annual": 87,
    "annual_period": 81,
    "at_least": 76,
    "cycle": 61,
    "before_event": 61,
    "on_event": 47,
    "monthly": 35,
    "immediate": 34,
    "term_week": 27,
    "every_n_years": 21,
    "continuous": 17,
    "periodic_unspecified": 16,
    "weekly": 14,
    "daily": 14,
    "after_term_start": 13,
    "annual_season": 11,
    "metric": 9,
    "before_term_end": 8,
    "min_duration": 7,
    "before_term_start": 5,
    "annual_span": 5,
    "during_event": 5,
    "service_hours": 3,
    "retention": 2,
    "one_off": 2,
    "not_during": 1,
    "only_during": 1,
}
BY_FILE = {
    "teaching": 244,
    "security": 134,
    "student_affairs": 133,
    "admission": 102,
    "quality": 89,
    "research": 81,
    "cooperation": 54,
    "institute": 47,
    "information": 29,
    "whole_college": 22,
    "logistics": 3,
    "office": 3,
    "personnel": 1,
}
COLLEGE_WIDE = "全校"
COLLEGE = json.loads((CONTENT / "demo" / "college.json").read_text(encoding="utf-8"))


def loaded(name, load):
    found = load(name, tomllib.loads((CONTENT / name).read_text(encoding="utf-8")))
    assert not isinstance(found, tuple), [str(each) for each in found]
    return found


POSTS = loaded("posts.toml", load_posts)
EVENTS = loaded("events.toml", load_events)
FILES = read_duties(CONTENT, EVENTS, POSTS.by_code.keys())
DUTIES = FILES.duties
WORLD = world()


def test_every_duty_loads_and_names_posts_events_and_forms_that_there_are():
    assert isinstance(POSTS, Posts)
    assert [str(each) for problems in FILES.problems.values() for each in problems if isinstance(each, Problem)] == []
    assert len(DUTIES) == len(Catalogue({duty.code: duty for duty in DUTIES}).duties) == 942


def test_each_kind_of_rule_is_there_as_often_as_the_vocabulary_counts():
    assert Counter(kind_of(duty.rule) for duty in DUTIES) == COUNTS
    assert set(COUNTS) == set(KIND_NAMES.values())


@pytest.mark.parametrize(("file", "count"), BY_FILE.items())
def test_each_department_has_its_duties_in_one_file(file, count):
    written = tomllib.loads((CONTENT / "duties" / f"{file}.toml").read_text(encoding="utf-8"))

    assert len(written["duties"]) == count
    assert f"# {written['department']}的职责，{count} 项。" in (CONTENT / "duties" / f"{file}.toml").read_text("utf-8")


def test_every_post_of_a_duty_is_held_by_somebody_of_the_sample_college():
    directory = large_college(len(COLLEGE["posts"]))
    codes = {duty.post for duty in DUTIES} | {duty.checker for duty in DUTIES if duty.checker}

    assert [code for code in sorted(codes) if not directory.holders(code)] == []


def test_every_department_of_a_duty_is_one_of_the_sample_college():
    departments = {
        each["name"] for each in json.loads((CONTENT / "demo" / "college.json").read_text("utf-8"))["departments"]
    }

    assert {duty.department for duty in DUTIES} - departments == {COLLEGE_WIDE}


def test_every_event_is_used_or_comes_from_something_that_there_is():
    forms = {file.stem for file in (CONTENT / "forms").glob("*.toml")}
    codes = {duty.code for duty in DUTIES}

    assert len(EVENTS) == 189
    assert [word.code for word in EVENTS.values() if word.origin is Origin.FLOW and word.of not in forms] == []
    assert [word.code for word in EVENTS.values() if word.origin is Origin.DUTY and word.of not in codes] == []
    assert {event_of(duty.rule) for duty in DUTIES} - {""} <= EVENTS.keys()


def test_what_cannot_be_computed_says_so():
    silent = [
        duty.code
        for duty in DUTIES
        if isinstance(duty.rule, (ExternalDeadline, PeriodicUnspecified)) and why_not(duty, WORLD) is None
    ]
    unnumbered = [
        duty.code for duty in DUTIES if isinstance(duty.rule, (AfterEvent, BeforeEvent)) and duty.rule.lapse.n is None
    ]

    assert silent == []
    assert sorted(unnumbered) == ["002-SJ-p34.11(1)", "004-BW-1.10.2#1", "004-ZG-6.5.2"]
    assert all(why_not(duty, WORLD) for duty in DUTIES if duty.code in unnumbered)
