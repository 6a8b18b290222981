"""The tables of systems and their filings, of checks and what they find, of wishes to have one's own put right."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

systems = Table(
    "systems",
    metadata,
    Column("code", Text, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("place", Integer, nullable=False),
    Column("published_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
)

system_filings = Table(
    "system_filings",
    metadata,
    identity(),
    Column("system", Text, ForeignKey("systems.code")),  # none where the form names one that nobody registered
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("request_no", BigInteger, ForeignKey("requests.no"), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("at", INSTANT),
    Column("is_late", Boolean, nullable=False, server_default=text("false")),
    person_reference("contact_id"),
    Column("filed_at", INSTANT, nullable=False),
    Column("reversed_at", INSTANT),
    CheckConstraint("kind in ('version', 'structure')", name="kind"),
    Index("ix_system_filings_system", "system"),
)

checks = Table(
    "checks",
    metadata,
    Column("key", Text, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("published_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
    Column("tried_at", INSTANT),
    Column("read_at", INSTANT),
    Column("unknown_since", INSTANT),
    Column("trouble", Text, nullable=False, server_default=""),
    CheckConstraint("(unknown_since is null) = (trouble = '')", name="trouble"),
)

check_counts = Table(
    "check_counts",
    metadata,
    Column("check_key", Text, ForeignKey("checks.key"), primary_key=True),
    Column("department", Text, primary_key=True),
    Column("rows", Integer, nullable=False),
    Column("wrong", Integer, nullable=False),
)

check_files = Table(
    "check_files",
    metadata,
    Column("check_key", Text, ForeignKey("checks.key"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("brought_at", INSTANT, nullable=False),
    person_reference("brought_by_id"),
)

findings = Table(
    "findings",
    metadata,
    identity(),
    Column("check_key", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("owner", Text, nullable=False),  # person:17, head:科技处 or post:info_data; who that is, the morning asks
    Column("words", Text, nullable=False),
    person_reference(nullable=True),
    Column("department", Text, nullable=False, server_default=""),
    Column("value", Text, nullable=False, server_default=""),
    Column("found_at", INSTANT, nullable=False),
    Column("opened_at", INSTANT, nullable=False),
    Column("seen_at", INSTANT, nullable=False),
    Column("closed_at", INSTANT),
    Column("times", Integer, nullable=False, server_default="1"),
    UniqueConstraint("check_key", "subject"),
    Index("ix_findings_owner", "owner", postgresql_where=text("closed_at is null")),
    Index("ix_findings_person_id", "person_id", postgresql_where=text("closed_at is null")),
)

finding_turns = Table(
    "finding_turns",
    metadata,
    identity(),
    Column("finding_id", BigInteger, ForeignKey("findings.id"), nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("turn", Text, nullable=False),
    Column("minutes", BigInteger),  # of a closing: how long it was open
    CheckConstraint("turn in ('opened', 'closed', 'reopened')", name="turn"),
    CheckConstraint("(turn = 'closed') = (minutes is not null)", name="minutes"),
    Index("ix_finding_turns_finding_id", "finding_id"),
    Index("ix_finding_turns_at", "at"),
)

amendments = Table(
    "amendments",
    metadata,
    identity(),
    person_reference(),
    Column("field", Text, nullable=False),  # directory.position
    Column("label", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("request_no", BigInteger, ForeignKey("requests.no"), unique=True),
    Column("state", Text, nullable=False, server_default="asked"),
    Column("asked_at", INSTANT, nullable=False),
    Column("agreed_at", INSTANT),
    Column("reopened_at", INSTANT),
    Column("ended_at", INSTANT),
    CheckConstraint("state in ('asked', 'agreed', 'reopened', 'shown', 'refused')", name="state"),
    CheckConstraint("(state in ('shown', 'refused')) = (ended_at is not null)", name="ended"),
    Index("ix_amendments_person_id", "person_id"),
)

daily_questions = Table(
    "daily_questions",
    metadata,
    identity(),
    person_reference(),
    Column("day", Date, nullable=False),
    Column("check_key", Text, nullable=False),
    Column("finding_id", BigInteger, ForeignKey("findings.id"), nullable=False),
    Column("state", Text, nullable=False, server_default="open"),
    Column("answer", Text, nullable=False, server_default=""),
    Column("answered_at", INSTANT),
    Column("shown_at", INSTANT),  # to whoever confirms: what nobody has seen is not taken with the rest
    person_reference("decided_by_id", nullable=True),
    Column("decided_at", INSTANT),
    UniqueConstraint("person_id", "day"),  # never two a day
    CheckConstraint("state in ('open', 'answered', 'later', 'never', 'taken', 'refused')", name="state"),
    Index("ix_daily_questions_state", "state", postgresql_where=text("state = 'answered'")),
)

question_wishes = Table(
    "question_wishes",
    metadata,
    person_reference(),
    Column("check_key", Text, nullable=False),
    Column("until", INSTANT),  # none: never again
    Column("said_at", INSTANT, nullable=False),
    UniqueConstraint("person_id", "check_key"),
)
