"""The tables of what is reported about what people owe: bulletins, and who was told of 督办 running out."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

# Numbers as they were when it was drafted; once it was decided on, it stays as it is.
bulletins = Table(
    "bulletins",
    metadata,
    identity(),
    Column("scope", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("drafted_at", INSTANT, nullable=False),
    Column("facts", JSONB, nullable=False),
    Column("consequence", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="draft"),
    Column("decided_at", INSTANT),
    person_reference("decided_by_id", nullable=True),
    UniqueConstraint("scope", "period"),
    CheckConstraint("state in ('draft', 'released', 'dropped')", name="state"),
    CheckConstraint(
        "(state = 'draft') = (decided_at is null) and (decided_at is null) = (decided_by_id is null)", name="decided"
    ),
)

supervision_tellings = Table(
    "supervision_tellings",
    metadata,
    Column("request_no", BigInteger, ForeignKey("requests.no"), primary_key=True, autoincrement=False),
    Column("due_on", Date, primary_key=True),
    Column("colour", Text, primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("told_at", INSTANT, nullable=False),
    CheckConstraint("colour in ('yellow', 'orange', 'red')", name="colour"),
)

# A department's one page of a month: who was asked, and the case in which they answer.
one_pages = Table(
    "one_pages",
    metadata,
    Column("month", Date, primary_key=True),
    Column("department_id", BigInteger, ForeignKey("departments.id"), primary_key=True, autoincrement=False),
    person_reference("person_id"),
    Column("request_no", BigInteger, ForeignKey("requests.no"), nullable=False),
    Column("asked_at", INSTANT, nullable=False),
    Column("chased_at", INSTANT),
    CheckConstraint("extract(day from month) = 1", name="month"),
)

# The pages of a month put together for the leaders, as they were when the month was closed.
one_page_reports = Table(
    "one_page_reports",
    metadata,
    Column("month", Date, primary_key=True),
    Column("closed_at", INSTANT, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("fingerprint", Text, nullable=False),
    CheckConstraint("extract(day from month) = 1", name="month"),
)
