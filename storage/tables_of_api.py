"""The tables of the open API: answers that a repeated request gets again, webhooks and what is sent to them."""

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
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables_of_people import INSTANT, identity, metadata

# `digest` is of what was asked; the answer is null only inside the transaction that makes it.
api_answers = Table(
    "api_answers",
    metadata,
    Column("token", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("status", Integer),
    Column("content", LargeBinary),
    Column("at", INSTANT, nullable=False),
    Index("ix_api_answers_at", "at"),
)

# The secret signs what is sent, so it is kept as it is, as the keys of devices are.
webhooks = Table(
    "webhooks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("topics", ARRAY(Text), nullable=False),
    Column("made_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
    CheckConstraint("octet_length(secret) = 32", name="length"),
)

# One thing to be told to one webhook. What is about one `subject` is told in the order of the numbers.
webhook_calls = Table(
    "webhook_calls",
    metadata,
    identity(),
    Column("webhook", Text, ForeignKey("webhooks.name"), nullable=False),
    Column("subject", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("made_at", INSTANT, nullable=False),
    Column("due_at", INSTANT, nullable=False),
    Column("leased_until", INSTANT),
    Column("ended_at", INSTANT),
    Column("replay_of_id", BigInteger, ForeignKey("webhook_calls.id", ondelete="SET NULL")),
    CheckConstraint("state in ('waiting', 'done', 'dead')", name="state"),
    CheckConstraint("(state = 'waiting') = (ended_at is null)", name="ended"),
    Index("ix_webhook_calls_waiting", "webhook", "subject", "id", postgresql_where=text("state = 'waiting'")),
    Index("ix_webhook_calls_ended_at", "ended_at"),
    Index("ix_webhook_calls_replay_of_id", "replay_of_id", postgresql_where=text("replay_of_id is not null")),
)

# The log: what came of each attempt.
webhook_attempts = Table(
    "webhook_attempts",
    metadata,
    Column("call_id", BigInteger, ForeignKey("webhook_calls.id", ondelete="CASCADE"), primary_key=True),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("at", INSTANT, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("took_ms", Integer, nullable=False),
)
