"""What is held of one person, table by table, and what becomes of it when they are erased.

Whoever adds a table says here whether it holds something of somebody; a test asks for each one.
"""

# ruff: noqa: S608 - every word of a statement is ours

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import TextClause, text

from domain.ids import PersonId
from storage.database import Tx

OWN_REQUESTS = "request_no in (select no from requests where applicant_id = :person)"
OWN_ACCOUNTS = """(platform, account, lower({column})) in
    (select platform, account, user_key from accounts where person_id = :person)"""
ERASED = "已清除"
BINARY = """array(select column_name::text from information_schema.columns
    where table_schema = 'public' and table_name = cast(:table as text) and data_type = 'bytea')"""


@dataclass(frozen=True, slots=True)
class Held:
    """A table that has something of people: which rows are one person's, and the file that a row may carry."""

    table: str
    whose: str = "person_id = :person"
    file: str | None = None


HELD = (
    Held("people", "id = :person"),
    Held("roster", "staff_no = :staff_no"),
    Held("ways_in", "staff_no = :staff_no"),
    Held("device_strangers", "staff_no = :staff_no"),
    Held("accounts"),
    Held("account_reviews", "person_id = :person or decided_by_id = :person"),
    Held("memberships"),
    Held("direct_leaders", "person_id = :person or leader_id = :person"),
    Held("corrections"),
    Held("name_forms"),
    Held("campus_cards"),
    Held("org_changes"),
    Held("directory_lists", "asked_by_id = :person or decided_by_id = :person"),
    Held("org_runs", "decided_by_id = :person or undone_by_id = :person"),
    Held("roster_files", "person_id = :person or decided_by_id = :person"),
    Held("requests", "applicant_id = :person or prepared_by_id = :person"),
    Held("steps", OWN_REQUESTS),
    Held("step_approvers"),
    Held("decisions", "actor_id = :person or on_behalf_of_id = :person"),
    Held("acts", "actor_id = :person or on_behalf_of_id = :person or subject_id = :person"),
    Held("attachments", f"person_id = :person or {OWN_REQUESTS}", "content"),
    Held("wanted_files", OWN_REQUESTS),
    Held("bookings", OWN_REQUESTS),
    Held("places", "person_id = :person or stand_in_id = :person"),
    Held("copies", "person_id = :person or given_by_id = :person"),
    Held("stand_ins", "principal_id = :person or stand_in_id = :person"),
    Held("leave_ledger"),
    Held("leave_lots"),
    Held("leave_uses", "lot_id in (select id from leave_lots where person_id = :person)"),
    Held("leave_periods"),
    Held("leave_extensions", OWN_REQUESTS),
    Held("leave_reprices"),
    Held("leave_returns"),
    Held("leave_exceptions", "person_id = :person or allowed_by = :person"),
    Held("lessons"),
    Held("class_covers", "teacher_id = :person or person_id = :person"),
    Held("class_slots"),
    Held("gate_passages"),
    Held("gate_passes"),
    Held("punches"),
    Held("punch_photos", file="content"),
    Held("punch_orders"),
    Held("punch_questions"),
    Held("punch_waits"),
    Held("assigned_shifts"),
    Held("attendance_days"),
    Held("attendance_withheld"),
    Held("attendance_touched"),
    Held("month_confirmations"),
    Held("month_sheets", "signed_by_id = :person"),
    Held(
        "obligations",
        "holder_id = :person or owner_id = :person or claimed_by_id = :person or done_by_id = :person "
        "or offered_to_id = :person or moved_from_id = :person",
    ),
    Held("obligation_files", "by_id = :person", "content"),
    Held("escalation_tellings"),
    Held("supervision_tellings"),
    Held("duty_answers", "said_by_id = :person"),
    Held("duty_questions"),
    Held("happenings", "noted_by_id = :person"),
    Held("happening_drafts"),
    Held("bulletins", "decided_by_id = :person"),
    Held("one_pages"),
    Held("system_filings", "contact_id = :person"),
    Held("findings"),
    Held("check_files", "brought_by_id = :person"),
    Held("daily_questions", "person_id = :person or decided_by_id = :person"),
    Held("question_wishes"),
    Held("amendments"),
    Held("digests", "person_id = :person or told_id = :person"),
    Held("digest_hours"),
    Held("snoozed_lines"),
    Held("printed_events"),
    Held("dialogues"),
    Held("phrases"),
    Held("printed_lists"),
    Held("printed_forms"),
    Held("reply_rights", OWN_ACCOUNTS.format(column="user_key")),
    Held("cards"),
    Held("outbox", f"person_id = :person or {OWN_ACCOUNTS.format(column='recipient')}"),
    Held("audit", "actor = 'person:' || (:person)::text or object = 'person:' || (:person)::text"),
)

# Of nobody, or by numbers that mean nothing without the tables above; bodies of callbacks are forgotten with time.
OF_NOBODY = frozenset(
    {
        *(
            "account_moves",
            "alerts",
            "api_answers",
            "api_tokens",
            "attendance_months",
            "attendance_rules",
            "budget_windows",
        ),
        *("calendar_versions", "card_handles", "departments", "device_nonces", "devices", "directory_changes"),
        *("directory_orders", "directory_writers", "field_owners", "forms", "heartbeats", "inbox", "job_runs"),
        *("leave_imports", "org_touched", "paper_secret", "platform_tokens", "post_departments", "post_names"),
        *("checks", "check_counts", "digest_plans", "duties", "finding_turns", "obligation_layouts"),
        *("one_page_reports", "systems"),
        *("punch_readings", "punch_retention", "roster_imports", "unwritten_names"),
        *("webhook_attempts", "webhook_calls", "webhooks"),
    }
)

FIND = text("select id, name, staff_no, status from people where staff_no = :staff_no")
OPEN = text("""
    select count(*) from requests where applicant_id = :person and state in ('pending', 'returned')
""")
# In their order: what refers to another goes first. The rest is kept, by law or for the chain, under a name of nobody.
ERASURES = (
        ("phrases", "delete from phrases where person_id = :person"),
        ("printed_events", "delete from printed_events where person_id = :person"),
        ("snoozed_lines", "delete from snoozed_lines where person_id = :person"),
        ("question_wishes", "delete from question_wishes where person_id = :person"),
        ("digest_hours", "delete from digest_hours where person_id = :person"),
        ("happening_drafts", "delete from happening_drafts where person_id = :person"),
        ("dialogues", "delete from dialogues where person_id = :person"),
        ("printed_lists", "delete from printed_lists where person_id = :person"),
        ("printed_forms", "delete from printed_forms where person_id = :person"),
        ("punch_waits", "delete from punch_waits where person_id = :person"),
        ("punch_photos", "delete from punch_photos where person_id = :person"),
        ("punches", "update punches set place = '' where person_id = :person and place <> ''"),
        ("campus_cards", "delete from campus_cards where person_id = :person"),
        ("corrections", "delete from corrections where person_id = :person"),
        ("account_reviews", "delete from account_reviews where person_id = :person"),
        ("org_changes", f"""update org_changes set key = '{ERASED}:' || id, subject = '{ERASED}', before = '',
            after = '', was = null, becomes = null where person_id = :person"""),
        ("reply_rights", f"delete from reply_rights where {OWN_ACCOUNTS.format(column='user_key')}"),
        ("outbox", f"""update outbox set card_id = null, payload = '{{}}', recipient = '-', platform_message_id = null
            where state <> 'pending' and (person_id = :person or {OWN_ACCOUNTS.format(column="recipient")}
                or card_id in (select id from cards where person_id = :person or {OWN_REQUESTS}))"""),
        ("digests", f"""update digests set card_id = null where card_id in
            (select id from cards where person_id = :person or {OWN_REQUESTS})"""),
        ("card_handles", f"""delete from card_handles where card_id in
            (select id from cards where person_id = :person or {OWN_REQUESTS})"""),
        ("cards", f"""delete from cards where (person_id = :person or {OWN_REQUESTS})
            and not exists (select from outbox where outbox.card_id = cards.id)"""),
        ("ways_in", "delete from ways_in where staff_no = :staff_no"),
        ("device_strangers", "delete from device_strangers where staff_no = :staff_no"),
        ("roster", "delete from roster where staff_no = :staff_no"),
        ("direct_leaders", "delete from direct_leaders where person_id = :person or leader_id = :person"),
        ("memberships", "delete from memberships where person_id = :person"),
        ("accounts", "delete from accounts where person_id = :person"),
        ("people", f"update people set name = '{ERASED}' || id, staff_no = null, position = '' where id = :person"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody by their staff number."""

    id: PersonId
    name: str
    staff_no: str
    is_active: bool


async def find_known(tx: Tx, staff_no: str) -> Known | None:
    """Whose number it is, whether they are here or have left."""
    row = (await tx.conn.execute(FIND, {"staff_no": staff_no})).first()
    return Known(PersonId(row.id), row.name, row.staff_no, row.status == "active") if row else None


async def rows_held(tx: Tx, person: Known, held: Held) -> AsyncIterator[dict[str, object]]:
    """The person's rows of one table, without files and keys in them."""
    query = f"select (to_jsonb(held) - {BINARY})::text as found from {held.table} held where {held.whose}"
    statement, values = _asked(query, person)
    for row in await tx.conn.execute(statement, {**values, "table": held.table}):
        found: dict[str, object] = json.loads(row.found)
        yield found


async def files_held(tx: Tx, person: Known, held: Held) -> AsyncIterator[tuple[str, bytes]]:
    """The person's files of one table, one after the other, each with the id of its row."""
    listed = f"select id::text from {held.table} where ({held.whose}) and {held.file} is not null"
    content = text(f"select {held.file} from {held.table} where id::text = :id")
    for name in await tx.conn.scalars(*_asked(listed, person)):
        yield name, await tx.conn.scalar(content, {"id": name})


async def has_open_requests(tx: Tx, person: Known) -> bool:
    """Whether others still wait for something of theirs."""
    return bool(await tx.conn.scalar(OPEN, {"person": person.id}))


async def erase(tx: Tx, person: Known) -> dict[str, int]:
    """Erase what may be erased; how many rows of which table. What is kept names nobody any more."""
    counts: dict[str, int] = {}
    for table, statement in ERASURES:
        counts[table] = (await tx.conn.execute(*_asked(statement, person))).rowcount
    return {table: count for table, count in counts.items() if count}


def _asked(query: str, person: Known) -> tuple[TextClause, dict[str, object]]:
    """The statement with the types of what it asks by, and these values."""
    typed = query.replace(":person", "cast(:person as bigint)").replace(":staff_no", "cast(:staff_no as text)")
    values: dict[str, object] = {"person": person.id, "staff_no": person.staff_no}
    return text(typed), {name: value for name, value in values.items() if f":{name}" in query}
