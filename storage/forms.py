"""Published forms: every version is kept, the newest is what people start, running requests keep theirs."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cachetools import LRUCache
from sqlalchemy import text

from domain.forms.form import Form
from domain.forms.loading import load_published
from storage.database import Tx

PUBLISH_LOCK = 0x6475_7466  # one replica publishes at a time; released with the transaction
KEPT = 500  # parsed versions in memory, some tens of kilobytes each
ALERT = "form:"  # begins the key of what is told about a file

_LOCK = text("select pg_advisory_xact_lock(:lock)")
_NEWEST = text("""
    select distinct on (key) key, version, content_hash, published_at from forms order by key, version desc
""")
_ONE = text("select key, version, content_hash, published_at from forms where key = :key and version = :version")
_CONTENT = text("select content from forms where key = :key and version = :version")
_INSERT = text("""
    insert into forms (key, version, content, content_hash, published_at)
    values (:key, :version, cast(:content as jsonb), :content_hash, :now)
""")
_OPEN_ALERTS = text("""
    update alerts set cleared_at = :now
    where starts_with(key, :prefix) and cleared_at is null and not key = any(cast(:broken as text[]))
""")


@dataclass(frozen=True, slots=True)
class Published:
    """One version of a form; equal contents have equal hashes."""

    key: str
    version: int
    content_hash: str
    published_at: datetime


_parsed: LRUCache[tuple[str, int, str], Form] = LRUCache(KEPT)


def hash_of(document: Mapping[str, object]) -> str:
    """SHA-256 of the content as JSON with sorted keys: remarks and the order of keys make no version."""
    spelt = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(spelt.encode()).hexdigest()


async def newest(tx: Tx) -> dict[str, Published]:
    """The newest version of every form, by its key."""
    return {row.key: Published(*row) for row in await tx.conn.execute(_NEWEST, {})}


async def publish(tx: Tx, documents: Mapping[str, Mapping[str, object]]) -> tuple[Published, ...]:
    """Make a version of every content that differs from the newest one; which were made. The documents are sound."""
    await tx.conn.execute(_LOCK, {"lock": PUBLISH_LOCK})
    known = await newest(tx)
    made: list[Published] = []
    for key, document in sorted(documents.items()):
        digest, last = hash_of(document), known.get(key)
        if last is None or last.content_hash != digest:
            made.append(Published(key, last.version + 1 if last else 1, digest, tx.now))
            await _insert(tx, made[-1], document)
    return tuple(made)


async def _insert(tx: Tx, version: Published, document: Mapping[str, object]) -> None:
    values = {
        "key": version.key,
        "version": version.version,
        "content": document,
        "content_hash": version.content_hash,
        "now": tx.now,
    }
    await tx.conn.execute(_INSERT, values)
    facts = {"version": version.version, "content_hash": version.content_hash}
    tx.audit("job:forms", "publish", f"form:{version.key}", **facts)


async def newest_forms(tx: Tx) -> dict[str, Form]:
    """What people may start, by key. A version that this release cannot read any more is left out."""
    found = [(key, await _form(tx, published)) for key, published in (await newest(tx)).items()]
    return {key: form for key, form in found if form is not None}


async def form_of(tx: Tx, key: str, version: int, content_hash: str = "") -> Form | None:
    """That version of a form; None if there is none or this release cannot read it.

    Nothing is asked of the database if its `content_hash` is known and it was read before.
    """
    if content_hash and (form := _parsed.get((key, version, content_hash))):
        return form
    row = (await tx.conn.execute(_ONE, {"key": key, "version": version})).first()
    return await _form(tx, Published(*row)) if row else None


async def _form(tx: Tx, published: Published) -> Form | None:
    identity = (published.key, published.version, published.content_hash)
    if form := _parsed.get(identity):
        return form
    content = await content_of(tx, published.key, published.version)
    loaded = load_published(f"{published.key}.toml", content or {}, published.version)
    if not isinstance(loaded, Form):
        return None
    _parsed[identity] = loaded
    return loaded


async def content_of(tx: Tx, key: str, version: int) -> Mapping[str, object] | None:
    """The parsed file as it was published."""
    content: Mapping[str, object] | None = (await tx.conn.execute(_CONTENT, {"key": key, "version": version})).scalar()
    return content


async def clear_alerts(tx: Tx, broken: Iterable[str], prefix: str = ALERT) -> None:
    """What was told of files that are sound again, or gone, is no longer so."""
    keys = [f"{prefix}{file}" for file in broken]
    await tx.conn.execute(_OPEN_ALERTS, {"now": tx.now, "prefix": prefix, "broken": keys})
