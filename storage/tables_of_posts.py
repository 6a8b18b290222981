"""The tables of posts: which names of departments they are found by, and which departments these stand for."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text

from storage.tables_of_people import INSTANT, metadata

post_names = Table(
    "post_names",
    metadata,
    Column("name", Text, primary_key=True),
    Column("platform", Text, primary_key=True),
    Column("account", Text, primary_key=True),
    Column("published_at", INSTANT, nullable=False),
)

post_departments = Table(
    "post_departments",
    metadata,
    Column("name", Text, primary_key=True),
    Column("department_id", BigInteger, ForeignKey("departments.id"), primary_key=True),
    Column("granted_at", INSTANT, nullable=False),
    Column("granted_by", Text, nullable=False),
    Index("ix_post_departments_department_id", "department_id"),
)
