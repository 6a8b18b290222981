"""Changes that the platform tells of by itself: noted, read again, and written at once where they are routine."""

from domain.directory import Part
from domain.directory_guard import most_at_once
from domain.directory_plan import Kind, Plan
from domain.directory_reading import DirectoryRefused
from domain.directory_summary import is_routine
from domain.events import Change, DirectoryChanged, Source
from domain.office import Office
from domain.org_run import account_name
from domain.texts import org_runs as words
from handlers.asked_changes import note_shown
from handlers.handover import hand_over
from handlers.leavers import see_off
from handlers.org_settling import has_changes
from handlers.org_telling import tell_of
from handlers.posts import settle_posts
from handlers.reviews import tell_hr
from handlers.roles import Role
from handlers.tell import tell_role
from storage.database import Tx
from storage.directory import apply, compare, rename_account, shut_strange
from storage.org_concerned import concerned_since, last_change, left_today
from storage.org_touched import Touched, touch

JOB = "job:org-events"
MOST_TOLD = 50


async def note_change(tx: Tx, source: Source, event: DirectoryChanged) -> bool:
    """What the event names is read again soon: events come late, twice, in any order, and often say ids only.

    False for an event of what we hold nothing of.
    """
    if event.renamed_to is not None:
        old = next((each for each in event.members if each != event.renamed_to), event.renamed_to)
        await rename_account(tx, source, old, event.renamed_to, by=JOB)
    if event.change is Change.WHOLE:
        await touch(tx, source, Touched.WHOLE, [""])
    await touch(tx, source, Touched.MEMBER, event.members)
    await touch(tx, source, Touched.DEPARTMENT, event.departments)
    return event.change is not Change.OTHER


async def settle_part(tx: Tx, office: Office, source: Source, part: Part) -> frozenset[str]:
    """Write what differs, if it is routine; the keys of what differed. Otherwise HR is asked to look."""
    try:
        plan = await compare(tx, source, part)
    except DirectoryRefused as refused:
        await _leave_to_hr(tx, office, source, f"{refused}")
        return frozenset({*part.members, *part.departments})
    await shut_strange(tx, source, plan, by=JOB)
    await tell_hr(tx, office)
    await touch(tx, source, Touched.DEPARTMENT, plan.lacking)
    changed = frozenset(difference.key for difference in plan.differences)
    if has_changes(plan):
        cause = await _why_not_alone(tx, office, plan)
        if cause:
            await _leave_to_hr(tx, office, source, cause)
            return changed
    before = await last_change(tx)
    await apply(tx, source, plan, run=None, by=JOB)
    await tell_hr(tx, office)
    if has_changes(plan):
        await settle_posts(tx, office)
        await hand_over(tx, office)
        concerned = await concerned_since(tx, before, MOST_TOLD)
        await see_off(tx, office, [one.person for one in concerned if one.kind is Kind.LEFT])
        await tell_of(tx, office, concerned)
        await note_shown(tx, office)
    return changed


async def _why_not_alone(tx: Tx, office: Office, plan: Plan) -> str:
    """Empty where it may be written without a person's word."""
    if not is_routine(plan, office.alone):
        return words.NOT_ROUTINE
    leaving = sum(difference.kind is Kind.LEFT for difference in plan.differences)
    here, gone = await left_today(tx)
    return words.TOO_MANY_TODAY if leaving and leaving + gone > most_at_once(here) else ""


async def _leave_to_hr(tx: Tx, office: Office, source: Source, cause: str) -> None:
    """Once an hour at most: while a platform is being reorganised, events come by the hundred."""
    text = words.DRIFT.format(account=account_name(source), cause=cause)
    key = f"org_drift:{source.platform}:{source.account}:{tx.now:%Y-%m-%dT%H}"
    await tell_role(tx, office, Role.HR, text, key=key)
