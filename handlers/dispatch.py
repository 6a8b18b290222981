"""The one way in: an event meets what is stored, and leaves new facts and deliveries behind."""

from enum import StrEnum

from domain.address import GROUP, Address
from domain.events import (
    CardClicked,
    DirectoryChanged,
    Entered,
    Event,
    Joined,
    LinkSent,
    MediaSent,
    MenuPicked,
    PlaceSent,
    PunchesTold,
    SaidInGroup,
    Source,
    Strange,
    TextSaid,
    Unrecognised,
)
from domain.fences import Spot
from domain.office import Office
from domain.people import Person
from domain.request import Channel
from domain.texts import guide, replies
from handlers.clicks import press
from handlers.form_files import note_file
from handlers.org_changes import note_change
from handlers.punches_told import note_told
from handlers.punching import take_place
from handlers.turn import Turn, reply_key
from handlers.typed import hear
from handlers.welcome import greet
from storage import outbox, reply_rights
from storage.account_reviews import is_under_review
from storage.alerts import raise_alert
from storage.database import Tx
from storage.people import admit_sender

# Keys of the fixed menu that are not the command's own word.
MENU = {
    "help": "帮助",
    "leave": "请假",
    "todo": "待办",
    "requests": "我的申请",
    "balance": "余额",
    "progress": "进度",
    "services": "办事",
}

STRANGE = {
    Strange.UNREADABLE: guide.STRANGE,
    Strange.NOT_HEARD: guide.NOT_HEARD,
    Strange.UNPROVEN_PRESS: replies.NO_SUCH_CARD,
}

Spoken = TextSaid | CardClicked | MediaSent | PlaceSent | LinkSent | Entered | MenuPicked


class Outcome(StrEnum):
    """What became of an event."""

    DONE = "done"
    IGNORED = "ignored"


async def handle(event: Event, source: Source, tx: Tx, office: Office) -> Outcome:
    """Decide one event. Whatever a person did is answered; what only the system says is ignored here."""
    if isinstance(event, Unrecognised):
        return await _handle_strange(event, source, tx, office)
    if isinstance(event, DirectoryChanged):
        return Outcome.DONE if await note_change(tx, source, event) else Outcome.IGNORED
    if isinstance(event, PunchesTold):
        return Outcome.DONE if await note_told(tx, source, event) else Outcome.IGNORED
    if event.user_id is None or not isinstance(event, Spoken | Joined | SaidInGroup):
        return Outcome.IGNORED
    whom = GROUP + event.group if isinstance(event, SaidInGroup) else event.user_id
    if event.reply_right is not None:
        await reply_rights.keep(tx, source, whom, event.reply_right)
    if isinstance(event, SaidInGroup):
        await _answer_group(event, Address(source, whom, None), tx)
    else:
        await _handle_single(event, event.user_id, source, tx, office)
    return Outcome.DONE


async def _handle_strange(event: Unrecognised, source: Source, tx: Tx, office: Office) -> Outcome:
    """What only the system says is ignored; a person is answered, and IT hears that nobody is heard any longer."""
    if event.strange is Strange.NOT_HEARD:
        place = f"{source.platform}/{source.account}"
        await raise_alert(tx, f"quota:{source.platform}:{source.account}", guide.QUOTA_SPENT.format(account=place))
    if event.user_id is None or event.strange is None:
        return Outcome.IGNORED
    await _handle_single(event, event.user_id, source, tx, office)
    return Outcome.DONE


async def _handle_single(
    event: Spoken | Joined | Unrecognised, user_id: str, source: Source, tx: Tx, office: Office
) -> None:
    person = await admit_sender(tx, source, user_id)
    to = Address(source, user_id, person.id if person else None)
    if isinstance(event, Joined):
        key = f"joined:{source.platform}:{source.account}:{user_id.lower()}:{event.at.isoformat()}"
        await outbox.say(tx, to, guide.joined(office), key=key)
    elif person is None or not person.is_active:
        await _turn_away(event, to, tx, office)
    else:
        await _answer(event, _turn_of(event, person, to, tx, office))


def _turn_of(event: Spoken | Unrecognised, person: Person, address: Address, tx: Tx, office: Office) -> Turn:
    channel = Channel.CARD if isinstance(event, CardClicked) else Channel.TEXT
    is_vouched = not isinstance(event, TextSaid) or event.is_vouched
    return Turn(tx=tx, office=office, person=person, address=address, channel=channel, is_vouched=is_vouched)


async def _answer(event: Spoken | Unrecognised, turn: Turn) -> None:
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
            await note_file(turn, event)
        case PlaceSent():
            await take_place(turn, Spot(event.latitude, event.longitude))
        case LinkSent():
            await turn.say(guide.LINK)
        case Unrecognised():
            await turn.say(STRANGE[event.strange or Strange.UNREADABLE])


async def _answer_group(event: SaidInGroup, to: Address, tx: Tx) -> None:
    """Everybody reads it, so nothing personal; once a minute, however many speak at the same time."""
    minute = event.at.replace(second=0, microsecond=0).isoformat()
    key = f"group:{to.source.platform}:{to.source.account}:{event.group}:{minute}"
    await outbox.say(tx, to, guide.IN_A_GROUP, key=key)


async def _turn_away(event: Spoken | Unrecognised, to: Address, tx: Tx, office: Office) -> None:
    """Somebody unknown or gone: told whom to turn to, shown nothing; a click of theirs is on record."""
    if isinstance(event, CardClicked):
        who = f"person:{to.person_id}" if to.person_id else f"account:{to.source.platform}:{to.source.account}"
        cause = "inactive" if to.person_id else "unknown_sender"
        tx.audit(who, "click.refuse", "card:any", cause=cause, channel=Channel.CARD.value)
    sentence = (await _why_turned_away(to, tx)).format(contact=office.contact)
    await outbox.say(tx, to, sentence, key=reply_key(tx, to, sentence))


async def _why_turned_away(to: Address, tx: Tx) -> str:
    if to.person_id:
        return guide.LEFT
    return guide.UNDER_REVIEW if await is_under_review(tx, to.source, to.user_id) else guide.UNKNOWN_SENDER
