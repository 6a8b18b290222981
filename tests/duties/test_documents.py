"""A document that names its own date, or concerns some duties only."""

from datetime import date, datetime

from domain.duties.catalogue import Catalogue
from domain.duties.happening import Happening
from domain.duties.occurring import occurrences, why_not
from domain.duties.rules import AfterEvent, ExternalDeadline, Lapse, Unit
from tests.duties.worlds import CAMPUS, FIRST, LAST, duty, world

CODE = "upper_document_received"
THREE_DAYS = Lapse(Unit.WORKING_DAYS, 3)


def document(number=1, **known):
    at = datetime(2026, 5, 8, 10, tzinfo=CAMPUS)
    return world(happenings={CODE: [Happening(id=number, code=CODE, at=at, subject="关于上报的通知", **known)]})


def days(owed, known):
    return [(each.period, each.due_on) for each in occurrences(owed, FIRST, LAST, known)]


def test_a_document_s_own_date_counts_where_the_duty_goes_by_it_and_nowhere_else():
    goes = duty(AfterEvent(event=CODE, lapse=THREE_DAYS, or_as_document=True), "A-1")
    goes_not = duty(AfterEvent(event=CODE, lapse=THREE_DAYS), "A-2")
    known = document(deadline=date(2026, 5, 20))

    assert days(goes, known) == [("event:1", date(2026, 5, 20))]
    assert days(goes, document()) == days(goes_not, known) == [("event:1", date(2026, 5, 12))]


def test_a_document_starts_the_duties_that_it_was_said_to_concern():
    owed = [duty(AfterEvent(event=CODE, lapse=THREE_DAYS), code) for code in ("A-1", "A-2")]
    known = document(only=frozenset({"A-2"}))

    assert [bool(days(each, known)) for each in owed] == [False, True]


def test_a_date_that_others_set_comes_with_the_document_that_names_it():
    owed = duty(ExternalDeadline(set_by="upper_document"), "A-1")
    meant = document(only=frozenset({"A-1"}), deadline=date(2026, 5, 20))

    assert days(owed, meant) == [("event:1", date(2026, 5, 20))]
    assert why_not(owed, meant) is None
    assert Catalogue({"A-1": owed}).by_event == {CODE: (owed,)}


def test_a_document_to_nobody_in_particular_sets_no_date():
    owed = duty(ExternalDeadline(set_by="upper_document"), "A-1")

    assert days(owed, document(deadline=date(2026, 5, 20))) == []
    assert why_not(owed, document(deadline=date(2026, 5, 20))) is not None


def test_an_event_after_which_others_set_the_date_brings_it():
    owed = duty(ExternalDeadline(set_by="college_schedule", after=CODE), "A-1")

    assert days(owed, document(deadline=date(2026, 5, 20))) == [("event:1", date(2026, 5, 20))]
    assert days(owed, document()) == []
