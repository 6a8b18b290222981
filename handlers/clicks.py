"""A pressed button: who pressed is the verified event's word, what may be done the facts'; nothing is the card's."""

from domain.actions import Action, Verb, parse_action
from domain.events import CardClicked
from domain.ids import CardId
from domain.leave import leave_from
from domain.request import State
from domain.request_card import Face, approver_card
from domain.texts import replies
from handlers import fill
from handlers.case_batches import press_together
from handlers.case_clicks import press_case, refresh_card
from handlers.case_offers import BATCH
from handlers.decide import approve, ask_reason, reject
from handlers.matter import Matter
from handlers.own import cancel, urge, withdraw
from handlers.progress import tell_progress
from handlers.show import APPLICANT, APPROVER, show
from handlers.targets import open_target
from handlers.turn import Turn
from storage import cards
from storage.cards import StoredCard
from storage.requests import Filed

OFFERED = {
    APPLICANT: {Verb.SUBMIT, Verb.EDIT, Verb.CANCEL, Verb.CHOOSE, Verb.PROGRESS, Verb.URGE, Verb.WITHDRAW},
    APPROVER: {Verb.APPROVE, Verb.REJECT, Verb.MORE, Verb.PROGRESS, Verb.BACK},
}


async def press(turn: Turn, event: CardClicked) -> None:
    """Do what the button asks for, or say why not; either way the card ends up as the facts are."""
    card = await cards.find(turn.tx, event.card_id)
    if card is None or card.address.source != turn.address.source:
        await _refuse_click(turn, "unknown", "unknown_card", replies.NO_SUCH_CARD)
        return
    if event.handle and card.address.user_id.lower() == turn.address.user_id.lower():
        await cards.keep_handle(turn.tx, card.id, event.handle)
    if event.leaves_waiting:
        await cards.await_redraw(turn.tx, card.id)
    await _press(turn, card, event)
    if event.leaves_waiting:
        await _draw_again(turn, card.id)


async def _press(turn: Turn, card: StoredCard, event: CardClicked) -> None:
    """What the card is about decides who answers: a leave, a case, or several cases at once."""
    action = parse_action(event.action)
    target = await open_target(turn, card.request_no) if card.request_no else None
    if action is not None and card.role == BATCH:
        await press_together(turn, card, action)
    elif action is not None and isinstance(target, Matter):
        if not await press_case(turn, target, card, action, event.reason):
            await refresh_card(turn, target)
            await _draw_again(turn, card.id)
    elif action is None or not isinstance(target, Filed) or not _is_offered(card, action):
        await _refuse_click(turn, card.id, "not_offered", replies.NOT_OFFERED)
    elif not await _obey(turn, target, card, action, event.reason):
        await _refresh(turn, target, card.id)


def _is_offered(card: StoredCard, action: Action) -> bool:
    """Whether a card of this kind ever has such a button; a leave has no steps side by side to tell apart."""
    names_step = action.index is not None and action.verb is not Verb.CHOOSE
    return action.verb in OFFERED.get(card.role, set()) and not names_step


async def _obey(turn: Turn, filed: Filed, card: StoredCard, action: Action, reason: str) -> bool:
    """False when nothing was done, so that the card should be brought up to date."""
    if card.role == APPROVER:
        return await _obey_approver(turn, filed, card, action, reason)
    return await _obey_applicant(turn, filed, action)


async def _obey_applicant(turn: Turn, filed: Filed, action: Action) -> bool:
    match action.verb:
        case Verb.SUBMIT:
            return await fill.send(turn, filed, action.version)
        case Verb.EDIT:
            return await fill.edit(turn, filed, action.version)
        case Verb.CHOOSE:
            return await fill.choose(turn, filed, action.version, action.index or 0)
        case Verb.CANCEL:
            return await cancel(turn, filed, action.version)
        case Verb.WITHDRAW:
            return await withdraw(turn, filed, action.version)
        case Verb.PROGRESS:
            return await tell_progress(turn, filed)
        case _:
            return await urge(turn, filed)


async def _obey_approver(turn: Turn, filed: Filed, card: StoredCard, action: Action, reason: str) -> bool:
    match action.verb:
        case Verb.APPROVE:
            return await approve(turn, filed, action.version) is not None
        case Verb.REJECT if reason:
            return await reject(turn, filed, reason, action.version) is not None
        case Verb.REJECT:
            return await ask_reason(turn, filed, action.version)
        case Verb.PROGRESS:
            return await tell_progress(turn, filed)
        case _:
            return await _turn_over(turn, filed, card, Face.MORE if action.verb is Verb.MORE else Face.MAIN)


async def _turn_over(turn: Turn, filed: Filed, card: StoredCard, face: Face) -> bool:
    """Other buttons on the same card, for somebody whose turn it is; the card of nobody else changes."""
    leave, step = leave_from(filed.fields), filed.request.open_step
    if leave is None or step is None or card.address.person_id != turn.person.id or not step.asks(turn.person.id):
        await turn.say(replies.NOT_OFFERED)
        return False
    await cards.redraw(turn.tx, card.id, approver_card(filed.request, leave, turn.person.id, turn.office, face))
    return True


async def _refresh(turn: Turn, filed: Filed, card_id: CardId) -> None:
    """Whoever presses an old button sees an old card: it is drawn again, now that the click brought the right to."""
    if not filed.request.concerns(turn.person.id):
        return
    if filed.request.state is State.DRAFT:
        await fill.redraw(turn, filed)
    else:
        await show(turn.tx, filed, turn.office)
    await _draw_again(turn, card_id)


async def _draw_again(turn: Turn, card_id: CardId) -> None:
    """Nothing of it may have changed, and yet the member sees something else; what waits to be drawn is not doubled."""
    pressed = await cards.find(turn.tx, card_id)
    if pressed is not None:
        await cards.redraw(turn.tx, card_id, pressed.content)


async def _refuse_click(turn: Turn, card: CardId | str, cause: str, sentence: str) -> None:
    turn.tx.audit(f"person:{turn.person.id}", "click.refuse", f"card:{card}", cause=cause, channel=turn.channel.value)
    await turn.say(sentence)
