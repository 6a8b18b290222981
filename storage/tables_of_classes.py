"""The tables of the timetable: lessons as they were imported, and what takes their place."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
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

from storage.tables_of_people import INSTANT, identity, metadata, person_reference

lessons = Table(
    "lessons",
    metadata,
    identity(),
    Column("term", Text, nullable=False),
    person_reference(),
    Column("course", Text, nullable=False),
    Column("classes", ARRAY(Text), nullable=False),
    Column("weekday", Integer, nullable=False),  # 1 is Monday
    Column("first_period", Integer, nullable=False),
    Column("last_period", Integer, nullable=False),
    Column("weeks", ARRAY(Integer), nullable=False),
    Column("room", Text, nullable=False, server_default=""),
    Column("campus", Text, nullable=False, server_default=""),
    CheckConstraint("weekday between 1 and 7", name="weekday"),
    CheckConstraint("1 <= first_period and first_period <= last_period", name="periods"),
    Index("ix_lessons_person_id", "person_id"),
    Index("ix_lessons_term", "term"),
    Index("ix_lessons_course", "course"),
)

# `teacher_id` has the lesson in the timetable, `person_id` teaches it; a lesson is known by what it is and when, since
# the timetable may be replaced.
class_covers = Table(
    "class_covers",
    metadata,
    identity(),
    Column("leave_no", BigInteger, ForeignKey("requests.no"), nullable=False),
    Column("change_no", BigInteger, ForeignKey("requests.no")),
    Column("kind", Text, nullable=False),
    person_reference("teacher_id"),
    person_reference(),
    Column("term", Text, nullable=False),
    Column("course", Text, nullable=False),
    Column("classes", ARRAY(Text), nullable=False),
    Column("campus", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("first_period", Integer, nullable=False),
    Column("last_period", Integer, nullable=False),
    Column("room", Text, nullable=False),
    Column("new_day", Date, nullable=False),
    Column("new_first", Integer, nullable=False),
    Column("new_last", Integer, nullable=False),
    Column("new_room", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_at", INSTANT, nullable=False),
    Column("answered_at", INSTANT),
    Column("ended_at", INSTANT),
    CheckConstraint("kind in ('cover', 'make_up')", name="kind"),
    CheckConstraint("state in ('asked', 'agreed', 'declined', 'ended')", name="state"),
    Index("ix_class_covers_leave_no", "leave_no"),
    Index("ix_class_covers_change_no", "change_no", postgresql_where=text("change_no is not null")),
    Index("ix_class_covers_new_day", "new_day"),
    Index(
        "uq_class_covers_moved_once",
        "teacher_id",
        "day",
        "first_period",
        unique=True,
        postgresql_where=text("state = 'agreed'"),
    ),
    Index(
        "uq_class_covers_asked_once",
        "leave_no",
        "day",
        "first_period",
        "person_id",
        unique=True,
        postgresql_where=text("state = 'asked'"),
    ),
)

# Rows are there as long as the cover is agreed.
class_slots = Table(
    "class_slots",
    metadata,
    Column("person_id", BigInteger, ForeignKey("people.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("period", Integer, primary_key=True, autoincrement=False),
    Column("cover_id", BigInteger, ForeignKey("class_covers.id"), nullable=False),
    Column("campus", Text, nullable=False),
    Column("room", Text, nullable=False),
    Index("ix_class_slots_cover_id", "cover_id"),
    Index("uq_class_slots_room", "campus", "room", "day", "period", unique=True, postgresql_where=text("room <> ''")),
)
