"""The whole directory, kept in the process for as long as nothing of it changes.

Triggers put a row into `directory_changes` with every change. Which rows there are is the revision: numbers are never
had twice, a change that was rolled back leaves none, and no change waits for another. The revision is read before the
directory, so what is kept is never older than what it is kept under.

A change may say whom it is about (`storage.directory_marks`). If all do that came since a directory was kept, only
these people are read again: in a college of a hundred thousand that takes milliseconds instead of seconds.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import md5
from uuid import UUID

from cachetools import LRUCache
from sqlalchemy import text

from domain.forms.directory import Directory
from domain.forms.posts import Posts
from domain.ids import PersonId
from storage.database import Tx
from storage.posts import Roles, load_again, load_directory
from storage.rows import AnyRow
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

_CHANGES = text("select id, at, people from directory_changes")
YOUNG = timedelta(hours=1)  # a mark that is not there and is older than any transaction was forgotten, not rolled back


@dataclass(frozen=True, slots=True)
class Kept:
    """A directory, the changes it has in it, with their times, and what it was made from."""

    changes: Mapping[UUID, datetime]
    posts: Posts
    roles: Roles
    directory: Directory


_kept: LRUCache[str, Kept] = LRUCache(KEPT)


async def directory_revision(tx: Tx) -> str:
    """Another text whenever something of the directory has changed."""
    return str(await tx.conn.scalar(_REVISION, {}))


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
    if kept is not None and kept.posts is posts and kept.roles == roles:
        return kept.directory
    marks = (await tx.conn.execute(_CHANGES)).all()
    directory = await _from_kept(tx, marks, posts, roles) or await load_directory(tx, posts, roles)
    _kept[revision_of(marks)] = Kept({mark.id: mark.at for mark in marks}, posts, roles, directory)
    return directory


def revision_of(marks: Iterable[AnyRow]) -> str:
    """The same as the database works it out."""
    return md5(",".join(sorted(str(mark.id) for mark in marks)).encode(), usedforsecurity=False).hexdigest()


async def _from_kept(tx: Tx, marks: list[AnyRow], posts: Posts, roles: Roles) -> Directory | None:
    """From the newest directory that lacks nothing but changes of people who are known; None if there is none."""
    there = {mark.id for mark in marks}
    latest = max((mark.at for mark in marks), default=tx.now)
    for kept in reversed(list(_kept.values())):
        if kept.posts is not posts or kept.roles != roles or _has_undone(kept, there, latest):
            continue
        since = [mark.people for mark in marks if mark.id not in kept.changes]
        if all(people is not None for people in since):
            people = frozenset(PersonId(person) for found in since for person in found)
            return await load_again(tx, kept.directory, roles, people)
    return None


def _has_undone(kept: Kept, there: AbstractSet[UUID], latest: datetime) -> bool:
    """Whether it has a change in it that never came to be."""
    return any(mark not in there and at > latest - YOUNG for mark, at in kept.changes.items())


async def forget_changes(tx: Tx, before: datetime) -> int:
    """Drop the marks of changes that every transaction has seen; how many. No transaction lives a day."""
    return (await tx.conn.execute(_FORGET, {"before": before})).rowcount
