"""Whose an account in doubt is: decided by HR in the chat or by IT at the command line, in one and the same way."""

from dataclasses import dataclass

from domain.account_review import NEW_PERSON, Review
from domain.ids import PersonId
from domain.office import Office
from domain.platforms import platform_name
from domain.texts import notices
from domain.texts import reviews as words
from handlers.handover import hand_over
from handlers.leavers import see_off
from storage.account_links import Named, add_person, attach, by_id, by_staff_no, has_account
from storage.account_reviews import decide, lock_review, source_of
from storage.database import Tx
from storage.directory_known import lock_directory
from storage.leavers import people_here
from storage.outbox import say
from storage.reach import reach_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """Who decides: the audit's word for them, and the person where it is one."""

    actor: str
    person: PersonId | None = None


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of it, in a sentence for whoever decided."""

    is_done: bool
    sentence: str


async def link(tx: Tx, number: int, who: str, decider: Decider, office: Office) -> Linked:
    """Give the account to the person with this staff number or sign, or to a new person.

    No reading of the same directory runs meanwhile: both would make the account.
    """
    source = await source_of(tx, number)
    if source is not None:
        await lock_directory(tx, source)
    review = await lock_review(tx, number)
    if review is None:
        return Linked(is_done=False, sentence=words.NO_SUCH.format(number=number))
    if who in NEW_PERSON:
        return await _separate(tx, review, decider, office)
    return await _link(tx, review, who, decider, office)


async def _separate(tx: Tx, review: Review, decider: Decider, office: Office) -> Linked:
    person = await add_person(tx, review)
    await _attach(tx, review, person, office)
    await decide(tx, review, person, decider.person, actor=decider.actor, state="separate")
    return Linked(is_done=True, sentence=words.separate(review))


async def _link(tx: Tx, review: Review, who: str, decider: Decider, office: Office) -> Linked:
    named = await _named(tx, review, who)
    if named is None:
        return Linked(is_done=False, sentence=words.NO_SUCH_PERSON.format(who=who))
    if await has_account(tx, named.id, review.source):
        return Linked(is_done=False, sentence=words.HAS_ONE.format(name=named.name, number=review.number))
    await _attach(tx, review, named.id, office)
    await decide(tx, review, named.id, decider.person, actor=decider.actor, state="linked")
    await _tell_everywhere(tx, review, named.id, office)
    return Linked(is_done=True, sentence=words.linked(review, named.name, named.staff_no))


async def _attach(tx: Tx, review: Review, person: PersonId, office: Office) -> None:
    """Whoever had the account before may have left with it."""
    here = await people_here(tx)
    await attach(tx, review, person)
    await hand_over(tx, office)
    await see_off(tx, office, here)


async def _named(tx: Tx, review: Review, who: str) -> Named | None:
    sign = review.candidate(who)
    return await by_id(tx, sign) if sign is not None else await by_staff_no(tx, who)


async def _tell_everywhere(tx: Tx, review: Review, person: PersonId, office: Office) -> None:
    """On the old accounts too: whoever was linked to a stranger's account must learn of it."""
    sentence = notices.linked(platform_name(review.source.platform), office)
    for to in (await reach_of(tx, person)).accounts:
        place = f"{to.source.platform}:{to.source.account}:{to.user_id.lower()}"
        await say(tx, to, sentence, key=f"linked:{review.number}:{tx.now.isoformat()}:{place}")
