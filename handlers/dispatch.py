"""The one way in: an event meets what is stored, and leaves new facts and deliveries behind."""

from enum import StrEnum

from domain.address import Address
from domain.events import (
    CardClicked,
    Entered,
    Event,
    Joined,
    LinkSent,
    MediaSent,
    MenuPicked,
    PlaceSent,
    Source,
    TextSaid,
)
from domain.office import Office
from domain.people import Person
from domain.request import Channel
from domain.texts import guide
from handlers.clicks import press
from handlers.turn import Turn, reply_key
from handlers.typed import hear
from handlers.welcome import greet
from storage import outbox
from storage.database import Tx
from storage.people import find_sender, lock_person

# Keys of the fixed menu that are not the command's own word.
MENU = {
    "help": "帮助",
    "leave": "请假",
    "todo": "待办",
    "requests": "我的申请",
    "balance": "余额",
    "progress": "进度",
}

Spoken = TextSaid | CardClicked | MediaSent | PlaceSent | LinkSent | Entered | MenuPicked


class Outcome(StrEnum):
    """What became of an event."""

    DONE = "done"
    IGNORED = "ignored"


async def handle(event: Event, source: Source, tx: Tx, office: Office) -> Outcome:
    """Decide one event. Whatever a person did is answered; what only the system says is ignored here."""
    if event.user_id is None:
        return Outcome.IGNORED
    if not isinstance(event, Spoken | Joined):
        return Outcome.IGNORED
    person = await find_sender(tx, source, event.user_id)
    to = Address(source, event.user_id, person.id if person else None)
    if isinstance(event, Joined):
        key = f"joined:{source.platform}:{source.account}:{event.user_id.lower()}:{event.at.isoformat()}"
        await outbox.say(tx, to, guide.joined(office), key=key)
    elif person is None or not person.is_active:
        await _turn_away(event, to, tx, office)
    else:
        await lock_person(tx, person.id)
        await _answer(event, _turn_of(event, person, to, tx, office))
    return Outcome.DONE


def _turn_of(event: Spoken, person: Person, address: Address, tx: Tx, office: Office) -> Turn:
    channel = Channel.CARD if isinstance(event, CardClicked) else Channel.TEXT
    return Turn(tx=tx, office=office, person=person, address=address, channel=channel)


async def _answer(event: Spoken, turn: Turn) -> None:
    match event:
        case TextSaid():
            await hear(turn, event.text)
        case MenuPicked():
            await hear(turn, MENU.get(event.key, event.key))
        case CardClicked():
            await press(turn, event)
        case Entered():
            await greet(turn)
        case MediaSent():
            await turn.say(guide.MEDIA)
        case PlaceSent():
            await turn.say(guide.PLACE)
        case LinkSent():
            await turn.say(guide.LINK)


async def _turn_away(event: Spoken, to: Address, tx: Tx, office: Office) -> None:
    """Somebody unknown or gone: told whom to turn to, shown nothing; a click of theirs is on record."""
    if isinstance(event, CardClicked):
        who = f"person:{to.person_id}" if to.person_id else f"account:{to.source.platform}:{to.source.account}"
        cause = "inactive" if to.person_id else "unknown_sender"
        tx.audit(who, "click.refuse", "card:any", cause=cause, channel=Channel.CARD.value)
    sentence = (guide.LEFT if to.person_id else guide.UNKNOWN_SENDER).format(contact=office.contact)
    await outbox.say(tx, to, sentence, key=reply_key(tx, to, sentence))
