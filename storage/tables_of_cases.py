"""The tables of cases: what is read from them without opening them, what they entered, and what belongs to them."""

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
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from storage.tables_of_people import INSTANT, identity, metadata, person_reference


def request_reference(*, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    return Column("request_no", BigInteger, ForeignKey("requests.no"), nullable=nullable, primary_key=primary_key)


places = Table(
    "places",
    metadata,
    request_reference(primary_key=True),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("step", Text, nullable=False),
    Column("label", Text, nullable=False),
    person_reference(),
    person_reference("stand_in_id", nullable=True),
    Column("asked_at", INSTANT, nullable=False),
    Index("ix_places_person_id", "person_id"),
    Index("ix_places_stand_in_id", "stand_in_id", postgresql_where=text("stand_in_id is not null")),
)

# Without an actor it was the clock.
acts = Table(
    "acts",
    metadata,
    request_reference(primary_key=True),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("at", INSTANT, nullable=False),
    Column("kind", Text, nullable=False),
    person_reference("actor_id", nullable=True),
    person_reference("on_behalf_of_id", nullable=True),
    Column("step", Text, nullable=False),
    Column("words", Text, nullable=False),
    person_reference("subject_id", nullable=True),
    Column("version", Integer, nullable=False),
    Column("channel", Text, nullable=False, server_default=""),
    Column("decision", Text),  # where the act decided a place that counts
    Column("signature", Text, nullable=False, server_default=""),
    CheckConstraint("decision in ('approve', 'reject')", name="decision"),
    Index("ix_acts_actor_id_at", "actor_id", "at"),
)

copies = Table(
    "copies",
    metadata,
    request_reference(primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    person_reference("given_by_id", nullable=True),
    Column("given_at", INSTANT, nullable=False),
    Column("read_at", INSTANT),
    Index("ix_copies_unread", "person_id", postgresql_where=text("read_at is null")),
)

bookings = Table(
    "bookings",
    metadata,
    request_reference(primary_key=True),
    Column("what", Text, primary_key=True),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("booked_at", INSTANT, nullable=False),
    Column("detail", JSONB, nullable=False),
    Column("reversed_at", INSTANT),
)

# Without a period: whoever stands in whenever the principal is away.
stand_ins = Table(
    "stand_ins",
    metadata,
    identity(),
    person_reference("principal_id"),
    person_reference("stand_in_id"),
    Column("starts_at", INSTANT),
    Column("ends_at", INSTANT),
    Column("form", Text),  # None: every form
    Column("most_fen", BigInteger),  # None: whatever the amount
    Column("cause", Text, nullable=False, unique=True),  # e.g. "leave:1024": appointed once per cause
    Column("created_at", INSTANT, nullable=False),
    Column("begun_at", INSTANT),
    Column("ended_at", INSTANT),
    CheckConstraint("(starts_at is null) = (ends_at is null) and starts_at <= ends_at", name="period"),
    CheckConstraint("principal_id <> stand_in_id", name="another"),
    Index("ix_stand_ins_alive", "principal_id", postgresql_where=text("ended_at is null")),
    Index(
        "uq_stand_ins_standing",
        "principal_id",
        unique=True,
        postgresql_where=text("starts_at is null and ended_at is null"),
    ),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", UUID, primary_key=True),
    request_reference(),
    Column("field", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    person_reference(),  # who brought it
    Column("at", INSTANT, nullable=False),
    Index("ix_attachments_request_no", "request_no"),
)

# Sent into a chat and still with the platform; a row is gone when the file was fetched or cannot be.
wanted_files = Table(
    "wanted_files",
    metadata,
    identity(),
    request_reference(nullable=True),  # none: a roster for the personnel office
    Column("field", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("media_id", Text, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("due_at", INSTANT, nullable=False, server_default=func.now()),
    Index("ix_wanted_files_due_at", "due_at"),
)

# What the codes on printed records are signed with; the migration makes the only row.
paper_secret = Table(
    "paper_secret",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("secret", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="only"),
    CheckConstraint("octet_length(secret) = 32", name="length"),
)

phrases = Table(
    "phrases",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("words", Text, primary_key=True),
    Column("used_at", INSTANT, nullable=False),
)

# What 办事 listed last, so that a place in it means what its reader sees.
printed_forms = Table(
    "printed_forms",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("forms", ARRAY(Text), nullable=False),
    Column("printed_at", INSTANT, nullable=False),
)

# Triggers put a row in with every change of the directory; its revision is which rows there are.
directory_changes = Table(
    "directory_changes",
    metadata,
    Column("id", UUID, primary_key=True, server_default=func.gen_random_uuid()),
    Column("at", INSTANT, nullable=False, server_default=func.now()),
    Column("people", ARRAY(BigInteger)),
)
