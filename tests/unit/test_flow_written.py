"""Every case that the engine can produce is read back as it was written, whoever is in it."""

import json
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.flow import acts
from domain.flow.case import Case
from domain.flow.plan import Plan, Step
from domain.flow.written import course_from_json, course_to_json, people_in, plan_from_json, plan_to_json
from tests.thorough import examples
from tests.unit.flow_college import LI, QIAN, WANG, ZHAO, Desk, Directory, replace
from tests.unit.flow_walk import EVERYBODY, Walk, planned

WALKS = 60  # each of them some forty cases
PEOPLE = {person.id: person for person in EVERYBODY}


def read_back(case, people=PEOPLE):
    """As a database would keep it; with nobody at hand but those who are said to be in it."""
    raw = json.loads(json.dumps(course_to_json(case), ensure_ascii=False))
    return course_from_json(
        raw,
        no=case.no,
        applicant=case.applicant,
        plan=case.plan,
        fields=case.fields,
        state=case.state,
        version=case.version,
        people={number: people[number] for number in people_in(raw)},
    )


class WrittenWalk(Walk):
    def follow(self, before, act, outcome):
        super().follow(before, act, outcome)
        assert read_back(outcome.case) == outcome.case


@settings(max_examples=examples(WALKS), deadline=None, database=None)
@given(seed=st.integers(0, 2**32))
def test_whatever_has_happened_the_case_is_read_as_it_was_written(seed):
    WrittenWalk(Random(seed)).go()


@settings(deadline=None, database=None)
@given(seed=st.integers(0, 2**32))
def test_a_plan_is_read_as_it_was_written(seed):
    plan = planned(Random(seed))

    assert plan_from_json(json.loads(json.dumps(plan_to_json(plan), ensure_ascii=False))) == plan


def test_a_step_that_sees_nothing_is_not_one_that_sees_everything():
    plan = Plan((Step(key="a", label="甲", sees=frozenset()), Step(key="b", label="乙", sees=None)))

    assert plan_from_json(json.loads(json.dumps(plan_to_json(plan)))) == plan


def test_who_has_left_since_is_read_as_somebody_who_has_left():
    desk = a_desk()
    left = {**PEOPLE, ZHAO.id: replace(ZHAO, is_active=False, name="赵某")}

    found = read_back(desk.case, left)

    assert [a.person for _, a in found.open_places()] == [left[ZHAO.id]]


def test_a_batch_agreement_that_was_read_back_can_still_be_undone():
    desk = a_desk(safe=True).agree(ZHAO, in_batch=True)

    desk.case = read_back(desk.case)
    desk.does(acts.Undo, ZHAO)

    assert desk.waiting() == [ZHAO.name]


def test_a_signature_and_words_stay_with_their_decision():
    desk = a_desk(signature=True).agree(ZHAO, opinion="同意出差", signature="f" * 64)

    decision = read_back(desk.case).run("s1").assignments[0].decision

    assert (decision.actor, decision.words, decision.signature) == (ZHAO, "同意出差", "f" * 64)


def a_desk(**words):
    """Wang has agreed, and it is Zhao's turn."""
    steps = (Step(key="s0", label="部门"), Step(key="s1", label="书记", **words))
    people = {"s0": (WANG,), "s1": (ZHAO,)}
    desk = Desk(Case.draft(1024, LI, Plan(steps), {"days": 2}), Directory(people=people, copies={"start": (QIAN,)}))
    desk.does(acts.Submit, LI, fields={"days": 3})
    return desk.agree(WANG)
