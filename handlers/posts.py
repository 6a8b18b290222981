"""岗位: which departments hold the posts of an office. A name alone gives nobody any; HR does."""

import re

from domain.office import Office
from domain.post_claims import Claim, claims_of
from domain.text_fold import clean, fold_text
from domain.texts import posts as words
from domain.words import Command
from handlers.roles import Role, holds_or_noted
from handlers.tell import tell_role
from handlers.turn import Turn
from storage.database import Tx
from storage.post_departments import grant, publish_names, take_back
from storage.posts import load_departments

JOB = "job:posts"
_ACT = re.compile(r"(?P<act>交给|给|收回)\s*(?P<which>\S.*)")


async def settle_posts(tx: Tx, office: Office) -> None:
    """After the directory or the list of posts has changed.

    A name that is new in the list, or a directory that is read for the first time, gives the posts to whatever is
    called so: the list is the college's word. Whatever comes to the name later waits for HR's.
    """
    new = await publish_names(tx, office.posts.departments)
    for claim in await _claims(tx, office):
        if claim.is_granted:
            continue
        if (claim.name, claim.department.id) in new:
            await grant(tx, claim, by=JOB)
        else:
            key = f"posts:{claim.name}:{claim.department.id}"
            await tell_role(tx, office, Role.HR, words.waiting(claim), key=key)


async def manage_posts(turn: Turn, command: Command) -> None:
    """岗位, 岗位 交给 人事处, 岗位 收回 人事处."""
    if not await holds_or_noted(turn, Role.HR, command.word.name.lower()):
        await turn.say(words.NOT_HR.format(contact=turn.office.contact))
        return
    asked = _ACT.fullmatch(clean(command.rest))
    if asked:
        await _move(turn, asked["which"], is_granting=asked["act"] != "收回")
    else:
        await turn.say(words.listed(await _claims(turn.tx, turn.office)))


async def _move(turn: Turn, which: str, *, is_granting: bool) -> None:
    """By the department's own name, or its path where there are several of that name."""
    claims = [each for each in await _claims(turn.tx, turn.office) if each.is_granted is not is_granting]
    meant = [each for each in claims if fold_text(which) in {fold_text(each.department.name), fold_text(each.path)}]
    if len({each.department.id for each in meant}) != 1:
        await turn.say(words.which(meant, is_granting=is_granting))
        return
    for claim in meant:
        await (grant if is_granting else take_back)(turn.tx, claim, by=f"person:{turn.person.id}")
    await turn.say(words.moved(meant, is_granting=is_granting))


async def _claims(tx: Tx, office: Office) -> tuple[Claim, ...]:
    return claims_of(await load_departments(tx, office.posts))
