"""The tables of attendance: punches, what is to be derived again, the days derived, shifts by person, closed months."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, Index, Integer, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

punches = Table(
    "punches",
    metadata,
    identity(),
    person_reference(),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("punched_at", INSTANT, nullable=False),
    Column("said_at", INSTANT, nullable=False),
    Column("side", Text),
    Column("place", Text, nullable=False, server_default=""),
    Column("within_fence", Boolean),
    Column("received_at", INSTANT, nullable=False),
    Column("seen", Integer, nullable=False, server_default="1"),
    CheckConstraint("side in ('in', 'out')", name="side"),
    Index("uq_punches_source_key", "source", "key", unique=True),
    Index("ix_punches_person_id_punched_at", "person_id", "punched_at"),
    Index("ix_punches_punched_at", "punched_at", postgresql_using="brin"),  # for what forgets a month; costs nothing
)

# The next two have no foreign key: their people come from tables that have one, and a month of a large college is
# written at once.
attendance_touched = Table(
    "attendance_touched",
    metadata,
    identity(),
    Column("person_id", BigInteger, nullable=False),
    Column("shard", SmallInteger, nullable=False),  # who derives one shard at a time derives nobody twice at once
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("cause", Text, nullable=False),
    Column("touched_at", INSTANT, nullable=False),
    Column("available_at", INSTANT, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    CheckConstraint("last_day >= first_day", name="days"),
    Index("ix_attendance_touched_shard_attempts_id", "shard", "attempts", "id"),
)

attendance_days = Table(
    "attendance_days",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("status", Text, nullable=False),
    Column("detail", JSONB, nullable=False),
    Column("computed_at", INSTANT, nullable=False),
    Column("shown", Text),  # the result in words as the person has seen it; without it a change is not told
    Index("ix_attendance_days_day_status", "day", "status"),
)

assigned_shifts = Table(
    "assigned_shifts",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("shift", Text, nullable=False),  # its name in content/attendance.toml, or 休
    Column("assigned_at", INSTANT, nullable=False),
)

# By which rules the days stand as they are: a content that is new derives them again.
attendance_rules = Table(
    "attendance_rules",
    metadata,
    identity(),
    Column("content_hash", Text, nullable=False),
    Column("content", Text, nullable=False),  # the file
    Column("published_at", INSTANT, nullable=False),
)

attendance_months = Table(
    "attendance_months",
    metadata,
    Column("month", Date, primary_key=True),
    Column("closed_at", INSTANT, nullable=False),
    Column("closed_by", Text, nullable=False),
    Column("emptied_at", INSTANT),  # since when its punches are being forgotten: its days can be derived no more
    CheckConstraint("extract(day from month) = 1", name="month"),
)

# What a closed month would say today; for HR, who alone may open it.
attendance_withheld = Table(
    "attendance_withheld",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("status", Text, nullable=False),
    Column("detail", JSONB, nullable=False),
    Column("cause", Text, nullable=False),
    Column("found_at", INSTANT, nullable=False),
)
