"""The record of a request: what it shows to whom, and what its fingerprint covers."""

from dataclasses import replace

from domain.flow.case import RunState, Standing, State
from domain.forms.fields import FieldType
from domain.forms.showing import HIDDEN
from domain.record_digest import fields_hash
from domain.record_document import document_of, fingerprint_of
from domain.record_drawing import draw_up
from tests.unit.flow_college import LI, WANG, Desk, acts, desk, step
from tests.unit.records import DRAWING, FIELDS, FORM, gathered, reader, record


def test_the_record_names_the_request_its_applicant_and_how_it_ended():
    drawn = record()

    assert (drawn.number, drawn.form_title, drawn.title) == ("HT-1024", "合同会签", "纵向合同：灌溉系统研究")
    assert drawn.state is State.APPROVED
    assert (drawn.applicant.name, drawn.applicant.staff_no, drawn.applicant.department) == (
        "李雷",
        "T1001",
        "信息工程系",
    )


def test_fields_are_shown_as_people_read_them_and_empty_ones_not_at_all():
    shown = {each.label: each.text for each in record().fields}

    assert shown["金额"] == "1,234,567.89 元"
    assert shown["是否重大合同"] == "是"
    assert "资质与采购资料" not in shown


def test_what_the_reader_may_not_see_is_left_out_and_counted():
    drawn = record(without=("amount", "legal_opinion", "budget_table"))

    assert {"金额", "法律意见"}.isdisjoint(each.label for each in drawn.fields)
    assert drawn.hidden == 2  # the third is not filled in
    assert "amount" not in drawn.content["fields"]


def test_a_title_does_not_tell_what_the_reader_may_not_see():
    assert "灌溉" not in record(without=("title",)).title


def test_every_step_is_there_with_who_decided_or_why_nobody_was_asked():
    route = {stop.label: stop for stop in record().route}

    assert route["部门负责人审批"].places[0].actor.name == "王主任"
    assert route["部门负责人审批"].places[0].words == "同意。"
    assert route["产学研岗初审"].state is RunState.SKIPPED
    assert "条件不成立" in route["产学研岗初审"].reason
    assert all(place.standing is Standing.AGREED for stop in route.values() for place in stop.places)


def test_a_drawn_signature_is_shown_where_it_was_given_and_nowhere_else():
    pictures = {stop.label: [place.picture for place in stop.places] for stop in record().route}

    assert pictures.pop("分管副院长签批") == [DRAWING]
    assert not any(picture for each in pictures.values() for picture in each)


def test_the_history_has_every_act_also_those_that_decide_nothing():
    history = record().history

    assert [act.kind.value for act in history] == [
        "submit", "comment", "agree", "agree", "fill", "agree", "agree", "agree",
    ]  # fmt: skip
    assert history[4].label == "法律顾问审核"


def test_files_that_no_field_names_any_more_do_not_belong_to_the_record():
    assert [each.name for each in record().enclosures] == ["合同.pdf", "签名.png"]
    assert [each.name for each in record(without=("body",)).enclosures] == ["签名.png"]


def test_the_same_request_has_the_same_fingerprint_whenever_it_is_printed():
    later = draw_up(gathered(), replace(reader(), at=reader().at.replace(year=2040)))

    assert fingerprint_of(later) == fingerprint_of(record())


def test_a_comment_or_a_reminder_does_not_change_the_fingerprint_but_a_decision_does():
    case = gathered().case
    commented = replace(case, history=(*case.history, replace(case.history[1], no=9)))
    decided = replace(case, history=(*case.history, replace(case.history[2], no=9)))

    assert fingerprint_of(record(case=commented)) == fingerprint_of(record())
    assert fingerprint_of(record(case=decided)) != fingerprint_of(record())


def test_another_word_in_a_field_or_an_opinion_is_another_fingerprint():
    case = gathered().case
    dearer = replace(case, fields={**case.fields, "amount": 1})
    bent = replace(case, history=(case.history[0], case.history[1], replace(case.history[2], words="不同意。")))

    assert len({fingerprint_of(record(case=each)) for each in (case, dearer, bent)}) == 3


def test_a_secret_is_neither_shown_nor_part_of_what_could_be_guessed():
    secret = replace(FORM.by_name["counterparty"], type=FieldType.SECRET)
    form = replace(FORM, fields=tuple(secret if f.name == "counterparty" else f for f in FORM.fields))

    drawn = record(form=form)

    assert {each.label: each.text for each in drawn.fields}["对方"] == HIDDEN
    assert "counterparty" not in drawn.content["fields"]
    assert fields_hash(form, FIELDS) == fields_hash(form, {**FIELDS, "counterparty": "别人"})


def test_the_export_says_everything_that_the_record_says():
    document = document_of(record(), "https://bot.example.edu.cn/h5/verify/1024?code=x")

    assert document["content"]["fields"]["amount"] == 123_456_789
    assert document["people"]["1"] == {"name": "李雷", "staff_no": "T1001"}
    assert document["route"][0]["places"][0]["actor"] == "王主任"
    assert document["audit"][0]["object"] == "request:1024"
    assert document["fields_left_out"] == 0


def test_a_stand_in_is_named_with_whom_they_stood_in_for():
    place: Desk = desk(step("head", (WANG,), label="部门"))
    place.directory.deputies[WANG.id] = LI
    place = desk(step("head", (WANG,), label="部门"), directory=place.directory, applicant=replace(LI, id=WANG.id + 90))
    place.does(acts.Agree, LI)

    act = draw_up(gathered(case=_of(place)), reader()).history[-1]

    assert (act.actor.name, act.on_behalf_of.name) == ("李雷", "王主任")


def _of(place: Desk):
    return replace(place.case, fields={})
