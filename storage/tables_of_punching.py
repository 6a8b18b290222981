"""The tables of how punches come in: readings of platforms, devices, what is written back, who was asked."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

# How far each account's punches are read. `attempts` fences off whoever wakes up too late.
punch_readings = Table(
    "punch_readings",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("read_until", INSTANT),
    Column("looked_back_at", INSTANT),
    Column("due_at", INSTANT, nullable=False, server_default=func.now()),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
)

# `key` is what the device signs with; a device that is ended may not come back under its name.
devices = Table(
    "devices",
    metadata,
    Column("name", Text, primary_key=True),
    Column("key", LargeBinary, nullable=False),
    Column("added_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
    Column("seen_at", INSTANT),
    Column("ahead_ms", BigInteger),  # how far its clock is ahead of ours; negative: behind
    Column("told", Integer, nullable=False, server_default="0"),  # punches, each once
)

device_nonces = Table(
    "device_nonces",
    metadata,
    Column("device", Text, ForeignKey("devices.name"), primary_key=True),
    Column("nonce", Text, primary_key=True),
    Column("at", INSTANT, nullable=False),
    Index("ix_device_nonces_at", "at"),
)

# Whom a device named and nobody is: shown to IT, until somebody is.
device_strangers = Table(
    "device_strangers",
    metadata,
    Column("device", Text, ForeignKey("devices.name"), primary_key=True),
    Column("staff_no", Text, primary_key=True),
    Column("first_at", INSTANT, nullable=False),
    Column("last_at", INSTANT, nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
)

# Approved corrections that a platform is to know too.
punch_orders = Table(
    "punch_orders",
    metadata,
    identity(),
    Column("request_no", BigInteger, ForeignKey("requests.no"), nullable=False),
    person_reference(),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("punched_at", INSTANT, nullable=False),
    Column("duty_at", INSTANT),
    Column("remark", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("trouble", Text, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", INSTANT, nullable=False, server_default=func.now()),
    Column("ended_at", INSTANT),
    CheckConstraint("state in ('pending', 'done', 'refused')", name="state"),
    UniqueConstraint("request_no", "platform", "account"),
    Index("ix_punch_orders_due_at", "due_at", postgresql_where=text("state = 'pending'")),
)

# Who has begun to punch in the chat and is asked for a place, then for a picture.
punch_waits = Table(
    "punch_waits",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("begun_at", INSTANT, nullable=False),
    Column("placed_at", INSTANT),  # since when only a picture is lacking
    Column("place", Text, nullable=False, server_default=""),
    Column("within_fence", Boolean),
)

# Who was asked for a missing punch, once for each time of duty.
punch_questions = Table(
    "punch_questions",
    metadata,
    identity(),
    person_reference(),
    Column("day", Date, nullable=False),
    Column("side", Text, nullable=False),
    Column("duty_at", INSTANT, nullable=False),
    Column("asked_at", INSTANT, nullable=False),
    Column("answer", Text),
    Column("answered_at", INSTANT),
    CheckConstraint("side in ('in', 'out')", name="side"),
    CheckConstraint("answer in ('corrected', 'on_leave', 'not_needed')", name="answer"),
    UniqueConstraint("person_id", "duty_at"),
)
