"""A pressed button of a case's card: the engine decides whether; the card ends up as the facts are."""

from collections.abc import Awaitable, Callable, Mapping

from domain.actions import Action, Verb
from domain.case_buttons import Face
from domain.case_card import card_for
from domain.flow.case import State
from domain.flow.kinds import ActKind
from domain.texts import replies
from handlers import case_acts, form_filling
from handlers.case_acts import Seen
from handlers.case_commands import case_detail, case_progress, case_urge, say_withdrawn
from handlers.case_show import people_of, refresh_case
from handlers.case_why import WHY, mended_card
from handlers.case_words import ask_words
from handlers.course import Matter
from handlers.turn import Turn
from storage import cards
from storage.cards import StoredCard

Doing = Callable[[Turn, Matter, Action, str], Awaitable[bool]]


async def press_case(turn: Turn, matter: Matter, card: StoredCard, action: Action, reason: str) -> bool:
    """False when nothing was done, so that the card should be brought up to date."""
    if action.verb in (Verb.MORE, Verb.BACK):
        return await _turn_over(turn, matter, card, Face.MORE if action.verb is Verb.MORE else Face.MAIN)
    doing = DOINGS.get(action.verb)
    if doing is None:
        await turn.say(replies.NOT_OFFERED)
        return False
    is_done = await doing(turn, matter, action, reason)
    if is_done and card.role == WHY and card.address.person_id == turn.person.id:
        await cards.redraw(turn.tx, card.id, mended_card(matter.look(turn.person, turn.tx), action.verb))
    return is_done


async def refresh_card(turn: Turn, matter: Matter) -> None:
    """Whoever presses an old button sees an old card."""
    if matter.case.applicant.id == turn.person.id and matter.case.state is State.DRAFT:
        await form_filling.redraw(turn, matter)
    elif turn.person.id in people_of(matter.case):
        await refresh_case(turn.tx, matter, turn.person)


async def _turn_over(turn: Turn, matter: Matter, card: StoredCard, face: Face) -> bool:
    """Other buttons on the same card, for somebody whose turn it is; the card of nobody else changes."""
    look = matter.look(turn.person, turn.tx)
    if not look.places or card.address.person_id != turn.person.id:
        await turn.say(replies.NOT_OFFERED)
        return False
    await cards.redraw(turn.tx, card.id, card_for(look, face))
    return True


async def _agree(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    return await case_acts.agree(turn, matter, _seen(matter, action), reason) is not None


async def _refuse(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    seen = _seen(matter, action)
    if reason:
        return await case_acts.refuse(turn, matter, seen, reason) is not None
    return await ask_words(turn, matter, ActKind.REFUSE, seen)


async def _send_back(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    seen = _seen(matter, action)
    if reason:
        return await case_acts.send_back(turn, matter, seen, reason) is not None
    return await ask_words(turn, matter, ActKind.RETURN, seen)


async def _transfer(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del reason
    return await ask_words(turn, matter, ActKind.TRANSFER, _seen(matter, action))


async def _add(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del reason
    return await ask_words(turn, matter, ActKind.ADD, _seen(matter, action))


async def _fill(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del reason
    return await ask_words(turn, matter, ActKind.FILL, _seen(matter, action))


async def _replace(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del reason
    return await ask_words(turn, matter, ActKind.REPLACE, _seen(matter, action))


async def _withdraw(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    if await case_acts.withdraw(turn, matter, _seen(matter, action), reason) is None:
        return False
    await say_withdrawn(turn, matter)
    return True


async def _urge(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del action, reason
    return await case_urge(turn, matter)


async def _read(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del action, reason
    return await case_acts.read(turn, matter) is not None


async def _progress(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del action, reason
    return await _if_known(turn, matter) and await case_progress(turn, matter)


async def _detail(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del action, reason
    return await _if_known(turn, matter) and await case_detail(turn, matter)


async def _submit(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del reason
    return await form_filling.send(turn, matter, action.version)


async def _edit(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del reason
    return await form_filling.edit(turn, matter, action.version)


async def _choose(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del reason
    return await form_filling.choose(turn, matter, action.version, action.index or 0)


async def _cancel(turn: Turn, matter: Matter, action: Action, reason: str) -> bool:
    del reason
    return await form_filling.cancel(turn, matter, action.version)


async def _if_known(turn: Turn, matter: Matter) -> bool:
    """Nothing is told to somebody whom the case does not concern; a card may have been passed on."""
    if matter.is_known_to(turn.person, turn.tx.now):
        return True
    await turn.say(replies.NO_SUCH_REQUEST)
    return False


def _seen(matter: Matter, action: Action) -> Seen:
    """What the card showed. A place that the route does not have is no step, and nobody's."""
    steps = matter.case.plan.steps
    if action.index is None:
        return Seen(action.version)
    return Seen(action.version, steps[action.index].key if action.index < len(steps) else "?")


DOINGS: Mapping[Verb, Doing] = {
    Verb.SUBMIT: _submit,
    Verb.EDIT: _edit,
    Verb.CHOOSE: _choose,
    Verb.CANCEL: _cancel,
    Verb.APPROVE: _agree,
    Verb.REJECT: _refuse,
    Verb.RETURN: _send_back,
    Verb.TRANSFER: _transfer,
    Verb.ADD: _add,
    Verb.FILL: _fill,
    Verb.REPLACE: _replace,
    Verb.WITHDRAW: _withdraw,
    Verb.URGE: _urge,
    Verb.READ: _read,
    Verb.PROGRESS: _progress,
    Verb.DETAIL: _detail,
}
