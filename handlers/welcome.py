"""Words for somebody who comes in, and for somebody who asks what there is."""

from domain.flow.case import State
from domain.leave_types import ANNUAL
from domain.texts import guide
from domain.texts.balance import balance_line
from handlers.balance import EMPTY, stocks_of
from handlers.roles import Role, holds
from handlers.turn import Turn
from storage import outbox
from storage.lots import accounts_of
from storage.reach import reach_of
from storage.request_lists import leads_anybody, requests_of, waiting_for


async def greet(turn: Turn) -> None:
    """Once a day, however often the chat is opened and from whichever account."""
    waiting = await waiting_for(turn.tx, turn.person.id)
    own = await requests_of(turn.tx, turn.person.id, State.PENDING)
    text = guide.welcome(turn.person.name, len(waiting), len(own), await _annual(turn))
    key = f"welcome:{turn.person.id}:{turn.today.isoformat()}"
    await outbox.say(turn.tx, turn.address, text, key=key)


async def _annual(turn: Turn) -> str:
    """Students have none."""
    if all(kind.code != ANNUAL.code for kind in await stocks_of(turn)):
        return ""
    annual = (await accounts_of(turn.tx, turn.person.id, turn.office.campus)).get(ANNUAL.code, EMPTY)
    return balance_line(ANNUAL, annual, turn.today, turn.office.shift.minutes)


async def tell_help(turn: Turn) -> None:
    """What this person may do."""
    approves = await leads_anybody(turn.tx, turn.person.id) or bool(await waiting_for(turn.tx, turn.person.id))
    chooses = len({at.source.platform for at in (await reach_of(turn.tx, turn.person.id)).accounts}) > 1
    is_hr = await holds(turn.tx, turn.person, Role.HR, turn.office)
    await turn.say(guide.help_text(approves=approves, office=turn.office, chooses=chooses, is_hr=is_hr))
