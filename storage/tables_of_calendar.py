"""The table of the college's calendar: who has made what of it, and when."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from storage.tables_of_people import INSTANT, identity, metadata

calendar_versions = Table(
    "calendar_versions",
    metadata,
    identity(),
    Column("base_id", BigInteger, ForeignKey("calendar_versions.id")),  # the version it was made from
    Column("content", JSONB, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("source", Text, nullable=False),  # the name of a file, or the words that were typed
    Column("made_by", Text, nullable=False),
    Column("made_at", INSTANT, nullable=False),
    Column("applied_at", INSTANT),
    Index(
        "uq_calendar_versions_base_id",
        text("coalesce(base_id, 0)"),
        unique=True,
        postgresql_where=text("applied_at is not null"),
    ),
)
