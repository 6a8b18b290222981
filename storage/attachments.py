"""Files that belong to a request, kept where it is kept, so that a backup has both."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import text

from domain.attachment import check, clean_name
from domain.ids import PersonId, RequestNo
from storage.database import Tx
from storage.rows import AnyRow

_COUNT = text("select count(*) from attachments where request_no = :no")
_KEEP = text("""
    insert into attachments (id, request_no, field, name, media_type, size, sha256, content, person_id, at)
    values (:id, :no, :field, :name, :media_type, :size, :sha256, :content, :person, :now)
    on conflict (id) do nothing
""")
_FACTS = "select id, request_no, field, name, media_type, size, sha256, person_id, at from attachments"
_FIND = text(f"{_FACTS} where id = :id")
_OF = text(f"{_FACTS} where request_no = :no order by at, id")
_CONTENT = text("select content from attachments where id = :id")
_DROP = text("""
    delete from attachments a using requests r
    where a.id = :id and r.no = a.request_no and r.state = 'draft'
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file without its content. `person` brought it; `sha256` is in hexadecimal."""

    id: UUID
    request_no: RequestNo
    field: str
    name: str
    media_type: str
    size: int
    sha256: str
    person: PersonId
    at: datetime

    @property
    def value(self) -> dict[str, object]:
        """As the field keeps it."""
        return {"id": str(self.id), "name": self.name, "size": self.size}


async def keep(tx: Tx, number: RequestNo, person: PersonId, field: str, name: str, content: bytes) -> Attachment:
    """Take a file in; the same one in the same field is taken once. The request is locked by the caller.

    Raises:
        AttachmentRefused: it may not be taken.
    """
    kept: int = (await tx.conn.execute(_COUNT, {"no": number})).scalar_one()
    media_type = check(name, content, kept)
    digest = hashlib.sha256(content).hexdigest()
    attachment = Attachment(
        id=uuid5(NAMESPACE_URL, f"dutybell:{number}:{field}:{digest}"),
        request_no=number,
        field=field,
        name=clean_name(name, media_type),
        media_type=media_type,
        size=len(content),
        sha256=digest,
        person=person,
        at=tx.now,
    )
    values = {
        "id": attachment.id,
        "no": number,
        "field": field,
        "name": attachment.name,
        "media_type": media_type,
        "size": attachment.size,
        "sha256": digest,
        "content": content,
        "person": person,
        "now": tx.now,
    }
    await tx.conn.execute(_KEEP, values)
    return attachment


async def find_attachment(tx: Tx, identity: UUID) -> Attachment | None:
    """The file without its content."""
    row = (await tx.conn.execute(_FIND, {"id": identity})).first()
    return _attachment(row) if row else None


async def attachments_of(tx: Tx, number: RequestNo) -> list[Attachment]:
    """Everything that was taken in for a request, also what no field names any more; the oldest first."""
    return [_attachment(row) for row in await tx.conn.execute(_OF, {"no": number})]


async def content_of(tx: Tx, identity: UUID) -> bytes | None:
    """The file itself."""
    content: bytes | None = (await tx.conn.execute(_CONTENT, {"id": identity})).scalar()
    return content


async def drop_attachment(tx: Tx, identity: UUID) -> bool:
    """Forget a file of a draft; whether it was there. What was submitted once stays, for others have seen it."""
    return bool((await tx.conn.execute(_DROP, {"id": identity})).rowcount)


def _attachment(row: AnyRow) -> Attachment:
    return Attachment(
        id=row.id,
        request_no=RequestNo(row.request_no),
        field=row.field,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        person=PersonId(row.person_id),
        at=row.at,
    )
