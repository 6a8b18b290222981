"""核对帐号 and 关联: HR looks at accounts in doubt and says whose they are."""

import re

from domain.office import Office
from domain.text_fold import clean
from domain.texts import reviews as words
from domain.words import Command
from handlers.linking import Decider, link
from handlers.roles import Role, holds_or_noted
from handlers.tell import tell_role
from handlers.turn import Turn
from storage.account_reviews import newest_open, open_reviews
from storage.database import Tx

PAGE = 5

# A staff number of digits alone makes the whole look like a list of numbers, so that the command has read none.
_PAIR = re.compile(r"(?P<number>\d{1,9}) +(?P<who>\S+)", re.ASCII)


async def list_reviews(turn: Turn, command: Command) -> None:
    """What waits for HR, five to a page."""
    if not await _is_hr(turn, command):
        return
    reviews = await open_reviews(turn.tx)
    if not reviews:
        await turn.say(words.NONE_OPEN)
        return
    pages = -(-len(reviews) // PAGE)
    page = min(max(command.number or 1, 1), pages)
    shown = reviews[(page - 1) * PAGE : page * PAGE]
    await turn.say(words.listed(shown, len(reviews), page + 1 if page < pages else None))


async def link_account(turn: Turn, command: Command) -> None:
    """关联 1 T0001, 关联 1 甲, 关联 1 新人."""
    if not await _is_hr(turn, command):
        return
    number, who = _pair_of(command)
    if number is None or not who:
        await turn.say(words.WHICH)
        return
    decider = Decider(actor=f"person:{turn.person.id}", person=turn.person.id)
    await turn.say((await link(turn.tx, number, who, decider, turn.office)).sentence)


async def tell_hr(tx: Tx, office: Office) -> int:
    """After a reading: everybody in HR hears of accounts that were not in doubt before; how many wait in all."""
    waiting, newest = await newest_open(tx)
    if newest is not None:
        await tell_role(tx, office, Role.HR, words.waiting(waiting), key=f"reviews:{newest.isoformat()}")
    return waiting


def _pair_of(command: Command) -> tuple[int | None, str]:
    rest = clean(command.rest).strip()
    pair = _PAIR.fullmatch(rest) if command.number is None else None
    return (int(pair["number"]), pair["who"]) if pair else (command.number, rest)


async def _is_hr(turn: Turn, command: Command) -> bool:
    if await holds_or_noted(turn, Role.HR, command.word.name.lower()):
        return True
    await turn.say(words.NOT_HR)
    return False
