"""The tables of what people owe in a period, and of how they were told."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

obligations = Table(
    "obligations",
    metadata,
    identity(),
    Column("duty", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("label", Text, nullable=False),
    person_reference("holder_id"),  # by whose post it came; somebody who was handed it owes it instead
    person_reference("owner_id"),
    Column("opens_at", INSTANT, nullable=False),
    Column("due_at", INSTANT, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("half_on", Date),  # of a quota: from then on it is told about who is behind
    Column("minimum", Integer, nullable=False, server_default="1"),
    Column("times", Integer, nullable=False, server_default="0"),
    Column("is_shared", Boolean, nullable=False),
    Column("is_vacant", Boolean, nullable=False, server_default=text("false")),
    Column("state", Text, nullable=False, server_default="open"),
    Column("why_void", Text),
    Column("yellow_at", INSTANT, nullable=False),
    Column("orange_at", INSTANT, nullable=False),
    Column("told", Integer, nullable=False, server_default="0"),  # how many colours its people were told of
    Column("tell_at", INSTANT),  # when the next one begins; None after the last
    Column("event_id", BigInteger),
    Column("claimed_at", INSTANT),  # said to be done, and the checker has not said yes
    person_reference("claimed_by_id", nullable=True),
    Column("done_at", INSTANT),
    person_reference("done_by_id", nullable=True),
    Column("evidence", Text, nullable=False, server_default=""),
    person_reference("offered_to_id", nullable=True),
    Column("offered_at", INSTANT),
    person_reference("moved_from_id", nullable=True),
    Column("disowned_at", INSTANT),  # its owner says that it is not theirs
    UniqueConstraint("duty", "period", "holder_id"),
    UniqueConstraint("duty", "period", "owner_id"),
    CheckConstraint("state in ('open', 'done', 'void')", name="state"),
    CheckConstraint("(state = 'done') = (done_at is not null and done_by_id is not null)", name="done"),
    CheckConstraint("(state = 'void') = (why_void is not null)", name="void"),
    CheckConstraint("opens_at <= due_at and minimum >= 1 and times >= 0", name="sense"),
    Index("ix_obligations_open", "owner_id", "due_at", postgresql_where=text("state = 'open'")),
    Index("ix_obligations_due_on", "due_on", postgresql_where=text("state <> 'done'")),
    Index(
        "ix_obligations_claimed_at", "claimed_at", postgresql_where=text("state = 'open' and claimed_at is not null")
    ),
    Index(
        "ix_obligations_disowned_at", "disowned_at", postgresql_where=text("state = 'open' and disowned_at is not null")
    ),
    Index("ix_obligations_offered_to_id", "offered_to_id", postgresql_where=text("offered_to_id is not null")),
    Index("ix_obligations_tell_at", "tell_at", postgresql_where=text("state = 'open'")),
)

obligation_files = Table(
    "obligation_files",
    metadata,
    Column("id", UUID, primary_key=True),
    Column("obligation_id", BigInteger, ForeignKey("obligations.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    person_reference("by_id"),
    Column("at", INSTANT, nullable=False),
    Index("ix_obligation_files_obligation_id", "obligation_id"),
)

# One row: what the obligations that there are were laid out from.
obligation_layouts = Table(
    "obligation_layouts",
    metadata,
    Column("is_only", Boolean, primary_key=True, server_default=text("true")),
    Column("fingerprint", Text, nullable=False, server_default=""),
    Column("laid_at", INSTANT),
    CheckConstraint("is_only", name="only"),
)

escalation_tellings = Table(
    "escalation_tellings",
    metadata,
    Column("obligation_id", BigInteger, ForeignKey("obligations.id"), primary_key=True),
    Column("colour", Text, primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("told_at", INSTANT, nullable=False),
    Index("ix_escalation_tellings_told_at", "told_at"),
)

# Whoever was looked at in the morning has a row, also where nothing was sent because there was nothing to do.
digests = Table(
    "digests",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("id", BigInteger, Identity(always=True), nullable=False, unique=True),
    person_reference("told_id"),  # themselves, or who stands in for them
    Column("made_at", INSTANT, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("cases", ARRAY(BigInteger), nullable=False, server_default="{}"),
    Column("card_id", Text, ForeignKey("cards.id", deferrable=True, initially="DEFERRED")),
    CheckConstraint("(jsonb_array_length(lines) = 0) = (card_id is null)", name="sent"),
    Index("ix_digests_card_id", "card_id"),
    Index("ix_digests_day_cases", "day", postgresql_where=text("cases <> '{}'")),
)

digest_hours = Table(
    "digest_hours",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("at", Time, nullable=False),
    Column("chosen_at", INSTANT, nullable=False),
)

# `until` is when the line is shown again; one that is to be told about then has no `told_at`.
snoozed_lines = Table(
    "snoozed_lines",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("line", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("until", INSTANT, nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("is_wanted", Boolean, nullable=False),
    Column("told_at", INSTANT),
    Index("ix_snoozed_lines_until", "until", postgresql_where=text("is_wanted and told_at is null")),
)

# What the hour after `hour` will send, as it was foreseen before it began.
digest_plans = Table(
    "digest_plans",
    metadata,
    Column("hour", INSTANT, primary_key=True),
    Column("made_at", INSTANT, nullable=False),
    Column("accounts", JSONB, nullable=False),
)
