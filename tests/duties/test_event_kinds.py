"""content/happenings.toml: where each event is found."""

import tomllib
from pathlib import Path

import pytest

from domain.duties.event_file import EventWord, Origin, load_events
from domain.duties.event_kinds import EventKinds, Moment
from domain.duties.event_kinds_file import load_event_kinds

CONTENT = Path(__file__).resolve().parents[2] / "content"
FORMS = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in (CONTENT / "forms").glob("*.toml")}


@pytest.fixture(scope="module")
def kinds():
    events, places = (tomllib.loads((CONTENT / name).read_text("utf-8")) for name in ("events.toml", "happenings.toml"))
    read = load_event_kinds(load_events("events.toml", events), "happenings.toml", places)
    assert isinstance(read, EventKinds), read
    return read


def test_every_form_step_and_field_that_an_event_names_is_there(kinds):
    for kind in kinds.by_code.values():
        for place in kind.forms:
            form = FORMS[place.form]
            fields = {each["name"] for each in form["fields"]}
            assert {name for name in (place.at, place.departments, *place.where) if name} <= fields, kind.code
            assert place.moment is not Moment.STEP or place.step in {each["key"] for each in form["steps"]}, kind.code


def test_an_event_of_a_form_is_booked_by_it_or_lies_on_its_way_or_is_told_by_people(kinds):
    booked = {each["code"] for form in FORMS.values() for each in form.get("books", ()) if each.get("code")}
    others = {
        kind.code
        for kind in kinds.by_code.values()
        if kind.origin is Origin.FLOW and not kind.forms and kind.code not in booked
    }
    assert others == {"contract_archived", "notice_ended", "notice_ended_no_objection"}  # no form has such a step


def test_every_word_that_a_choice_is_compared_with_is_one_of_its_choices(kinds):
    for kind in kinds.by_code.values():
        for place in kind.forms:
            fields = {each["name"]: each for each in FORMS[place.form]["fields"]}
            for name, words in place.where.items():
                choices = fields[name].get("options") or fields[name].get("choices")
                assert choices is None or set(words) <= set(choices), (kind.code, name)


@pytest.mark.parametrize(
    ("said", "code"),
    [("收到数据采集通知", "data_collection_notice_received"), ("数据采集通知", "data_collection_notice_received")],
)
def test_an_event_is_found_by_what_people_call_it(kinds, said, code):
    assert [each.code for each in kinds.named(said)] == [code]
    assert len(kinds.named("论证")) > 1
    assert [each.code for each in kinds.named("论证会")] == ["review_meeting"]
    assert kinds.named("学生通过闸机") == kinds.named("") == ()


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"code": "ax"}, "events.toml 里没有 ax"),
        ({"code": "ab", "forms": [{"form": "f", "moment": "step"}]}, "要写是哪一步"),
        ({"code": "ab", "forms": [{"form": "f", "moment": "soon"}]}, "不认识 soon"),
        ({"code": "ab", "calendar": {"is_end": True}}, "要写校历里的名称"),
        ({"code": "ab", "form": "f"}, "没有这一项"),
        ({"code": "ab", "forms": [{"form": "f", "where": {"a": 3}}]}, "应是文字"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(entry, complaint):
    problems = load_event_kinds({"ab": EventWord("ab", "某事", Origin.STAFF)}, "happenings.toml", {"events": [entry]})

    assert any(complaint in str(each) for each in problems)
    assert "happenings.toml" in str(problems[0])
