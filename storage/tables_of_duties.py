"""The table of the catalogue of duties."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Sequence, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB, UUID

from storage.tables_of_people import INSTANT, metadata

duty_versions = Sequence("duty_versions", metadata=metadata)

duties = Table(
    "duties",
    metadata,
    Column("code", Text, primary_key=True),
    Column("document", JSONB, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("mark", UUID, nullable=False),
    Column("department", Text, nullable=False),
    Column("post", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("published_at", INSTANT, nullable=False),
    Column("ended_at", INSTANT),
    CheckConstraint("origin in ('content', 'import')", name="origin"),
    Index("ix_duties_post", "post", postgresql_where=text("ended_at is null")),
    Index("ix_duties_version", "version"),
)
