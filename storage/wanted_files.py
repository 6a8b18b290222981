"""Files that were sent into a chat and are to be fetched from the platform: taken by one replica at a time.

The database's clock decides. A row that was taken is due again a while later, so nothing is lost with whoever took it;
how often it was taken fences off whoever wakes up too late.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text

from domain.events import Source
from domain.ids import RequestNo
from storage.channels import Channel
from storage.database import Tx
from storage.sources import names_of

LEASE = timedelta(minutes=3)  # a download of 20 MB may take one

_WANT = text(f"""
    with wanted as (
        insert into wanted_files (request_no, field, platform, account, user_id, media_id)
        values (:no, :field, :platform, :account, :user_id, :media_id)
        returning id
    )
    select pg_notify('{Channel.FILES}', '') from wanted
""")  # noqa: S608 - the channel is ours
_TAKE = text("""
    update wanted_files set attempts = attempts + 1, due_at = now() + cast(:lease as interval)
    where id = (
        select id from wanted_files
        where due_at <= now() and platform || ':' || account = any(cast(:sources as text[]))
        order by due_at, id limit 1
        for update skip locked
    )
    returning *
""")
_PUT_OFF = text("""
    update wanted_files set due_at = now() + cast(:pause as interval) where id = :id and attempts = :attempts
""")
_FINISH = text("delete from wanted_files where id = :id and attempts = :attempts")


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedFile:
    """A file by the platform's own id; never by an address that somebody sent. `attempts` counts this one too.

    Without a request it is a roster for the personnel office.
    """

    id: int
    request_no: RequestNo | None
    field: str
    source: Source
    user_id: str
    media_id: str
    attempts: int


async def want(tx: Tx, number: RequestNo | None, field: str, source: Source, user_id: str, media_id: str) -> None:
    """Have it fetched for this field of a draft; without one, as a roster."""
    values = {
        "no": number,
        "field": field,
        "platform": source.platform,
        "account": source.account,
        "user_id": user_id,
        "media_id": media_id,
    }
    await tx.conn.execute(_WANT, values)


async def take(tx: Tx, sources: Iterable[Source]) -> WantedFile | None:
    """The file that waits longest, for a while nobody else's."""
    names = names_of(sources)
    row = (await tx.conn.execute(_TAKE, {"sources": names, "lease": LEASE})).first()
    if row is None:
        return None
    return WantedFile(
        id=row.id,
        request_no=None if row.request_no is None else RequestNo(row.request_no),
        field=row.field,
        source=Source(row.platform, row.account),
        user_id=row.user_id,
        media_id=row.media_id,
        attempts=row.attempts,
    )


async def put_off(tx: Tx, wanted: WantedFile, pause: timedelta) -> None:
    """Try again later."""
    await tx.conn.execute(_PUT_OFF, {"id": wanted.id, "attempts": wanted.attempts, "pause": pause})


async def finish(tx: Tx, wanted: WantedFile) -> bool:
    """It is fetched, or never will be. False if somebody else has taken it meanwhile: then nothing may be done."""
    return bool((await tx.conn.execute(_FINISH, {"id": wanted.id, "attempts": wanted.attempts})).rowcount)
