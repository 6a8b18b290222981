"""Every (person, state, act) of a small world against a table written by hand."""

from dataclasses import replace
from itertools import product

import pytest

from domain import approval
from domain.approval import may_decide
from domain.people import Person
from domain.request import Request, State
from tests.unit.test_approval import (
    LEAVE_BEGINS,
    LI,
    PAUSE,
    QIAN,
    STRANGER,
    WANG,
    ZHAO,
    act,
    approved,
    asks,
    draft,
    submitted,
)

GONE = Person(id=ZHAO.id, name=ZHAO.name, is_active=False)
PEOPLE = {"applicant": LI, "wang": WANG, "zhao": ZHAO, "qian": QIAN, "stranger": STRANGER, "gone": GONE}

REQUESTS = {
    "draft": draft(),
    "first step": submitted(),
    "second step": approval.approve(submitted(), act(WANG)),
    "applicant listed": submitted(asks(1, LI, WANG)),
    "approved": approved(WANG),
    "rejected": approval.reject(submitted(), act(WANG), "不行"),
    "withdrawn": approval.withdraw(submitted(), act(LI), LEAVE_BEGINS, "人事处"),
    "expired": approval.expire(draft(), LEAVE_BEGINS),
}

ACTS = {
    "submit": lambda request, a: approval.submit(request, (asks(1, WANG),), a, "人事处"),
    "approve": approval.approve,
    "reject": lambda request, a: approval.reject(request, a, "不行"),
    "withdraw": lambda request, a: approval.withdraw(request, a, LEAVE_BEGINS, "人事处"),
    "cancel": approval.cancel,
    "urge": lambda request, a: approval.urge(request, a, PAUSE),
}

ALLOWED = {
    ("draft", "submit"): {"applicant"},
    ("draft", "withdraw"): {"applicant"},
    ("draft", "cancel"): {"applicant"},
    ("first step", "approve"): {"wang", "zhao"},
    ("first step", "reject"): {"wang", "zhao"},
    ("first step", "withdraw"): {"applicant"},
    ("first step", "urge"): {"applicant"},
    ("second step", "approve"): {"qian"},
    ("second step", "reject"): {"qian"},
    ("second step", "withdraw"): {"applicant"},
    ("second step", "urge"): {"applicant"},
    ("applicant listed", "approve"): {"wang"},
    ("applicant listed", "reject"): {"wang"},
    ("applicant listed", "withdraw"): {"applicant"},
    ("applicant listed", "urge"): {"applicant"},
    ("approved", "withdraw"): {"applicant"},
}


@pytest.mark.parametrize(("request_name", "act_name"), list(product(REQUESTS, ACTS)))
def test_only_those_on_the_list_may_act(request_name, act_name):
    request = REQUESTS[request_name]
    for seen in (None, request.version):
        done = {
            name
            for name, person in PEOPLE.items()
            if isinstance(ACTS[act_name](request, act(person, seen=seen)), Request)
        }
        assert done == ALLOWED.get((request_name, act_name), set())


@pytest.mark.parametrize(("request_name", "act_name"), list(product(REQUESTS, ACTS)))
def test_nobody_acts_from_a_card_of_another_version(request_name, act_name):
    request = REQUESTS[request_name]
    if act_name == "urge" or (act_name == "withdraw" and request.state is State.PENDING):
        return  # these mean the same however far the request has come
    for seen, person in product((0, request.version - 1, request.version + 1), PEOPLE.values()):
        assert not isinstance(ACTS[act_name](request, act(person, seen=seen)), Request)


def test_the_right_to_decide_and_the_transition_agree():
    for request, person in product(REQUESTS.values(), PEOPLE.values()):
        may = any(may_decide(person, request, step) for step in request.steps)
        assert may == isinstance(approval.approve(request, act(person)), Request)


def test_a_second_account_of_the_applicant_is_still_the_applicant():
    same_human = replace(LI, name="李雷(钉钉)")
    request = REQUESTS["applicant listed"]

    assert not may_decide(same_human, request, request.steps[0])
