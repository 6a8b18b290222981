"""The cards of a directory run: everybody who asked sees the same."""

from domain.address import Address
from domain.ids import PersonId
from domain.office import Office
from domain.org_run import UNDER_WAY, OrgRun
from domain.org_run_card import run_card
from storage import cards
from storage.database import Tx

ORG = "org"  # begins the role of a run's card; its number follows


def role_of(run: OrgRun) -> str:
    """By which the run's cards are found, whichever has taken the place of whichever."""
    return f"{ORG}:{run.id}"


def run_in(role: str) -> int:
    """The number of the run."""
    return int(role.removeprefix(f"{ORG}:"))


async def show_to(tx: Tx, office: Office, run: OrgRun, at: Address) -> None:
    """A card of the run for somebody who watches it from now on."""
    await cards.draw(tx, at, run_card(run, tx.now, office.campus), role=role_of(run), request_no=None)


async def is_watching(tx: Tx, run: OrgRun, person: PersonId) -> bool:
    """Whether this person has a card of it."""
    return any(copy.address.person_id == person for copy in await cards.of_role(tx, role_of(run)))


async def show_run(tx: Tx, office: Office, run: OrgRun) -> None:
    """Everybody who watches it sees how it stands; what passes by itself only where drawing costs no right."""
    card = run_card(run, tx.now, office.campus)
    for copy in await cards.of_role(tx, role_of(run)):
        if run.state not in UNDER_WAY or not await cards.costs_a_right(tx, copy.id):
            await cards.redraw(tx, copy.id, card)


async def follow(tx: Tx, office: Office, older: OrgRun, run: OrgRun) -> None:
    """Whoever watches the older run gets a card of the newer one, where they have the older one's."""
    for copy in await cards.of_role(tx, role_of(older)):
        await show_to(tx, office, run, copy.address)
