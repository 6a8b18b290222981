"""Who may read which bulletin: who releases it and the leaders all of it, heads the part of their own departments."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.bulletins.facts import Facts
from domain.bulletins.scope import scope_of
from domain.ids import PersonId
from handlers.bulletins import deciders
from handlers.facts import directory_for
from handlers.month_signing import heads
from handlers.turn import Turn
from storage.bulletin_facts import owners_of_lines
from storage.bulletins import Bulletin, BulletinState, find_bulletin
from storage.obligations import KEY
from storage.people import load_people

LEADERS = ("president", "vice_president", "party_secretary", "quality_head")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A bulletin as one person sees it. `owners` are the names by the key of a line, where they may see whose it is."""

    bulletin: Bulletin
    facts: Facts
    owners: Mapping[str, str]
    is_whole: bool
    may_decide: bool


async def seen_bulletin(turn: Turn, number: int) -> Seen | None:
    """None: there is none, or nothing of it is theirs to see."""
    bulletin = await find_bulletin(turn.tx, number)
    if bulletin is None:
        return None
    directory = await directory_for(turn.tx, turn.office)
    decides = turn.person.id in await deciders(turn.tx, directory, scope_of(bulletin.scope))
    leads = any(turn.person.id == each.person.id for code in LEADERS for each in directory.holders(code))
    own = {each.department for each in bulletin.facts.counts if turn.person.id in heads(directory, each.department)}
    is_out = bulletin.state is BulletinState.RELEASED
    if not decides and not (is_out and (leads or own)):
        return None
    is_whole = decides or leads
    counts = tuple(each for each in bulletin.facts.counts if is_whole or each.department in own)
    facts = Facts(counts)
    named = facts if decides else Facts(tuple(each for each in counts if each.department in own))
    return Seen(
        bulletin=replace(bulletin, facts=facts),
        facts=facts,
        owners=await _owners(turn, named),
        is_whole=is_whole,
        may_decide=decides and bulletin.state is BulletinState.DRAFT,
    )


async def _owners(turn: Turn, facts: Facts) -> dict[str, str]:
    """Names are looked up when they are shown: none are kept."""
    keys = [line.key for count in facts.counts for line in count.lines if line.key.startswith(KEY)]
    ids = {int(key.removeprefix(KEY)): key for key in keys}
    owners: dict[int, PersonId] = await owners_of_lines(turn.tx, list(ids))
    people = await load_people(turn.tx, set(owners.values()))
    return {ids[each]: people[person].name for each, person in owners.items()}
