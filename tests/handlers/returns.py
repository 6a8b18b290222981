"""People of the small college who are on leave."""

from datetime import datetime

from sqlalchemy import text

from tests.handlers.college import CAMPUS, College


async def approved(college: College, words: str, name: str = "李雷") -> int:
    """Ask for leave and get it; its number."""
    await college.asks_leave(name, words)
    number = int(str(await college.one("select max(no) from requests")))
    for _ in range(6):
        query = "select p.name from places l join people p on p.id = l.person_id where l.request_no = :no limit 1"
        waiting = await college.rows(query, no=number)
        if not waiting:
            break
        await college.say(str(waiting[0][0]), f"同意 {number}")
    assert await college.state(number) == "approved"
    return number


def at(day: int, said: str, month: int = 3) -> datetime:
    """An hour of the campus."""
    hour, minute = said.split(":")
    return datetime(2030, month, day, int(hour), int(minute), tzinfo=CAMPUS)


async def period_of(college: College, number: int) -> tuple[str, int]:
    """When the reserved time ends on campus, and what it costs."""
    query = """
        select to_char(upper(during) at time zone 'Asia/Shanghai', 'MM-DD HH24:MI'), minutes
        from leave_periods where request_no = :no
    """
    ((until, minutes),) = await college.rows(query, no=number)
    return str(until), int(str(minutes))


async def audited(college: College, action: str) -> int:
    async with college.database.begin(college.now) as tx:
        query = text("select count(*) from audit where action = :action")
        return int(await tx.conn.scalar(query, {"action": action}))
