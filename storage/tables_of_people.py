"""The tables of the directory: departments, people, the accounts that stand for them, and what all tables share."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

INSTANT = TIMESTAMP(timezone=True)


def identity() -> Column[int]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


def person_reference(name: str = "person_id", *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, ForeignKey("people.id"), nullable=nullable)


departments = Table(
    "departments",
    metadata,
    identity(),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("parent_id", BigInteger, ForeignKey("departments.id")),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    UniqueConstraint("platform", "account", "external_id"),
)

# What comes by the hundred thousand when a college is read in has triggers in place of foreign keys (ADR 0025): people,
# accounts, memberships, direct_leaders and org_changes.
people = Table(
    "people",
    metadata,
    identity(),
    Column("staff_no", Text, unique=True),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False, server_default="active"),
    Column("main_department_id", BigInteger),
    Column("position", Text, nullable=False, server_default=""),
    Column("since", INSTANT, nullable=False, server_default=func.now()),
    Column("receive_on", Text),  # the platform a person chose to be told on; without one where they were seen last
    CheckConstraint("status in ('active', 'left')", name="status"),
)

accounts = Table(
    "accounts",
    metadata,
    identity(),
    Column("person_id", BigInteger, nullable=False),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("user_key", Text, nullable=False),  # lower case: platforms answer ids in lower case
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("last_seen_at", INSTANT),
    UniqueConstraint("platform", "account", "user_key"),
    Index("ix_accounts_person_id", "person_id"),
)

account_reviews = Table(
    "account_reviews",
    metadata,
    identity(),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("user_key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("department", Text, nullable=False, server_default=""),
    Column("position", Text, nullable=False, server_default=""),
    Column("staff_no", Text),
    Column("candidates", ARRAY(BigInteger), nullable=False),  # people it may belong to; never chosen from unasked
    Column("state", Text, nullable=False, server_default="open"),
    Column("found_at", INSTANT, nullable=False),
    Column("decided_at", INSTANT),
    person_reference("decided_by_id", nullable=True),
    person_reference(nullable=True),
    UniqueConstraint("platform", "account", "user_key"),
    CheckConstraint("state in ('open', 'linked', 'separate', 'gone')", name="state"),
    CheckConstraint("(state = 'linked') = (person_id is not null)", name="linked"),
)

account_moves = Table(
    "account_moves",
    metadata,
    identity(),
    Column("from_platform", Text, nullable=False),
    Column("from_account", Text, nullable=False),
    Column("to_platform", Text, nullable=False),
    Column("to_account", Text, nullable=False),
    Column("started_at", INSTANT, nullable=False),
    Column("both_until", INSTANT, nullable=False),
    UniqueConstraint("from_platform", "from_account"),
    CheckConstraint("(from_platform, from_account) <> (to_platform, to_account)", name="elsewhere"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("department_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("leads", Boolean, nullable=False, server_default=text("false")),
    Index("ix_memberships_person_id", "person_id"),
)

direct_leaders = Table(
    "direct_leaders",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("leader_id", BigInteger, primary_key=True, autoincrement=False),
    Index("ix_direct_leaders_leader_id", "leader_id"),
)
