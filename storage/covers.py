"""Who was asked to teach what somebody on leave cannot, what was agreed, and where it takes place."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

import asyncpg
from sqlalchemy import text

from domain.class_hits import Cover, CoverKind, CoverState, Slot
from domain.ids import PersonId, RequestNo
from storage.attendance_days import touch_days
from storage.database import Tx
from storage.rows import AnyRow

_COLUMNS = """
    c.id, c.leave_no, c.change_no, c.kind, c.state, c.teacher_id, c.person_id, p.name, c.term, c.course, c.classes,
    c.campus, c.day, c.first_period, c.last_period, c.room, c.new_day, c.new_first, c.new_last, c.new_room
"""
_FROM = "from class_covers c join people p on p.id = c.person_id"
_OF_LEAVE = text(f"select {_COLUMNS} {_FROM} where c.leave_no = :no order by c.id")
_BY_ID = text(f"select {_COLUMNS} {_FROM} where c.id = any(cast(:ids as bigint[])) order by c.id for update of c")
_OF_CHANGE = text(f"select {_COLUMNS} {_FROM} where c.change_no = :no order by c.id for update of c")
_AROUND = text(f"""
    select {_COLUMNS} {_FROM} where c.state = 'agreed'
      and (c.new_day = any(cast(:days as date[])) or c.day = any(cast(:days as date[])))
    order by c.id
""")
_AGREED_OF = text(f"""
    select {_COLUMNS} {_FROM} where c.state = 'agreed'
      and (c.person_id = any(cast(:people as bigint[])) or c.teacher_id = any(cast(:people as bigint[])))
    order by c.id
""")
_ASK = text("""
    insert into class_covers (
        leave_no, kind, teacher_id, person_id, term, course, classes, campus, day, first_period, last_period, room,
        new_day, new_first, new_last, new_room, state, asked_at
    )
    select :leave_no, :kind, :teacher_id, :person_id, :term, :course, cast(:classes as text[]), :campus, :day,
        :first_period, :last_period, :room, :new_day, :new_first, :new_last, :new_room, 'asked', :now
    on conflict do nothing
    returning id
""")
_ANSWER = text("""
    update class_covers set state = :state, answered_at = :now
    where id = any(cast(:ids as bigint[])) and state = 'asked' returning teacher_id, person_id, day, new_day
""")
_TAKE_SLOTS = text("""
    insert into class_slots (person_id, day, period, cover_id, campus, room)
    select c.person_id, c.new_day, period, c.id, c.campus, c.new_room
    from class_covers c, generate_series(c.new_first, c.new_last) period
    where c.id = any(cast(:ids as bigint[]))
    order by c.person_id, c.new_day, period
""")
_FREE_SLOTS = text("delete from class_slots where cover_id = any(cast(:ids as bigint[]))")
_LINK = text("update class_covers set change_no = cast(:no as bigint) where id = any(cast(:ids as bigint[]))")
_END = text("""
    update class_covers set state = 'ended', ended_at = :now
    where id = any(cast(:ids as bigint[])) and state in ('asked', 'agreed')
    returning teacher_id, person_id, day, new_day, answered_at is not null as was_agreed
""")


COVERED = "cover"  # the cause that is told of a day whose lessons somebody else gives


class Taken(Exception):
    """A teacher, a room or the lesson itself is taken at that time by another cover."""


async def covers_of(tx: Tx, leave_no: RequestNo) -> list[Cover]:
    """Everything that was asked or arranged for this leave, the oldest first."""
    return [_cover(row) for row in await tx.conn.execute(_OF_LEAVE, {"no": leave_no})]


async def covers_by_id(tx: Tx, ids: Collection[int]) -> list[Cover]:
    """These, locked."""
    return [_cover(row) for row in await tx.conn.execute(_BY_ID, {"ids": sorted(ids)})]


async def covers_of_change(tx: Tx, change_no: RequestNo) -> list[Cover]:
    """What this request to change classes is about, locked."""
    return [_cover(row) for row in await tx.conn.execute(_OF_CHANGE, {"no": change_no})]


async def agreed_on(tx: Tx, days: Collection[date]) -> list[Cover]:
    """What was agreed for these days, or away from them."""
    return [_cover(row) for row in await tx.conn.execute(_AROUND, {"days": sorted(days)})]


async def agreed_of(tx: Tx, people: Collection[PersonId]) -> list[Cover]:
    """What these people have given away or taken over, on whatever day."""
    return [_cover(row) for row in await tx.conn.execute(_AGREED_OF, {"people": sorted(people)})]


async def ask_cover(tx: Tx, cover: Cover) -> int | None:
    """Keep the question; None if this person has been asked it and has not answered yet. `id` and `name` are unread."""
    values = {
        "leave_no": cover.leave_no,
        "kind": cover.kind.value,
        "teacher_id": cover.teacher,
        "person_id": cover.person,
        "term": cover.term,
        "course": cover.course,
        "classes": list(cover.classes),
        "campus": cover.campus,
        "day": cover.old.day,
        "first_period": cover.old.first,
        "last_period": cover.old.last,
        "room": cover.old.room,
        "new_day": cover.new.day,
        "new_first": cover.new.first,
        "new_last": cover.new.last,
        "new_room": cover.new.room,
        "now": tx.now,
    }
    found = await tx.conn.scalar(_ASK, values)
    return None if found is None else int(found)


async def agree(tx: Tx, ids: Collection[int]) -> None:
    """They take place from now on.

    Raises:
        Taken: the teacher, the room or the lesson is taken by another one; nothing is written.
    """
    try:
        async with tx.undoable():
            values = {"ids": sorted(ids), "state": CoverState.AGREED.value, "now": tx.now}
            rows = (await tx.conn.execute(_ANSWER, values)).all()
            await tx.conn.execute(_TAKE_SLOTS, {"ids": sorted(ids)})
            await _touch(tx, rows)
    except asyncpg.UniqueViolationError as clash:
        raise Taken from clash


async def decline(tx: Tx, ids: Collection[int]) -> None:
    """They were asked and cannot."""
    await tx.conn.execute(_ANSWER, {"ids": sorted(ids), "state": CoverState.DECLINED.value, "now": tx.now})


async def link_change(tx: Tx, ids: Collection[int], change_no: RequestNo | None) -> None:
    """They are what this request asks the college to agree to; None: no request does."""
    await tx.conn.execute(_LINK, {"ids": sorted(ids), "no": change_no})


async def end_covers(tx: Tx, covers: Sequence[Cover]) -> None:
    """They do not take place, and nobody waits for an answer; teachers and rooms are free again."""
    ids = sorted(each.id for each in covers)
    rows = (await tx.conn.execute(_END, {"ids": ids, "now": tx.now})).all()
    await tx.conn.execute(_FREE_SLOTS, {"ids": ids})
    await _touch(tx, [row for row in rows if row.was_agreed])


async def _touch(tx: Tx, rows: Iterable[AnyRow]) -> None:
    """Duty by the timetable moves from the one to the other; the windows of the days beside end where it begins."""
    beside = timedelta(days=1)
    for row in rows:
        await touch_days(tx, [row.teacher_id], row.day - beside, row.day + beside, COVERED)
        await touch_days(tx, [row.person_id], row.new_day - beside, row.new_day + beside, COVERED)


def _cover(row: AnyRow) -> Cover:
    return Cover(
        id=row.id,
        leave_no=row.leave_no,
        change_no=row.change_no,
        kind=CoverKind(row.kind),
        state=CoverState(row.state),
        teacher=PersonId(row.teacher_id),
        person=PersonId(row.person_id),
        name=row.name,
        term=row.term,
        course=row.course,
        classes=tuple(row.classes),
        campus=row.campus,
        old=Slot(day=row.day, first=row.first_period, last=row.last_period, room=row.room),
        new=Slot(day=row.new_day, first=row.new_first, last=row.new_last, room=row.new_room),
    )
