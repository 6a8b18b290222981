"""What is typed about a case where neither sender nor words are proven decides nothing: a button is offered."""

from domain.case_card import card_for, withdrawal_card
from domain.flow.case import State
from domain.flow.kinds import ActKind
from domain.flow.sentences import VERBS
from domain.texts import replies
from handlers.case_show import role_of
from handlers.matter import Matter
from handlers.show import copies_by_number
from handlers.turn import Turn
from storage import cards
from storage.cards import CardState

WITH_BUTTON = frozenset(
    {
        ActKind.AGREE,
        ActKind.REFUSE,
        ActKind.WITHDRAW,
        ActKind.URGE,
        ActKind.SUBMIT,
        ActKind.RESUBMIT,
    }
)
"""What a card's first face offers; everything else names people or has words, which a button cannot prove."""


async def hold_back_case(turn: Turn, matter: Matter, kind: ActKind) -> bool:
    """Whether an act that the rules allow is not done on this word alone; then its card is sent again for a press.

    What was not submitted may be dropped: nobody else has seen it.
    """
    if turn.is_vouched or kind is ActKind.DROP:
        return False
    turn.note("request.refuse", matter.no, attempt=kind.value, cause="unvouched")
    if kind in WITH_BUTTON:
        await turn.say(replies.press_instead(VERBS[kind]), matter.no)
        await _send_again(turn, matter)
    else:
        await turn.say(replies.NOT_PROVEN.format(contact=turn.office.contact), matter.no)
    return True


async def _send_again(turn: Turn, matter: Matter) -> None:
    """The newest state at the bottom of the chat; what is further up says that it is over."""
    look = matter.look(turn.person, turn.tx)
    role, copies = role_of(look, await copies_by_number(turn.tx, matter.no))
    for copy in copies:
        if copy.address.source == turn.address.source and copy.state is CardState.LIVE:
            await cards.replace(turn.tx, copy.id)
            return
    if matter.case.state is State.DRAFT:
        card = copies[-1].content if copies else None
    else:
        card = withdrawal_card(look) if matter.case.state is State.APPROVED else card_for(look)
    step = matter.case.plan.place(look.places[0][0].key) if look.places else None
    if card is not None:
        await cards.draw(turn.tx, turn.address, card, role=role, request_no=matter.no, step=step)
