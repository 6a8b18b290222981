"""The small college with forms: what content/forms says, holders for its posts, and a class with a student."""

import tomllib
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert, select

from domain.forms.posts import PostRule, Posts
from domain.ids import PersonId
from storage.forms import publish
from storage.tables_of_people import departments, memberships, people
from tests.handlers.college import STAFF, College, give_account

FORMS = Path(__file__).parents[2] / "content" / "forms"
HOLDERS = {
    "vice_president": "钱院长",
    "finance_head": "周处长",
    "office_head": "吴老师",
    "office_supervisor": "吴老师",
    "hr_attendance": "吴老师",
    "quality_head": "吴老师",
    "info_data": "吴老师",
    "security_head": "郑老师",
    "repair_dispatcher": "郑老师",
    "asset_head": "郑老师",
    "room_admin": "郑老师",
    "dorm_clerk": "郑老师",
    "info_head": "赵组长",
    "counsellor": "孙副组长",
}
POSTS = Posts(rules=tuple(PostRule(code, code, staff_no=(f"T-{name}",)) for code, name in HOLDERS.items()))
OFTEN = ("travel", "reception", "repair_ticket", "it_purchase", "data_correction", "student_leave", "teacher_leave")


async def with_forms(college: College, *keys: str) -> College:
    """The same college, which knows these forms now."""
    college.office = replace(college.office, posts=POSTS)
    documents = {key: document_of(key) for key in keys or OFTEN}
    async with college.database.begin(college.now) as tx:
        await publish(tx, documents)
    return college


def document_of(key: str) -> dict[str, object]:
    """A form's file."""
    return tomllib.loads((FORMS / f"{key}.toml").read_text(encoding="utf-8"))


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
