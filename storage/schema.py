"""Which version a database has: asked at every start, so the tool that migrates is not read in for it."""

from functools import cache
from pathlib import Path

from sqlalchemy import text

from storage.database import Database

SCRIPTS = Path(__file__).parent / "migrations"

_HAS_REVISION = text("select to_regclass('alembic_version') is not null")
_REVISION = text("select version_num from alembic_version")


async def is_migrated(database: Database) -> bool:
    """Whether this version can work with the database: its own schema is there, or a newer one."""
    async with database.at_once() as conn:
        revision = await conn.scalar(_REVISION, {}) if await conn.scalar(_HAS_REVISION, {}) else None
    return not is_behind(revision)


def is_behind(revision: str | None) -> bool:
    """A revision that this version does not know is a newer one, since versions are never taken back."""
    return revision is None or revision in known_revisions()[1:]


@cache
def known_revisions() -> tuple[str, ...]:
    """Every revision, the newest first, by the names of their files: `v0011_audit_append.py` is 0011."""
    files = (SCRIPTS / "versions").glob("v*.py")
    return tuple(sorted((file.name[1:].partition("_")[0] for file in files), reverse=True))
