"""A leave is filled in by sentences: what they say, what they leave open, and how the draft looks."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import WorkCalendar
from domain.cards import Row
from domain.flow.case import State
from domain.form_draft_card import Sheet, draft_card, question_card
from domain.forms import drafting
from domain.forms.away import Hours, away_of
from domain.forms.conditions import Facts, Now, work_out
from domain.forms.drafting import Draft
from domain.forms.drafting_json import draft_of, memory_of
from domain.forms.form import Form
from domain.forms.leave_reader import LeaveReader, reader_for
from domain.forms.leave_said import leave_fields
from domain.forms.loading import load_published
from domain.forms.typed import Moment
from domain.leave_length import length
from domain.leave_sum import counting
from domain.leave_types import use
from domain.shift import Shift
from domain.texts.form_questions import ask
from tests.handlers.stocks import content_types

CAMPUS = ZoneInfo("Asia/Shanghai")
NOW = datetime(2030, 3, 4, 10, 32, tzinfo=CAMPUS)  # a Monday
CALENDAR = WorkCalendar(announced=frozenset({2030}))
HOURS = Hours(campus=CAMPUS, calendar=CALENDAR)
FORMS = Path(__file__).parents[2] / "content" / "forms"


def form_of(key: str) -> Form:
    form = load_published(f"{key}.toml", tomllib.loads((FORMS / f"{key}.toml").read_text(encoding="utf-8")), 1)
    assert isinstance(form, Form)
    return form


STAFF, STUDENTS, TRAVEL = form_of("teacher_leave"), form_of("student_leave"), form_of("travel")


def reader(form: Form = STAFF, now: datetime = NOW) -> LeaveReader:
    found = reader_for(form, now, Shift(), CALENDAR)
    assert found is not None
    return found


def said(text: str, form: Form = STAFF) -> Draft:
    draft, refusal = reader(form).begin(text)
    assert refusal == ""
    return draft


def take(draft: Draft, text: str, form: Form = STAFF, *, changes: bool = False) -> drafting.Taken:
    moment = Moment(now=NOW, shift=Shift(), people=(), departments=())
    return drafting.take(form, draft, text, moment, lambda v: filled(v, form), reader(form), changes=changes)


def filled(values, form: Form = STAFF):
    return work_out(form, values, Facts(id=1, name="李雷"), Now(NOW, CALENDAR))


def asked(draft: Draft, form: Form = STAFF):
    return drafting.question_of(form, draft, filled(draft.values, form), reader(form))


def shown(draft: Draft) -> Sheet:
    return Sheet(form=STAFF, no=1001, version=1, draft=draft, filled=filled(draft.values), hours=HOURS, at=NOW)


def rows(card):
    return {row.label: row.value for row in card.rows}


def test_a_form_asks_for_leave_if_its_applicants_choose_which():
    assert leave_fields(STAFF) is not None
    assert leave_fields(STUDENTS) is not None
    assert leave_fields(TRAVEL) is None  # it books a leave, whose type is the form's


def test_a_whole_sentence_fills_the_fields_and_leaves_nothing_to_ask():
    draft = said("请事假 明天下午 家里有事")

    assert draft.values == {
        "leave_type": "事假",
        "period": {"start": "2030-03-05T06:00:00+00:00", "end": "2030-03-05T10:00:00+00:00"},
        "reason": "家里有事",
    }
    assert asked(draft) is None


def test_what_a_sentence_left_open_survives_being_kept():
    draft = said("请病假 明天半天")

    again = draft_of(State.DRAFT, draft.values, memory_of(draft, State.DRAFT))

    assert asked(again) == asked(draft)
    assert "上午" in asked(again).options[0]


def test_words_half_understood_mean_nothing_on_another_day():
    draft = said("请病假 明天半天")

    later = reader(now=NOW + timedelta(days=1)).question(draft)

    assert later.text == "请问什么时间？例如：明天下午"


def test_an_answer_to_something_else_does_not_lose_the_time_that_is_asked_about():
    draft = said("请事假 明天下午 家里有事")
    past = reader(now=NOW + timedelta(days=2))

    taken = past.take(draft, None, "改成病假", changes=True)

    assert taken.draft.values["leave_type"] == "病假"
    assert taken.draft.values["period"] == draft.values["period"]


@pytest.mark.parametrize("answer", ["换个时间", "2"])
def test_another_time_is_asked_for_where_the_offered_one_is_not_meant(answer):
    draft = said("请事假 明天下午 家里有事")
    past = reader(now=NOW + timedelta(days=2))
    assert past.question(draft).options[-1] == "换个时间"

    taken = past.take(draft, None, answer, changes=False)

    assert taken.draft.values["period"] is None
    assert past.question(taken.draft).text == "请问什么时间？例如：明天下午"


def test_what_is_longer_than_a_sentence_is_none():
    assert reader().take(said("请事假"), None, "明天下午" * 200, changes=False) is None


def test_a_form_of_its_own_types_offers_them_all():
    question = asked(said("请假 明天下午", STUDENTS), STUDENTS)

    assert question.options == ("病假", "事假", "公假")
    assert take(said("请假 明天下午", STUDENTS), "公假", STUDENTS).draft.values["leave_type"] == "公假"


def test_a_type_that_the_form_does_not_have_is_said_so():
    taken = take(said("请假 明天下午", STUDENTS), "年假", STUDENTS)

    assert taken.wrong == ("这里没有年假，只能选：病假、事假、公假。",)
    assert taken.draft.values.get("leave_type") is None


def test_the_other_fields_of_the_form_are_asked_after_the_sentences():
    draft = said("请病假 明天下午 发烧", STUDENTS)

    assert asked(draft, STUDENTS).field.label == "家长联系人"
    assert take(draft, "张先生 明天打电话", STUDENTS).draft.values["guardian"] == "张先生 明天打电话"


@pytest.mark.parametrize("text", ["起止时间：后天上午", "改成后天上午", "改到后天上午"])
def test_the_time_is_changed_by_its_label_or_by_a_sentence(text):
    changed = take(said("请事假 明天下午 家里有事"), text, changes=True).draft

    assert changed.values["period"] == {"start": "2030-03-06T00:00:00+00:00", "end": "2030-03-06T04:00:00+00:00"}
    assert changed.values["reason"] == "家里有事"


@pytest.mark.parametrize(
    "text", ["事由：带孩子看病，后天复查", "事由 带孩子看病，后天复查", "原因改成带孩子看病，后天复查"]
)
def test_dates_in_a_reason_are_the_reasons(text):
    changed = take(said("请事假 明天下午 家里有事"), text, changes=True).draft

    assert changed.values["reason"] == "带孩子看病，后天复查"
    assert changed.values["period"]["start"] == "2030-03-05T06:00:00+00:00"


def test_a_time_that_was_written_on_a_page_is_not_doubted():
    past = {"start": "2030-03-01T00:00:00+00:00", "end": "2030-03-01T10:00:00+00:00"}
    draft = Draft(values={"leave_type": "病假", "period": past})

    assert "补假" in asked(draft).text
    assert asked(reader().written(draft)) is None


def test_a_draft_shows_the_whole_reading_and_what_submitting_means():
    card = draft_card(shown(said("请公休 明天下午 家里有事")), (), "", "", (Row("余额", "提交后年假剩 1.5 天"),))

    assert rows(card) == {
        "请假类别": "年假",
        "起止时间": "3月5日(周二)下午 14:00–18:00，半天",
        "事由": "家里有事",
        "流程": "没有要办理的步骤",
        "余额": "提交后年假剩 1.5 天",
    }
    assert reader().rules(said("请公休 明天下午 家里有事")) == ("公休按年假计",)


def test_why_a_draft_cannot_be_submitted_stands_on_it():
    card = draft_card(shown(said("请年假 明天下午")), (), "还可以补充：事由。", "年假不够。")

    assert card.body == "还不能提交：年假不够。"


def test_days_that_do_not_count_are_said_stretch_by_stretch_with_the_sum_of_the_others():
    away = away_of(STAFF, said("请事假 3月5日到3月26日 家里有事").values, HOURS)

    pieces = counting(away.start, away.end, HOURS.shift, CALENDAR, away.kind)

    assert pieces[1:] == (
        "3月5–8日 4 天 + 3月11–15日 5 天 + 3月18–22日 5 天 + 3月25–26日 2 天 = 16 天",
        "3月9–10日周末，不计",
        "3月16–17日周末，不计",
        "3月23–24日周末，不计",
    )


def test_short_options_are_buttons_long_ones_are_numbered():
    kinds, times = said("请假 明天下午"), said("请病假 明天半天")

    first, second = (question_card(shown(draft), asked(draft), ask(asked(draft))) for draft in (kinds, times))

    assert [button.text for button in first.buttons] == ["事假", "病假", "年假", "调休", "取消"]
    assert [button.text for button in second.buttons] == ["选 1", "选 2", "取消"]
    assert "\n1. 3月5日(周二)上午" in second.body
    assert len(second.buttons) <= 6


def test_a_pressed_option_that_is_not_there_changes_nothing():
    draft = said("请病假 明天半天")

    assert drafting.choose(STAFF, draft, filled(draft.values), 9, reader()) is None


def test_a_sentence_that_cannot_be_says_why():
    _, refusal = reader().begin("请事假 2月30日")

    assert "2月" in refusal


def test_a_students_evening_or_weekend_is_no_question():
    use(content_types())
    draft = said("请事假 3月9日18:00到22:00 家里有事", STUDENTS)

    assert draft.values["leave_type"] == "事假"
    assert draft.values["period"] is not None
    assert "一天最多计 1 天" in length_rule(draft)


def length_rule(draft: Draft) -> str:
    away = away_of(STUDENTS, draft.values, Hours(campus=CAMPUS))
    assert away is not None
    return length(away.start, away.end, Shift(), WorkCalendar(), away.kind).rule
