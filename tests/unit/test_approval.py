"""What may happen to a request, sentence by sentence."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain import approval
from domain.act import Act, Cause, Refused
from domain.approval import Booking, may_decide
from domain.ids import PersonId, RequestNo
from domain.people import Person
from domain.request import Approver, Channel, Request, State, Step, StepState, Verdict

CAMPUS = ZoneInfo("Asia/Shanghai")
NOW = datetime(2030, 3, 4, 2, 32, tzinfo=UTC)  # 10:32 on campus
LEAVE_BEGINS = NOW + timedelta(days=1)
PAUSE = timedelta(hours=2)

LI = Person(id=PersonId(1), name="李雷")  # the applicant
WANG = Person(id=PersonId(2), name="王主任")
ZHAO = Person(id=PersonId(3), name="赵书记")
QIAN = Person(id=PersonId(4), name="钱院长")
STRANGER = Person(id=PersonId(9), name="路人")


def act(person, *, seen=None, at=NOW, channel=Channel.CARD):
    return Act(actor=person, at=at, campus=CAMPUS, channel=channel, seen=seen)


def asks(ordinal, *people):
    return Step(
        ordinal=ordinal, label="部门负责人", approvers=tuple(Approver(p.id, p.name, "部门负责人") for p in people)
    )


def draft():
    return Request(
        no=RequestNo(1001), form="leave", form_version=1, applicant=LI.id, applicant_name=LI.name, created_at=NOW
    )


def submitted(*steps):
    request = approval.submit(draft(), steps or (asks(1, WANG, ZHAO), asks(2, QIAN)), act(LI), "人事处")
    assert isinstance(request, Request)
    return request


def approved(*people):
    request = submitted(*(asks(number, person) for number, person in enumerate(people, 1)))
    for person in people:
        request = approval.approve(request, act(person))
        assert isinstance(request, Request)
    return request


def sentence(outcome):
    assert isinstance(outcome, Refused)
    return outcome.sentence


def test_a_submitted_request_waits_for_its_first_step():
    request = submitted()

    assert request.state is State.PENDING
    assert [step.state for step in request.steps] == [StepState.PENDING, StepState.WAITING]
    assert request.version == 2


def test_without_anybody_to_ask_nothing_is_submitted():
    outcome = approval.submit(draft(), (), act(LI), "人事处")

    assert sentence(outcome) == "没有提交：没有可审批的人，通讯录里没找到您的上级。请联系人事处。"


def test_pressing_submit_twice_submits_once_and_says_whom_it_waits_for():
    outcome = approval.submit(submitted(), (asks(1, WANG),), act(LI, seen=1), "人事处")

    assert sentence(outcome) == "这张单已经提交，单号 1001，正等王主任、赵书记处理，不用再点。"


def test_a_draft_that_was_changed_since_the_card_was_drawn_is_not_submitted():
    outcome = approval.submit(draft(), (asks(1, WANG),), act(LI, seen=7), "人事处")

    assert isinstance(outcome, Refused)
    assert outcome.cause is Cause.STALE


def test_the_first_of_several_approvers_opens_the_next_step():
    request = approval.approve(submitted(), act(ZHAO))

    assert isinstance(request, Request)
    assert request.state is State.PENDING
    assert request.open_step == request.steps[1]
    assert request.steps[0].decision.actor_name == "赵书记"


def test_the_last_agreement_approves_and_debits_the_ledger():
    before = approval.approve(submitted(), act(WANG))
    after = approval.approve(before, act(QIAN))

    assert after.state is State.APPROVED
    assert after.finished_at == NOW
    assert approval.booking(before, after) is Booking.DEBIT


def test_a_refusal_ends_the_request_and_cancels_what_has_not_begun():
    request = approval.reject(submitted(), act(WANG), " 当天有教学检查 ")

    assert request.state is State.REJECTED
    assert [step.state for step in request.steps] == [StepState.REJECTED, StepState.CANCELLED]
    assert request.last_decision.verdict is Verdict.REJECT
    assert request.last_decision.comment == "当天有教学检查"


def test_a_refusal_without_a_reason_is_not_taken():
    outcome = approval.reject(submitted(), act(WANG), "  ")

    assert sentence(outcome) == "没有驳回：请写明理由，例如 驳回 1001 当天有教学检查。"


def test_the_late_one_is_told_who_decided_and_when():
    request = approval.approve(submitted(), act(WANG))

    assert sentence(approval.approve(request, act(ZHAO))) == "这张单已由王主任在 10:32 同意，您无需再处理。"
    assert sentence(approval.reject(request, act(ZHAO), "不行")) == "这张单已由王主任在 10:32 同意，您无需再处理。"


def test_who_comes_a_day_late_is_told_the_date_too():
    request = approval.reject(submitted(), act(WANG), "不行")

    outcome = approval.approve(request, act(ZHAO, at=NOW + timedelta(days=1)))

    assert sentence(outcome) == "这张单已由王主任在 3月4日 10:32 驳回，您无需再处理。"


def test_pressing_twice_is_answered_kindly():
    request = approval.approve(submitted(), act(WANG))

    assert sentence(approval.approve(request, act(WANG))) == "这张单您已在 10:32 同意，不用再点。"


def test_a_later_approver_who_comes_early_is_told_whose_turn_it_is():
    assert sentence(approval.approve(submitted(), act(QIAN))) == "没有办理：还没轮到您，这张单正等王主任、赵书记处理。"


def test_a_stranger_learns_nothing_of_the_request():
    for request in (submitted(), approval.reject(submitted(), act(WANG), "不行"), approved(WANG)):
        assert (
            sentence(approval.approve(request, act(STRANGER))) == "没有办理：这张单不归您处理。发 待办 可看轮到您的单。"
        )


def test_an_approver_who_was_never_asked_learns_nothing_of_the_end():
    request = approval.reject(submitted(), act(WANG), "不行")

    assert sentence(approval.approve(request, act(QIAN))) == "没有办理：这张单不归您处理。发 待办 可看轮到您的单。"


def test_nobody_decides_their_own_request_even_when_listed_as_approver():
    request = submitted(asks(1, LI, WANG))

    assert not may_decide(LI, request, request.steps[0])
    assert sentence(approval.approve(request, act(LI))) == "没有办理：不能审批自己的申请。想收回请发 撤回。"


def test_somebody_who_left_decides_nothing():
    gone = Person(id=WANG.id, name=WANG.name, is_active=False)

    assert sentence(approval.approve(submitted(), act(gone))) == "没有办理：您的账号已停用。"


def test_a_click_on_a_card_of_an_older_version_is_refused():
    request = submitted(asks(1, WANG), asks(2, WANG, QIAN))
    opened = approval.approve(request, act(WANG, seen=2))

    second = approval.approve(opened, act(WANG, seen=2))

    assert isinstance(second, Refused)
    assert second.cause is Cause.STALE


def test_a_withdrawn_request_can_no_longer_be_decided():
    request = approval.withdraw(submitted(), act(LI), LEAVE_BEGINS, "人事处")

    assert request.state is State.WITHDRAWN
    assert [step.state for step in request.steps] == [StepState.CANCELLED, StepState.CANCELLED]
    assert sentence(approval.approve(request, act(WANG))) == "这张单已由申请人在 10:32 撤回，您无需再处理。"


def test_an_approved_leave_that_has_not_begun_can_be_withdrawn_and_is_given_back():
    before = approved(WANG)
    after = approval.withdraw(before, act(LI), LEAVE_BEGINS, "人事处")

    assert after.state is State.WITHDRAWN
    assert approval.booking(before, after) is Booking.REFUND


def test_an_approved_leave_that_has_begun_cannot_be_withdrawn():
    outcome = approval.withdraw(approved(WANG), act(LI), NOW, "人事处")

    assert sentence(outcome) == "没有撤回：假期已经开始，不能整单撤回。请联系人事处处理。"


def test_a_rejected_request_cannot_be_withdrawn():
    request = approval.reject(submitted(), act(WANG), "不行")

    assert sentence(approval.withdraw(request, act(LI), LEAVE_BEGINS, "人事处")) == (
        "没有办理：这张单已由王主任在 10:32 驳回。"
    )


def test_nobody_withdraws_for_another():
    assert sentence(approval.withdraw(submitted(), act(WANG), LEAVE_BEGINS, "人事处")) == (
        "没有办理：只有申请人本人可以这样做。"
    )


def test_urging_has_a_brake():
    urged = approval.urge(submitted(), act(LI), PAUSE)
    again = approval.urge(urged, act(LI, at=NOW + timedelta(minutes=80)), PAUSE)
    later = approval.urge(urged, act(LI, at=NOW + PAUSE), PAUSE)

    assert urged.version == submitted().version
    assert sentence(again) == "没有再催：1 小时前已催过，请过 40 分钟再试。"
    assert isinstance(later, Request)


def test_a_finished_request_is_not_urged():
    assert sentence(approval.urge(approved(WANG), act(LI), PAUSE)) == "没有办理：这张单已由王主任在 10:32 同意。"


@pytest.mark.parametrize("request_", [submitted(), approved(WANG)])
def test_only_a_draft_expires(request_):
    assert approval.expire(request_, NOW) == request_


def test_an_expired_draft_cannot_be_submitted():
    expired = approval.expire(draft(), NOW)

    outcome = approval.submit(expired, (asks(1, WANG),), act(LI), "人事处")

    assert sentence(outcome) == "没有办理：这张草稿放了太久，已在 10:32 作废。请重新发起。"
