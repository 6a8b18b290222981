"""Bring the cards of a case up to date: one per person from start to end, and only those on which something changes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from domain.address import Address
from domain.cards import Card
from domain.case_card import card_for
from domain.case_look import Look
from domain.flow.case import ENDED, Case, State
from domain.flow.kinds import ActKind
from domain.flow.outcome import Asked, Closed, Copied, Done
from domain.ids import PersonId
from domain.people import Person
from handlers.matter import Matter
from handlers.show import APPLICANT, APPROVER, Copies, View, copies_by_number, put
from storage.cards import CardState, StoredCard
from storage.database import Tx
from storage.reach import Reaches

COPY = "copy"


async def show_case(
    tx: Tx, settled: Matter, before: Case, done: Done, answer_at: Address | None = None
) -> frozenset[PersonId]:
    """What one act changes. Who got a new card, which nobody overlooks; `answer_at` is where the applicant's goes."""
    people = people_of(settled.case)
    concerned = dict.fromkeys(_concerned(before, done))
    if not concerned and not _concerns_all(before, done):
        return frozenset()
    known = await copies_by_number(tx, settled.no)
    holders = [person for person, _ in known if person is not None] if _concerns_all(before, done) else []
    everybody = dict.fromkeys((*concerned, *holders))
    reaches = Reaches(tx, everybody)
    new: set[PersonId] = set()
    for person in everybody:
        viewer = people.get(person)
        is_applicant = person == settled.case.applicant.id
        if viewer and await _draw_for(tx, settled, viewer, known, reaches, answer_at if is_applicant else None):
            new.add(person)
    return frozenset(new)


async def refresh_case(tx: Tx, matter: Matter, viewer: Person) -> None:
    """Bring one person's card up to date: they have pressed an old one."""
    await _draw_for(tx, matter, viewer, await copies_by_number(tx, matter.no), Reaches(tx, [viewer.id]))


async def _draw_for(
    tx: Tx, matter: Matter, viewer: Person, known: Copies, reaches: Reaches, answer_at: Address | None = None
) -> bool:
    """One person's card, on all accounts where it is out. True if a new one was sent."""
    look = matter.look(viewer, tx)
    role, copies = role_of(look, known)
    if look.is_applicants and matter.case.state is State.DRAFT:
        return False  # it is still being filled in
    card = card_for(look)
    if not copies and card.closing:
        return False  # it was never shown to them, and is over
    if _is_left(look, card, copies) or _waits_for_the_end(look, card, copies):
        return False
    step = matter.case.plan.place(look.places[0][0].key) if look.places else None
    view = View(no=matter.no, person=viewer.id, role=role, step=step)
    return await put(tx, view, copies, card, reaches, answer_at)


def role_of(look: Look, known: Copies) -> tuple[str, list[StoredCard]]:
    """As what this person came to the case first: their card stays that one."""
    if look.is_applicants:
        return APPLICANT, known[look.viewer.id, APPLICANT]
    for role in (APPROVER, COPY):
        if copies := known.get((look.viewer.id, role)):
            return role, copies
    return (APPROVER if look.viewer.id in look.case.asked else COPY), []


def people_of(case: Case) -> dict[PersonId, Person]:
    """Everybody who has been in it, by their number."""
    return {person.id: person for person in _people(case)}


def _people(case: Case) -> Iterator[Person]:
    for entry in case.history:
        yield from (each for each in (entry.actor, entry.on_behalf_of, entry.subject) if each)
    yield from (copy.person for copy in case.copies)
    for run in case.runs:
        for place in run.assignments:
            yield from (each for each in (place.came_from, place.added_by, place.stand_in, place.person) if each)
    yield case.applicant


def _concerned(before: Case, done: Done) -> Iterable[PersonId]:
    """Those on whose card this act changes something, whatever else happens."""
    effects = (each.person.id for each in done.effects if isinstance(each, Asked | Closed | Copied))
    own = [done.entry.actor.id] if done.entry.kind is ActKind.READ else []
    applicant = [done.case.applicant.id] if done.case.state is not before.state else []
    return (*applicant, *effects, *own)


def _concerns_all(before: Case, done: Done) -> bool:
    """Whether whoever has a card sees something else: an end, a way back, another content."""
    if done.entry.kind is ActKind.SUBMIT:
        return False  # nobody but the applicant has one
    return done.case.state is not before.state or dict(done.case.fields) != dict(before.fields)


def _is_left(look: Look, card: Card, copies: list[StoredCard]) -> bool:
    """Whether a card that has ended stays as it is: whose turn was closed by others does not follow the rest."""
    has_ended = bool(copies) and all(copy.state is not CardState.LIVE for copy in copies)
    is_taken_back = look.case.state is State.WITHDRAWN
    has_acted = any(entry.actor.id == look.viewer.id for entry in look.case.history)
    return has_ended and bool(card.closing) and not is_taken_back and not (has_acted and look.case.state in ENDED)


def _waits_for_the_end(look: Look, card: Card, copies: list[StoredCard]) -> bool:
    """Whether nothing but what a step has filled in is new, for somebody who has nothing to decide on it.

    A platform may let a card be redrawn only once without a click, and the end must not go without one.
    """
    if not copies or look.places or look.case.state is not State.PENDING:
        return False
    return all(replace(copy.content, title=card.title, rows=card.rows) == card for copy in copies)
