"""What is typed where neither sender nor words are proven decides nothing: it is answered, and a button is offered."""

from collections.abc import Sequence

from domain.actions import Verb
from domain.cards import Card
from domain.leave import leave_from
from domain.request import State
from domain.request_card import applicant_card, approver_card, withdrawal_card
from domain.texts import replies
from handlers.show import APPLICANT, APPROVER, copies_of
from handlers.turn import Turn
from storage import cards
from storage.cards import CardState, StoredCard
from storage.requests import Filed

NAMES = {
    Verb.APPROVE: "同意",
    Verb.REJECT: "驳回",
    Verb.WITHDRAW: "撤回",
    Verb.URGE: "催办",
    Verb.SUBMIT: "提交",
}


async def hold_back(turn: Turn, filed: Filed, verb: Verb) -> bool:
    """Whether an act that the rules allow is not done on this word alone; then its card is sent again for a press.

    What was not submitted may be dropped: nobody else has seen it.
    """
    if turn.is_vouched or (filed.request.state is State.DRAFT and verb is not Verb.SUBMIT):
        return False
    turn.note("request.refuse", filed.request.no, attempt=verb.value, cause="unvouched")
    await turn.say(replies.press_instead(NAMES[verb]), filed.request.no)
    await _send_again(turn, filed, APPROVER if verb in {Verb.APPROVE, Verb.REJECT} else APPLICANT)
    return True


async def _send_again(turn: Turn, filed: Filed, role: str) -> None:
    """The newest state at the bottom of the chat; what is further up says that it is over."""
    copies = (await copies_of(turn.tx, filed.request))[turn.person.id, role]
    for copy in copies:
        if copy.address.source == turn.address.source and copy.state is CardState.LIVE:
            await cards.replace(turn.tx, copy.id)
            return
    card = _card_of(turn, filed, role, copies)
    step = filed.request.open_step if role == APPROVER else None
    ordinal = step.ordinal if step else None
    if card is not None:
        await cards.draw(turn.tx, turn.address, card, role=role, request_no=filed.request.no, step=ordinal)


def _card_of(turn: Turn, filed: Filed, role: str, copies: Sequence[StoredCard]) -> Card | None:
    """What a first card here shows. A draft's is the one on their other account: a complete draft has one somewhere."""
    request, leave = filed.request, leave_from(filed.fields)
    if request.state is State.DRAFT or leave is None:
        return copies[-1].content if copies else None
    if role == APPROVER:
        return approver_card(request, leave, turn.person.id, turn.office)
    if request.state is State.PENDING:
        return applicant_card(request, leave, turn.office)
    return withdrawal_card(request, leave, turn.office)
