"""Drafts that lay too long end by themselves."""

from dataclasses import replace
from datetime import timedelta

from domain.approval import expire as expired
from domain.flow import acts
from domain.flow.resolver import CLOCK
from domain.ids import RequestNo
from domain.office import Office
from handlers.course import settle_act
from handlers.matter import open_case
from handlers.show import show
from storage.database import Tx
from storage.dialogues import close_dialogues_about
from storage.request_lists import lock_old_drafts
from storage.requests import Filed, load_requests, save_request

AT_ONCE = 200  # drafts per transaction, so that no one waits long for it
BY = "job:retention"


async def expire(tx: Tx, office: Office) -> int:
    """End drafts older than `draft_days`, at most `AT_ONCE` of them; how many there were, so that a caller goes on."""
    before = tx.now - timedelta(days=office.leave.draft_days)
    numbers = await lock_old_drafts(tx, before, AT_ONCE)
    leaves = await load_requests(tx, numbers)
    for filed in leaves:
        await _expire_leave(tx, filed, office)
    for number in set(numbers) - {filed.request.no for filed in leaves}:
        await _expire_case(tx, number, office)
    return len(numbers)


async def _expire_leave(tx: Tx, filed: Filed, office: Office) -> None:
    ended = expired(filed.request, tx.now)
    await save_request(tx, filed.request, ended)
    await close_dialogues_about(tx, ended.no, ended.applicant)
    tx.audit(BY, "request.expire", f"request:{ended.no}", version=ended.version)
    await show(tx, replace(filed, request=ended), office)


async def _expire_case(tx: Tx, number: RequestNo, office: Office) -> None:
    matter = await open_case(tx, office, number)
    if matter is not None:
        await settle_act(tx, office, matter, acts.Expire(actor=CLOCK, at=tx.now), by=BY)
