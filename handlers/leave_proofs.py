"""Proofs that may come after the leave: asked for once a working day, taken from the chat, told to HR when late."""

from datetime import timedelta

from domain.attachment import AttachmentRefused
from domain.events import MediaKind, MediaSent
from domain.forms.fields import FieldType
from domain.forms.form import Form
from domain.ids import Minutes, PersonId
from domain.leave_proof import is_wanted, last_day, types_with_later_proof
from domain.leave_return import Absence
from domain.leave_types import STAFF, LeaveType, ProofTime
from domain.office import Office
from domain.overdue_return import AWAKE
from domain.texts import form_filling as filling_words
from domain.texts import leave_proofs as words
from handlers.counsellors import counsellors_of
from handlers.matter import Matter, matter_of, matters
from handlers.roles import Role
from handlers.tell import tell, tell_role
from handlers.turn import Turn
from storage.attachments import keep
from storage.cases import find_case
from storage.database import Tx
from storage.leave_proofs import leave_with_proof, without_file
from storage.wanted_files import want

LATE_DAYS = 14  # after the time is over for which it is still told, and a file is still taken


async def ask_for_proofs(tx: Tx, office: Office) -> int:
    """Who owes one is asked once a working day; once the time is over they and HR are told. How many owe one."""
    now = tx.now.astimezone(office.campus)
    if not office.calendar.works(now.date()) or not AWAKE[0] <= now.time() < AWAKE[1]:
        return 0
    owed = await _owed(tx, office)
    known = await matters(tx, office, [each.no for each in owed])
    for absence in owed:
        await _ask(tx, office, known[absence.no], absence)
    return len(owed)


async def _owed(tx: Tx, office: Office, person: PersonId | None = None) -> list[Absence]:
    types = types_with_later_proof()
    longest = max((each.proof.within_days for each in types.values()), default=0) + LATE_DAYS
    found = await without_file(tx, sorted(types), tx.now - timedelta(days=longest), person)
    return [each for each in found if _is_owed(tx, office, each)]


async def proof_wanted(turn: Turn, matter: Matter) -> LeaveType | None:
    """The type of one's own approved leave to which a proof may still be brought; also before it is over."""
    if matter.case.applicant.id != turn.person.id or not place_of_proof(matter.form):
        return None
    absence = await leave_with_proof(turn.tx, matter.no, sorted(types_with_later_proof()))
    return absence.kind if absence and _is_owed(turn.tx, turn.office, absence) else None


def _is_owed(tx: Tx, office: Office, absence: Absence) -> bool:
    kind, full_day = absence.kind, office.shift.minutes
    if kind is None or not is_wanted(kind, absence.minutes or Minutes(0), full_day, ProofTime.LATER):
        return False
    last = last_day(kind, absence.end.astimezone(office.campus).date())
    return tx.now.astimezone(office.campus).date() <= last + timedelta(days=LATE_DAYS)


async def _ask(tx: Tx, office: Office, matter: Matter, absence: Absence) -> None:
    kind = absence.kind
    if kind is None:
        return
    today = tx.now.astimezone(office.campus).date()
    last = last_day(kind, absence.end.astimezone(office.campus).date())
    number = f"单号 {matter.form.number(absence.no)}"
    if today <= last:
        text = words.wanted_later(kind, number, last, today)
        await tell(tx, absence.person, text, key=f"proof:{absence.no}:{today}", request_no=absence.no)
        return
    own = words.overdue(kind, number, office.contact)
    await tell(tx, absence.person, own, key=f"proof:{absence.no}:late", request_no=absence.no)
    told = words.overdue_to_personnel(matter.case.applicant.name, kind, number)
    if not kind.is_for(STAFF):
        for counsellor in counsellors_of(matter.resolver.directory, matter.resolver.applicant):
            await tell(tx, counsellor, told, key=f"proof:{absence.no}:{counsellor}", request_no=matter.no)
        return
    await tell_role(tx, office, Role.HR, told, key=f"proof:{absence.no}:hr")


async def note_proof(turn: Turn, event: MediaSent) -> bool:
    """A picture or file of somebody who owes a proof is to be fetched; False if they owe none."""
    if event.media not in {MediaKind.IMAGE, MediaKind.FILE}:
        return False
    for absence in await _owed(turn.tx, turn.office, turn.person.id):
        kept = await find_case(turn.tx, absence.no)
        matter = await matter_of(turn.tx, turn.office, kept) if kept else None
        field = place_of_proof(matter.form) if matter else ""
        if field and absence.kind:
            await want(turn.tx, absence.no, field, turn.address.source, turn.address.user_id, event.media_id)
            label = absence.kind.proof.what or "证明材料"
            await turn.say(filling_words.FILE_COMES.format(label=label), absence.no)
            return True
    return False


def place_of_proof(form: Form) -> str:
    """The name of the form's field for files; empty without one."""
    return next((each.name for each in form.fields if each.type is FieldType.ATTACHMENT), "")


async def take_proof(turn: Turn, matter: Matter, content: bytes) -> bool:
    """Keep what was fetched with the approved request; False if no proof of it is wanted."""
    kind = await proof_wanted(turn, matter)
    if kind is None:
        return False
    try:
        await keep_proof(turn, matter, kind, content)
    except AttachmentRefused as refused:
        await turn.say(str(refused), matter.no)
        return True
    await turn.say(words.received(kind, f"单号 {matter.form.number(matter.no)}"), matter.no)
    return True


async def keep_proof(turn: Turn, matter: Matter, kind: LeaveType, content: bytes, name: str = "") -> None:
    """The file beside the request, which itself stays as it was approved.

    Raises:
        AttachmentRefused: it is no file that may be kept.
    """
    called = name or kind.proof.what or "证明材料"
    kept = await keep(turn.tx, matter.no, turn.person.id, place_of_proof(matter.form), called, content)
    turn.note("leave.proof", matter.no, sha256=kept.sha256)
