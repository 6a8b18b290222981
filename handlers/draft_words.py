"""提交, 修改 and 草稿 typed: what the buttons of a draft say, for a card that cannot be pressed."""

from typing import assert_never

from domain.flow.case import State as CaseState
from domain.ids import RequestNo
from domain.request import State
from domain.texts import filling as words
from domain.texts import form_filling as form_words
from domain.texts import replies
from handlers import fill, form_filling
from handlers.fill import Filling, Stage, filling_of
from handlers.form_dialogue import Filling as FormFilling
from handlers.form_dialogue import filling_about
from handlers.form_dialogue import filling_of as form_filling_of
from handlers.matter import Matter, open_matter
from handlers.turn import Turn
from storage.cases import cases_of
from storage.dialogues import Dialogue
from storage.request_lists import requests_of
from storage.requests import Filed, find_request, lock_request

SUBMIT, EDIT, DRAFT = "提交", "修改", "草稿"
SAID = frozenset({SUBMIT, EDIT, DRAFT})


async def say_button(turn: Turn, dialogue: Dialogue | None, word: str) -> None:
    """Do it to the draft that is being filled in, else to the newest."""
    draft = await _draft(turn, dialogue)
    match draft:
        case Filed():
            await _of_leave(turn, draft, filling_of(dialogue), word)
        case Matter():
            await _of_form(turn, draft, word)
        case None:
            await turn.say(words.NO_DRAFT)
        case _:
            assert_never(draft)


async def _draft(turn: Turn, dialogue: Dialogue | None) -> Filed | Matter | None:
    """What lies with the applicant: a draft first, else what was returned to them."""
    filling = filling_of(dialogue) or form_filling_of(dialogue)
    number = filling.number if filling else await _newest(turn)
    if number is None:
        return None
    filed = await lock_request(turn.tx, number)
    if filed is not None:
        return filed if filed.request.state is State.DRAFT else None
    matter = await open_matter(turn, number)
    return matter if matter and matter.case.state in (CaseState.DRAFT, CaseState.RETURNED) else None


async def _newest(turn: Turn) -> RequestNo | None:
    drafts = await requests_of(turn.tx, turn.person.id, State.DRAFT)
    returned = await cases_of(turn.tx, turn.person.id, CaseState.RETURNED)
    return next(iter((*drafts, *returned)), None)


async def _of_leave(turn: Turn, filed: Filed, filling: Filling | None, word: str) -> None:
    if word == SUBMIT:
        await _submit_leave(turn, filed)
    elif word == EDIT:
        await fill.edit(turn, filed, None)
    else:
        await fill.resume(turn, filling or Filling(filed.request.no, Stage.PARKED))


async def _submit_leave(turn: Turn, filed: Filed) -> None:
    done = await fill.send(turn, filed)
    settled = await find_request(turn.tx, filed.request.no)
    if done and settled and settled.request.state is State.PENDING:
        await turn.say(replies.submitted(settled.request), filed.request.no)


async def _of_form(turn: Turn, matter: Matter, word: str) -> None:
    if word == SUBMIT:
        await _submit_form(turn, matter)
    elif word == EDIT:
        await form_filling.edit(turn, matter)
    else:
        about = await filling_about(turn, matter.no)
        await form_filling.resume(turn, FormFilling(matter.no, Stage.PARKED, about.earlier))


async def _submit_form(turn: Turn, matter: Matter) -> None:
    done = await form_filling.send(turn, matter)
    sent = await open_matter(turn, matter.no)
    if done and sent and sent.case.state is CaseState.PENDING:
        people = dict.fromkeys(place.person.name for _, place in sent.case.open_places())
        await turn.say(form_words.submitted(sent.form, sent.no, "、".join(people)), sent.no)
