"""The tables of the gate: passes, who went through, campus cards, and the tokens of other systems."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables_of_cases import request_reference
from storage.tables_of_people import INSTANT, identity, metadata, person_reference

# `missed_at` is when the counsellor was told that nobody came back.
gate_passes = Table(
    "gate_passes",
    metadata,
    request_reference(primary_key=True),
    person_reference(),
    Column("starts_at", INSTANT, nullable=False),
    Column("ends_at", INSTANT, nullable=False),
    Column("made_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
    Column("missed_at", INSTANT),
    CheckConstraint("starts_at < ends_at", name="period"),
    Index("ix_gate_passes_person_id", "person_id", "starts_at", postgresql_where=text("ended_at is null")),
    Index("ix_gate_passes_ends_at", "ends_at", postgresql_where=text("ended_at is null and missed_at is null")),
)

# Written once; only how often it was said may change.
gate_passages = Table(
    "gate_passages",
    metadata,
    identity(),
    Column("source", Text, nullable=False),
    Column("key", Text, nullable=False),
    person_reference(),
    request_reference(nullable=True),
    Column("side", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("place", Text, nullable=False),
    Column("received_at", INSTANT, nullable=False),
    Column("seen", Integer, nullable=False, server_default=text("1")),
    UniqueConstraint("source", "key"),
    CheckConstraint("side in ('in', 'out')", name="side"),
    Index("ix_gate_passages_person_id", "person_id", "at"),
)

campus_cards = Table(
    "campus_cards",
    metadata,
    Column("number", Text, primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), nullable=False),
    Index("ix_campus_cards_person_id", "person_id"),
)

# `public_part` is what a token is found by; of its secret only the hash is kept.
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("name", Text, primary_key=True),
    Column("public_part", Text, nullable=False, unique=True),
    Column("hash", LargeBinary, nullable=False),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("made_at", INSTANT, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
    Column("last_used_at", INSTANT),
)
