"""The small college with forms: what content/forms says, holders for its posts, and a class with a student."""

from sqlalchemy import insert, select

from domain.ids import PersonId
from storage.forms import publish
from storage.tables_of_people import departments, memberships, people
from tests.handlers.college import HOLDERS, POSTS, STAFF, College, documents_of, give_account

__all__ = ["HOLDERS", "POSTS", "enrol", "with_forms"]

OFTEN = ("travel", "reception", "repair_ticket", "it_purchase", "data_correction")


async def with_forms(college: College, *keys: str) -> College:
    """The same college, which knows these forms now."""
    async with college.database.begin(college.now) as tx:
        await publish(tx, documents_of(keys or OFTEN))
    return college


async def enrol(college: College, name: str = "小明") -> None:
    """A student of a class that 孙副组长 looks after."""
    async with college.database.begin(college.now) as tx:
        above = (await tx.conn.execute(select(departments.c.id).where(departments.c.name == "信息工程系"))).scalar_one()
        place = insert(departments).values(
            platform="wecom", account="staff", external_id="软件2班", name="软件2班", parent_id=above
        )
        klass = (await tx.conn.execute(place.returning(departments.c.id))).scalar_one()
        made = insert(people).values(name=name, staff_no=f"S-{name}", main_department_id=klass, position="学生")
        student = (await tx.conn.execute(made.returning(people.c.id))).scalar_one()
        for person in (student, college.ids["孙副组长"]):
            await tx.conn.execute(insert(memberships).values(department_id=klass, person_id=person, leads=False))
        await give_account(tx, student, name, STAFF)
    college.ids[name] = PersonId(student)
