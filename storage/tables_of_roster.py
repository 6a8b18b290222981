"""The tables of the personnel office's roster, of who owns which field, and of corrections by hand."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

roster_imports = Table(
    "roster_imports",
    metadata,
    identity(),
    Column("file", Text, nullable=False),  # its name, without the folders
    Column("sha256", Text, nullable=False),
    Column("extent", Text, nullable=False),
    Column("people", Integer, nullable=False),
    Column("imported_at", INSTANT, nullable=False),
    Column("imported_by", Text, nullable=False),
    CheckConstraint("extent in ('whole', 'part')", name="extent"),
)

roster = Table(
    "roster",
    metadata,
    Column("staff_no", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("department", ARRAY(Text), nullable=False),
    Column("position", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("category", Text),
    Column("joined_on", Date),
    Column("left_on", Date),
    Column("leader_no", Text),
    Column("leads", Boolean, nullable=False),
    Column("import_id", BigInteger, ForeignKey("roster_imports.id"), nullable=False),
    Column("gone_at", INSTANT),  # when a file first came without them
    Column("working_since", Date),  # anywhere: 参加工作日期, by which years of service are counted
    CheckConstraint("standing in ('在岗', '试用', '借调', '离岗', '离职', '退休')", name="standing"),
)

field_owners = Table(
    "field_owners",
    metadata,
    Column("field", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("office", Text, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    identity(),
    person_reference(),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", INSTANT, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", INSTANT),
    CheckConstraint("field in ('name', 'position', 'main_department', 'leaders')", name="field"),
    CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended"),
    Index(
        "uq_corrections_person_id_field", "person_id", "field", unique=True, postgresql_where=text("ended_at is null")
    ),
)
