"""The tables of the directory's runs: readings, their differences, who watches them, what they changed."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

RUN_STATES = """
    'reading', 'failed', 'refused', 'unchanged', 'ready', 'ignored', 'expired', 'stale', 'applying', 'applied',
    'undoing', 'undone'
"""

org_runs = Table(
    "org_runs",
    metadata,
    identity(),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="reading"),
    Column("asked_at", INSTANT, nullable=False),
    Column("progress", Integer, nullable=False, server_default="0"),  # people read so far
    Column("reading", LargeBinary),
    Column("fingerprint", Text, nullable=False, server_default=""),
    Column("counts", JSONB, nullable=False, server_default="[]"),  # pairs: an object would lose their order
    Column("sample", JSONB, nullable=False, server_default="[]"),
    Column("excesses", JSONB, nullable=False, server_default="[]"),
    Column("trouble", Text, nullable=False, server_default=""),
    Column("ready_at", INSTANT),
    person_reference("decided_by_id", nullable=True),
    Column("decided_at", INSTANT),
    Column("applied_at", INSTANT),
    person_reference("undone_by_id", nullable=True),
    Column("undone_at", INSTANT),
    Column("lease_until", INSTANT),
    Column("lease_token", UUID),
    CheckConstraint("cause in ('asked', 'nightly', 'events', 'command')", name="cause"),
    CheckConstraint(f"state in ({RUN_STATES})", name="state"),
    Index(
        "uq_org_runs_platform_account",
        "platform",
        "account",
        unique=True,
        postgresql_where=text("state in ('reading', 'applying', 'undoing')"),
    ),
    Index("ix_org_runs_asked_at", "asked_at"),
)

org_touched = Table(
    "org_touched",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("at", INSTANT, nullable=False),
    Column("available_at", INSTANT, nullable=False, server_default=func.now()),
    Column("attempts", Integer, nullable=False, server_default="0"),
    CheckConstraint("kind in ('member', 'department', 'whole')", name="kind"),
    Index("ix_org_touched_available_at", "available_at"),
)

# Triggers in place of foreign keys, as of people (ADR 0025).
org_changes = Table(
    "org_changes",
    metadata,
    identity(),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("run_id", BigInteger),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),  # the platform's department id or the account key
    Column("subject", Text, nullable=False),
    Column("before", Text, nullable=False, server_default=""),
    Column("after", Text, nullable=False, server_default=""),
    Column("was", JSONB),
    Column("becomes", JSONB),
    Column("person_id", BigInteger),
    Column("seen_at", INSTANT, nullable=False),
    Column("applied_at", INSTANT, nullable=False),
    Column("undone_at", INSTANT),
    Index("ix_org_changes_run_id", "run_id"),
    Index("ix_org_changes_person_id", "person_id"),
)
