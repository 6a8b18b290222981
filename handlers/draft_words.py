"""提交, 修改 and 草稿 typed: what the buttons of a draft say, for a card that cannot be pressed."""

from domain.flow.case import State
from domain.ids import RequestNo
from domain.texts import form_filling as words
from handlers import form_filling
from handlers.form_dialogue import Filling, Stage, filling_about, filling_of
from handlers.matter import Matter, open_matter
from handlers.turn import Turn
from storage.cases import cases_of
from storage.dialogues import Dialogue

SUBMIT, EDIT, DRAFT = "提交", "修改", "草稿"
SAID = frozenset({SUBMIT, EDIT, DRAFT})


async def say_button(turn: Turn, dialogue: Dialogue | None, word: str) -> None:
    """Do it to the draft that is being filled in, else to the newest."""
    matter = await _draft(turn, dialogue)
    if matter is None:
        await turn.say(words.NO_DRAFT)
    elif word == SUBMIT:
        await _submit(turn, matter)
    elif word == EDIT:
        await form_filling.edit(turn, matter)
    else:
        about = await filling_about(turn, matter.no)
        await form_filling.resume(turn, Filling(matter.no, Stage.PARKED, about.earlier))


async def _draft(turn: Turn, dialogue: Dialogue | None) -> Matter | None:
    """What lies with the applicant: a draft first, else what was returned to them."""
    filling = filling_of(dialogue)
    number = filling.number if filling else await _newest(turn)
    matter = await open_matter(turn, number) if number else None
    return matter if matter and matter.case.state in (State.DRAFT, State.RETURNED) else None


async def _newest(turn: Turn) -> RequestNo | None:
    drafts = await cases_of(turn.tx, turn.person.id, State.DRAFT)
    returned = await cases_of(turn.tx, turn.person.id, State.RETURNED)
    return next(iter((*drafts, *returned)), None)


async def _submit(turn: Turn, matter: Matter) -> None:
    done = await form_filling.send(turn, matter)
    sent = await open_matter(turn, matter.no)
    if done and sent and sent.case.state is State.PENDING:
        people = dict.fromkeys(place.person.name for _, place in sent.case.open_places())
        await turn.say(words.submitted(sent.form, sent.no, "、".join(people)), sent.no)
