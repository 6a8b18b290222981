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

from storage.batches import batches
from storage.connection import Connection

GENESIS = "0" * 64
_spell = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

CHAIN_LOCK = 0x6475_7479  # one writer at a time; released with the transaction

APPEND = text("""
    select audit_append(
        :chain, :now, :instant, cast(:actors as text[]), cast(:actions as text[]), cast(:objects as text[]),
        cast(:details as text[])
    )
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
    lines = (
        str(seq),
        _spelt_instant(at),
        entry.actor,
        entry.action,
        entry.subject,
        _spelt_detail(entry),
        previous_hash,
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


async def write(conn: Connection, now: datetime, entries: Sequence[Entry]) -> None:
    """Append the entries; the database numbers and hashes them. Takes the chain's lock, so it belongs at the end."""
    when = {"chain": CHAIN_LOCK, "now": now, "instant": _spelt_instant(now)}
    for some in batches(entries):
        columns = {
            "actors": [entry.actor for entry in some],
            "actions": [entry.action for entry in some],
            "objects": [entry.subject for entry in some],
            "details": [_spelt_detail(entry) for entry in some],
        }
        await conn.execute(APPEND, when | columns)


def _spelt_instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _spelt_detail(entry: Entry) -> str:
    return _spell(entry.detail)
