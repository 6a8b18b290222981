"""Pictures of punches: noted when they are sent, kept with the punch when they are there, forgotten after a while."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from domain.ids import PersonId
from domain.punches import Punch
from storage.database import Tx
from storage.plain import fitted
from storage.punch_waits import Placed
from storage.punches import KEY_LENGTH, SOURCE_LENGTH

_EXPECT = text("""
    insert into punch_photos (person_id, place, within_fence, sent_at)
    values (:person, :place, :within_fence, :at) returning id
""")
_TAKE = text("""
    delete from punch_photos where id = :id and content is null
    returning person_id, place, within_fence, sent_at
""")
_KEEP = text("""
    insert into punch_photos (person_id, punch_id, place, within_fence, sent_at, media_type, sha256, content)
    select person_id, id, place, within_fence, punched_at, :media_type, :sha256, :content
    from punches where source = :source and key = :key
    on conflict (punch_id) do nothing
""")
_OF = text("""
    select id, sent_at from punch_photos
    where person_id = :person and sent_at >= :since and sent_at < :until and content is not null order by sent_at, id
""")
_FIND = text("select person_id, media_type, content from punch_photos where id = :id and content is not null")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A punch whose picture is still with the platform. Its time is when the picture arrived in the chat."""

    person: PersonId
    sent_at: datetime
    placed: Placed


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A picture and whose punch it belongs to."""

    person: PersonId
    media_type: str
    content: bytes


async def expect_photo(tx: Tx, person: PersonId, at: datetime, placed: Placed) -> int:
    """It was sent and is to be fetched; its number."""
    values = {"person": person, "place": placed.place, "within_fence": placed.within_fence, "at": at}
    number: int = await tx.conn.scalar(_EXPECT, values)
    return number


async def take_expected(tx: Tx, number: int) -> Expected | None:
    """What this picture was sent for; nobody else gets it any more."""
    row = (await tx.conn.execute(_TAKE, {"id": number})).first()
    if row is None:
        return None
    placed = Placed(place=row.place, within_fence=row.within_fence)
    return Expected(person=PersonId(row.person_id), sent_at=row.sent_at, placed=placed)


async def keep_photo(tx: Tx, punch: Punch, media_type: str, content: bytes) -> None:
    """With the punch, which is noted already."""
    values = {
        "source": fitted(punch.source, SOURCE_LENGTH),
        "key": fitted(punch.key, KEY_LENGTH),
        "media_type": media_type,
        "sha256": hashlib.sha256(content).hexdigest(),
        "content": content,
    }
    await tx.conn.execute(_KEEP, values)


async def photos_of(tx: Tx, person: PersonId, since: datetime, until: datetime) -> Sequence[tuple[int, datetime]]:
    """The numbers and times of somebody's pictures from the one instant to before the other."""
    rows = await tx.conn.execute(_OF, {"person": person, "since": since, "until": until})
    return [(row.id, row.sent_at) for row in rows]


async def find_photo(tx: Tx, number: int) -> KeptPhoto | None:
    """One picture."""
    row = (await tx.conn.execute(_FIND, {"id": number})).first()
    return KeptPhoto(PersonId(row.person_id), row.media_type, row.content) if row else None
