"""Everything that is kept of one case, gathered for its record."""

from sqlalchemy import text

from domain.ids import DepartmentId, RequestNo
from domain.record import Drawn, Enclosure, Entered, Head, Link
from domain.record_drawing import Gathered
from domain.signature import FIELD as SIGNATURE
from storage.attachments import Attachment, attachments_of, content_of
from storage.cases import find_case
from storage.database import Tx
from storage.forms import form_of
from storage.leave_later import later_of

_DEPARTMENT = text("select name from departments where id = :id")
_SIGNATURES = text("select no, signature from acts where request_no = :no and signature <> ''")
_BOOKED = text("select what, no, booked_at, reversed_at from bookings where request_no = :no order by no, what")
_AUDIT = text("""
    select seq, at, actor, action, object, detail, previous_hash, hash from audit where object = :object order by seq
""")
_SECRET = text("select secret from paper_secret")
_HEAD = text("select seq, hash from audit order by seq desc limit 1")


async def paper_secret(tx: Tx) -> bytes:
    """What the codes on paper are signed with: the same for every replica, and wherever the database is moved to.

    Raises:
        LookupError: it is gone from the database.
    """
    secret: bytes | None = (await tx.conn.execute(_SECRET, {})).scalar()
    if secret is None:
        raise LookupError("the secret behind printed codes is gone from the database")
    return secret


async def gather(tx: Tx, number: RequestNo) -> Gathered | None:
    """The case with all that belongs to it; None if there is none, or this release cannot read its form any more."""
    kept = await find_case(tx, number)
    form = await form_of(tx, kept.form, kept.form_version) if kept else None
    if kept is None or form is None:
        return None
    files = await attachments_of(tx, number)
    return Gathered(
        form=form,
        case=kept.case,
        submitted_at=kept.submitted_at,
        finished_at=kept.finished_at,
        department=await _department(tx, kept.case.applicant.main_department_id),
        signatures={row.no: row.signature for row in await tx.conn.execute(_SIGNATURES, {"no": number})},
        drawn=await _drawn(tx, files),
        booked=await _booked(tx, number),
        enclosures=tuple(map(_enclosure, files)),
        later=tuple(await later_of(tx, number)),
        audit=await _audit(tx, number),
        head=await _head(tx),
    )


async def _department(tx: Tx, department: DepartmentId | None) -> str:
    name: str | None = (await tx.conn.execute(_DEPARTMENT, {"id": department})).scalar() if department else None
    return name or ""


async def _drawn(tx: Tx, files: list[Attachment]) -> tuple[Drawn, ...]:
    """The pictures themselves, oldest first: paper shows them. Other files are only named."""
    signed = [file for file in files if file.field.startswith(SIGNATURE)]
    return tuple(
        [Drawn(f.field.removeprefix(SIGNATURE), f.person, await content_of(tx, f.id) or b"") for f in signed],
    )


async def _booked(tx: Tx, number: RequestNo) -> tuple[Entered, ...]:
    rows = await tx.conn.execute(_BOOKED, {"no": number})
    return tuple(Entered(what=row.what, no=row.no, at=row.booked_at, reversed_at=row.reversed_at) for row in rows)


def _enclosure(file: Attachment) -> Enclosure:
    return Enclosure(
        id=str(file.id),
        field=file.field,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        at=file.at,
    )


async def _audit(tx: Tx, number: RequestNo) -> tuple[Link, ...]:
    rows = await tx.conn.execute(_AUDIT, {"object": f"request:{number}"})
    return tuple(
        Link(
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            action=row.action,
            subject=row.object,
            detail=row.detail,
            previous_hash=row.previous_hash,
            hash=row.hash,
        )
        for row in rows
    )


async def _head(tx: Tx) -> Head | None:
    row = (await tx.conn.execute(_HEAD)).first()
    return Head(row.seq, row.hash) if row else None
