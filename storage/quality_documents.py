"""Documents of the content that are published one by one: the newest of each counts, one that is gone has ended."""

from collections.abc import Mapping

from sqlalchemy import TextClause, text

from storage.database import Tx
from storage.forms import PUBLISH_LOCK, hash_of

_LOCK = text("select pg_advisory_xact_lock(:lock)")


class Shelf:
    """One table of such documents. `table` and `key` are ours; `kind` begins the audit's references."""

    def __init__(self, table: str, key: str, kind: str, *, is_ordered: bool) -> None:
        place = ", place" if is_ordered else ""
        self._kind = kind
        self._known = _known(table, key)
        self._put = text(f"""
            insert into {table} ({key}, document, content_hash, published_at{place})
            select given.key, given.document, given.hash, :now{", given.place" if is_ordered else ""}
            from jsonb_to_recordset(cast(:given as jsonb)) as given (key text, document jsonb, hash text, place int)
            on conflict ({key}) do update set
                document = excluded.document, published_at = excluded.published_at, ended_at = null,
                content_hash = excluded.content_hash,
                version = {table}.version + ({table}.content_hash <> excluded.content_hash)::int
                {", place = excluded.place" if is_ordered else ""}
        """)  # noqa: S608 - the names are ours
        self._end = text(f"""
            update {table} set ended_at = :now where ended_at is null and {key} <> all(cast(:keys as text[]))
            returning {key}
        """)  # noqa: S608

    async def publish(self, tx: Tx, documents: Mapping[str, Mapping[str, object]]) -> tuple[str, ...]:
        """What is to count from now on, whole; the keys of those that ended. The documents are sound."""
        await tx.conn.execute(_LOCK, {"lock": PUBLISH_LOCK})
        known: dict[str, tuple[str, object]] = {
            row.key: (row.content_hash, row.ended_at) for row in await tx.conn.execute(self._known, {})
        }
        given = [
            {"key": key, "document": document, "hash": hash_of(document), "place": place}
            for place, (key, document) in enumerate(documents.items())
        ]
        changed = [each for each in given if known.get(str(each["key"])) != (each["hash"], None)]
        if changed:
            await tx.conn.execute(self._put, {"given": given, "now": tx.now})
        for each in changed:
            tx.audit("job:quality", "publish", f"{self._kind}:{each['key']}", content_hash=each["hash"])
        ended = await tx.conn.scalars(self._end, {"keys": list(documents), "now": tx.now})
        for key in ended:
            tx.audit("job:quality", "end", f"{self._kind}:{key}")
        return tuple(ended)


def _known(table: str, key: str) -> TextClause:
    return text(f"select {key} as key, content_hash, ended_at from {table}")  # noqa: S608 - the names are ours
