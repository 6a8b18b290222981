"""为什么 N: why a request goes this way, why it waits or is stuck, and a button where the asker can mend it."""

from domain.actions import Verb
from domain.cards import ButtonStyle, Card
from domain.case_buttons import button
from domain.case_look import Look
from domain.flow.kinds import ActKind
from domain.flow.why import Account, why
from domain.texts import case_replies as words
from handlers.matter import Matter
from handlers.show import copies_by_number
from handlers.turn import Turn
from storage import cards
from storage.cards import CardState

WHY = "why"
MENDS = {
    ActKind.URGE: (Verb.URGE, "催办"),
    ActKind.RESUBMIT: (Verb.EDIT, "修改"),
    ActKind.REPLACE: (Verb.REPLACE, "改派"),
    ActKind.HAND_OVER: (Verb.REPLACE, "改派"),
}


async def tell_why(turn: Turn, matter: Matter) -> None:
    """In words; and on a card of its own with the one button, for whoever may press it."""
    look = matter.look(turn.person, turn.tx)
    account = why(matter.case, turn.tx.now, matter.policy.campus)
    await turn.say(words.why(look, account), matter.no)
    if account.mend is not None and account.mend in MENDS and look.may(_pressed(account.mend)):
        await _offer(turn, matter, _mending_card(look, account.mend, account))


def _pressed(mend: ActKind) -> ActKind:
    """Handing over takes a name for all cases at once; the button is for this one."""
    return ActKind.REPLACE if mend is ActKind.HAND_OVER else mend


def mended_card(look: Look, verb: Verb) -> Card:
    """The button was pressed."""
    word = next(word for offered, word in MENDS.values() if offered is verb)
    return Card(title=look.title, subtitle=look.number, closing=f"已点 {word}", ending=f"已点{word}", is_final=True)


def _mending_card(look: Look, mend: ActKind, account: Account) -> Card:
    verb, word = MENDS[mend]
    offered = button(verb, look.case.version, word, ButtonStyle.PRIMARY)
    return Card(title=look.title, subtitle=look.number, body=account.advice, buttons=(offered,))


async def _offer(turn: Turn, matter: Matter, card: Card) -> None:
    """At the bottom of the chat, whatever was offered before."""
    copies = (await copies_by_number(turn.tx, matter.no))[turn.person.id, WHY]
    for copy in copies:
        if copy.address.source == turn.address.source and copy.state is CardState.LIVE:
            await cards.redraw(turn.tx, copy.id, card)
            await cards.replace(turn.tx, copy.id)
            return
    await cards.draw(turn.tx, turn.address, card, role=WHY, request_no=matter.no)
