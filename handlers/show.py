"""Bring every copy of a request's card up to date; a copy that already says the same is left alone.

A person may hold a copy on each platform. What is out is redrawn where it is, what is new is drawn where they are told.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.address import Address
from domain.cards import Card
from domain.events import Source
from domain.ids import PersonId, RequestNo
from storage import cards
from storage.cards import CardState, StoredCard
from storage.database import Tx
from storage.reach import Reaches, reach_of

APPLICANT = "applicant"
APPROVER = "approver"


Copies = defaultdict[tuple[PersonId | None, str], list[StoredCard]]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Whose look at which request: what all copies of one card have in common. `step` is its place on the route."""

    no: RequestNo
    person: PersonId
    role: str
    step: int | None = None


async def copies_by_number(tx: Tx, no: RequestNo) -> Copies:
    """The latest copy on each account, by person and role."""
    latest: dict[tuple[PersonId | None, str, Source], StoredCard] = {}
    for card in await cards.of_request(tx, no):
        latest[card.address.person_id, card.role, card.address.source] = card
    copies: Copies = defaultdict(list)
    for (person, role, _), card in latest.items():
        copies[person, role].append(card)
    return copies


async def redraw_elsewhere(tx: Tx, copies: Sequence[StoredCard], card: Card, here: Address) -> None:
    """Bring the copies on other accounts of the same person up to date, those that are still theirs."""
    others = [copy for copy in copies if copy.address.source != here.source and _goes_on(copy, card)]
    if others and here.person_id is not None:
        open_at = {at.source for at in (await reach_of(tx, here.person_id)).accounts}
        for copy in others:
            if copy.address.source in open_at:
                await cards.redraw(tx, copy.id, card)


async def put(
    tx: Tx,
    view: View,
    copies: Sequence[StoredCard],
    card: Card,
    reaches: Reaches,
    reply_to: Address | None = None,
) -> bool:
    """Bring all copies of one person's card up to date. True if a new one was sent, which they cannot overlook."""
    if copies and all(copy.content == card for copy in copies):
        return False
    reach = await reaches.of(view.person)
    open_at = {at.source for at in reach.accounts}  # nothing is shown to somebody who left
    out = [copy for copy in copies if copy.address.source in open_at and _goes_on(copy, card)]
    new = () if card.closing else tuple(_missing(out, reach.told, reply_to))
    stale = [copy for copy in out if copy.content != card and not await _is_told_and_stays(tx, copy, card)]
    replaced = [copy.address for copy in stale if not await cards.redraw_known(tx, copy, card, view.step)]
    known = {copy.address.source for copy in copies}
    for to in (*replaced, *new):
        is_first = to.source not in known
        await cards.draw(tx, to, card, role=view.role, request_no=view.no, step=view.step, is_first=is_first)
    return bool(new)


def _goes_on(copy: StoredCard, card: Card) -> bool:
    """Whether this copy shows it: one that has ended is not opened again far up in the chat."""
    return card.is_final or copy.state is CardState.LIVE


async def _is_told_and_stays(tx: Tx, copy: StoredCard, card: Card) -> bool:
    """Whether this only adds to an end that the copy tells already, and the copy cannot be redrawn any more.

    Without a right the platform's courier would say it in a text, which is for ends that nobody has been told.
    """
    only_adds = copy.content.is_final and card.is_final and copy.content.ending == card.ending
    return only_adds and await cards.is_beyond_redrawing(tx, copy.id)


def _missing(out: Sequence[StoredCard], told: Sequence[Address], reply_to: Address | None) -> Iterator[Address]:
    """Where a new copy belongs: one for whoever has none, and one everywhere while a college moves."""
    held = {copy.address.source for copy in out}
    first = (reply_to,) if reply_to else told[:1]
    for to in dict.fromkeys((*(first if not held else ()), *(told if len(told) > 1 else ()))):
        if to.source not in held:
            held.add(to.source)
            yield to
