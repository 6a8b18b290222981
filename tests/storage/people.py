"""People and requests as rows, for tests of what refers to them."""

from storage.database import Database


async def add_people(database: Database, *names: str) -> list[int]:
    """Their person numbers."""
    async with database.engine.begin() as conn:
        return [
            (await conn.exec_driver_sql("insert into people (name) values ($1) returning id", (name,))).scalar_one()
            for name in names
        ]


async def add_draft(database: Database, applicant: int) -> int:
    """A leave request that is not submitted yet; its number."""
    statement = """
        insert into requests (form, form_version, applicant_id, fields, created_at)
        values ('leave', 1, $1, '{}', now()) returning no
    """
    async with database.engine.begin() as conn:
        return (await conn.exec_driver_sql(statement, (applicant,))).scalar_one()
