"""The tables by which the directory is kept from chat: roster files, lists of what is to be done, and its orders."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
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

FILE_STATES = "'checking', 'bad', 'refused', 'ready', 'unchanged', 'importing', 'imported', 'dropped', 'expired'"
LIST_STATES = "'reading', 'failed', 'agreed', 'ready', 'ignored', 'expired', 'writing', 'halted', 'written'"

roster_files = Table(
    "roster_files",
    metadata,
    identity(),
    person_reference(),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False, server_default=""),
    Column("content", LargeBinary),
    Column("extent", Text, nullable=False, server_default="whole"),
    Column("takes_new_departments", Boolean, nullable=False, server_default=text("false")),
    Column("state", Text, nullable=False, server_default="checking"),
    Column("people", Integer, nullable=False, server_default="0"),
    Column("fault_count", Integer, nullable=False, server_default="0"),
    Column("faults", JSONB, nullable=False, server_default="[]"),  # the first ones, as sentences
    Column("marked", LargeBinary),
    Column("may_take_new", Boolean, nullable=False, server_default=text("false")),
    Column("counts", JSONB, nullable=False, server_default="[]"),  # pairs: an object would lose their order
    Column("sample", JSONB, nullable=False, server_default="[]"),
    Column("excesses", JSONB, nullable=False, server_default="[]"),
    Column("fingerprint", Text, nullable=False, server_default=""),
    Column("trouble", Text, nullable=False, server_default=""),
    Column("sent_at", INSTANT, nullable=False),
    Column("ready_at", INSTANT),
    person_reference("decided_by_id", nullable=True),
    Column("decided_at", INSTANT),
    Column("ended_at", INSTANT),
    Column("lease_until", INSTANT),
    Column("lease_token", UUID),
    CheckConstraint("extent in ('whole', 'part')", name="extent"),
    CheckConstraint(f"state in ({FILE_STATES})", name="state"),
    Index(
        "ix_roster_files_state",
        "state",
        postgresql_where=text("state in ('checking', 'bad', 'ready', 'importing')"),
    ),
)

directory_lists = Table(
    "directory_lists",
    metadata,
    identity(),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="reading"),
    Column("takes_newcomers", Boolean, nullable=False, server_default=text("true")),
    Column("asked_at", INSTANT, nullable=False),
    Column("asked_by", Text, nullable=False),  # a typed reference, for the audit
    person_reference("asked_by_id", nullable=True),
    Column("members", Integer, nullable=False, server_default="0"),
    Column("counts", JSONB, nullable=False, server_default="[]"),
    Column("sample", JSONB, nullable=False, server_default="[]"),
    Column("excesses", JSONB, nullable=False, server_default="[]"),
    Column("trouble", Text, nullable=False, server_default=""),
    Column("ready_at", INSTANT),
    person_reference("decided_by_id", nullable=True),
    Column("decided_at", INSTANT),
    Column("ended_at", INSTANT),
    Column("due_at", INSTANT, nullable=False, server_default=func.now()),
    CheckConstraint("cause in ('asked', 'import', 'correction', 'command')", name="cause"),
    CheckConstraint(f"state in ({LIST_STATES})", name="state"),
    Index("ix_directory_lists_state", "state", postgresql_where=text("state in ('reading', 'ready', 'writing')")),
)

directory_orders = Table(
    "directory_orders",
    metadata,
    Column("list_id", BigInteger, ForeignKey("directory_lists.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("doing", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("before", Text, nullable=False, server_default=""),
    Column("after", Text, nullable=False, server_default=""),
    Column("hint", Text, nullable=False, server_default=""),
    Column("written", JSONB),  # the order; None for what is done by hand
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("failure", Text, nullable=False, server_default=""),
    Column("done_at", INSTANT),
    CheckConstraint("state in ('by_hand', 'open', 'called', 'done', 'refused', 'uncertain')", name="state"),
    CheckConstraint("written is not null or state = 'by_hand'", name="written"),
)

ways_in = Table(
    "ways_in",
    metadata,
    Column("list_id", BigInteger, ForeignKey("directory_lists.id"), primary_key=True, autoincrement=False),
    Column("staff_no", Text, primary_key=True),
    Column("mobile", Text, nullable=False, server_default=""),
    Column("email", Text, nullable=False, server_default=""),
)

directory_writers = Table(
    "directory_writers",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("lease_token", UUID),
    Column("lease_until", INSTANT),
)
