"""Who is asked for a leave."""

from hypothesis import given
from hypothesis import strategies as st

from domain.ids import Minutes, PersonId
from domain.office import LeavePolicy
from domain.people import Person
from domain.route import Chart, plan_route

POLICY = LeavePolicy()
HALF_DAY = Minutes(240)
FOUR_DAYS = Minutes(4 * 480)

LI = Person(id=PersonId(1), name="李雷")
TUTOR = Person(id=PersonId(2), name="教研室主任")
DEAN = Person(id=PersonId(3), name="院长")
VICE = Person(id=PersonId(4), name="副校长")
HEAD = Person(id=PersonId(5), name="校长")
GONE = Person(id=PersonId(6), name="前院长", is_active=False)


def route(chart, minutes=HALF_DAY, applicant=LI, policy=POLICY):
    return [
        (step.label, [approver.name for approver in step.approvers])
        for step in plan_route(applicant.id, chart, minutes, policy)
    ]


def test_the_direct_leader_then_the_department():
    chart = Chart((TUTOR,), ((DEAN,), (HEAD,)))

    assert route(chart) == [("直属领导", ["教研室主任"]), ("部门负责人", ["院长"])]


def test_a_long_leave_also_goes_to_the_level_above():
    chart = Chart((TUTOR,), ((DEAN,), (), (HEAD,)))

    assert route(chart, FOUR_DAYS)[-1] == ("上级部门负责人", ["校长"])


def test_three_days_exactly_are_not_long():
    chart = Chart((TUTOR,), ((DEAN,), (HEAD,)))

    assert len(route(chart, Minutes(3 * 480))) == 2
    assert len(route(chart, Minutes(3 * 480 + 1))) == 3


def test_a_direct_leader_who_leads_the_department_too_is_asked_once():
    assert route(Chart((DEAN,), ((DEAN,), (HEAD,)))) == [("直属领导", ["院长"])]


def test_without_a_direct_leader_it_starts_with_the_department():
    assert route(Chart((), ((DEAN,), (HEAD,)))) == [("部门负责人", ["院长"])]


def test_without_a_direct_leader_even_a_short_leave_goes_to_the_department():
    policy = LeavePolicy(department_over=480)

    assert route(Chart((), ((DEAN,),)), policy=policy) == [("部门负责人", ["院长"])]
    assert route(Chart((TUTOR,), ((DEAN,),)), policy=policy) == [("直属领导", ["教研室主任"])]


def test_the_leader_of_a_department_is_approved_by_the_level_above():
    chart = Chart((), ((DEAN,), (VICE,), (HEAD,)))

    assert route(chart, applicant=DEAN) == [("上级部门负责人", ["副校长"])]
    assert route(chart, FOUR_DAYS, applicant=DEAN) == [("上级部门负责人", ["副校长"]), ("上级部门负责人", ["校长"])]


def test_one_of_two_leaders_is_not_approved_by_the_other_while_somebody_stands_above():
    assert route(Chart((), ((DEAN, VICE), (HEAD,))), applicant=DEAN) == [("上级部门负责人", ["校长"])]


def test_at_the_top_the_other_leader_approves():
    assert route(Chart((), ((DEAN,), (HEAD, VICE))), applicant=HEAD) == [("上级部门负责人", ["副校长"])]


def test_nobody_is_approved_from_below():
    assert route(Chart((), ((DEAN,), (VICE,), (HEAD,))), applicant=VICE) == [("上级部门负责人", ["校长"])]


def test_a_section_without_a_leader_is_answered_for_by_the_department():
    assert route(Chart((), ((), (DEAN,), (HEAD,)))) == [("上级部门负责人", ["院长"])]


def test_several_leaders_of_a_level_are_asked_together():
    assert route(Chart((), ((DEAN, VICE),))) == [("部门负责人", ["院长", "副校长"])]


def test_people_who_left_are_never_asked():
    assert route(Chart((GONE,), ((GONE,), (HEAD,)))) == [("上级部门负责人", ["校长"])]


def test_being_ones_own_direct_leader_helps_nobody():
    assert route(Chart((LI,), ((DEAN,),))) == [("部门负责人", ["院长"])]


def test_when_there_is_nobody_the_route_is_empty():
    assert route(Chart((GONE,), ((LI,), ()))) == []


people = st.sampled_from([LI, TUTOR, DEAN, VICE, HEAD, GONE])
groups = st.lists(people, max_size=3, unique=True).map(tuple)
charts = st.builds(Chart, groups, st.lists(groups, max_size=4).map(tuple))


@given(charts, st.integers(1, 10 * 480))
def test_whatever_the_directory_says_no_step_is_empty_or_asks_the_applicant_or_one_who_left(chart, minutes):
    steps = plan_route(LI.id, chart, Minutes(minutes), POLICY)

    asked = set()
    for number, step in enumerate(steps, 1):
        ids = {approver.person for approver in step.approvers}
        assert step.ordinal == number
        assert ids
        assert not ids & {LI.id, GONE.id}
        assert not ids <= asked
        asked |= ids


@given(charts, st.integers(1, 10 * 480))
def test_whenever_somebody_active_stands_above_somebody_is_asked(chart, minutes):
    steps = plan_route(LI.id, chart, Minutes(minutes), POLICY)

    above = {p.id for group in (chart.direct, *chart.levels) for p in group if p.is_active and p.id != LI.id}
    led = [index for index, level in enumerate(chart.levels) if LI in level]
    reachable = {
        p.id
        for index, level in enumerate(chart.levels)
        for p in level
        if p.is_active and p.id != LI.id and (not led or index >= led[-1])
    } | {p.id for p in chart.direct if p.is_active and p.id != LI.id}
    assert bool(steps) == bool(reachable)
    assert reachable <= above
