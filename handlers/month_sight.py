"""Who may see whose month: HR everybody's, a head that of the departments they lead, and nobody else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from domain.attendance.month_days import PersonMonth
from domain.ids import DepartmentId
from handlers.month_signing import heads
from handlers.roles import Role, holds
from handlers.turn import Turn
from storage.month_confirmations import Standing, standings
from storage.month_days import MonthRoom, months_of, open_room
from storage.month_sheets import MonthSheet, sheets_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentLine:
    """One department of the month. `sheet` and `standing` are None before its people were asked."""

    department: DepartmentId | None
    name: str
    people: int
    sheet: MonthSheet | None
    standing: Standing | None


async def open_seen(turn: Turn, month: date) -> tuple[MonthRoom, bool] | None:
    """The month as far as this person may see it, and whether that is all of it; None for who may see nothing."""
    is_hr = await holds(turn.tx, turn.person, Role.HR, turn.office)
    room = await open_room(turn.tx, turn.office, month)
    if is_hr:
        return room, True
    there = {each.department for each in room.listed if each.department is not None}
    mine = {each for each in there if turn.person.id in heads(room.directory, each)}
    if not mine:
        return None
    room.listed = [each for each in room.listed if each.department in mine]
    return room, False


async def department_lines(turn: Turn, room: MonthRoom) -> list[DepartmentLine]:
    """The departments of the room, in their order."""
    counts: dict[DepartmentId | None, int] = {}
    for each in room.listed:
        counts[each.department] = counts.get(each.department, 0) + 1
    sheets = {each.department: each for each in await sheets_of(turn.tx, room.month)}
    found = {each.department: each for each in await standings(turn.tx, room.month)}
    return [
        DepartmentLine(
            department=department,
            name=room.name_of(department),
            people=people,
            sheet=sheets.get(department) if department is not None else None,
            standing=found.get(department),
        )
        for department, people in counts.items()
    ]


async def people_of(turn: Turn, room: MonthRoom, departments: Collection[DepartmentId]) -> list[PersonMonth]:
    """The months of these departments' people."""
    listed = [each for each in room.listed if each.department in departments]
    return [each async for each in months_of(turn.tx, room, listed)]
