"""When the clock has to look at a case: neither later than something is due, nor again and again before."""

from datetime import timedelta

from domain.flow import acts
from domain.flow.due import RETRY, next_look
from domain.flow.plan import Overdue
from domain.flow.resolver import CLOCK
from tests.unit.flow_college import NOW, WANG, ZHAO, Directory, Named, desk, step

HOUR = timedelta(hours=1)
MEASURES = (Overdue.REMIND, Overdue.ESCALATE)


def worked_by(place, minutes):
    return place.asked_at + timedelta(minutes=minutes)


def look(place):
    return next_look(place.case, worked_by)


def test_a_step_without_a_limit_needs_no_clock():
    place = desk(step("a", [WANG]))

    assert look(place) is None


def test_each_measure_is_due_after_one_more_limit_and_then_nothing_is():
    place = desk(step("a", [WANG], limit=60, overdue=MEASURES))
    looks = [look(place)]

    for _ in MEASURES:
        place.now = looks[-1]
        place.does(acts.Elapse, CLOCK)
        looks.append(look(place))

    assert looks == [NOW + HOUR, NOW + 2 * HOUR, None]


def test_the_earliest_of_all_who_are_asked_counts():
    place = desk(
        step("a", [WANG], limit=120, overdue=MEASURES, together="x"),
        step("b", [ZHAO], limit=60, overdue=MEASURES, together="x"),
    )

    assert look(place) == NOW + HOUR
    place.agree(ZHAO)
    assert look(place) == NOW + 2 * HOUR


def test_just_before_it_nothing_is_due():
    place = desk(step("a", [WANG], limit=60, overdue=MEASURES))

    assert place.cause(acts.Elapse, CLOCK, at=look(place) - timedelta(minutes=1)) == "nothing_due"


def test_what_is_stuck_is_tried_again():
    directory = Directory()
    place = desk(step("a", [WANG]), step("b"), directory=directory).agree(WANG)

    assert place.states() == ["passed", "stuck"]
    assert look(place) == place.now + RETRY
    directory.people["b"] = [Named(ZHAO, "新来的")]
    place.now = look(place)
    place.does(acts.Elapse, CLOCK)
    assert (place.waiting(), look(place)) == (["赵书记"], None)


def test_what_is_over_or_lies_with_the_applicant_needs_no_clock():
    limited = step("a", [WANG], limit=60, overdue=MEASURES)

    assert look(desk(limited, submitted=False)) is None
    assert look(desk(limited).agree(WANG)) is None
    returned = desk(limited)
    returned.does(acts.Return, WANG, reason="请补充")
    assert look(returned) is None
