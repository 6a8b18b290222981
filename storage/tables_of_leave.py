"""The tables of leave that there is a stock of: lots, what bookings took from them, and grants brought in by file."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table, Text, text

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

leave_lots = Table(
    "leave_lots",
    metadata,
    identity(),
    person_reference(),
    Column("leave_type", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("year", Integer),  # of what was accrued for a year, also after it was carried over
    Column("granted_on", Date, nullable=False),
    Column("expires_on", Date),
    Column("opened", Integer, nullable=False, server_default="0"),
    Column("remaining", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("origin in ('accrued', 'carried', 'given', 'returned', 'opening')", name="origin"),
    CheckConstraint("remaining >= 0", name="remaining"),
    Index("ix_leave_lots_person_id_leave_type", "person_id", "leave_type"),
    Index("ix_leave_lots_expires_on", "expires_on", postgresql_where=text("remaining > 0")),
)

leave_uses = Table(
    "leave_uses",
    metadata,
    Column("ledger_id", BigInteger, primary_key=True),
    Column("lot_id", BigInteger, ForeignKey("leave_lots.id"), primary_key=True),
    Column("minutes", Integer, nullable=False),
    CheckConstraint("minutes <> 0", name="minutes"),
    Index("ix_leave_uses_lot_id", "lot_id"),
)

leave_imports = Table(
    "leave_imports",
    metadata,
    identity(),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False, unique=True),
    Column("grants", Integer, nullable=False),
    Column("imported_at", INSTANT, nullable=False),
    Column("imported_by", Text, nullable=False),
)
