"""打卡 in the chat and on its page: what the person's group asks for, and then a fact.

The time of a punch is when its last part arrived here, by our clock: a phone's clock is its owner's to set, and what a
platform calls the time of a message is a phone's on some of them.
"""

from datetime import datetime, time, timedelta

from domain.attachment import media_type_of
from domain.fences import Nearest, Outside, PunchDemand, Spot, nearest, wants_photo
from domain.punches import Punch
from domain.request import Channel
from domain.texts import punching as words
from domain.words import Command
from handlers.turn import Turn
from storage.attendance_groups import demand_of
from storage.punch_photos import keep_photo
from storage.punch_waits import Placed, await_photo, close_wait, is_awaited, open_wait
from storage.punches import note, punches_of

SOURCE = "chat"
ONCE = timedelta(minutes=1)
WAIT = timedelta(minutes=words.WAIT_MINUTES)
LISTED_DAYS = 2  # before today
# Whose chat can send a place to us. DingTalk's robot is told of text, pictures, sound, films and files only.
TAKES_PLACES = frozenset({"wecom"})
PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
MEGABYTE = 1024 * 1024
LARGEST_PHOTO = 10 * MEGABYTE  # a phone's own are below that, and WeCom passes on no larger picture
MOST_DOUBT = 1000.0  # metres; a phone that knows no more than the district knows nothing
BELIEVED_DOUBT = 100.0  # metres by which a phone's own doubt may widen a fence


async def punch(turn: Turn, command: Command) -> None:
    """At once where nothing is asked for; else the place is. A sentence about punching is no punch."""
    if command.rest:
        await turn.say(words.ONLY_THE_WORD)
        return
    if await _has_punched(turn):
        return
    demand = await _demand(turn)
    if not demand.fences:
        await _note(turn, None)
        return
    page, takes = punch_page(turn), turn.address.source.platform in TAKES_PLACES
    if not page and not takes:
        await turn.say(words.NO_PAGE.format(contact=turn.office.contact))
        return
    await open_wait(turn.tx, turn.person.id, turn.arrived_at)
    await turn.say(words.where(demand.fences, page, takes_places=takes))


async def take_place(turn: Turn, spot: Spot) -> None:
    """A place that was sent into the chat: it counts when it was asked for."""
    if await is_awaited(turn.tx, turn.person.id, turn.arrived_at - WAIT):
        await punch_at(turn, spot)
    else:
        await turn.say(words.PLACE_UNASKED)


async def punch_here(turn: Turn, photo: bytes | None) -> None:
    """A punch on the page where no place is asked for."""
    if not await _has_punched(turn):
        await _note(turn, None, photo)


async def punch_at(turn: Turn, spot: Spot, doubt: float = 0.0, photo: bytes | None = None) -> None:
    """A punch at this place, known to so many metres, with a picture where there is one."""
    if doubt > MOST_DOUBT:
        await turn.say(words.VAGUE.format(metres=round(doubt)))
        return
    if await _has_punched(turn):
        return
    demand = await _demand(turn)
    found = nearest(demand.fences, spot, min(doubt, BELIEVED_DOUBT))
    if found and not found.is_within and demand.outside is Outside.REFUSE:
        await turn.say(words.outside(found))
        return
    await _note(turn, found, photo)


async def list_punches(turn: Turn, _: Command) -> None:
    """打卡记录: what is known of the last days, whichever way it came."""
    first = datetime.combine(turn.today - timedelta(days=LISTED_DAYS), time(), turn.office.campus)
    found = await punches_of(turn.tx, turn.person.id, first, turn.tx.now + ONCE)
    await turn.say(words.listed(found, turn.office.campus) if found else words.NO_PUNCHES)


def punch_page(turn: Turn) -> str:
    """Where a browser is asked for the place; empty without pages."""
    source = turn.address.source
    return f"{turn.office.pages}/h5/punch?at={source.platform}:{source.account}" if turn.office.pages else ""


async def _has_punched(turn: Turn) -> bool:
    """Whether they have just done so; then that is said. Nothing else is decided for this person meanwhile."""
    at = turn.arrived_at
    recent = [p for p in await punches_of(turn.tx, turn.person.id, at - ONCE, at + ONCE) if p.source == SOURCE]
    if recent:
        await turn.say(words.again(recent[-1].at, turn.office.campus))
    return bool(recent)


async def _note(turn: Turn, found: Nearest | None, photo: bytes | None = None) -> None:
    """The punch, unless a picture of it is still to come."""
    placed = _placed(found)
    if photo is None and wants_photo(await _demand(turn), placed.within_fence):
        await _ask_photo(turn, placed)
        return
    await enter(turn, turn.arrived_at, placed, photo)


async def _ask_photo(turn: Turn, placed: Placed) -> None:
    if turn.channel is Channel.PAGE:
        await turn.say(words.PHOTO_NEEDED)
        return
    await await_photo(turn.tx, turn.person.id, turn.arrived_at, placed)
    await turn.say(words.photo_asked(placed.place, is_outside=placed.within_fence is False))


def _placed(found: Nearest | None) -> Placed:
    if found is None:
        return Placed()
    place = found.fence.name if found.is_within else f"距{found.fence.name} {words.distance(found.beyond)}"
    return Placed(place=place, within_fence=found.is_within)


async def enter(turn: Turn, at: datetime, placed: Placed, photo: bytes | None = None) -> None:
    """The fact, with its picture, and what is said of it."""
    media_type = media_type_of("", photo) if photo is not None else None
    if photo is not None and (media_type not in PHOTO_TYPES or len(photo) > LARGEST_PHOTO):
        is_large = media_type in PHOTO_TYPES
        await turn.say(words.PHOTO_LARGE.format(most=LARGEST_PHOTO // MEGABYTE) if is_large else words.NOT_A_PHOTO)
        return
    person = turn.person.id
    fact = Punch(
        person=person,
        source=SOURCE,
        at=at,
        said_at=at,
        key=f"{person}:{int(at.timestamp())}",
        place=placed.place,
        within_fence=placed.within_fence,
    )
    await note(turn.tx, [fact])
    if photo is not None and media_type is not None:
        await keep_photo(turn.tx, fact, media_type, photo)
    await close_wait(turn.tx, person)
    await turn.say(words.noted(at, turn.office.campus, placed.place, is_outside=placed.within_fence is False))


async def _demand(turn: Turn) -> PunchDemand:
    return await demand_of(turn.tx, turn.office, turn.person.id)
