"""What a request with an Idempotency-Key was answered, so that its repetition gets the same and does nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from storage.database import Tx

KEPT = timedelta(hours=24)  # as long as payment interfaces keep theirs: longer than any client repeats

# Whoever sends the same at the same instant waits here for the other's end, and then sees its answer.
_CLAIM = text("""
    insert into api_answers (token, key, digest, at) values (:token, :key, :digest, :now)
    on conflict (token, key) do update
    set digest = case when api_answers.at < :before then excluded.digest else api_answers.digest end,
        status = case when api_answers.at < :before then null else api_answers.status end,
        content = case when api_answers.at < :before then null else api_answers.content end,
        at = case when api_answers.at < :before then excluded.at else api_answers.at end
    returning digest, status, content
""")
_KEEP = text("update api_answers set status = :status, content = :content where token = :token and key = :key")
_FORGET = text("delete from api_answers where at < :before")


@dataclass(frozen=True, slots=True)
class Answered:
    """`is_same`: it was the answer to the same request."""

    status: int
    content: bytes
    is_same: bool


async def claim_answer(tx: Tx, token: str, key: str, digest: bytes) -> Answered | None:
    """The answer that is kept; None: there is none, and it is ours to give in this transaction."""
    values = {"token": token, "key": key, "digest": digest, "now": tx.now, "before": tx.now - KEPT}
    row = (await tx.conn.execute(_CLAIM, values)).one()
    return None if row.status is None else Answered(row.status, row.content, is_same=row.digest == digest)


async def keep_answer(tx: Tx, token: str, key: str, status: int, content: bytes) -> None:
    """From now on a repetition gets it."""
    await tx.conn.execute(_KEEP, {"token": token, "key": key, "status": status, "content": content})


async def forget_answers(tx: Tx, before: datetime) -> int:
    """How many were given before then and are gone now."""
    return (await tx.conn.execute(_FORGET, {"before": before})).rowcount
