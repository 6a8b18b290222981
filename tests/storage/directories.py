"""A small college in a directory, and ways to load it and look at what became of it."""

from datetime import UTC, datetime

from sqlalchemy import text

from domain.directory import Directory, Part, ReadDepartment, ReadMember
from domain.directory_plan import Plan
from domain.events import Source
from storage.database import Database
from storage.directory import DirectoryCounts, Guard, Undone, apply, compare, load, undo

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STAFF = Source("wecom", "staff")
STUDENTS = Source("dingtalk", "students")

COLLEGE = ReadDepartment(id="1", parent_id=None, name="示例学院")
HR = ReadDepartment(id="2", parent_id="1", name="人事处", leaders=("Dean",))
LAB = ReadDepartment(id="3", parent_id="1", name="实训中心")
DEAN = ReadMember(user_id="Dean", name="李主任", departments=("2",), leads=("2",), staff_no="T0001", position="处长")
EVE = ReadMember(user_id="eve", name="伊芙", departments=("2",), staff_no="T0002", direct_leaders=("dean",))
BOB = ReadMember(user_id="bob", name="鲍勃", departments=("3",), staff_no="T0003", direct_leaders=("dean",))
WHOLE = Directory((COLLEGE, HR, LAB), (DEAN, EVE, BOB))

PLACES = """
    select p.name, d.name, m.leads from memberships m
    join people p on p.id = person_id join departments d on d.id = department_id order by 1, 2
"""
LEADERS = """
    select p.name, l.name from direct_leaders d
    join people p on p.id = d.person_id join people l on l.id = d.leader_id order by 1, 2
"""
PEOPLE = "select name, position, status from people order by id"
OPEN_DEPARTMENTS = "select name from departments where active order by external_id"


def part(*members: ReadMember, gone: tuple[str, ...] = (), departments: tuple[ReadDepartment, ...] = ()) -> Part:
    """Read again; `gone` are accounts of which the platform knows nothing any more."""
    read: dict[str, ReadMember | None] = {member.user_id.lower(): member for member in members}
    return Part(read | dict.fromkeys(gone), {each.id: each for each in departments})


async def sync(
    database: Database, read: Directory | Part, source: Source = STAFF, guard: Guard = Guard.ON
) -> DirectoryCounts:
    async with database.begin(NOW) as tx:
        return await load(tx, source, read, guard=guard)


async def planned(database: Database, read: Directory | Part, source: Source = STAFF) -> Plan:
    async with database.begin(NOW) as tx:
        return await compare(tx, source, read)


async def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    async with database.begin(NOW) as tx:
        return [tuple(row) for row in await tx.conn.execute(text(query))]


async def run_of(database: Database, read: Directory | Part) -> int:
    """A run that has written this reading."""
    begun = text("""
        insert into org_runs (platform, account, cause, state, asked_at, ready_at)
        values ('wecom', 'staff', 'asked', 'applied', :now, :now) returning id
    """)
    async with database.begin(NOW) as tx:
        run: int = await tx.conn.scalar(begun, {"now": NOW})
        await apply(tx, STAFF, await compare(tx, STAFF, read), run=run, by="person:1")
        return run


async def take_back(database: Database, run: int) -> Undone:
    async with database.begin(NOW) as tx:
        return await undo(tx, STAFF, run, by="person:1")
