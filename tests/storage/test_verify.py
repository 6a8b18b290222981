"""Every invariant holds on a clean history, and each check finds what was planted for it."""

import asyncpg
import pytest

from domain.address import Address
from domain.ids import PersonId, RequestNo
from jobs.outbox import Courier
from storage import cards
from storage.database import Database
from storage.invariants import INVARIANTS, Scope
from storage.verify import verify
from storage.wakeups import Wakeups
from tests.jobs.scripted import STAFF, ScriptedPlatform, clock, leave_card
from tests.storage.lawless import break_every_rule
from tests.storage.planted_attendance import PLANTED_IN_ATTENDANCE
from tests.storage.planted_duties import PLANTED_IN_DUTIES
from tests.storage.test_verify_cases import PLANTED_IN_CASES

HISTORY = """
    insert into people (name) values ('张三'), ('李四'), ('王五');
    insert into requests (form, form_version, applicant_id, state, fields, created_at, submitted_at, finished_at)
    select 'leave', 1, 1, state, '{}', now() - interval '9 days',
        case when state in ('draft', 'expired') then null else now() - interval '8 days' end,
        case when state in ('draft', 'pending') then null else now() - interval '7 days' end
    from unnest(array['approved', 'rejected', 'withdrawn', 'pending', 'draft', 'expired']) state;
    insert into steps (request_no, ordinal, label, state)
    values (1001, 1, '部门', 'approved'), (1001, 2, '人事', 'approved'), (1002, 1, '部门', 'rejected'),
           (1002, 2, '人事', 'cancelled'), (1003, 1, '部门', 'cancelled'), (1004, 1, '部门', 'pending');
    insert into step_approvers (request_no, ordinal, person_id, source)
    select request_no, ordinal, person, '负责人' from steps cross join unnest(array[2, 3]) person;
    insert into leave_periods (request_no, person_id, during, active)
    values (1001, 1, '[2030-01-01, 2030-01-02)', true), (1002, 1, '[2030-01-01, 2030-01-02)', false),
           (1003, 1, '[2030-01-01, 2030-01-02)', false), (1004, 1, '[2030-01-02, 2030-01-03)', true);
    insert into leave_ledger (person_id, leave_type, minutes, reason, cause_key, request_no, booked_at)
    values (1, 'annual', 4800, '年初', 'grant:2030:1', null, now()),
           (1, 'annual', -480, '请假', 'debit:1001', 1001, now()),
           (1, 'annual', -480, '请假', 'debit:1003', 1003, now()),
           (1, 'annual', 480, '撤回', 'refund:1003', 1003, now());
    insert into inbox (platform, account, event_key, kind, lane, state, handled_at, error)
    values ('wecom', 'staff', 'm1', 'text', 'x', 'done', now(), ''),
           ('wecom', 'staff', 'm2', 'text', 'x', 'dead', now(), 'E'),
           ('wecom', 'staff', 'm3', 'text', 'x', 'ignored', now(), '');
    insert into job_runs (job, occurrence, started_at, finished_at, outcome)
    values ('retention', '2030-01-01', now(), now(), '无'), ('retention', '2030-01-02', now(), now(), '无');
"""
LOTS = """
    insert into leave_lots (person_id, leave_type, origin, granted_on, remaining, reason)
    values (1, 'annual', 'given', '2030-01-01', 4320, '年初');
    insert into leave_uses (ledger_id, lot_id, minutes) select id, 1, minutes from leave_ledger;
"""
DECIDE = """
    insert into decisions (request_no, step, actor_id, action, channel, decided_at)
    values ($1, $2, $3, $4, 'card', now() - interval '7 days')
"""

PLANTED = {
    "audit-chain": [
        "update audit set detail = '{\"step\": 9}' where seq = 2",
        "delete from audit where seq = 1",
        "update audit set at = at + interval '1 microsecond' where seq = 3",
    ],
    "paper-secret": ["delete from paper_secret", "update paper_secret set secret = ''"],
    "names-written": [
        "delete from unwritten_names",
        "delete from unwritten_names; update people set status = 'left'; insert into name_forms values ('zs', 1)",
    ],
    "directory-leads": [
        "update people set main_department_id = 999",
        "insert into accounts (person_id, platform, account, user_id, user_key) values (999, 'wecom', 'a', 'b', 'b')",
        "insert into memberships (department_id, person_id) values (999, 1)",
        "insert into direct_leaders (person_id, leader_id) values (1, 999)",
        """
        insert into org_changes (platform, account, kind, key, subject, run_id, seen_at, applied_at)
        values ('wecom', 'staff', '人员改名', 'x', 'x', 999, now(), now())
        """,
    ],
    "ways-in-kept": [
        """
        with l as (
            insert into directory_lists (platform, account, cause, state, asked_at, asked_by)
            values ('wecom', 'staff', 'asked', 'ignored', now(), 'person:1') returning id
        )
        insert into ways_in (list_id, staff_no, mobile) select id, 'T1', '1' from l
        """,
        """
        with l as (
            insert into directory_lists (platform, account, cause, state, asked_at, asked_by)
            values ('wecom', 'staff', 'asked', 'writing', now(), 'person:1') returning id
        ), o as (
            insert into directory_orders (list_id, ordinal, doing, subject, written, state)
            select id, 1, 'x', 'x', '{"kind": "MakeMember", "staff_no": "T1"}', 'done' from l
        )
        insert into ways_in (list_id, staff_no, mobile) select id, 'T1', '1' from l
        """,
    ],
    "inbox-waiting": [
        "update inbox set state = 'pending', handled_at = null, available_at = now() - interval '2 hours'",
    ],
    "inbox-dead": ["update inbox set error = ''"],
    "inbox-handled": ["update inbox set handled_at = null where state = 'done'", "update inbox set attempts = 5"],
    "outbox-waiting": [
        """
        update outbox set state = 'pending', finished_at = null, sent_at = null,
            available_at = now() - interval '2 hours'
        """,
    ],
    "outbox-sent": ["update outbox set called_at = null", "update outbox set sent_at = null where error = ''"],
    "outbox-reason": ["update outbox set state = 'dead', sent_at = null, error = ''"],
    "outbox-lease": ["update outbox set lease_token = gen_random_uuid()"],
    "outbox-deadline": ["update outbox set deadline = called_at - interval '1 second'"],
    "run-once": ["insert into job_runs select * from job_runs limit 1"],
    "run-finished": ["update job_runs set finished_at = null, lease_until = now() - interval '2 hours'"],
    "decision-entitled": [
        "update decisions set actor_id = 1",
        "delete from step_approvers where request_no = 1002 and person_id = 2",
    ],
    "decision-once": [
        """
        insert into decisions (request_no, step, actor_id, action, channel, decided_at)
        select request_no, step, 3, action, channel, decided_at from decisions where request_no = 1001
        """
    ],
    "decision-in-time": [
        "update decisions set decided_at = decided_at - interval '1 year'",
        "update requests set state = 'withdrawn', finished_at = submitted_at where state = 'rejected'",
    ],
    "decision-audit": [
        "delete from audit where seq = 2",
        "insert into audit select seq + 9, at, actor, action, object, detail, hash, hash from audit",
    ],
    "step-state": [
        "delete from decisions where request_no = 1002",
        "update decisions set action = 'reject' where request_no = 1001",
        "update steps set state = 'pending' where request_no = 1001 and ordinal = 2",
    ],
    "request-state": [
        "update requests set state = 'approved', finished_at = now() where state = 'pending'",
        "update steps set state = 'cancelled' where request_no in (1002, 1004)",
        "update steps set state = 'waiting' where request_no = 1003",
    ],
    "ledger-approved": [
        "delete from leave_ledger where request_no = 1001",
        """
        insert into leave_ledger (person_id, leave_type, minutes, reason, cause_key, request_no, booked_at)
        values (1, 'annual', -480, '', 'again', 1001, now())
        """,
        "update leave_ledger set minutes = 480 where request_no = 1001",
    ],
    "ledger-adjusted": [
        "update leave_periods set leave_type = 'annual', minutes = 240 where request_no = 1001",
        """
        update leave_periods set leave_type = 'annual', minutes = 480 where request_no = 1001;
        insert into leave_ledger (person_id, leave_type, minutes, reason, cause_key, request_no, booked_at)
        values (1, 'annual', 240, '', 'adjust:return:1', 1001, now())
        """,
    ],
    "leave-returned": [
        """
        insert into leave_returns (request_no, person_id, back_at, was_until, until, minutes, state, asked_at)
        values (1001, 1, '2030-01-01 12:00', '2030-01-02', '2030-01-01 12:00', 240, 'done', now())
        """,
        """
        insert into leave_returns (request_no, person_id, back_at, was_until, until, minutes, state, asked_at)
        values (1003, 1, '2030-01-02', '2030-01-02', '2030-01-02', 0, 'done', now())
        """,
    ],
    "ledger-others": ["delete from leave_ledger where cause_key = 'refund:1003'"],
    "ledger-person": ["update leave_ledger set person_id = 2 where request_no = 1001"],
    "lots-balance": ["update leave_lots set remaining = 0", "delete from leave_ledger where id = 1"],
    "lots-left": ["update leave_lots set remaining = -480", "delete from leave_uses where ledger_id = 1"],
    "lots-uses": ["update leave_uses set minutes = 1 where ledger_id = 2", "delete from leave_ledger where id = 2"],
    "lots-owner": ["update leave_lots set person_id = 2", "update leave_lots set leave_type = 'comp_off'"],
    "finding-turns": [
        """
        insert into findings (check_key, subject, system, owner, words, found_at, opened_at, seen_at)
        values ('c', '1', 's', 'person:1', '', now(), now(), now())
        """,
    ],
    "finding-amendment": [
        """
        insert into findings (check_key, subject, system, owner, words, found_at, opened_at, seen_at)
        values ('amendment', '1', 's', 'person:1', '', now(), now(), now());
        insert into amendments (person_id, field, label, value, state, asked_at, ended_at)
        values (1, 'f', 'f', 'v', 'shown', now(), now())
        """,
    ],
    "leave-overlap": ["update leave_periods set active = true where request_no = 1003"],
    "leave-period": [
        "update leave_periods set active = false where request_no = 1001",
        "delete from leave_periods where request_no = 1004",
    ],
    **PLANTED_IN_ATTENDANCE,
    "card-shown": ["update cards set shown_version = 1"],
    "card-newest": ["update cards set version = version + 1 where state = 'final'"],
    "card-handle": [
        """
        insert into outbox (
            platform, account, recipient, kind, payload, card_id, dedupe_key, state, called_at, sent_at, finished_at
        )
        select platform, account, recipient, kind, payload, card_id, 'again', state, called_at, sent_at, finished_at
        from outbox where payload ? 'handle'
        """
    ],
}  # fmt: skip


@pytest.fixture
async def history(database: Database, address: str) -> asyncpg.Connection:
    """Six requests, one for each state, with all that belongs to them; the connection may break every rule."""
    conn = await asyncpg.connect(address)
    await conn.execute(HISTORY)
    await conn.execute(LOTS)
    for number, step, action in ((1001, 1, "approve"), (1001, 2, "approve"), (1002, 1, "reject")):
        await conn.execute(DECIDE, number, step, 2, action)
        async with database.begin(clock()) as tx:
            tx.audit("person:2", f"request.{action}", f"request:{number}", step=step)
    await show_cards(database)
    yield conn
    await conn.close()


async def show_cards(database: Database) -> None:
    """One card that was redrawn at the end, one whose last change was not shown for want of a handle."""
    platform = ScriptedPlatform(handles=[("h1",), ("h2",)])
    courier = Courier(database, platform, clock, Wakeups(database))
    to = Address(STAFF, "zhang3", PersonId(1))
    for number, card in ((1001, leave_card(2, closing="已同意")), (1004, leave_card(2))):
        for state in (leave_card(1), card):
            async with database.begin(clock()) as tx:
                await cards.draw(tx, to, state, role="applicant", request_no=RequestNo(number))
            await courier.deliver_due()


@pytest.mark.parametrize("scope", Scope)
async def test_a_clean_history_has_no_violation(history: asyncpg.Connection, database: Database, scope: Scope):
    assert await verify(database, scope) == []


async def test_an_empty_database_has_no_violation(database: Database):
    assert await verify(database) == []


@pytest.mark.parametrize(("check", "damage"), [(name, sql) for name, damages in PLANTED.items() for sql in damages])
async def test_a_planted_violation_is_found(history: asyncpg.Connection, database: Database, check: str, damage: str):
    await break_every_rule(history)
    await history.execute(damage)

    found = await verify(database)

    assert check in {violation.check for violation in found}
    assert all(violation.subject and violation.sentence for violation in found)


def test_every_check_has_something_planted_for_it():
    planted = PLANTED.keys() | PLANTED_IN_CASES.keys() | PLANTED_IN_DUTIES.keys()

    assert planted == {invariant.name for invariant in INVARIANTS} | {"audit-chain"}


async def test_work_that_waits_is_well_while_running_and_not_after_the_end(
    history: asyncpg.Connection, database: Database
):
    await history.execute(
        "insert into inbox (platform, account, event_key, kind, lane) values ('wecom', 'staff', 'm9', 't', '')"
    )

    assert await verify(database, Scope.LIVE) == []
    assert [violation.check for violation in await verify(database, Scope.DRAINED)] == ["inbox-waiting"]
