"""What becomes of a directory run when the platform has been read, and when it is applied or undone."""

from asyncio import to_thread
from collections.abc import Collection

from domain.directory import Directory
from domain.directory_plan import Difference, Kind, Plan
from domain.directory_reading import DirectoryRefused
from domain.directory_summary import counts_of, fingerprint, is_routine, telling
from domain.ids import PersonId
from domain.office import Office
from domain.org_run import UNASKED, OrgRun, RunState, account_name
from domain.texts import org_runs as words
from handlers.asked_changes import note_shown
from handlers.handover import hand_over
from handlers.leavers import see_off
from handlers.org_show import follow, show_run
from handlers.org_telling import tell_concerned
from handlers.posts import settle_posts
from handlers.reviews import tell_hr
from handlers.roles import Role
from handlers.tell import tell, tell_role
from storage.alerts import raise_alert
from storage.database import Tx
from storage.directory import apply, compare, shut_strange, undo
from storage.leavers import people_here
from storage.org_runs import Found, begin_run, decide_run, end_run, keep_found, reading_of

JOB = "job:org-runs"


async def settle_reading(tx: Tx, office: Office, run: OrgRun, directory: Directory) -> None:
    """The platform was read: what would change waits for a person's word, or for nobody's where it is routine."""
    try:
        plan = await compare(tx, run.source, directory)
    except DirectoryRefused as refused:
        await fail(tx, office, run, RunState.REFUSED, f"{refused}")
        return
    await shut_strange(tx, run.source, plan, by=JOB)
    await tell_hr(tx, office)
    if not has_changes(plan):
        await apply(tx, run.source, plan, run=run.id, by=JOB)  # accounts in doubt are put up, those no longer so closed
        await tell_hr(tx, office)
    state = RunState.READY if has_changes(plan) else RunState.UNCHANGED
    settled = await keep_found(tx, run, await to_thread(_found, plan, directory), state)
    if run.cause in UNASKED and state is RunState.READY:
        settled = await _unasked(tx, office, settled, plan)
    await show_run(tx, office, settled)


async def fail(tx: Tx, office: Office, run: OrgRun, state: RunState, trouble: str) -> None:
    """Nothing was changed; whoever asked sees why. What nobody has asked for is told to HR."""
    ended = await end_run(tx, run, state, trouble)
    if run.cause in UNASKED:
        text = words.UNASKED_FAILED.format(account=account_name(run.source), trouble=trouble)
        await tell_role(tx, office, Role.HR, text, key=f"org_run:{run.id}:failed")
    await show_run(tx, office, ended)


async def bury(tx: Tx, office: Office, run: OrgRun, error: str) -> None:
    """A fault of ours. Nothing was written; what could not be put back stays applied, and may be tried again."""
    key = f"directory:{run.source.platform}:{run.source.account}"
    await raise_alert(tx, key, words.FAULT.format(run=run.id, error=error))
    if run.state is not RunState.UNDOING:
        await fail(tx, office, run, RunState.FAILED, words.OUR_FAULT)
        return
    await show_run(tx, office, await end_run(tx, run, RunState.APPLIED))
    if run.undone_by is not None:
        await tell(tx, run.undone_by, words.NOT_UNDONE, key=f"org_run:{run.id}:{tx.now.isoformat()}:not_undone")


async def settle_apply(tx: Tx, office: Office, run: OrgRun) -> None:
    """Write exactly the difference that was seen. If ours has changed since, it is compared anew instead."""
    directory = await reading_of(tx, run)
    try:
        plan = await compare(tx, run.source, directory) if directory else None
    except DirectoryRefused:
        plan = None
    if plan is None or await to_thread(fingerprint, plan) != run.fingerprint:
        await _begin_anew(tx, office, run)
        return
    here = await people_here(tx)
    await apply(tx, run.source, plan, run=run.id, by=f"person:{run.decided_by}" if run.decided_by else JOB)
    await after_changes(tx, office, here_before=here)
    await tell_concerned(tx, office, run)
    await show_run(tx, office, await end_run(tx, run, RunState.APPLIED))


async def settle_undo(tx: Tx, office: Office, run: OrgRun) -> None:
    """Put back what the run has changed and nobody has changed since."""
    here = await people_here(tx)
    undone = await undo(tx, run.source, run.id, by=f"person:{run.undone_by}")
    await after_changes(tx, office, here_before=here)
    await show_run(tx, office, await end_run(tx, run, RunState.UNDONE, words.left_alone(undone.left_alone)))


async def after_changes(tx: Tx, office: Office, *, here_before: Collection[PersonId]) -> None:
    """What follows from every change of the directory: no request waits for somebody who is gone."""
    await settle_posts(tx, office)
    await hand_over(tx, office)
    await see_off(tx, office, here_before)
    await note_shown(tx, office)
    await tell_hr(tx, office)


async def _begin_anew(tx: Tx, office: Office, run: OrgRun) -> None:
    """Whoever watched the old run watches the new one."""
    stale = await end_run(tx, run, RunState.STALE)
    await show_run(tx, office, stale)
    await follow(tx, office, stale, await begin_run(tx, run.source, run.cause))


async def _unasked(tx: Tx, office: Office, run: OrgRun, plan: Plan) -> OrgRun:
    if is_routine(plan, office.alone) and not run.excesses:
        return await decide_run(tx, run, RunState.APPLYING, None)
    sample = "；".join(run.sample[:3])
    text = words.UNASKED.format(account=account_name(run.source), count=sum(run.counts.values()), sample=sample)
    await tell_role(tx, office, Role.HR, text, key=f"org_run:{run.id}:found")
    return run


def has_changes(plan: Plan) -> bool:
    """Whether there is anything to write. Accounts in doubt are nobody's change until somebody has decided."""
    return any(difference.kind is not Kind.CONFLICT for difference in plan.differences)


def _found(plan: Plan, directory: Directory) -> Found:
    return Found(
        directory=directory,
        fingerprint=fingerprint(plan),
        counts={kind.value: count for kind, count in counts_of(plan).items() if count},
        sample=[described(difference) for difference in telling(plan)],
        excesses=plan.excesses,
    )


def described(difference: Difference) -> str:
    """One line: what kind, who or which, and what it was and becomes."""
    change = " → ".join(part for part in (difference.before, difference.after) if part)
    return f"{difference.kind.value}：{difference.subject}{'，' if change else ''}{change}"
