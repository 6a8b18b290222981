"""Filling in a form by words: what is asked next, what a text answers, and what may be started."""

import tomllib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import WorkCalendar
from domain.flow.case import State
from domain.forms.conditions import Facts, Now, work_out
from domain.forms.drafting import Draft, choose, fields_of, missing_of, put, question_of, skip, take
from domain.forms.drafting_json import draft_of, memory_of
from domain.forms.fields import FieldType
from domain.forms.form import Form
from domain.forms.hearing import Meant, meant
from domain.forms.labelled import field_named, take_apart
from domain.forms.leave_said import leave_fields, values_of
from domain.forms.loading import load_published
from domain.forms.offering import by_group, exactly_named, named, offered
from domain.forms.samples import typical
from domain.forms.showing import show
from domain.forms.typed import Moment, Named
from domain.sentence.read import read_leave
from domain.shift import Shift
from domain.texts.form_questions import ask
from domain.words import understand

CAMPUS = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 10, tzinfo=CAMPUS)  # a Wednesday
MOMENT = Moment(
    now=NOW,
    shift=Shift(),
    people=(
        Named(1, ("张伟", "T1"), "教务处"),
        Named(2, ("张伟", "T2"), "机电学院"),
        Named(3, ("李雷", "T3"), "教务处"),
    ),
    departments=(Named(7, ("教务处",)), Named(8, ("质管办",))),
)
FORMS = Path(__file__).parents[2] / "content" / "forms"
CHOSEN = """
key = "gift"
title = "捐赠"
group = "测试"
[[fields]]
name = "what"
label = "物品"
type = "text"
required = true
[[steps]]
key = "witness"
label = "见证人"
who = "chosen"
"""


def loaded(key: str, text: str | None = None) -> Form:
    document = tomllib.loads(text or (FORMS / f"{key}.toml").read_text(encoding="utf-8"))
    form = load_published(f"{key}.toml", document, 1)
    assert isinstance(form, Form), form
    return form


TRAVEL, REPAIR, STUDENT_LEAVE = loaded("travel"), loaded("repair_ticket"), loaded("student_leave")
ALL = tuple(loaded(path.stem) for path in sorted(FORMS.glob("*.toml")))


def filled(form: Form, values=None):
    return work_out(form, values or {}, Facts(), Now(NOW, WorkCalendar()))


def question(form: Form, draft: Draft):
    return question_of(form, draft, filled(form, draft.values))


def say(form: Form, draft: Draft, text: str):
    return take(form, draft, text, MOMENT, lambda values: filled(form, values))


def pieces(text: str):
    return [(piece.field.label if piece.field else "", piece.text) for piece in take_apart(TRAVEL.fields, text)]


# --- labels


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("目的地：杭州\n预计费用：300", [("目的地", "杭州"), ("预计费用", "300")]),
        ("目的地:杭州 预计费用:300", [("目的地", "杭州"), ("预计费用", "300")]),
        ("目的地：杭州，预计费用：1,200.50", [("目的地", "杭州"), ("预计费用", "1,200.50")]),
        ("杭州，预计费用：300", [("", "杭州"), ("预计费用", "300")]),
        ("目的地改成上海", [("目的地", "上海")]),
        ("把目的地改为上海", [("目的地", "上海")]),
        ("目的地 上海", [("目的地", "上海")]),
        ("事由：开会\n两天\n目的地：北京", [("事由", "开会\n两天"), ("目的地", "北京")]),
        ("上海的目的地：不是标签", [("", "上海的目的地：不是标签")]),
        ("杭州", [("", "杭州")]),
        ("", []),
    ],
)
def test_typed_lines_are_read_by_their_labels(said, read):
    assert pieces(said) == read


@pytest.mark.parametrize("said", ["同行人", "改同行人", "修改 同行人", "补充同行人", "同行人？", " 同行人。"])
def test_the_name_of_a_field_alone_means_the_field(said):
    field = field_named(TRAVEL.fields, said)

    assert field is not None
    assert field.name == "members"


@given(st.text(max_size=200))
def test_any_text_is_taken_apart_without_losing_its_words(said):
    assert all(piece.text for piece in take_apart(TRAVEL.fields, said) if piece.field is None)


# --- questions and answers


def test_required_fields_are_asked_in_the_order_of_the_form():
    draft, asked = Draft(), []
    for answer in ("杭州", "否", "明天全天", "开会", "300"):
        open_question = question(TRAVEL, draft)
        assert open_question is not None
        asked.append(open_question.field.name)
        draft = say(TRAVEL, draft, answer).draft

    assert asked == ["destination", "is_out_of_province", "period", "reason", "budget"]
    assert question(TRAVEL, draft) is None


def test_several_are_answered_at_once():
    taken = say(TRAVEL, Draft(), "目的地：杭州 是否出省：否 预计费用：300 元")

    assert taken.draft.values == {"destination": "杭州", "is_out_of_province": False, "budget": 300_00}
    assert taken.named == {"destination", "is_out_of_province", "budget"}
    assert taken.wrong == ()


def test_what_cannot_be_read_is_said_and_the_rest_is_kept():
    taken = say(TRAVEL, Draft(), "目的地：杭州 预计费用：很多")

    assert taken.draft.values == {"destination": "杭州"}
    assert taken.wrong == ("“预计费用”没有填：没有看懂，请写金额，例如 1200.50。",)
    asked = question(TRAVEL, taken.draft)
    assert asked is not None
    assert asked.field.name == "budget"


def test_a_broken_rule_is_asked_again_with_its_cause():
    draft = say(TRAVEL, Draft(values={}), "目的地：杭州 是否出省：否 起止时间：明天 事由：开会 预计费用：-3").draft
    asked = question(TRAVEL, draft)

    assert asked is not None
    assert ask(asked).startswith("“预计费用”：费用不能是负数，没有费用请填 0。请问预计费用？")


def test_an_optional_field_that_was_opened_may_be_skipped():
    draft = say(TRAVEL, Draft(), "目的地：杭州 是否出省：否 起止时间：明天 事由：开会 预计费用：300").draft
    opened = Draft(values=draft.values, asked="members")
    asked = question(TRAVEL, opened)

    assert asked is not None
    assert not asked.is_required
    assert ask(asked).endswith("不填请回复 跳过。")
    assert question(TRAVEL, skip(opened, asked)) is None


def test_what_is_still_empty_is_known():
    required, others = missing_of(TRAVEL, Draft(), filled(TRAVEL))

    assert [field.name for field in required] == ["destination", "is_out_of_province", "period", "reason", "budget"]
    assert [field.name for field in others] == ["members", "class_change_no"]


def test_few_options_are_chosen_by_their_place():
    draft = say(TRAVEL, Draft(), "杭州").draft

    chosen = choose(TRAVEL, draft, filled(TRAVEL, draft.values), 1)

    assert chosen is not None
    assert chosen.draft.values["is_out_of_province"] is False
    assert choose(TRAVEL, draft, filled(TRAVEL, draft.values), 2) is None


def test_a_name_that_several_have_is_never_picked():
    draft = Draft(asked="contact")

    asked = question(REPAIR, say(REPAIR, draft, "张伟").draft)

    assert asked is not None
    assert asked.options == ("张伟（教务处）", "张伟（机电学院）")


@pytest.mark.parametrize("answer", ["2", "第2个", "T2"])
def test_one_of_several_is_chosen_by_number_or_staff_number(answer):
    offered_both = say(REPAIR, Draft(asked="contact"), "张伟").draft

    assert say(REPAIR, offered_both, answer).draft.values["contact"] == {"id": 2, "name": "张伟"}


def test_whom_the_applicant_names_for_a_step_is_asked_like_a_field():
    form = loaded("gift", CHOSEN)
    draft = say(form, Draft(), "一架钢琴").draft
    asked = question(form, draft)
    done = say(form, draft, "李雷").draft

    assert asked is not None
    assert asked.field.label == "见证人"
    assert done.values["chosen:witness"] == [{"id": 3, "name": "李雷"}]
    assert question(form, done) is None


def test_a_hidden_field_is_not_filled_in_silently():
    form = next(f for f in ALL if any(field.visible.constant is None for field in f.fields))
    hidden = next(field for field in form.fields if field.name in filled(form).hidden)

    taken = say(form, Draft(), f"{hidden.label}：1")

    assert any("现在不用填" in wrong or "没有填" in wrong for wrong in taken.wrong)


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED])
def test_a_draft_reads_back_as_it_was_kept(state):
    draft = Draft(values={"place": "一楼"}, asked="contact", offered=(Named(1, ("张伟",), "教务处"),))

    fields = draft.values if state is State.DRAFT else {"place": "二楼"}
    assert draft_of(state, fields, memory_of(draft, state)) == draft


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.key)
def test_every_form_can_be_asked_for_field_by_field(form):
    """Whatever is asked has a sentence that says how to answer, and an answer ends the question."""
    work = filled(form)
    for field in fields_of(form, work):
        asked = question_of(form, Draft(asked=field.name), work)

        assert asked is not None
        assert field.label.rstrip("?？") in ask(asked, "https://example.edu.cn")
        assert put(Draft(asked=field.name), field, None).asked == ""


def answer_to(asked, place: int) -> str:
    """Something ordinary that fits the field; texts differ, and days are still to come where a rule does not object."""
    day = "2026-11-24" if asked.cause else "2026-12-21"
    match asked.field.type:
        case FieldType.DATE:
            return day
        case FieldType.DATETIME:
            return f"{day} 10:00"
        case FieldType.PERIOD:
            return "2026-12-21 08:00 至 2026-12-22 18:00"
        case FieldType.PERSON | FieldType.PEOPLE | FieldType.DEPARTMENT | FieldType.DEPARTMENTS:
            return "某某"
        case FieldType.TEXT | FieldType.LONG_TEXT | FieldType.SECRET:
            return "鄂L12345" if asked.field.name == "plate" else f"文字{place}"
        case _:
            return show(asked.field, typical(asked.field), CAMPUS)


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.key)
def test_every_form_can_be_filled_in_by_words_alone(form):
    """Each answer ends its question, at the second time if a rule objects to the first; files come another way."""
    moment = replace(MOMENT, people=(Named(9, ("某某",)),), departments=(Named(9, ("某某",)),))
    draft, place = Draft(), 0
    while asked := question(form, draft):
        place += 1
        if asked.field.type in {FieldType.ATTACHMENT, FieldType.PICTURE}:
            draft = put(draft, asked.field, [{"id": "1", "name": "1.png", "size": 1}])
        else:
            taken = take(form, draft, answer_to(asked, place), moment, lambda values: filled(form, values))
            assert taken.wrong == ()
            draft = taken.draft
        assert place <= 2 * len(form.fields)


# --- does a text belong to the form?


def hear(said: str, *, asked: str = "", is_asking: bool = True, is_fresh: bool = True, form: Form = TRAVEL):
    draft = Draft(asked=asked)
    work = filled(form)
    return meant(
        said,
        understand(said),
        fields_of(form, work),
        question_of(form, draft, work),
        is_asking=is_asking,
        is_fresh=is_fresh,
    )


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("杭州", "destination"),
        ("报修", "reason"),  # one slip from a command
        ("部门工作", "reason"),  # begins like one
        ("审批 太慢", "reason"),
        ("请假回家", "reason"),
        ("明天能请假吗", "reason"),
        ("目的地：杭州", "budget"),
        ("事由：请病假 明天", "budget"),
    ],
)
def test_an_answer_is_an_answer_even_if_it_resembles_a_command(said, asked):
    assert hear(said, asked=asked) is Meant.ANSWER


@pytest.mark.parametrize(
    "said", ["取消", "返回", "跳过", "帮助", "待办", "同意 3", "驳回 1024 不行", "办事 接待", "余额"]
)
def test_a_command_is_obeyed_inside_a_form(said):
    assert hear(said, asked="reason") is Meant.OTHER


def test_an_option_that_is_a_command_elsewhere_is_the_answer():
    form = next(f for f in ALL if f.key == "data_use_request")
    field = next(each for each in form.fields if "部门" in each.options)

    assert hear("部门", asked=field.name, form=form) is Meant.ANSWER


def test_a_sentence_about_leave_is_no_place_and_no_sum():
    assert hear("请事假 明天下午", asked="budget") is Meant.OTHER
    assert hear("请事假 明天下午", asked="reason", is_fresh=False) is Meant.OTHER


def test_after_all_is_filled_in_only_labels_change_something():
    assert hear("杭州", is_asking=False) is Meant.OTHER
    assert hear("目的地：上海", is_asking=False) is Meant.ANSWER
    assert hear("同行人", is_asking=False) is Meant.FIELD


# --- what may be started


def staff_forms():
    return offered(ALL, Facts(kind="staff"), Now(NOW, WorkCalendar()))


def test_a_list_has_what_this_person_may_start_by_group():
    staff, student = staff_forms(), offered(ALL, Facts(kind="student"), Now(NOW, WorkCalendar()))

    assert {form.key for form in staff} >= {"travel", "reception", "teacher_leave"}
    assert "student_leave" not in {form.key for form in staff}
    assert {form.key for form in student} >= {"student_leave", "repair_ticket"}
    assert "travel" not in {form.key for form in student}
    groups = by_group(staff)
    assert len({group for group, _ in groups}) == len(groups)
    assert [form for _, forms in groups for form in forms] == list(staff)


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("出差", {"travel"}),
        ("出差申请", {"travel"}),
        ("公差", set()),
        ("出差申情", {"travel"}),
        ("報修", {"repair_ticket"}),
        ("请假", {"teacher_leave"}),
        ("采购", {"it_purchase"}),
        ("购置", {"system_purchase"}),
        ("更正", {"data_correction"}),
        ("火星", set()),
        ("", set()),
    ],
)
def test_a_form_is_found_by_its_names_with_one_slip(said, keys):
    assert {form.key for form in named(staff_forms(), said)} == keys


def test_a_name_that_fits_several_finds_them_all():
    assert len(named(staff_forms(), "数据")) > 1


def test_only_the_whole_name_is_the_name_alone():
    assert [form.key for form in exactly_named(staff_forms(), "出 差")] == ["travel"]
    assert exactly_named(staff_forms(), "我要出差") == ()


def test_a_students_sentence_about_leave_fills_in_what_it_says():
    reading = read_leave("请病假 明天下午 去医院", now=NOW, shift=Shift(), calendar=WorkCalendar())

    values = values_of(leave_fields(STUDENT_LEAVE), reading)

    assert values["leave_type"] == "病假"
    assert values["period"] == {"start": "2026-11-26T06:00:00+00:00", "end": "2026-11-26T10:00:00+00:00"}
