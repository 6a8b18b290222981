"""The clock looks at one case: what is overdue goes a measure further, what is stuck is tried again."""

from dataclasses import replace
from datetime import timedelta

from domain.flow.acts import Elapse
from domain.flow.hours import Away
from domain.flow.resolver import CLOCK
from domain.ids import RequestNo
from domain.office import Office
from handlers.course import Matter, open_case, settle_act
from handlers.facts import away_of, next_look
from storage.cases import look_again
from storage.database import Tx

AGAIN = timedelta(minutes=15)  # where nothing was due although it should have been: the calendar has changed, say
MOST = 50  # measures of one look, as many as a step has places


async def look_at(tx: Tx, office: Office, number: RequestNo, *, away: Away) -> int:
    """Take every measure that is due, each with its own entry; how many those were. Then note when to look again.

    `away` is the leave of those for whom the case was seen to wait; of others it is read here.
    """
    matter = await _timed(tx, await open_case(tx, office, number), away)
    taken = 0
    while matter is not None and taken < MOST:
        outcome = await settle_act(tx, office, matter, Elapse(actor=CLOCK, at=tx.now))
        if not isinstance(outcome, Matter):
            break
        matter, taken = outcome, taken + 1
    due = await next_look(tx, matter.resolver, matter.case) if matter else None
    late = tx.now + AGAIN if matter is None or (due is not None and due <= tx.now) else due
    await look_again(tx, number, late)
    return taken


async def _timed(tx: Tx, matter: Matter | None, away: Away) -> Matter | None:
    if matter is None:
        return None
    return replace(matter, resolver=replace(matter.resolver, away=await away_of(tx, matter.case, away)))
