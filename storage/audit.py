"""The audit chain: append-only, and each row's hash covers the one before, so that a stranger can verify it.

The hash is SHA-256 over the UTF-8 of seven lines joined with a line feed: sequence number, instant (ISO 8601, UTC,
microseconds), actor, action, object, detail as JSON (sorted keys, no spaces, no escapes), previous hash.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text

from storage.connection import Connection

GENESIS = "0" * 64
CHAIN_LOCK = 0x6475_7479  # one writer at a time; released with the transaction

END = text("select seq, hash from audit_end(:chain)")
APPEND = text("""
    insert into audit (seq, at, actor, action, object, detail, previous_hash, hash)
    values (:seq, :at, :actor, :action, :object, :detail, :previous_hash, :hash)
""")


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what to what. `detail` holds facts, no free text of other people's and no secrets."""

    actor: str
    action: str
    subject: str
    detail: Mapping[str, object]


def chain_hash(seq: int, at: datetime, entry: Entry, previous_hash: str) -> str:
    """The hash of one row; see the module's description."""
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    detail = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    lines = (str(seq), instant, entry.actor, entry.action, entry.subject, detail, previous_hash)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


async def write(conn: Connection, now: datetime, entries: Sequence[Entry]) -> None:
    """Append the entries. Takes the chain's lock, so it belongs at the end of a transaction."""
    if not entries:
        return
    last = (await conn.execute(END, {"chain": CHAIN_LOCK})).first()
    seq, previous = (last.seq, last.hash) if last else (0, GENESIS)
    rows: list[dict[str, object]] = []
    for entry in entries:
        seq += 1
        digest = chain_hash(seq, now, entry, previous)
        rows.append(
            {
                "seq": seq,
                "at": now,
                "actor": entry.actor,
                "action": entry.action,
                "object": entry.subject,
                "detail": dict(entry.detail),
                "previous_hash": previous,
                "hash": digest,
            }
        )
        previous = digest
    await conn.execute(APPEND, rows)
