"""The engine's questions answered by a form: people, votes, those above, stand-ins, copies, and the form's settings."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.college_calendar import CollegeCalendar
from domain.flow import acts
from domain.flow.case import Assignment, Case, Origin
from domain.flow.engine import apply
from domain.flow.outcome import Done
from domain.flow.resolver import Dedupe
from domain.forms.findings import Wrong
from domain.forms.planning import plan_of
from domain.forms.policies import policy_of
from domain.forms.resolving import CHOSEN, FormResolver, StandInFor
from domain.forms.routing import admins_of
from domain.forms.simulate import examine, simulate
from domain.ids import Minutes, PersonId
from domain.office import Office
from domain.shift import Shift
from tests.unit.test_forms_simulate import COLLEGE, HEAD, NOW, form_of, step

OFFICE = Office(name="学院", campus=NOW.campus, calendar=CollegeCalendar(), shift=Shift())
TEACHER, STUDENT, DEAN, HR, CLERK, PRESIDENT = 5, 7, 4, 2, 3, 1
BOOKS = """
[[fields]]
name = "amount"
label = "金额"
type = "money"
[[fields]]
name = "period"
label = "时间"
type = "period"
[[fields]]
name = "rows"
label = "明细"
type = "table"
[[fields.columns]]
name = "price"
label = "价钱"
type = "money"
"""


def resolver_of(form, applicant=TEACHER, *stand_ins, chosen=None):
    return FormResolver(form, COLLEGE.members[applicant], COLLEGE, NOW, chosen or {}, stand_ins, Shift())


def the_step(form, number=0):
    return plan_of(form, Minutes(480)).steps[number]


def names(named):
    return [each.person.name for each in named]


def person(number):
    return COLLEGE.members[number].person


def test_the_step_asks_whom_its_words_name_with_the_reason():
    form = form_of(step("department_head"))

    (dean,) = resolver_of(form).resolve(the_step(form), {})

    assert (dean.person.name, dean.reason, dean.weight, dean.has_veto) == ("学院长", "一学院负责人", 1, False)


def test_votes_weigh_what_the_form_says_and_a_veto_is_the_holders():
    share = 'mode = "share"\nshare = 0.6\nveto = ["role:admin"]\nweights = { "post:hr" = 3 }'
    form = form_of(step("members:人事处", share))

    asked = resolver_of(form).resolve(the_step(form), {})

    assert [(n.person.name, n.weight, n.has_veto) for n in asked] == [("人事", 3, False), ("考勤", 1, True)]


def test_conditions_and_people_go_by_the_values_of_the_moment():
    form = form_of(step("department_head(unit)", "when = \"kind == '乙'\""))
    resolver, where = resolver_of(form), the_step(form)

    assert not resolver.holds(where, {"kind": "甲"})
    assert resolver.holds(where, {"kind": "乙"})
    assert names(resolver.resolve(where, {"unit": {"id": 2, "name": "人事处"}})) == ["人事"]
    assert names(resolver.resolve(where, {"unit": {"id": 3, "name": "一学院"}})) == ["学院长"]


def test_a_condition_without_a_value_asks_the_step():
    form = form_of(step("department_head") + step("post:hr", 'when = "amount > 100.0"', key="b", label="人事"))

    assert resolver_of(form).holds(the_step(form, 1), {"amount": None})


def test_the_applicants_choice_is_kept_beside_the_fields():
    form = form_of(step("chosen"))

    asked = resolver_of(form, TEACHER, chosen={"a": (CLERK,)}).resolve(the_step(form), {})
    changed = resolver_of(form).resolve(the_step(form), {f"{CHOSEN}a": [{"id": HR, "name": "人事"}]})

    assert (names(asked), names(changed)) == (["考勤"], ["人事"])


def test_above_are_the_leaders_of_who_is_asked_and_of_the_applicant_where_nobody_is():
    late = form_of(step("post:clerk"))
    vacant = form_of(step("post:vacant"))
    own = form_of(step("post:hr"))

    assert [names(level) for level in resolver_of(late).above(the_step(late), {})] == [["学院长"], ["院长"]]
    assert [names(level) for level in resolver_of(vacant, CLERK).above(the_step(vacant), {})] == [["人事"], ["院长"]]
    assert [names(level) for level in resolver_of(own, HR).above(the_step(own), {})] == [["院长"]]


def test_a_stand_in_acts_within_the_limits_of_form_and_amount():
    form = form_of(step("post:hr"), fields=BOOKS)
    small = StandInFor(PRESIDENT, person(CLERK), most_fen=5_000_00)
    here = StandInFor(PRESIDENT, person(HR), form="x")
    elsewhere = StandInFor(PRESIDENT, person(DEAN), form="travel")
    rows = [{"price": 3_000_00}, {"price": 2_500_00}]

    def standing_in(fields, *stand_ins):
        found = resolver_of(form, TEACHER, *stand_ins).stand_in(person(PRESIDENT), the_step(form), fields)
        return found and found.name

    assert standing_in({"amount": 5_000_00}, small, elsewhere) == "考勤"
    assert standing_in({"amount": 5_000_01}, small, elsewhere) is None
    assert standing_in({"amount": 1, "rows": rows}, small) is None
    assert standing_in({}, small) == "考勤"
    assert standing_in({"amount": 1}, small, here) == "人事"
    assert resolver_of(form, TEACHER, small).stand_in(person(HR), the_step(form), {}) is None


def test_copies_go_to_whom_the_form_names_and_only_if_their_condition_holds():
    copies = """
    [[copies]]
    who = "post:hr"
    when = "amount > 100.0"
    at = "end"
    [[copies]]
    who = ["counsellor", "department_head"]
    at = "start"
    """
    resolver = resolver_of(form_of(step("post:hr") + copies), STUDENT)

    assert names(resolver.copied("end", {"amount": 200_00})) == ["人事"]
    assert names(resolver.copied("end", {"amount": 100_00})) == []
    assert names(resolver.copied("end", {})) == []
    assert names(resolver.copied("start", {})) == ["辅导", "学院长"]


def test_working_time_is_that_of_shift_and_calendar():
    form = form_of(step("post:hr"))
    friday = datetime(2026, 11, 27, 17, tzinfo=NOW.campus).astimezone(UTC)

    place = Assignment(no=1, person=person(HR), reason="", asked_at=friday)

    assert resolver_of(form).worked(place, friday + timedelta(days=3)) == 60 + 480 - 60


@pytest.mark.parametrize("applicant", sorted(COLLEGE.members))
@pytest.mark.parametrize(
    "more",
    [
        *(f'own = "{own}"\nempty = "{empty}"' for own in ("up", "skip", "allow") for empty in ("up", "skip", "stop")),
        'empty = "admin"',
        'own = "up"\nempty = "admin"\nmode = "all"',
    ],
)
@pytest.mark.parametrize("who", ["department_head", "post:vacant", "post:hr", "members:人事处", "applicant"])
def test_the_simulation_tells_what_the_engine_then_does(applicant, more, who):
    """Whatever a step says and whoever applies: forms check and the draft's card promise nothing else."""
    form = form_of(step(who, more))
    resolver = resolver_of(form, applicant)
    policy = policy_of(form, OFFICE, admins_of(COLLEGE), {})
    case = Case.draft(1024, person(applicant), plan_of(form, Minutes(480)), {})
    submit = acts.Submit(actor=person(applicant), at=NOW.instant, fields={"kind": "甲"})

    (planned,) = simulate(form, COLLEGE.members[applicant], {"kind": "甲"}, COLLEGE, NOW)
    outcome = apply(case, submit, resolver, policy)

    if planned.stuck:
        assert not isinstance(outcome, Done)
        return
    assert isinstance(outcome, Done)
    run = outcome.case.run("a")
    assert [(a.person.name, a.origin) for a in run.assignments] == [(n.person.name, n.origin) for n in planned.asked]
    assert run.reason == planned.skipped
    assert bool(planned.raised) == any(n.origin in (Origin.UP, Origin.ADMIN) for n in planned.asked)


@pytest.mark.parametrize("own", ["up", "skip", "allow"])
@pytest.mark.parametrize("applicant", sorted(COLLEGE.members))
def test_a_stand_in_who_is_found_to_be_the_applicant_never_acts_for_the_approver(applicant, own):
    form = form_of(step("post:hr", f'own = "{own}"'))
    stand_in = StandInFor(PersonId(HR), person(applicant))
    policy = policy_of(form, OFFICE, (), {})
    case = Case.draft(1024, person(applicant), plan_of(form, Minutes(480)), {})
    submit = acts.Submit(actor=person(applicant), at=NOW.instant, fields={"kind": "甲"})

    done = apply(case, submit, resolver_of(form, applicant, stand_in), policy)
    wrongs = [each.wrong for each in examine(form, COLLEGE, NOW, (), (stand_in,))]

    assert isinstance(done, Done)
    assert (Wrong.OWN_STAND_IN in wrongs) == (applicant != HR)
    assert all(place.stand_in is None for _, place in done.case.open_places())
    agree = acts.Agree(actor=person(applicant), at=NOW.instant, on_behalf_of=person(HR))
    assert not isinstance(apply(done.case, agree, resolver_of(form, applicant, stand_in), policy), Done)


def test_what_was_booked_may_be_taken_back_until_it_begins():
    period = {"start": "2026-11-26T00:00:00+00:00", "end": "2026-11-27T00:00:00+00:00"}
    leave = '[[books]]\nwhat = "event"\ncode = "away"\nperiod = "period"\n'
    signed = '[[books]]\nwhat = "event"\ncode = "signed"\n'
    values = {"period": period}

    def until(books):
        return policy_of(form_of(step("post:hr") + books, fields=BOOKS), OFFICE, (), values).reversible_until

    assert until(leave) == datetime(2026, 11, 26, tzinfo=UTC)
    assert until(leave + signed) is None
    assert until("") is None


def test_the_forms_settings_say_when_an_agreement_counts_again():
    said = form_of(step("post:hr"), head=HEAD + '[settings]\ndedupe = "never"\n')
    silent = form_of(step("post:hr"))

    assert policy_of(said, OFFICE, (), {}).dedupe is Dedupe.NEVER
    assert policy_of(silent, OFFICE, (), {}).dedupe is Dedupe.ADJACENT
