"""The tables of what happens to a leave after it was approved: coming back, going on, being counted anew."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table, Text, text

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

# What somebody was shown before it is done; `was_until` is the end that was approved, `until` the one that counts.
leave_returns = Table(
    "leave_returns",
    metadata,
    identity(),
    Column("request_no", BigInteger, ForeignKey("requests.no"), nullable=False),
    person_reference(),
    Column("back_at", INSTANT, nullable=False),
    Column("was_until", INSTANT, nullable=False),
    Column("until", INSTANT, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default="asked"),
    Column("asked_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
    CheckConstraint("state in ('asked', 'done', 'dropped', 'undone')", name="state"),
    CheckConstraint("minutes >= 0 and until <= was_until", name="minutes"),
    Index("ix_leave_returns_request_no", "request_no", unique=True, postgresql_where=text("state = 'done'")),
)

# 续假: which leave goes on with which.
leave_extensions = Table(
    "leave_extensions",
    metadata,
    Column("request_no", BigInteger, ForeignKey("requests.no"), primary_key=True, autoincrement=False),
    Column("extends_no", BigInteger, ForeignKey("requests.no"), nullable=False),
    Index("ix_leave_extensions_extends_no", "extends_no"),
)

# Leave in weeks that are closed to its type, for these days: allowed by whom the type names, and never taken back.
leave_exceptions = Table(
    "leave_exceptions",
    metadata,
    identity(),
    person_reference(),
    Column("leave_type", Text, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("reason", Text, nullable=False),
    person_reference("allowed_by"),
    Column("allowed_at", INSTANT, nullable=False),
    CheckConstraint("first <= last", name="days"),
    Index("ix_leave_exceptions_person_id", "person_id", "leave_type"),
)

# A leave that a change of the calendar makes longer or shorter; it costs more only with its person's consent.
leave_reprices = Table(
    "leave_reprices",
    metadata,
    identity(),
    Column("request_no", BigInteger, ForeignKey("requests.no"), nullable=False),
    person_reference(),
    Column("was", Integer, nullable=False),
    Column("becomes", Integer, nullable=False),
    Column("why", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="asked"),
    Column("asked_at", INSTANT, nullable=False),
    Column("due_at", INSTANT),
    Column("ended_at", INSTANT),
    CheckConstraint("state in ('asked', 'booked', 'refused', 'silent', 'dropped', 'withheld')", name="state"),
    Index("ix_leave_reprices_request_no", "request_no", unique=True, postgresql_where=text("state = 'asked'")),
    Index("ix_leave_reprices_due_at", "due_at", postgresql_where=text("state = 'asked'")),
)
