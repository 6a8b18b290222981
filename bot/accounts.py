"""`run.py accounts`: the accounts in doubt, and whose they are."""

from collections.abc import Iterable

from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from domain.texts.reviews import NONE_OPEN, described
from handlers.linking import Decider, link
from storage.account_reviews import open_reviews


async def list_accounts(settings: Settings) -> Iterable[str]:
    """All that wait for a decision, with their candidates."""
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        return [described(review) for review in await open_reviews(tx)] or [NONE_OPEN]


async def link_account(settings: Settings, number: int, who: str) -> str:
    """Decide one, as HR does in the chat; whoever may run commands on this machine is trusted with it.

    Raises:
        Unable: nothing was decided, and why.
    """
    office = make_office(settings)
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        linked = await link(tx, number, who, Decider(actor="command:accounts"), office)
    if not linked.is_done:
        raise Unable(linked.sentence)
    return linked.sentence
