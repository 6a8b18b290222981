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

KEPT = 4  # directories; one is in use, the others were until a moment ago

_REVISION = text("select md5(coalesce(string_agg(id::text, ',' order by id), '')) from directory_changes")
# The newest stays, so that no set of rows ever comes again.
_FORGET = text("""
    delete from directory_changes
    where at < :before and id <> (select id from directory_changes order by at desc, id desc limit 1)
    returning id
""")

_kept: LRUCache[str, tuple[Posts, Roles, Directory]] = LRUCache(KEPT)


async def directory_of(tx: Tx, posts: Posts, roles: Roles) -> Directory:
    """The college as this transaction sees it. `roles` are the references of the configuration."""
    revision: str = await tx.conn.scalar(_REVISION, {})
    kept = _kept.get(revision)
    if kept is not None and kept[0] is posts and kept[1] == roles:
        return kept[2]
    directory = await load_directory(tx, posts, roles)
    _kept[revision] = (posts, roles, directory)
    return directory


async def forget_changes(tx: Tx, before: datetime) -> int:
    """Drop the marks of changes that every transaction has seen; how many. No transaction lives a day."""
    return (await tx.conn.execute(_FORGET, {"before": before})).rowcount
