"""The picture of a punch: asked for in the chat, fetched by a job, and the punch counts when it is there.

Its time is when the picture arrived here, however long the platform takes to hand it over.
"""

from domain.address import Address
from domain.events import MediaKind, MediaSent
from domain.ids import PersonId
from domain.office import Office
from domain.request import Channel
from domain.texts import punching as words
from handlers.month_signing import heads
from handlers.punching import WAIT, enter
from handlers.roles import Role, holds
from handlers.turn import Turn
from storage.attendance_groups import book_of
from storage.database import Tx
from storage.month_days import sheet_department
from storage.people import admit_sender
from storage.punch_photos import expect_photo, take_expected
from storage.punch_waits import awaits_photo, close_wait
from storage.wanted_files import WantedFile, want

FIELD = "punch:"  # begins the field of a wanted file; the number of the picture follows


async def note_photo(turn: Turn, event: MediaSent) -> bool:
    """A picture that a punch waits for; False for any other."""
    if event.media is not MediaKind.IMAGE:
        return False
    placed = await awaits_photo(turn.tx, turn.person.id, turn.arrived_at - WAIT)
    if placed is None:
        return False
    number = await expect_photo(turn.tx, turn.person.id, turn.arrived_at, placed)
    source, user_id = turn.address.source, turn.address.user_id
    await want(turn.tx, None, f"{FIELD}{number}", source, user_id, event.media_id)
    await close_wait(turn.tx, turn.person.id)
    await turn.say(words.PHOTO_COMES)
    return True


def is_photo(wanted: WantedFile) -> bool:
    """Whether what was fetched belongs to a punch."""
    return wanted.field.startswith(FIELD)


async def receive_photo(tx: Tx, office: Office, wanted: WantedFile, content: bytes | None) -> None:
    """What was fetched, None for what cannot be: then there is no punch, and that is said."""
    expected = await take_expected(tx, int(wanted.field.removeprefix(FIELD)))
    person = await admit_sender(tx, wanted.source, wanted.user_id)
    if expected is None or person is None or person.id != expected.person:
        return
    address = Address(wanted.source, wanted.user_id, person.id)
    turn = Turn(tx=tx, office=office, person=person, address=address, channel=Channel.TEXT)
    if content is None:
        await turn.say(words.PHOTO_LOST)
    else:
        await enter(turn, expected.sent_at, expected.placed, content)


async def may_look(turn: Turn, person: PersonId) -> bool:
    """Whether somebody's attendance is theirs to look at: HR everybody's, a head that of who works for them."""
    if await holds(turn.tx, turn.person, Role.HR, turn.office):
        return True
    directory = (await book_of(turn.tx, turn.office)).directory
    member = directory.members.get(person)
    department = sheet_department(directory, member.home) if member else None
    return department is not None and turn.person.id in heads(directory, department) and turn.person.id != person
