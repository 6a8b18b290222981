"""The whole directory, kept in the process for as long as nothing of it changes.

Triggers put a row into `directory_changes` with every change. Which rows there are is the revision: numbers are never
had twice, a change that was rolled back leaves none, and no change waits for another. The revision is read before the
directory, so what is kept is never older than what it is kept under.
"""

from datetime import datetime

from cachetools import LRUCache
from sqlalchemy import text

from domain.forms.directory import Directory
from domain.forms.posts import Posts
from storage.database import Tx
from storage.posts import Roles, load_directory
from storage.stand_ins import IN_FORCE, StandIn, stand_in_from

KEPT = 4  # directories; one is in use, the others were until a moment ago

REVISION = "select md5(coalesce(string_agg(id::text, ',' order by id), '')) as revision from directory_changes"
_REVISION = text(REVISION)
_WITH_STAND_INS = text(f"""
    select now_is.revision, acting.* from ({REVISION}) now_is left join ({IN_FORCE}) acting on true order by acting.id
""")  # noqa: S608 - all of it is ours
# The newest stays, so that no set of rows ever comes again.
_FORGET = text("""
    delete from directory_changes
    where at < :before and id <> (select id from directory_changes order by at desc, id desc limit 1)
    returning id
""")

_kept: LRUCache[str, tuple[Posts, Roles, Directory]] = LRUCache(KEPT)


async def directory_of(tx: Tx, posts: Posts, roles: Roles) -> Directory:
    """The college as this transaction sees it. `roles` are the references of the configuration."""
    return await _directory_at(tx, await tx.conn.scalar(_REVISION, {}), posts, roles)


async def directory_with_stand_ins(tx: Tx, posts: Posts, roles: Roles) -> tuple[Directory, list[StandIn]]:
    """The same, and everybody whose period of standing in is now: what every decision has to ask for."""
    rows = (await tx.conn.execute(_WITH_STAND_INS, {"now": tx.now})).all()
    directory = await _directory_at(tx, rows[0].revision, posts, roles)
    return directory, [stand_in_from(row) for row in rows if row.id is not None]


async def _directory_at(tx: Tx, revision: str, posts: Posts, roles: Roles) -> Directory:
    kept = _kept.get(revision)
    if kept is not None and kept[0] is posts and kept[1] == roles:
        return kept[2]
    directory = await load_directory(tx, posts, roles)
    _kept[revision] = (posts, roles, directory)
    return directory


async def forget_changes(tx: Tx, before: datetime) -> int:
    """Drop the marks of changes that every transaction has seen; how many. No transaction lives a day."""
    return (await tx.conn.execute(_FORGET, {"before": before})).rowcount
