"""Drafts that lay too long end by themselves."""

from dataclasses import replace
from datetime import timedelta

from domain.approval import expire as expired
from domain.office import Office
from handlers.show import show
from storage.database import Tx
from storage.dialogues import close_dialogues_about
from storage.request_lists import lock_old_drafts
from storage.requests import load_requests, save_request

AT_ONCE = 200  # drafts per transaction, so that no one waits long for it


async def expire(tx: Tx, office: Office) -> int:
    """End drafts older than `draft_days`, at most `AT_ONCE` of them; how many there were, so that a caller goes on."""
    before = tx.now - timedelta(days=office.leave.draft_days)
    drafts = await load_requests(tx, await lock_old_drafts(tx, before, AT_ONCE))
    for filed in drafts:
        ended = expired(filed.request, tx.now)
        await save_request(tx, filed.request, ended)
        await close_dialogues_about(tx, ended.no, ended.applicant)
        tx.audit("job:retention", "request.expire", f"request:{ended.no}", version=ended.version)
        await show(tx, replace(filed, request=ended), office)
    return len(drafts)
