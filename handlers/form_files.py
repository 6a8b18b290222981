"""Files sent into the chat go into the form that is being filled in: noted at once, fetched by a job, then kept."""

from collections.abc import Iterable

from domain.address import Address
from domain.attachment import AttachmentRefused, check
from domain.events import MediaKind, MediaSent
from domain.flow.case import State
from domain.forms.fields import Field, FieldType
from domain.forms.values import BadValue, Stored, stored
from domain.office import Office
from domain.request import Channel
from domain.texts import form_filling as words
from domain.texts import guide
from handlers import form_filling
from handlers.form_dialogue import Stage, filling_of
from handlers.form_sheet import draft_in, fields_in, question_in
from handlers.happening_words import note_document
from handlers.leave_proofs import note_proof, take_proof
from handlers.matter import Matter, matter_of, open_case
from handlers.punch_photos import note_photo
from handlers.sent_rosters import note_roster
from handlers.turn import Turn
from storage.attachments import keep
from storage.cases import find_case
from storage.database import Tx
from storage.dialogues import find_dialogue
from storage.wanted_files import WantedFile, want

TAKEN = {
    MediaKind.IMAGE: (FieldType.PICTURE, FieldType.ATTACHMENT),
    MediaKind.FILE: (FieldType.ATTACHMENT,),
}


async def note_file(turn: Turn, event: MediaSent) -> None:
    """A file that the open form has a place for is to be fetched; any other is answered and left where it is."""
    if await note_photo(turn, event):
        return
    filling = filling_of(await find_dialogue(turn.tx, turn.person.id))
    kept = await find_case(turn.tx, filling.number) if filling and filling.stage is not Stage.PARKED else None
    if kept is None or kept.case.state not in (State.DRAFT, State.RETURNED):
        if not await _note_elsewhere(turn, event):
            await turn.say(guide.MEDIA)
        return
    matter = await matter_of(turn.tx, turn.office, kept)
    field = _place_for(matter, event.media)
    if field is None:
        if not await note_roster(turn, event):
            await turn.say(words.NO_FILE_WANTED, matter.no)
        return
    await want(turn.tx, matter.no, field.name, turn.address.source, turn.address.user_id, event.media_id)
    await turn.say(words.FILE_COMES.format(label=field.label), matter.no)


async def _note_elsewhere(turn: Turn, event: MediaSent) -> bool:
    """What no form waits for may be a roster, a proof of leave, or a document that came in."""
    return await note_roster(turn, event) or await note_proof(turn, event) or await note_document(turn, event)


async def receive_file(tx: Tx, office: Office, wanted: WantedFile, content: bytes | None) -> None:
    """What was fetched, None for what cannot be: into its field, or said why not."""
    matter = await open_case(tx, office, wanted.request_no) if wanted.request_no is not None else None
    if matter is None:
        raise LookupError("a file is wanted for a draft that is not there")
    person = matter.case.applicant
    address = Address(wanted.source, wanted.user_id, person.id)
    turn = Turn(tx=tx, office=office, person=person, address=address, channel=Channel.TEXT)
    field = next((each for each in fields_in(matter) if each.name == wanted.field), None)
    if content is None:
        await turn.say(words.FILE_LOST, matter.no)
    elif matter.case.state not in (State.DRAFT, State.RETURNED) or field is None:
        if not await take_proof(turn, matter, content):
            await turn.say(words.FILE_LATE, matter.no)
    else:
        await _put(turn, matter, field, content)


async def _put(turn: Turn, matter: Matter, field: Field, content: bytes) -> None:
    before = draft_in(matter).values.get(field.name)
    files = before if isinstance(before, list) else []
    try:
        name = f"{field.label}{len(files) + 1}"
        if field.type is FieldType.PICTURE and not check(name, content, 0).startswith("image/"):
            raise BadValue(field, "这不是图片，请发送照片或截图")
        kept = await keep(turn.tx, matter.no, turn.person.id, field.name, name, content)
        value = stored(field, _with(files, kept.value))
    except (AttachmentRefused, BadValue) as refused:
        await turn.say(str(refused), matter.no)
        return
    count = len(value) if isinstance(value, list) else 0
    await form_filling.put(turn, matter, field, value, words.FILE_KEPT.format(label=field.label, count=count))


def _with(files: Iterable[Stored], new: dict[str, object]) -> list[object]:
    """The same file sent twice is there once."""
    others = [each for each in files if isinstance(each, dict) and each.get("id") != new["id"]]
    return [*others, new]


def _place_for(matter: Matter, media: MediaKind) -> Field | None:
    """The field that was asked for, else the first that takes such a file."""
    question = question_in(matter)
    asked = [question.field] if question else []
    types = TAKEN.get(media, ())
    fitting = (each for kind in types for each in (*asked, *fields_in(matter)) if each.type is kind)
    return next((each for each in asked if each.type in types), next(fitting, None))
