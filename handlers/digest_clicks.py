"""The buttons of 今日待办: one line done with one tap, or all of them listed with the words for the rest."""

from datetime import date

from domain.actions import Action, Verb
from domain.duties.digest import SHOWN
from domain.duties.lines import LineAct
from domain.ids import PersonId
from domain.texts import duties as words
from domain.texts import replies
from handlers.digest_of_duties import PAGE
from handlers.digest_show import refresh_digests
from handlers.duty_done import finish
from handlers.lists import list_waiting
from handlers.turn import Turn
from storage.cards import StoredCard
from storage.digests import SentDigest, find_digest
from storage.obligations import KEY


async def press_digest(turn: Turn, card: StoredCard, action: Action) -> None:
    """By whom it was sent to, or by whom it is about."""
    _, person, day = card.role.split(":")
    sent = await find_digest(turn.tx, PersonId(int(person)), date.fromisoformat(day))
    if sent is None or turn.person.id not in {sent.told, sent.person}:
        await turn.say(words.NOT_FOR_YOU)
    elif action.verb is Verb.MORE:
        await _list(turn, sent)
    elif action.verb is Verb.DONE and action.index is not None:
        await _done(turn, sent, action.index)
    else:
        await turn.say(replies.NOT_OFFERED)


async def _list(turn: Turn, sent: SentDigest) -> None:
    """One's own as they are now; somebody else's on the page."""
    if sent.person == turn.person.id:
        await list_waiting(turn, 1)
    if turn.office.pages:
        await turn.say(words.ON_PAGE.format(page=turn.office.pages + PAGE))


async def _done(turn: Turn, sent: SentDigest, place: int) -> None:
    line = sent.lines[place - 1] if 1 <= place <= min(SHOWN, len(sent.lines)) else None
    if line is None or LineAct.DONE not in line.acts or not line.key.startswith(KEY):
        await turn.say(replies.NOT_OFFERED)
    elif not await finish(turn, int(line.key.removeprefix(KEY)), position=place):
        await refresh_digests(turn.tx, turn.office, [sent.person], [line.key])
