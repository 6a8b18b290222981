"""The tables by which a month of attendance is confirmed by its people and signed by their heads."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

month_confirmations = Table(
    "month_confirmations",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("month", Date, primary_key=True),
    Column("department_id", BigInteger, ForeignKey("departments.id")),
    Column("days", JSONB, nullable=False),  # the results as they were told, by day
    Column("version", Integer, nullable=False, server_default="1"),
    Column("asked_at", INSTANT, nullable=False),
    Column("answer", Text),
    Column("answered_at", INSTANT),
    CheckConstraint("extract(day from month) = 1", name="month"),
    CheckConstraint("answer in ('confirmed', 'disputed')", name="answer"),
    Index("ix_month_confirmations_month_department_id", "month", "department_id"),
)

month_sheets = Table(
    "month_sheets",
    metadata,
    identity(),
    Column("month", Date, nullable=False),
    Column("department_id", BigInteger, ForeignKey("departments.id"), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("asked_at", INSTANT),
    Column("reminded_on", Date),
    Column("signed_at", INSTANT),
    person_reference("signed_by_id", nullable=True),
    Column("fingerprint", Text),
    UniqueConstraint("month", "department_id"),
    CheckConstraint("extract(day from month) = 1", name="month"),
    CheckConstraint("(signed_at is null) = (fingerprint is null)", name="signed"),
)
