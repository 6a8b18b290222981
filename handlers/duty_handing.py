"""转给 and 不归我: somebody else does it once they say yes; whose it is, the head or the supervising office says."""

from collections.abc import Collection

from domain.actions import Action, Verb
from domain.cards import Card
from domain.duties.digest import due_words
from domain.duties.duty_cards import offer_card, whose_card
from domain.forms.directory import Directory
from domain.ids import PersonId
from domain.office import Office
from domain.people import Person
from domain.texts import duties as words
from handlers.digest_of_duties import PAGE
from handlers.duty_done import Owed, end_cards, open_owed, owed_by, show_change
from handlers.duty_people import heads_over
from handlers.facts import directory_for
from handlers.roles import Role, holds
from handlers.tell import tell
from handlers.turn import Turn
from storage import cards
from storage.cards import StoredCard
from storage.database import Tx
from storage.obligations import (
    Obligation,
    ObligationState,
    WhyVoid,
    disown,
    hand_to,
    make_void,
    offer,
    owes_the_same,
)
from storage.people import load_people
from storage.reach import addresses_of

HAND_ON, WHOSE = "handon", "whose"  # begin the roles of the cards; the obligation's number follows


async def offer_to(turn: Turn, number: int, to: Person) -> bool:
    """转给: the other is asked; until they accept, it stays where it is."""
    owed = await owed_by(turn, number)
    if owed is None:
        return False
    refusal = await _why_not_offer(turn, owed, to)
    if refusal:
        await turn.say(refusal)
        return False
    await offer(turn.tx, number, to.id)
    turn.tx.audit(f"person:{turn.person.id}", "duty.offer", f"obligation:{number}", to=to.id)
    card = offer_card(turn.person.name, owed.what, _due(turn, owed.it))
    await end_cards(turn.tx, f"{HAND_ON}:{number}", "已改请他人", "已改请他人")
    await _draw(turn.tx, [to.id], card, f"{HAND_ON}:{number}")
    await turn.say(words.OFFERED.format(name=to.name, what=owed.what))
    return True


async def _why_not_offer(turn: Turn, owed: Owed, to: Person) -> str:
    if to.id == owed.it.owner:
        return words.TO_YOURSELF
    if await owes_the_same(turn.tx, owed.it.id, to.id):
        return words.HAS_IT.format(name=to.name)
    return "" if await addresses_of(turn.tx, to.id) else words.CANNOT_REACH.format(name=to.name)


async def press_offer(turn: Turn, card: StoredCard, action: Action) -> None:
    """接办 or 不接, by who was asked."""
    if action.verb in {Verb.CONFIRM, Verb.IGNORE}:
        number = int(card.role.partition(":")[2])
        await answer_offer(turn, number, is_taken=action.verb is Verb.CONFIRM)


async def answer_offer(turn: Turn, number: int, *, is_taken: bool) -> None:
    """Whoever accepts owes it from now on; its history stays with who had it."""
    owed = await open_owed(turn.tx, number)
    if owed is None or owed.it.offered_to != turn.person.id or owed.it.state is not ObligationState.OPEN:
        await turn.say(words.ALREADY)
        return
    before = owed.it.owner
    if is_taken and not await hand_to(turn.tx, number, turn.person.id):
        await turn.say(words.HAS_IT.format(name=turn.person.name))
        return
    if not is_taken:
        await offer(turn.tx, number, None)
    turn.tx.audit(f"person:{turn.person.id}", "duty.accept" if is_taken else "duty.decline", f"obligation:{number}")
    said = (words.HANDED if is_taken else words.DECLINED).format(name=turn.person.name, what=owed.what)
    await tell(turn.tx, before, said, key=f"handon:{number}:{turn.tx.now.isoformat()}")
    await end_cards(turn.tx, f"{HAND_ON}:{number}", said, "已接办" if is_taken else "没有接办")
    await show_change(turn.tx, turn.office, owed)
    if is_taken:
        await turn.say(words.TAKEN.format(what=owed.what))
    else:
        name = (await load_people(turn.tx, [before]))[before].name
        await turn.say(words.DECLINED_SELF.format(name=name))


async def disclaim(turn: Turn, number: int) -> bool:
    """不归我: nobody is reminded of it until it is decided whose it is."""
    owed = await owed_by(turn, number)
    if owed is None:
        return False
    directory = await directory_for(turn.tx, turn.office)
    deciders = sorted(deciders_of(turn.office, directory, owed) - {turn.person.id})
    if not deciders:
        await turn.say(words.NOBODY_TO_ASK.format(contact=turn.office.contact))
        return False
    await disown(turn.tx, number, turn.tx.now)
    turn.tx.audit(f"person:{turn.person.id}", "duty.disown", f"obligation:{number}")
    page = turn.office.pages + PAGE if turn.office.pages else ""
    card = whose_card(turn.person.name, owed.what, _due(turn, owed.it), page)
    await _draw(turn.tx, deciders, card, f"{WHOSE}:{number}")
    await show_change(turn.tx, turn.office, owed)
    names = await load_people(turn.tx, deciders)
    whom = "、".join(names[each].name for each in deciders)
    await turn.say(words.DISOWNED.format(whom=whom, what=owed.what))
    return True


def deciders_of(office: Office, directory: Directory, owed: Owed) -> set[PersonId]:
    """The head over whoever owes it; where there is none, the supervising office."""
    heads = heads_over(directory, owed.it.owner)
    policy = office.escalation.of(owed.duty.policy if owed.duty else "")
    found = heads or {each.person.id for each in directory.holders(policy.office) if each.person.is_active}
    return found - {owed.it.owner}


async def press_whose(turn: Turn, card: StoredCard, action: Action) -> None:
    """归本人 or 不归本人."""
    if action.verb in {Verb.CONFIRM, Verb.REJECT}:
        number = int(card.role.partition(":")[2])
        await decide_whose(turn, number, is_theirs=action.verb is Verb.CONFIRM)


async def decide_whose(turn: Turn, number: int, *, is_theirs: bool, other: Person | None = None) -> None:
    """By the head, the office, or an administrator; `other` is whose it is instead."""
    owed = await open_owed(turn.tx, number)
    if owed is None or not await _may_decide(turn, owed):
        await turn.say(words.NOT_FOR_YOU)
        return
    if owed.it.state is not ObligationState.OPEN or owed.it.disowned_at is None:
        await turn.say(words.ALREADY)
        return
    if not is_theirs and other is not None and not await hand_to(turn.tx, number, other.id):
        await turn.say(words.HAS_IT.format(name=other.name))
        return
    if is_theirs:
        await disown(turn.tx, number, None)
    elif other is None:
        await make_void(turn.tx, number, WhyVoid.NOT_MINE)
    turn.tx.audit(
        f"person:{turn.person.id}",
        "duty.whose",
        f"obligation:{number}",
        is_theirs=is_theirs,
        to=other.id if other else None,
    )
    await _tell_decided(turn, owed, other, is_theirs=is_theirs)


async def _tell_decided(turn: Turn, owed: Owed, other: Person | None, *, is_theirs: bool) -> None:
    said = (words.IS_YOURS if is_theirs else words.IS_NOT_YOURS).format(name=turn.person.name, what=owed.what)
    key = f"whose:{owed.it.id}:{turn.tx.now.isoformat()}"
    await tell(turn.tx, owed.it.owner, said, key=key)
    if other is not None:
        await tell(turn.tx, other.id, words.IS_YOURS.format(name=turn.person.name, what=owed.what), key=f"{key}:new")
    how = "归本人" if is_theirs else f"归{other.name}" if other else "不归本人"
    await end_cards(turn.tx, f"{WHOSE}:{owed.it.id}", words.DECIDED.format(what=owed.what, how=how), how)
    await show_change(turn.tx, turn.office, owed)
    await turn.say(words.DECIDED.format(what=owed.what, how=how))


async def _may_decide(turn: Turn, owed: Owed) -> bool:
    directory = await directory_for(turn.tx, turn.office)
    if turn.person.id in deciders_of(turn.office, directory, owed):
        return True
    return turn.person.id != owed.it.owner and await holds(turn.tx, turn.person, Role.ADMIN, turn.office)


async def _draw(tx: Tx, people: Collection[PersonId], card: Card, role: str) -> None:
    for person in people:
        for to in (await addresses_of(tx, person))[:1]:
            await cards.draw(tx, to, card, role=role, request_no=None)


def _due(turn: Turn, it: Obligation) -> str:
    return due_words(it.due_at, turn.tx.now, turn.office.campus)
