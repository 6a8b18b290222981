"""Drafts that lay too long end by themselves."""

from datetime import timedelta

from domain.flow import acts
from domain.flow.resolver import CLOCK
from domain.ids import RequestNo
from domain.office import Office
from handlers.course import settle_act
from handlers.matter import open_case
from storage.database import Tx
from storage.request_lists import lock_old_drafts

AT_ONCE = 200  # drafts per transaction, so that no one waits long for it
BY = "job:retention"


async def expire(tx: Tx, office: Office) -> int:
    """End drafts older than `draft_days`, at most `AT_ONCE` of them; how many there were, so that a caller goes on."""
    before = tx.now - timedelta(days=office.leave.draft_days)
    numbers = await lock_old_drafts(tx, before, AT_ONCE)
    for number in numbers:
        await _expire(tx, number, office)
    return len(numbers)


async def _expire(tx: Tx, number: RequestNo, office: Office) -> None:
    matter = await open_case(tx, office, number)
    if matter is not None:
        await settle_act(tx, office, matter, acts.Expire(actor=CLOCK, at=tx.now), by=BY)
