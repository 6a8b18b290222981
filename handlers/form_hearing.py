"""What somebody types while a form is being filled in."""

from domain.flow.case import State
from domain.forms.hearing import Meant, meant
from domain.forms.labelled import field_named
from domain.forms.leave_reader import is_change
from domain.texts import form_filling as words
from domain.words import Command, Understood, Word
from handlers import form_filling
from handlers.form_dialogue import Filling, Stage, filling_of, keep
from handlers.form_sheet import fields_in, question_in, reader_in
from handlers.matter import matter_of
from handlers.turn import Turn
from storage.cases import find_case
from storage.dialogues import find_dialogue
from storage.forms import form_of

AWAITED = (Stage.ASKING, Stage.EDITING)
GOES_ON = frozenset({Word.CANCEL, Word.BACK, Word.SKIP, Word.SEND_BACK})


async def take(turn: Turn, filling: Filling, text: str, heard: Understood, *, is_fresh: bool) -> bool:
    """Whether the text belongs to the form; then it has been answered."""
    kept = await find_case(turn.tx, filling.number)
    if kept is None or filling.stage is Stage.PARKED:
        return False
    matter = await matter_of(turn.tx, turn.office, kept)
    fields, reads_leave = fields_in(matter), reader_in(matter) is not None
    is_asking = filling.stage in AWAITED
    if reads_leave and is_fresh and filling.stage is not Stage.ASKING and is_change(text.strip()):
        await form_filling.answer(turn, filling, text)
        return True
    question = question_in(matter)
    match meant(text, heard, fields, question, is_asking=is_asking, is_fresh=is_fresh, reads_leave=reads_leave):
        case Meant.ANSWER:
            await form_filling.answer(turn, filling, text)
        case Meant.FIELD if field := field_named(fields, text):
            await form_filling.open_field(turn, filling, field)
        case _:
            return False
    return True


async def park(turn: Turn, filling: Filling, command: Command | None) -> None:
    """Say what became of a half-filled form when something else came in between."""
    if filling.stage not in AWAITED or (command and command.word in GOES_ON and command.number is None):
        return
    kept = await find_case(turn.tx, filling.number)
    dialogue = await find_dialogue(turn.tx, turn.person.id)
    now_open = filling_of(dialogue)
    was_kept = dialogue is not None and dialogue.updated_at == turn.tx.now
    is_resumed = now_open is not None and now_open.number == filling.number and (now_open != filling or was_kept)
    form = await form_of(turn.tx, kept.form, kept.form_version) if kept else None
    if kept is None or form is None or kept.case.state is not State.DRAFT or is_resumed:
        return
    if now_open == filling:
        await keep(turn, Filling(filling.number, Stage.PARKED, filling.earlier))
    await turn.say(words.parked(form, filling.number))
