"""The cards of roster files: whoever sent one sees how it stands."""

from domain.address import Address
from domain.office import Office
from domain.sent_roster import UNDER_WAY, SentRoster
from domain.sent_roster_card import file_card
from storage import cards
from storage.database import Tx

ROSTER = "roster"  # begins the role of a file's card; its number follows


def role_of(number: int) -> str:
    """By which a file's cards are found. Number 0 is the roster itself."""
    return f"{ROSTER}:{number}"


def number_in(role: str) -> int:
    """The number of the file."""
    return int(role.removeprefix(f"{ROSTER}:"))


async def show_file_to(tx: Tx, office: Office, file: SentRoster, at: Address) -> None:
    """A card of the file for whoever sent it."""
    await cards.draw(tx, at, file_card(file, tx.now, office.campus), role=role_of(file.id), request_no=None)


async def show_file(tx: Tx, office: Office, file: SentRoster) -> None:
    """As it stands now; what passes by itself only where drawing costs no right."""
    card = file_card(file, tx.now, office.campus)
    for copy in await cards.of_role(tx, role_of(file.id)):
        if file.state not in UNDER_WAY or not await cards.costs_a_right(tx, copy.id):
            await cards.redraw(tx, copy.id, card)
