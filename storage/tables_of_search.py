"""The tables by which people are found: the forms of their names, and whose are to be written."""

from sqlalchemy import BigInteger, Column, Table, Text
from sqlalchemy.dialects.postgresql import ARRAY

from storage.tables_of_people import identity, metadata

name_forms = Table(
    "name_forms",
    metadata,
    Column("form", Text(collation="C"), primary_key=True),
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
)

unwritten_names = Table(
    "unwritten_names",
    metadata,
    identity(),
    Column("was", ARRAY(Text)),  # the names before, in the order of the people
    Column("people", ARRAY(BigInteger), nullable=False),
)
