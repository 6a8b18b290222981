"""The cards of what is to be done in a platform's directory: everybody who asked sees the same."""

from domain.address import Address
from domain.ids import PersonId
from domain.office import Office
from domain.platform_list import UNDER_WAY, ListCause, PlatformList
from domain.platform_list_card import Around, ListFace, list_card
from storage import cards
from storage.database import Tx
from storage.platform_lists import Beginning, begin_list
from storage.ways_in import hand_ways_on

LIST = "list"  # begins the role of a list's card; its number follows


def role_of(listed: PlatformList) -> str:
    """By which the list's cards are found."""
    return f"{LIST}:{listed.id}"


def number_in(role: str) -> int:
    """The number of the list."""
    return int(role.removeprefix(f"{LIST}:"))


def around(tx: Tx, office: Office, listed: PlatformList) -> Around:
    """What its card goes by."""
    return Around(tx.now, office.campus, listed.source in office.writable)


async def show_list_to(tx: Tx, office: Office, listed: PlatformList, at: Address) -> None:
    """A card of the list for somebody who watches it from now on."""
    card = list_card(listed, around(tx, office, listed))
    await cards.draw(tx, at, card, role=role_of(listed), request_no=None)


async def is_watching(tx: Tx, listed: PlatformList, person: PersonId) -> bool:
    """Whether this person has a card of it."""
    return any(copy.address.person_id == person for copy in await cards.of_role(tx, role_of(listed)))


async def show_list(tx: Tx, office: Office, listed: PlatformList) -> None:
    """Everybody who watches it sees how it stands; what passes by itself only where drawing costs no right."""
    card = list_card(listed, around(tx, office, listed))
    for copy in await cards.of_role(tx, role_of(listed)):
        if listed.state not in UNDER_WAY or not await cards.costs_a_right(tx, copy.id):
            await cards.redraw(tx, copy.id, card)


async def ask_again(tx: Tx, office: Office, listed: PlatformList, card_id: str) -> None:
    """Too much at once: the buttons ask a second time."""
    await cards.redraw(tx, card_id, list_card(listed, around(tx, office, listed), ListFace.CONFIRM))


async def follow_list(tx: Tx, office: Office, older: PlatformList) -> None:
    """The account is compared once more, for everybody who watches the older list."""
    watching = await cards.of_role(tx, role_of(older))
    if not watching:
        return
    beginning = Beginning(
        cause=ListCause.ASKED, by=older.asked_by, person=older.asker, takes_newcomers=older.takes_newcomers
    )
    listed, _ = await begin_list(tx, older.source, beginning)
    await hand_ways_on(tx, older.id, listed.id)
    for copy in watching:
        await show_list_to(tx, office, listed, copy.address)
