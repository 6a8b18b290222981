"""What somebody typed: an answer to what was asked, a command, a sentence about leave, or none of these."""

from datetime import timedelta

from domain.sentence.read import LONGEST_SENTENCE
from domain.text_fold import LONGEST, clean, fold_text
from domain.texts import guide
from domain.words import Command, LeaveSentence, Negation, Nothing, Question, Understood, Word, understand
from handlers import form_hearing, services
from handlers.balance import answer_balance_question
from handlers.case_words import CASE_WORDS, ask_words_again, close_words, hear_words
from handlers.commands import obey
from handlers.draft_words import SAID, say_button
from handlers.duty_questions import hear_date
from handlers.form_dialogue import Stage, filling_of
from handlers.happening_reports import hear_answer
from handlers.happening_words import hear_notice
from handlers.turn import Turn
from storage.dialogues import Dialogue, find_dialogue

STILL_MEANT = timedelta(hours=1)  # how long the next text is taken for a reason, and a whole sentence for an answer


async def hear(turn: Turn, text: str) -> None:
    """Answer whatever was typed; nothing that was not asked for is started."""
    said = clean(text)
    heard = understand(said)
    dialogue = await find_dialogue(turn.tx, turn.person.id)
    if _is_free(dialogue) and turn.is_vouched and not _is_other(heard) and await hear_notice(turn, text):
        return
    most = LONGEST if filling_of(dialogue) else LONGEST_SENTENCE
    if len(said) > most:
        await turn.say(guide.TOO_LONG.format(length=len(said), most=most))
        return
    if dialogue is not None and dialogue.topic == CASE_WORDS:
        await _hear_case_words(turn, dialogue, said, heard)
    elif fold_text(said) in SAID:
        await say_button(turn, dialogue, fold_text(said))
    else:
        await _hear_in_dialogue(turn, dialogue, text, heard)


async def _hear_in_dialogue(turn: Turn, dialogue: Dialogue | None, text: str, heard: Understood) -> None:
    """What is being filled in comes first."""
    filling = filling_of(dialogue)
    if filling and await form_hearing.take(turn, filling, text, heard, is_fresh=_is_fresh(turn, dialogue)):
        return
    await _hear_alone(turn, clean(text), heard)
    if filling and isinstance(heard, Command | LeaveSentence):
        await form_hearing.park(turn, filling, heard if isinstance(heard, Command) else None)


async def _hear_case_words(turn: Turn, dialogue: Dialogue, said: str, heard: Understood) -> None:
    """The next text is what a button has asked for, unless it is a command or comes so late that it means another."""
    match heard:
        case Command(Word.CANCEL | Word.BACK, None):
            await obey(turn, heard)
        case Command(Word.REJECT | Word.SEND_BACK | Word.TRANSFER | Word.ADD_SIGNER, None, rest):
            await (hear_words(turn, dialogue, rest) if rest else ask_words_again(turn, dialogue))
        case _ if _is_other(heard) or not _is_fresh(turn, dialogue):
            await close_words(turn, dialogue)
            await _hear_alone(turn, said, heard)
        case _:
            await hear_words(turn, dialogue, said)


def _is_other(heard: Understood) -> bool:
    return isinstance(heard, Command) and not heard.is_loose


async def _hear_alone(turn: Turn, said: str, heard: Understood) -> None:
    """What belongs to nothing that is being filled in. A form's name alone is only suggested."""
    if not _is_other(heard) and await answer_balance_question(turn, said):
        return
    if isinstance(heard, Nothing) and await _hear_about_duties(turn, said):
        return
    match heard:
        case Command() if not (heard.is_loose and await services.suggest(turn, said)):
            await obey(turn, heard)
        case LeaveSentence():
            await services.begin_leave(turn, heard.text)
        case Question():
            await turn.say(guide.QUESTION.format(contact=turn.office.contact))
        case Negation():
            await turn.say(guide.NEGATION)
        case Nothing() if not await services.suggest(turn, said):
            await turn.say(guide.not_understood([word.value for word in heard.candidates]))
        case _:
            pass


async def _hear_about_duties(turn: Turn, said: str) -> bool:
    """What answers a question about an event that is being told, or about a duty without a date."""
    return turn.is_vouched and (await hear_answer(turn, said) or await hear_date(turn, said))


def _is_free(dialogue: Dialogue | None) -> bool:
    """Whether nothing is being talked about that a text may belong to."""
    filling = filling_of(dialogue)
    return dialogue is None or (filling is not None and filling.stage is Stage.PARKED)


def _is_fresh(turn: Turn, dialogue: Dialogue | None) -> bool:
    return bool(dialogue and dialogue.updated_at and turn.tx.now - dialogue.updated_at < STILL_MEANT)
