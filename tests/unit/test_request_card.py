"""What a request looks like, and to whom."""

from dataclasses import replace
from datetime import timedelta

import pytest
from domain.draft_card import draft_card, question_card
from domain.request_card import Face, applicant_card, approver_card
from tests.unit.test_approval import CAMPUS, LEAVE_BEGINS, LI, NOW, QIAN, WANG, ZHAO, act, asks, draft, submitted

from domain import approval
from domain.calendar import WorkCalendar
from domain.ids import Minutes
from domain.leave import Leave, leave_from
from domain.leave_types import ANNUAL, PERSONAL
from domain.office import Office
from domain.request import State
from domain.sentence.reading import About, Ask, LeaveReading, Option
from domain.shift import Shift

OFFICE = Office(name="学院", campus=CAMPUS, calendar=WorkCalendar(announced=frozenset({2030})), shift=Shift())
AFTERNOON = NOW.replace(hour=6, minute=0) + timedelta(days=1)  # 14:00 on campus
LEAVE = Leave(
    kind=PERSONAL, start=AFTERNOON, end=AFTERNOON + timedelta(hours=4), minutes=Minutes(240), reason="家里有事"
)
FINAL = {
    "approved": approval.approve(approval.approve(submitted(), act(WANG)), act(QIAN)),
    "rejected": approval.reject(submitted(), act(WANG), "人手不够"),
    "withdrawn": approval.withdraw(submitted(), act(LI), LEAVE_BEGINS, "人事处"),
}


def rows(card):
    return {row.label: row.value for row in card.rows}


def buttons(card):
    return [button.action for button in card.buttons]


def test_a_draft_shows_the_whole_reading_and_what_submitting_means():
    leave = replace(LEAVE, kind=ANNUAL, rules=("公休按年假计",))

    card = draft_card(draft(), leave, (asks(1, WANG), asks(2, QIAN)), Minutes(720), "", OFFICE)

    assert rows(card) == {
        "类型": "年假",
        "时间": "3月5日(周二)下午 14:00–18:00",
        "时长": "半天",
        "事由": "家里有事",
        "审批": "王主任(部门负责人) → 钱院长(部门负责人)",
        "余额": "提交后年假剩 1.5 天",
    }
    assert card.body.startswith("公休按年假计；年假按工作日计")
    assert buttons(card) == ["submit:1", "edit:1", "cancel:1"]


def test_a_draft_that_takes_too_much_says_how_much_is_missing():
    card = draft_card(draft(), replace(LEAVE, kind=ANNUAL), (asks(1, WANG),), Minutes(-240), "年假不够。", OFFICE)

    assert rows(card)["余额"] == "年假不够，还差 半天"
    assert card.body == "还不能提交：年假不够。"


def test_many_days_that_do_not_count_are_counted_instead_of_listed():
    leave = replace(LEAVE, end=AFTERNOON + timedelta(days=21, hours=4), minutes=Minutes(15 * 480))

    body = draft_card(draft(), leave, (asks(1, WANG),), None, "", OFFICE).body

    assert body.count("周末，不计") == 3
    assert body.endswith("等共 6 天不计")


def test_short_options_are_buttons_long_ones_are_numbered():
    reading = LeaveReading(leave_type="personal", period="半天", reason="家里有事")
    short = Ask((About.TYPE,), "请问请什么假?", (Option("事假", {}), Option("病假", {})))
    long = Ask((About.TIME,), "是上午还是下午?", (Option("3月5日(周二)上午 08:00–12:00,计半天", {}),))

    first, second = (question_card(draft(), reading, ask, OFFICE) for ask in (short, long))

    assert [button.text for button in first.buttons] == ["事假", "病假", "取消"]
    assert [button.text for button in second.buttons] == ["选 1", "取消"]
    assert second.body == "是上午还是下午?\n1. 3月5日(周二)上午 08:00–12:00,计半天"
    assert rows(second) == {"类型": "事假", "时间": "半天", "事由": "家里有事"}


def test_an_approver_whose_turn_it_is_may_decide():
    card = approver_card(submitted(), LEAVE, WANG.id, OFFICE)

    assert buttons(card) == ["approve:2", "reject:2", "more:2"]
    assert rows(card)["您是"] == "部门负责人"
    assert card.closing == ""


def test_more_shows_the_other_face():
    assert buttons(approver_card(submitted(), LEAVE, WANG.id, OFFICE, Face.MORE)) == ["progress:2", "back:2"]


@pytest.mark.parametrize("state", FINAL)
@pytest.mark.parametrize("viewer", [WANG, ZHAO])
def test_a_final_card_offers_nothing_and_names_who_and_when(state, viewer):
    request = FINAL[state]

    for card in (applicant_card(request, LEAVE, OFFICE), approver_card(request, LEAVE, viewer.id, OFFICE)):
        assert card.is_final
        assert card.buttons == ()
        assert "3月4日 10:32" in card.closing


def test_the_reason_of_a_refusal_is_shown_to_the_applicant_and_to_its_step():
    request = FINAL["rejected"]

    assert applicant_card(request, LEAVE, OFFICE).body == "驳回理由：人手不够"
    assert approver_card(request, LEAVE, ZHAO.id, OFFICE).body == "驳回理由：人手不够"


def test_who_decided_a_step_follows_the_request_to_its_end():
    request = approval.reject(approval.approve(submitted(), act(WANG)), act(QIAN), "人手不够")

    assert approver_card(request, LEAVE, WANG.id, OFFICE).closing == "已由 钱院长 于 3月4日 10:32 驳回"
    assert approver_card(request, LEAVE, ZHAO.id, OFFICE).closing == "已由 王主任 于 3月4日 10:32 同意"


def test_between_two_steps_the_decider_sees_their_decision_and_no_buttons():
    request = approval.approve(submitted(), act(WANG))

    card = approver_card(request, LEAVE, WANG.id, OFFICE)

    assert (card.closing, card.buttons, card.is_final) == ("已由 王主任 于 3月4日 10:32 同意", (), False)
    assert rows(card)["审批"] == "王主任已同意 → 等钱院长"


def test_a_dropped_draft_is_not_called_withdrawn():
    request = approval.withdraw(draft(), act(LI), LEAVE_BEGINS, "人事处")

    card = applicant_card(request, LEAVE, OFFICE)

    assert request.state is State.WITHDRAWN
    assert (card.subtitle, card.closing) == ("单号 1001，已取消", "您已取消，3月4日 10:32")


def test_labels_and_buttons_fit_the_narrowest_platform():
    reading = LeaveReading(period="半天")
    ask = Ask((About.TIME,), "?", tuple(Option("很长很长很长很长的选项", {}) for _ in range(9)))
    cards = [
        draft_card(draft(), LEAVE, (asks(1, WANG),), Minutes(0), "", OFFICE),
        question_card(draft(), reading, ask, OFFICE),
        *(approver_card(submitted(), LEAVE, WANG.id, OFFICE, face) for face in Face),
        *(applicant_card(request, LEAVE, OFFICE) for request in FINAL.values()),
    ]

    for card in cards:
        assert len(card.rows) <= 6
        assert all(len(row.label) <= 5 for row in card.rows)
        assert len(card.buttons) <= 6
        assert all(len(button.text) <= 10 for button in card.buttons)


def test_fields_that_are_not_complete_are_no_leave():
    fields = {"leave_type": "personal", "start": AFTERNOON.isoformat(), "end": AFTERNOON.isoformat(), "reason": None}

    assert leave_from(fields) is None
    assert leave_from({**fields, "minutes": 0}) == Leave(
        kind=PERSONAL, start=AFTERNOON, end=AFTERNOON, minutes=Minutes(0)
    )
    assert leave_from({**fields, "minutes": 240, "leave_type": "unknown"}) is None
