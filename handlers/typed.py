"""What somebody typed: an answer to what was asked, a command, a sentence about leave, or none of these."""

from datetime import timedelta

from domain.request import State
from domain.sentence.read import LONGEST_SENTENCE
from domain.text_fold import clean, fold_text
from domain.texts import filling as filling_words
from domain.texts import guide, replies
from domain.words import Command, LeaveSentence, Negation, Nothing, Question, Understood, Word, understand
from handlers import fill
from handlers.commands import obey
from handlers.decide import REJECT_REASON, close_reason, say_reason_wanted, take_reason
from handlers.fill import Filling, Stage, filling_of
from handlers.turn import Turn
from storage.dialogues import Dialogue, find_dialogue
from storage.request_lists import requests_of
from storage.requests import Filed, find_request, lock_request

STILL_MEANT = timedelta(hours=1)  # how long the next text is taken for a reason, and a whole sentence for an answer

SUBMIT, EDIT, DRAFT = "提交", "修改", "草稿"  # what the buttons of a draft say, for a card that cannot be pressed
_CHANGES = ("改", "换", "事由", "原因", "理由")


async def hear(turn: Turn, text: str) -> None:
    """Answer whatever was typed; nothing that was not asked for is started."""
    said = clean(text)
    if len(said) > LONGEST_SENTENCE:
        await turn.say(guide.TOO_LONG.format(length=len(said), most=LONGEST_SENTENCE))
        return
    dialogue = await find_dialogue(turn.tx, turn.person.id)
    heard = understand(said)
    if dialogue is not None and dialogue.topic == REJECT_REASON:
        await _hear_reason(turn, dialogue, said, heard)
    elif fold_text(said) in (SUBMIT, EDIT, DRAFT):
        await _hear_button(turn, filling_of(dialogue), fold_text(said))
    elif (filling := filling_of(dialogue)) and _is_change(filling, said) and _is_fresh(turn, dialogue):
        await fill.answer(turn, filling, said)
    else:
        await _hear_filling(turn, filling_of(dialogue), said, heard, is_fresh=_is_fresh(turn, dialogue))


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


async def _hear_button(turn: Turn, filling: Filling | None, word: str) -> None:
    number = filling.number if filling else next(iter(await requests_of(turn.tx, turn.person.id, State.DRAFT)), None)
    filed = await lock_request(turn.tx, number) if number else None
    if number is None or filed is None or filed.request.state is not State.DRAFT:
        await turn.say(filling_words.NO_DRAFT)
    elif word == SUBMIT:
        await _submit(turn, filed)
    elif word == EDIT:
        await fill.edit(turn, filed, None)
    else:
        await fill.resume(turn, filling or Filling(number, Stage.PARKED))


async def _hear_filling(turn: Turn, filling: Filling | None, said: str, heard: Understood, *, is_fresh: bool) -> None:
    match heard:
        case Command():
            await obey(turn, heard)
            await _park(turn, filling, heard)
        case LeaveSentence() | Nothing() if filling and _is_answer(filling, heard, is_fresh=is_fresh):
            await fill.answer(turn, filling, said)
        case LeaveSentence():
            await fill.begin(turn, heard.text)
            await _park(turn, filling, None)
        case Question():
            await turn.say(guide.QUESTION.format(contact=turn.office.contact))
        case Negation():
            await turn.say(guide.NEGATION)
        case Nothing():
            await turn.say(guide.not_understood([word.value for word in heard.candidates]))


async def _submit(turn: Turn, filed: Filed) -> None:
    done = await fill.send(turn, filed)
    settled = await find_request(turn.tx, filed.request.no)
    if done and settled and settled.request.state is State.PENDING:
        await turn.say(replies.submitted(settled.request), filed.request.no)


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
