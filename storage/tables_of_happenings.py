"""The tables of what happened and is planned, and of what owners were asked and said about duties without a date."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

# While it lives its key is nobody else's. `version` grows with whatever moves deadlines. `duties` are
# those it starts, none for all that wait for it; `deadline` is the document's own.
happenings = Table(
    "happenings",
    metadata,
    identity(),
    Column("code", Text, nullable=False),
    Column("at", INSTANT, nullable=False),
    Column("until", INSTANT),
    Column("subject", Text, nullable=False, server_default=""),
    Column("duties", ARRAY(Text), nullable=False, server_default="{}"),
    Column("deadline", Date),
    Column("origin", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("is_planned", Boolean, nullable=False),
    person_reference("noted_by_id", nullable=True),
    Column("noted_at", INSTANT, nullable=False),
    Column("asked_at", INSTANT),
    Column("cancelled_at", INSTANT),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("seen", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("until is null or until >= at", name="period"),
    Index("uq_happenings_key", "key", unique=True, postgresql_where=text("cancelled_at is null")),
    Index("ix_happenings_code_at", "code", "at"),
    Index("ix_happenings_origin", "origin"),
    Index("ix_happenings_noted_by_id", "noted_by_id", "noted_at"),
    Index("ix_happenings_due", "at", postgresql_where=text("is_planned and cancelled_at is null")),
)

duty_answers = Table(
    "duty_answers",
    metadata,
    identity(),
    Column("duty", Text, nullable=False),
    Column("rule", JSONB, nullable=False),
    Column("words", Text, nullable=False),
    person_reference("said_by_id"),
    Column("said_at", INSTANT, nullable=False),
    Column("asks_again_on", Date),
    Column("ended_at", INSTANT),
    Index("uq_duty_answers_duty", "duty", unique=True, postgresql_where=text("ended_at is null")),
)

# `reading` is what was understood and waits to be confirmed. `is_own`: begun by the person, to change what was said.
duty_questions = Table(
    "duty_questions",
    metadata,
    identity(),
    Column("duty", Text, nullable=False),
    person_reference(),
    Column("asked_on", Date, nullable=False),
    Column("asked_at", INSTANT, nullable=False),
    Column("is_own", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("reading", JSONB),
    Column("words", Text, nullable=False, server_default=""),
    Column("outcome", Text),
    Column("asks_again_on", Date),
    Column("ended_at", INSTANT),
    CheckConstraint("outcome in ('answered', 'unknown', 'skipped', 'moved')", name="outcome"),
    CheckConstraint("(outcome is null) = (ended_at is null)", name="ended"),
    Index("uq_duty_questions_a_day", "person_id", "asked_on", unique=True, postgresql_where=text("not is_own")),
    Index("uq_duty_questions_open", "duty", unique=True, postgresql_where=text("outcome is null")),
    Index("ix_duty_questions_duty", "duty", "asked_at"),
)

# What somebody is about to tell, as far as it is known: one each.
happening_drafts = Table(
    "happening_drafts",
    metadata,
    identity(),
    person_reference(),
    Column("code", Text, nullable=False),
    Column("at", INSTANT),
    Column("deadline", Date),
    Column("subject", Text, nullable=False),
    Column("duties", ARRAY(Text), nullable=False),
    Column("asked", ARRAY(Text), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("state", Text, nullable=False, server_default="open"),
    Column("updated_at", INSTANT, nullable=False),
    CheckConstraint("state in ('open', 'told', 'dropped')", name="state"),
    Index("uq_happening_drafts_open", "person_id", unique=True, postgresql_where=text("state = 'open'")),
)

# What 登记 listed last, so that a place in it means what its reader sees.
printed_events = Table(
    "printed_events",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("codes", ARRAY(Text), nullable=False),
)
