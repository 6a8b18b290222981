"""The cards of a directory run: everybody who asked sees the same."""

from domain.address import Address
from domain.ids import PersonId
from domain.office import Office
from domain.org_run import UNDER_WAY, OrgRun
from domain.org_run_card import run_card
from storage import cards
from storage.database import Tx
from storage.org_runs import watch, watchers

ORG = "org"  # the role of a run's card


async def show_to(tx: Tx, office: Office, run: OrgRun, person: PersonId, at: Address) -> None:
    """A card of the run for somebody who watches it from now on."""
    card_id = await cards.draw(tx, at, run_card(run, tx.now, office.campus), role=ORG, request_no=None)
    await watch(tx, run, person, card_id)


async def show_run(tx: Tx, office: Office, run: OrgRun) -> None:
    """Everybody who watches it sees how it stands; what passes by itself only where drawing costs no right."""
    card = run_card(run, tx.now, office.campus)
    for card_id in (await watchers(tx, run)).values():
        if run.state not in UNDER_WAY or not await cards.costs_a_right(tx, card_id):
            await cards.redraw(tx, card_id, card)


async def follow(tx: Tx, office: Office, older: OrgRun, run: OrgRun) -> None:
    """Whoever watches the older run gets a card of the newer one, where they have the older one's."""
    for person, card_id in (await watchers(tx, older)).items():
        copy = await cards.find(tx, card_id)
        if copy is not None:
            await show_to(tx, office, run, person, copy.address)
