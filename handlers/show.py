"""Bring every copy of a request's card up to date; a copy that already says the same is left alone."""

from collections.abc import Iterator
from dataclasses import replace

from domain.address import Address
from domain.cards import Card
from domain.ids import PersonId
from domain.leave import Leave, leave_from
from domain.office import Office
from domain.request import Request, State, Step
from domain.request_card import applicant_card, approver_card, dropped_card
from storage import cards
from storage.cards import StoredCard
from storage.database import Tx
from storage.people import address_of
from storage.requests import Filed

APPLICANT = "applicant"
APPROVER = "approver"


async def show(tx: Tx, filed: Filed, office: Office, reply_to: Address | None = None) -> None:
    """Redraw what is out and send what is missing. `reply_to` is where the applicant's own card goes first."""
    request, leave = filed.request, leave_from(filed.fields)
    known = {(card.address.person_id, card.role): card for card in await cards.of_request(tx, request.no)}
    own = known.get((request.applicant, APPLICANT))
    if request.state is not State.DRAFT:
        await _show_applicant(tx, request, leave, own, office, reply_to)
    if leave is None:
        return
    for person, step in _asked(request):
        card = approver_card(request, leave, person, office)
        await _put(tx, known.get((person, APPROVER)), person, card, APPROVER, request, step)


async def _show_applicant(
    tx: Tx, request: Request, leave: Leave | None, own: StoredCard | None, office: Office, reply_to: Address | None
) -> None:
    if request.submitted_at is None and own is None:
        return  # a draft that ended before its card was ever drawn
    card = applicant_card(request, leave, office) if leave else dropped_card(request, office)
    if own is not None and _unversioned(own.content) == _unversioned(card):
        return  # its buttons mean the same at every step
    await _put(tx, own, request.applicant, card, APPLICANT, request, None, reply_to)


def _unversioned(card: Card) -> Card:
    return replace(card, buttons=tuple(replace(each, action=each.action.partition(":")[0]) for each in card.buttons))


def _asked(request: Request) -> Iterator[tuple[PersonId, Step]]:
    """Everybody whose turn has come, once, with the latest of their steps."""
    latest = {a.person: step for step in request.steps if step.opened_at for a in step.approvers}
    yield from latest.items()


async def _put(
    tx: Tx,
    stored: StoredCard | None,
    person: PersonId,
    card: Card,
    role: str,
    request: Request,
    step: Step | None,
    to: Address | None = None,
) -> None:
    if stored is not None and stored.content == card:
        return
    address = to or await address_of(tx, person, stored.address.source if stored else None)
    if address is not None:  # nothing is shown to somebody who left
        ordinal = step.ordinal if step else None
        await cards.draw(tx, address, card, role=role, request_no=request.no, step=ordinal)
