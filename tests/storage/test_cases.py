"""A case is kept act by act: read as it was written, on the lists of whom it waits for, with nothing entered twice."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import asyncpg
import pytest

from domain.flow import acts
from domain.flow.case import Case, State
from domain.flow.engine import apply
from domain.flow.kinds import ActKind
from domain.flow.plan import Plan, Step
from domain.ids import RequestNo
from domain.request import Channel
from storage.cases import (
    cases_of,
    cases_open_for,
    create_case,
    find_case,
    load_cases,
    lock_case,
    look_again,
    places_of,
    save_case,
    save_case_draft,
    to_look_at,
    unread_copies,
)
from storage.database import Database
from storage.verify import verify
from tests.storage.cases import COLLEGE, FORM, PLAN, Office, add_everybody, write
from tests.unit.flow_college import CLOCK, LI, NOW, POLICY, QIAN, SUN, WANG, ZHAO, Directory
from tests.unit.flow_walk import EVERYBODY, Walk

WALKS = 12
OF_HANDLERS = {"ledger-approved", "leave-period"}  # who book what a case only names


@pytest.fixture
async def office(address: str, database: Database) -> Office:
    await add_everybody(address, (LI, *(person for person in EVERYBODY if person.id != LI.id)))
    return Office(database)


class RecordedWalk(Walk):
    """Remembers what came of every act, to be written afterwards."""

    def __init__(self, rnd: Random) -> None:
        self.outcomes_in_order = []
        super().__init__(rnd)

    def follow(self, before, act, outcome):
        super().follow(before, act, outcome)
        self.outcomes_in_order.append(outcome)


async def test_whatever_happens_to_cases_they_are_read_as_they_were_written_and_nothing_is_violated(
    office: Office, database: Database
):
    kinds = Counter()
    for seed in range(WALKS):
        walk = RecordedWalk(Random(seed))
        walk.go()
        await written(database, walk)
        kinds.update(outcome.entry.kind for outcome in walk.outcomes_in_order)

    assert [each for each in await verify(database) if each.check not in OF_HANDLERS] == []
    assert len(kinds) > len(ActKind) // 2


async def written(database: Database, walk: RecordedWalk) -> None:
    """Every act in a transaction of its own, each compared with what is read afterwards."""
    case = walk.case
    async with database.begin(NOW) as tx:
        kept = await create_case(tx, LI, FORM, case.plan, {})
    number = kept.no
    for outcome in walk.outcomes_in_order:
        async with database.begin(outcome.entry.at) as tx:
            await write(tx, await lock_case(tx, number), replace(outcome, case=replace(outcome.case, no=number)))
        async with database.begin(outcome.entry.at) as tx:
            found = await find_case(tx, number)
        assert found.case == numbered(outcome.case, number)


def numbered(case: Case, number: int) -> Case:
    undoable = case.undoable and replace(case.undoable, before=replace(case.undoable.before, no=number))
    return replace(case, no=number, undoable=undoable)


async def test_a_new_case_is_a_draft_with_its_number_its_form_and_what_was_filled_in(office: Office):
    number = await office.create(fields={"days": 2, "why": "开会"})

    kept = await office.kept(number)

    assert (kept.no, kept.form, kept.form_version, kept.created_at) == (number, "travel", 3, NOW)
    assert kept.case == Case.draft(number, LI, PLAN, {"days": 2, "why": "开会"})
    assert (kept.submitted_at, kept.finished_at, kept.draft) == (None, None, {})


async def test_a_request_of_the_older_kind_is_no_case(office: Office, database: Database):
    async with database.engine.begin() as conn:
        await conn.exec_driver_sql(
            "insert into requests (form, form_version, applicant_id, fields, created_at)"
            " values ('leave', 1, 1, '{}', now())"
        )

    async with database.begin(NOW) as tx:
        assert await find_case(tx, RequestNo(1001)) is None
        assert await lock_case(tx, RequestNo(1001)) is None


async def test_cases_are_loaded_in_the_order_asked_for_and_unknown_numbers_are_left_out(
    office: Office, database: Database
):
    first, second = await office.submitted(), await office.submitted()

    async with database.begin(NOW) as tx:
        found = await load_cases(tx, [second, RequestNo(9999), first])

    assert [kept.no for kept in found] == [second, first]


async def test_a_draft_keeps_what_is_filled_in_and_what_is_asked_and_older_cards_are_stale(
    office: Office, database: Database
):
    number = await office.create()

    async with database.begin(NOW) as tx:
        kept = await save_case_draft(tx, await lock_case(tx, number), {"days": 5}, {"asked": "why"})

    assert kept == await office.kept(number)
    assert (kept.case.fields, kept.draft, kept.read_at) == ({"days": 5}, {"asked": "why"}, 2)


async def test_a_returned_case_is_filled_in_anew_beside_what_the_steps_have_seen(office: Office, database: Database):
    number = await office.submitted(days=2)
    await office.does(number, acts.Return, WANG, reason="请补充")

    async with database.begin(NOW) as tx:
        await save_case_draft(tx, await lock_case(tx, number), {"days": 9}, {"fields": {"days": 9}})
    await office.does(number, acts.Comment, WANG, words="看一下")

    kept = await office.kept(number)
    assert (kept.case.state, kept.case.fields, kept.draft) == (State.RETURNED, {"days": 2}, {"fields": {"days": 9}})

    resubmitted = await office.does(number, acts.Resubmit, LI, fields={"days": 9})

    assert resubmitted == await office.kept(number)
    assert (resubmitted.case.fields, resubmitted.draft) == ({"days": 9}, {})


async def test_what_does_not_lie_with_the_applicant_is_no_draft_any_more(office: Office, database: Database):
    number = await office.submitted()

    async with database.begin(NOW) as tx:
        with pytest.raises(LookupError):
            await save_case_draft(tx, await find_case(tx, number), {"days": 9})


async def test_a_case_that_has_moved_on_is_not_written_over(office: Office, database: Database):
    """Whoever forgot to lock it fails instead of undoing what another has done."""
    number = await office.submitted()
    stale = await office.kept(number)
    done = apply(stale.case, acts.Agree(actor=WANG, at=NOW), COLLEGE, POLICY)
    await office.does(number, acts.Agree, WANG)

    with pytest.raises(LookupError, match="no longer as it was read"):
        async with database.begin(NOW) as tx:
            await save_case(tx, stale, replace(done, entry=replace(done.entry, no=9)))

    assert len((await office.case(number)).history) == 2
    assert [each for each in await verify(database) if each.check not in OF_HANDLERS] == []


async def test_two_who_press_at_once_are_taken_one_after_the_other(office: Office):
    office.directory = Directory(people={"s0": (WANG, QIAN), "s1": (ZHAO,)})
    number = await office.submitted()

    outcomes = await asyncio.gather(
        office.does(number, acts.Agree, WANG), office.does(number, acts.Agree, QIAN), return_exceptions=True
    )

    assert sorted(isinstance(outcome, AssertionError) for outcome in outcomes) == [False, True]
    assert len((await office.case(number)).history) == 2


async def test_what_waits_is_on_the_list_of_whoever_it_waits_for_and_leaves_it_when_decided(
    office: Office, database: Database
):
    office.directory = Directory(people={"s0": (WANG,), "s1": (ZHAO,)}, deputies={WANG.id: SUN})
    first = await office.submitted()
    second = await office.submitted()

    async with database.begin(NOW) as tx:
        listed = await places_of(tx, WANG.id)
        deputised = await places_of(tx, SUN.id)
        own = await cases_open_for(tx, WANG.id), await cases_open_for(tx, SUN.id)
    assert [(place.no, place.label, place.on_behalf_of) for place in listed] == [
        (first, "部门负责人", None),
        (second, "部门负责人", None),
    ]
    assert [(place.no, place.on_behalf_of) for place in deputised] == [(first, WANG.id), (second, WANG.id)]
    assert own == ([first, second], [])

    await office.does(first, acts.Agree, SUN)

    async with database.begin(NOW) as tx:
        assert [place.no for place in await places_of(tx, WANG.id)] == [second]
        assert [(place.no, place.step) for place in await places_of(tx, ZHAO.id)] == [(first, "s1")]


async def test_own_cases_are_listed_newest_first_without_dropped_drafts(office: Office, database: Database):
    pending, dropped, draft = await office.submitted(), await office.create(), await office.create()
    await office.does(dropped, acts.Drop, LI)

    async with database.begin(NOW) as tx:
        assert await cases_of(tx, LI.id) == [draft, pending]
        assert await cases_of(tx, LI.id, State.PENDING, State.RETURNED) == [pending]
        assert await cases_of(tx, WANG.id) == []


async def test_a_copy_is_unread_until_it_is_read(office: Office, database: Database):
    office.directory = Directory(people={"s0": (WANG,), "s1": (ZHAO,)}, copies={"start": (SUN,)})
    number = await office.submitted()

    async with database.begin(NOW) as tx:
        assert await unread_copies(tx, SUN.id) == [number]
    await office.does(number, acts.Read, SUN)

    async with database.begin(NOW) as tx:
        assert await unread_copies(tx, SUN.id) == []
    assert [each for each in await verify(database) if each.check not in OF_HANDLERS] == []


async def test_what_is_approved_is_entered_with_its_details_and_reversed_when_withdrawn(
    office: Office, database: Database, address: str
):
    number = await office.submitted()
    await office.does(number, acts.Agree, WANG)
    await office.does(number, acts.Agree, ZHAO, saving={"details": {"gate": {"code": "N1"}}})
    later = NOW + timedelta(hours=3)
    await office.does(number, acts.Comment, LI, words="谢谢", at=NOW + timedelta(hours=1))

    withdrawn = await office.does(number, acts.Withdraw, LI, at=later)

    assert (withdrawn.submitted_at, withdrawn.finished_at) == (NOW, later)
    rows = await fetch(address, "select what, no, booked_at, detail ->> 'code', reversed_at from bookings")
    assert rows == [("gate", 3, NOW, "N1", later)]
    assert [each for each in await verify(database) if each.check not in OF_HANDLERS] == []


async def test_a_comment_on_a_finished_case_leaves_its_end_where_it_was(office: Office):
    number = await office.submitted()
    await office.does(number, acts.Refuse, WANG, reason="不行")

    await office.does(number, acts.Comment, LI, words="好的", at=NOW + timedelta(days=1))

    assert (await office.kept(number)).finished_at == NOW


async def test_others_read_every_decision_with_its_step_its_words_and_how_it_was_given(office: Office, address: str):
    number = await office.submitted()
    await office.does(number, acts.Agree, WANG, opinion="同意", saving={"channel": Channel.CARD})
    await office.does(number, acts.Refuse, ZHAO, reason="不行", saving={"channel": Channel.TEXT})

    rows = await fetch(address, "select step, actor_id, action, comment, channel from report.decisions order by step")

    assert rows == [(1, WANG.id, "approve", "同意", "card"), (2, ZHAO.id, "reject", "不行", "text")]


async def test_a_delegates_opinion_and_an_undone_agreement_are_no_decisions_to_others(office: Office, address: str):
    plan = Plan((Step(key="s0", label="部门负责人", safe=True), *PLAN.steps[1:]))
    number = await office.submitted(plan)
    await office.does(number, acts.Delegate, WANG, to=SUN)
    await office.does(number, acts.Agree, SUN, opinion="可以")
    await office.does(number, acts.Agree, WANG, in_batch=True)
    await office.does(number, acts.Undo, WANG)

    assert await fetch(address, "select step from report.decisions") == []
    assert await fetch(address, "select decision from acts where kind = 'agree' order by no") == [(None,), ("approve",)]


async def test_a_signature_is_kept_with_the_act_even_when_the_step_is_gone_through_again(office: Office, address: str):
    plan = Plan((Step(key="s0", label="部门负责人", signature=True), *PLAN.steps[1:]))
    number = await office.submitted(plan)
    await office.does(number, acts.Agree, WANG, signature="f" * 64)
    await office.does(number, acts.Return, ZHAO, reason="请改", to="s0")

    assert await fetch(address, "select signature from acts where kind = 'agree'") == [("f" * 64,)]


async def test_others_see_a_returned_request_as_one_on_its_way(office: Office, address: str):
    number = await office.submitted()
    await office.does(number, acts.Return, WANG, reason="请补充")

    assert await fetch(address, "select no, state from report.requests") == [(number, "pending")]


async def test_the_clock_acts_without_being_anybody(office: Office, address: str):
    number = await office.submitted(Plan((Step(key="s0", label="部门负责人", limit=60), *PLAN.steps[1:])))

    await office.does(number, acts.Elapse, CLOCK, at=NOW + timedelta(hours=2))

    assert (await office.case(number)).history[-1].actor == CLOCK
    assert await fetch(address, "select actor_id from acts where kind = 'elapse'") == [(None,)]


async def test_the_clock_finds_what_it_has_to_look_at_and_nothing_else(office: Office, database: Database):
    due, later, ended = [await office.submitted() for _ in range(3)]
    await office.does(due, acts.Agree, WANG, saving={"look_at": NOW})
    await office.does(later, acts.Agree, WANG, saving={"look_at": NOW + timedelta(minutes=1)})
    await office.does(ended, acts.Refuse, WANG, reason="不行", saving={"look_at": NOW})

    async with database.begin(NOW) as tx:
        assert await to_look_at(tx, 10) == [due]
        await look_again(tx, due, None)
        assert await to_look_at(tx, 10) == []


async def test_who_left_since_is_read_as_somebody_who_left(office: Office, address: str):
    number = await office.submitted()
    await fetch(address, "update accounts set active = false where person_id = 2 returning 1")

    place = (await office.case(number)).run("s0").assignments[0]

    assert (place.person.name, place.person.is_active) == (WANG.name, False)


async def fetch(address: str, query: str) -> list[tuple[object, ...]]:
    conn = await asyncpg.connect(address)
    rows = await conn.fetch(query)
    await conn.close()
    return [tuple(row) for row in rows]
