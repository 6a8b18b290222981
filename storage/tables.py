"""Every table. Times are `timestamptz` by the database's clock or the transaction's `now`; lengths are integer minutes.

Constraints say what code must never be trusted with alone: one key per callback, one decision per person and step,
one booking per cause, no two leaves at one time.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSTZRANGE, UUID, ExcludeConstraint

from storage.tables_of_cases import request_reference
from storage.tables_of_people import INSTANT, identity, metadata, person_reference

FIRST_REQUEST_NO = 1001  # smaller numbers are positions in a printed list

# --- forms -------------------------------------------------------------------------------------------------------

# A version is never changed: running requests refer to it.
forms = Table(
    "forms",
    metadata,
    Column("key", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("content", JSONB, nullable=False),  # the parsed file
    Column("content_hash", Text, nullable=False),
    Column("published_at", INSTANT, nullable=False),
    CheckConstraint("version > 0", name="version"),
)

# --- requests ----------------------------------------------------------------------------------------------------

requests = Table(
    "requests",
    metadata,
    Column("no", BigInteger, Identity(always=True, start=FIRST_REQUEST_NO), primary_key=True),
    Column("form", Text, nullable=False),
    Column("form_version", Integer, nullable=False),
    person_reference("applicant_id"),
    Column("state", Text, nullable=False, server_default="draft"),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("fields", JSONB, nullable=False),
    Column("created_at", INSTANT, nullable=False),
    Column("submitted_at", INSTANT),
    Column("finished_at", INSTANT),
    Column("plan", JSONB),  # a request with a plan is a case
    Column("course", JSONB),  # where the case stands, apart from its history
    Column("draft", JSONB),  # what is known of the applicant's filling in
    Column("look_at", INSTANT),  # when the clock has to look at the case
    person_reference("prepared_by_id", nullable=True),
    Column("shown", Text, nullable=False, server_default=""),  # the change of the directory that it has asked for
    Column("shown_change_id", BigInteger),
    CheckConstraint(
        "state in ('draft', 'pending', 'returned', 'approved', 'rejected', 'withdrawn', 'expired')", name="state"
    ),
    CheckConstraint("(state in ('draft', 'pending', 'returned')) = (finished_at is null)", name="finished"),
    CheckConstraint("state in ('draft', 'withdrawn', 'expired') or submitted_at is not null", name="submitted"),
    CheckConstraint(
        "(plan is null) = (course is null) and (plan is not null or state <> 'returned')",
        name="case",
    ),
    Index("ix_requests_applicant_id_state", "applicant_id", "state"),
    Index("ix_requests_form_no", "form", "no"),
    Index("ix_requests_unfinished", "no", postgresql_where=text("finished_at is null")),
    Index("ix_requests_look_at", "look_at", postgresql_where=text("look_at is not null")),
)

steps = Table(
    "steps",
    metadata,
    request_reference(primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    Column("mode", Text, nullable=False, server_default="any"),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("opened_at", INSTANT),
    Column("closed_at", INSTANT),
    CheckConstraint("state in ('waiting', 'pending', 'approved', 'rejected', 'cancelled')", name="state"),
)

step_approvers = Table(
    "step_approvers",
    metadata,
    Column("request_no", BigInteger, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("source", Text, nullable=False),
    ForeignKeyConstraint(["request_no", "ordinal"], ["steps.request_no", "steps.ordinal"]),
    Index("ix_step_approvers_person_id", "person_id"),
)

decisions = Table(
    "decisions",
    metadata,
    identity(),
    Column("request_no", BigInteger, nullable=False),
    Column("step", Integer, nullable=False),
    person_reference("actor_id"),
    person_reference("on_behalf_of_id", nullable=True),
    Column("action", Text, nullable=False),
    Column("comment", Text, nullable=False, server_default=""),
    Column("channel", Text, nullable=False),
    Column("decided_at", INSTANT, nullable=False),
    ForeignKeyConstraint(["request_no", "step"], ["steps.request_no", "steps.ordinal"]),
    UniqueConstraint("request_no", "step", "actor_id"),
    CheckConstraint("action in ('approve', 'reject')", name="action"),
)

leave_periods = Table(
    "leave_periods",
    metadata,
    request_reference(primary_key=True),
    person_reference(),
    Column("during", TSTZRANGE, nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("leave_type", Text),
    Column("minutes", Integer),
    Index("ix_leave_periods_person_id", "person_id"),
)
# int8range instead of btree_gist: the extension is not in every PostgreSQL that we may be given
leave_periods.append_constraint(
    ExcludeConstraint(
        (func.int8range(leave_periods.c.person_id, leave_periods.c.person_id, "[]"), "&&"),
        (leave_periods.c.during, "&&"),
        where=leave_periods.c.active,
        name="ex_leave_periods_overlap",
        using="gist",
    )
)

leave_ledger = Table(
    "leave_ledger",
    metadata,
    identity(),
    person_reference(),
    Column("leave_type", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("cause_key", Text, nullable=False, unique=True),  # e.g. "debit:1024": one booking per cause
    request_reference(nullable=True),
    Column("booked_at", INSTANT, nullable=False),
    Index("ix_leave_ledger_person_id_leave_type", "person_id", "leave_type"),
    Index("ix_leave_ledger_request_no", "request_no", postgresql_where=text("request_no is not null")),
)

# --- the chat ----------------------------------------------------------------------------------------------------

dialogues = Table(
    "dialogues",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("topic", Text, nullable=False),
    request_reference(nullable=True),
    Column("state", JSONB, nullable=False),
    Column("updated_at", INSTANT, nullable=False),
)

printed_lists = Table(
    "printed_lists",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("request_nos", ARRAY(BigInteger), nullable=False),
    Column("printed_at", INSTANT, nullable=False),
    Column("lines", ARRAY(Text)),  # what else was in it, in the same order; without it all are requests
)

cards = Table(
    "cards",
    metadata,
    Column("id", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    person_reference(nullable=True),
    request_reference(nullable=True),
    Column("step", Integer),
    Column("role", Text, nullable=False),
    Column("generation", Integer, nullable=False, server_default="1"),
    Column("content", JSONB, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("shown_version", Integer, nullable=False, server_default="0"),
    Column("state", Text, nullable=False, server_default="live"),
    Column("platform_message_id", Text),
    Column("created_at", INSTANT, nullable=False),
    Column("shown_at", INSTANT),
    Column("quiet_until", INSTANT),  # a press is being answered: drawn before, it would be drawn over
    UniqueConstraint("request_no", "person_id", "role", "platform", "account", "generation"),
    CheckConstraint("state in ('live', 'final', 'expired')", name="state"),
    Index("ix_cards_role", "role", postgresql_where=text("request_no is null")),
)

card_handles = Table(
    "card_handles",
    metadata,
    identity(),
    Column("card_id", Text, ForeignKey("cards.id"), nullable=False),
    Column("handle", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
    Column("used_at", INSTANT),
    UniqueConstraint("card_id", "handle"),
    CheckConstraint("origin in ('send', 'click')", name="origin"),
)

reply_rights = Table(
    "reply_rights",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("user_key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
)

# --- in and out --------------------------------------------------------------------------------------------------

inbox = Table(
    "inbox",
    metadata,
    identity(),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("event_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("body", LargeBinary),  # purged after a while, the key stays
    Column("state", Text, nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("seen", Integer, nullable=False, server_default="1"),
    Column("received_at", INSTANT, nullable=False, server_default=func.now()),
    Column("available_at", INSTANT, nullable=False, server_default=func.now()),
    Column("handled_at", INSTANT),
    Column("error", Text, nullable=False, server_default=""),
    UniqueConstraint("platform", "account", "event_key"),
    CheckConstraint("state in ('pending', 'done', 'ignored', 'dead')", name="state"),
    CheckConstraint("(state = 'pending') = (handled_at is null)", name="handled"),
    CheckConstraint("state <> 'dead' or error <> ''", name="dead"),
    Index("ix_inbox_pending", "id", postgresql_where=text("state = 'pending'")),
    Index("ix_inbox_pending_lane", "platform", "account", "lane", "id", postgresql_where=text("state = 'pending'")),
)

outbox = Table(
    "outbox",
    metadata,
    identity(),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    person_reference(nullable=True),
    Column("kind", Text, nullable=False),
    Column("lane", Text, nullable=False, server_default="send"),
    Column("payload", JSONB, nullable=False),
    Column("card_id", Text, ForeignKey("cards.id")),
    request_reference(nullable=True),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("available_at", INSTANT, nullable=False, server_default=func.now()),
    Column("deadline", INSTANT),
    Column("lease_token", UUID),
    Column("lease_until", INSTANT),
    Column("called_at", INSTANT),
    Column("created_at", INSTANT, nullable=False, server_default=func.now()),
    Column("sent_at", INSTANT),
    Column("finished_at", INSTANT),
    Column("platform_message_id", Text),
    Column("error", Text, nullable=False, server_default=""),
    Column("request_id", Text, nullable=False, server_default=""),
    CheckConstraint("kind in ('text', 'card', 'recall')", name="kind"),
    CheckConstraint("lane in ('send', 'slow')", name="lane"),
    CheckConstraint("state in ('pending', 'done', 'uncertain', 'dead')", name="state"),
    CheckConstraint("(state = 'pending') = (finished_at is null)", name="finished"),
    Index("ix_outbox_pending", "platform", "account", "recipient", "id", postgresql_where=text("state = 'pending'")),
    Index("ix_outbox_due", "platform", "account", "lane", "id", postgresql_where=text("state = 'pending'")),
    Index(
        "ix_outbox_called",
        "platform",
        "account",
        "recipient",
        "called_at",
        postgresql_where=text("called_at is not null"),
    ),
    Index("ix_outbox_card_id", "card_id"),
)

budget_windows = Table(
    "budget_windows",
    metadata,
    Column("name", Text, primary_key=True),
    Column("window_start", INSTANT, primary_key=True),
    Column("used", Integer, nullable=False),
)

platform_tokens = Table(
    "platform_tokens",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
    Column("refreshing_until", INSTANT),
)

# --- the record --------------------------------------------------------------------------------------------------

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", INSTANT, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("detail", JSONB, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("ix_audit_object", "object"),
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("job", Text, primary_key=True),
    Column("occurrence", INSTANT, primary_key=True),
    Column("started_at", INSTANT, nullable=False),
    Column("finished_at", INSTANT),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("lease_token", UUID),
    Column("lease_until", INSTANT),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("name", Text, primary_key=True),  # "schedule", or one replica's loops
    Column("started_at", INSTANT, nullable=False),
    Column("beat_at", INSTANT, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("key", Text, primary_key=True),  # made of facts: one alert per cause, however often it is seen
    Column("text", Text, nullable=False),
    Column("raised_at", INSTANT, nullable=False),
    Column("last_seen_at", INSTANT, nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("cleared_at", INSTANT),
)
