"""What somebody typed: an answer to what was asked, a command, a sentence about leave, or none of these."""

from datetime import timedelta

from domain.request import State
from domain.sentence.read import LONGEST_SENTENCE
from domain.text_fold import LONGEST, clean, fold_text
from domain.texts import filling as filling_words
from domain.texts import guide
from domain.words import Command, LeaveSentence, Negation, Nothing, Question, Understood, Word, understand
from handlers import fill, form_hearing, services
from handlers.case_words import CASE_WORDS, ask_words_again, close_words, hear_words
from handlers.commands import obey
from handlers.decide import REJECT_REASON, close_reason, say_reason_wanted, take_reason
from handlers.draft_words import SAID, say_button
from handlers.fill import Filling, Stage, filling_of
from handlers.form_dialogue import filling_of as form_filling_of
from handlers.turn import Turn
from storage.dialogues import Dialogue, find_dialogue
from storage.requests import find_request

STILL_MEANT = timedelta(hours=1)  # how long the next text is taken for a reason, and a whole sentence for an answer

_CHANGES = ("改", "换", "事由", "原因", "理由")


async def hear(turn: Turn, text: str) -> None:
    """Answer whatever was typed; nothing that was not asked for is started."""
    said = clean(text)
    dialogue = await find_dialogue(turn.tx, turn.person.id)
    most = LONGEST if form_filling_of(dialogue) else LONGEST_SENTENCE
    if len(said) > most:
        await turn.say(guide.TOO_LONG.format(length=len(said), most=most))
        return
    heard = understand(said)
    if dialogue is not None and dialogue.topic == REJECT_REASON:
        await _hear_reason(turn, dialogue, said, heard)
    elif dialogue is not None and dialogue.topic == CASE_WORDS:
        await _hear_case_words(turn, dialogue, said, heard)
    elif fold_text(said) in SAID:
        await say_button(turn, dialogue, fold_text(said))
    else:
        await _hear_in_dialogue(turn, dialogue, text, heard)


async def _hear_in_dialogue(turn: Turn, dialogue: Dialogue | None, text: str, heard: Understood) -> None:
    """What is being filled in comes first."""
    said, is_fresh = clean(text), _is_fresh(turn, dialogue)
    filling, form = filling_of(dialogue), form_filling_of(dialogue)
    if form and await form_hearing.take(turn, form, text, heard, is_fresh=is_fresh):
        return
    if filling and _is_change(filling, said) and is_fresh:
        await fill.answer(turn, filling, said)
        return
    await _hear_filling(turn, filling, said, heard, is_fresh=is_fresh)
    if form and isinstance(heard, Command | LeaveSentence):
        await form_hearing.park(turn, form, heard if isinstance(heard, Command) else None)


async def _hear_reason(turn: Turn, dialogue: Dialogue, said: str, heard: Understood) -> None:
    """The next text is the reason, unless it is a command or comes so late that it means something else."""
    number = dialogue.request_no
    match heard:
        case Command(Word.CANCEL | Word.BACK, None):
            await obey(turn, heard)
        case Command(Word.REJECT, None, rest):
            await (take_reason(turn, dialogue, rest) if rest else say_reason_wanted(turn, dialogue))
        case _ if number is None or isinstance(heard, Command) or not _is_fresh(turn, dialogue):
            await close_reason(turn, dialogue)
            await _hear_filling(turn, None, said, heard, is_fresh=False)
        case _:
            await take_reason(turn, dialogue, said)


async def _hear_case_words(turn: Turn, dialogue: Dialogue, said: str, heard: Understood) -> None:
    """The same for what a button of a case has asked for."""
    match heard:
        case Command(Word.CANCEL | Word.BACK, None):
            await obey(turn, heard)
        case Command(Word.REJECT | Word.SEND_BACK | Word.TRANSFER | Word.ADD_SIGNER, None, rest):
            await (hear_words(turn, dialogue, rest) if rest else ask_words_again(turn, dialogue))
        case _ if _is_other(heard) or not _is_fresh(turn, dialogue):
            await close_words(turn, dialogue)
            await _hear_filling(turn, None, said, heard, is_fresh=False)
        case _:
            await hear_words(turn, dialogue, said)


def _is_other(heard: Understood) -> bool:
    return isinstance(heard, Command) and not heard.is_loose


async def _hear_filling(turn: Turn, filling: Filling | None, said: str, heard: Understood, *, is_fresh: bool) -> None:
    match heard:
        case Command() if not (heard.is_loose and await services.suggest(turn, said)):
            await obey(turn, heard)
            await _park(turn, filling, heard)
        case LeaveSentence() | Nothing() if filling and _is_answer(filling, heard, is_fresh=is_fresh):
            await fill.answer(turn, filling, said)
        case LeaveSentence():
            if await services.begin_leave(turn, heard.text):
                await _park(turn, filling, None)
        case Question():
            await turn.say(guide.QUESTION.format(contact=turn.office.contact))
        case Negation():
            await turn.say(guide.NEGATION)
        case Nothing() if not await services.suggest(turn, said):
            await turn.say(guide.not_understood([word.value for word in heard.candidates]))
        case _:
            pass  # a form's name alone: it has been suggested


def _is_change(filling: Filling, said: str) -> bool:
    """Whether a text says outright that it changes the draft."""
    return filling.stage in (Stage.EDITING, Stage.CONFIRMING) and said.startswith(_CHANGES)


def _is_answer(filling: Filling, heard: LeaveSentence | Nothing, *, is_fresh: bool) -> bool:
    """Whether a text belongs to the draft that is being filled in. A whole sentence after a long while is a new one."""
    return filling.stage in (Stage.ASKING, Stage.EDITING) and (is_fresh or isinstance(heard, Nothing))


async def _park(turn: Turn, filling: Filling | None, command: Command | None) -> None:
    """Say what became of a half-filled draft when something else came in between."""
    if filling is None or filling.stage not in (Stage.ASKING, Stage.EDITING):
        return
    if command and command.word in (Word.CANCEL, Word.BACK) and command.number is None:
        return
    filed = await find_request(turn.tx, filling.number)
    if filed is None or filed.request.state is not State.DRAFT:
        return
    now_open = await find_dialogue(turn.tx, turn.person.id)
    if filling_of(now_open) == filling:
        await fill.keep(turn, Filling(filling.number, Stage.PARKED, filling.earlier))
    await turn.say(filling_words.parked(filling.number))


def _is_fresh(turn: Turn, dialogue: Dialogue | None) -> bool:
    return bool(dialogue and dialogue.updated_at and turn.tx.now - dialogue.updated_at < STILL_MEANT)
