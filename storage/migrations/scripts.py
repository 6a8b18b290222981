"""What the versions are written in: SQL files, which a database administrator can read too."""

from pathlib import Path
from typing import cast

from alembic import op
from asyncpg import Connection
from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_connection

SCRIPTS = Path(__file__).parent / "sql"


def run_script(name: str) -> None:
    """Execute a file of statements inside the migration's transaction."""
    statements = (SCRIPTS / name).read_text(encoding="utf-8")

    async def execute(connection: Connection) -> str:
        return str(await connection.execute(statements))

    # The driver alone takes several statements at once. It is inside SQLAlchemy's transaction, because Alembic has read
    # the present version through SQLAlchemy before.
    adapted = cast("AsyncAdapt_dbapi_connection", op.get_bind().connection.dbapi_connection)
    adapted.run_async(execute)
