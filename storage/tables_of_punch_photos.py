"""The tables of what a punch has with it for a while: its picture, and how far places are forgotten."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, LargeBinary, Table, Text

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

# A picture that is still with the platform has no content, and its punch does not count yet.
punch_photos = Table(
    "punch_photos",
    metadata,
    identity(),
    person_reference(),
    Column("punch_id", BigInteger, ForeignKey("punches.id", ondelete="CASCADE"), unique=True),
    Column("place", Text, nullable=False, server_default=""),
    Column("within_fence", Boolean),
    Column("sent_at", INSTANT, nullable=False),
    Column("media_type", Text),
    Column("sha256", Text),
    Column("content", LargeBinary),
    CheckConstraint("(content is null) = (punch_id is null)", name="kept"),
    Index("ix_punch_photos_person_id", "person_id"),
    Index("ix_punch_photos_sent_at", "sent_at"),
)

# The places of punches up to this one are forgotten.
punch_retention = Table(
    "punch_retention",
    metadata,
    Column("what", Text, primary_key=True),
    Column("until_id", BigInteger, nullable=False),
)
