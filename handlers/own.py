"""What applicants do with their own requests after filling them in: submit, withdraw, urge."""

from datetime import timedelta

from domain import approval
from domain.act import Refused
from domain.actions import Verb
from domain.ids import Minutes
from domain.leave import Leave, leave_from
from domain.leave_checks import OtherLeave, why_not_submit
from domain.request import Request, Step
from domain.route import plan_route
from domain.texts import notices, replies
from handlers.settle import settle
from handlers.tell import tell
from handlers.turn import Turn
from handlers.vouching import hold_back
from storage.chart import chart_of
from storage.leave_periods import Period, overlapping, reserve
from storage.ledger import balances
from storage.requests import Filed, save_request


async def plan(turn: Turn, leave: Leave) -> tuple[Step, ...]:
    """The route of this person's leave, as the directory stands now."""
    chart = await chart_of(turn.tx, turn.person.id)
    return plan_route(turn.person.id, chart, leave.minutes, turn.office.leave)


async def free_minutes(turn: Turn, leave: Leave) -> Minutes | None:
    """What the type's balance still allows, requests that wait taken off; None for a type without a balance."""
    if not leave.kind.has_balance:
        return None
    balance = (await balances(turn.tx, turn.person.id)).get(leave.kind.code)
    return balance.free if balance else Minutes(0)


async def problem_of(turn: Turn, leave: Leave) -> str:
    """Why this leave cannot be submitted as it is; empty when it can. The person is locked, so nothing races it."""
    other = None
    if leave.start < leave.end:
        period = await overlapping(turn.tx, turn.person.id, leave.start, leave.end)
        other = OtherLeave(period.request_no, period.start, period.end) if period else None
    return why_not_submit(leave, turn.tx.now, await free_minutes(turn, leave), other, turn.office)


async def submit(turn: Turn, filed: Filed, seen: int | None = None) -> bool:
    """Send a complete draft on its way. False when it was refused and said why."""
    request, leave = filed.request, leave_from(filed.fields)
    steps = await plan(turn, leave) if leave and request.applicant == turn.person.id else ()
    outcome = approval.submit(request, steps, turn.act(seen), turn.office.contact)
    if isinstance(outcome, Refused) or leave is None:
        await _refuse_submission(turn, request, outcome)
        return False
    problem = await problem_of(turn, leave)
    if problem:
        turn.note("request.refuse", request.no, attempt=Verb.SUBMIT.value, cause="leave_rules")
        await turn.say(replies.not_submitted(problem), request.no)
        return False
    if await hold_back(turn, filed, Verb.SUBMIT):
        return False
    await reserve(turn.tx, turn.person.id, Period(request.no, leave.start, leave.end))
    await settle(turn, filed, outcome, "request.submit")
    return True


async def _refuse_submission(turn: Turn, request: Request, outcome: Request | Refused) -> None:
    if isinstance(outcome, Refused):
        await turn.refuse(request.no, Verb.SUBMIT, outcome)
    else:
        await turn.say(replies.INCOMPLETE, request.no)


async def withdraw(turn: Turn, filed: Filed, seen: int | None = None) -> bool:
    """Take a request back. False when it was refused and said why."""
    leave = leave_from(filed.fields)
    begins_at = leave.start if leave else None
    outcome = approval.withdraw(filed.request, turn.act(seen), begins_at, turn.office.contact)
    return await _take_back(turn, filed, outcome, Verb.WITHDRAW)


async def cancel(turn: Turn, filed: Filed, seen: int | None = None) -> bool:
    """Drop a draft, and only a draft. False when it was refused and said why."""
    return await _take_back(turn, filed, approval.cancel(filed.request, turn.act(seen)), Verb.CANCEL)


async def _take_back(turn: Turn, filed: Filed, outcome: Request | Refused, verb: Verb) -> bool:
    if isinstance(outcome, Refused):
        await turn.refuse(filed.request.no, verb, outcome)
        return False
    if await hold_back(turn, filed, verb):
        return False
    await settle(turn, filed, outcome, f"request.{verb.value}")
    await turn.say(replies.withdrawn(filed.request, leave_from(filed.fields), turn.office), filed.request.no)
    return True


async def urge(turn: Turn, filed: Filed) -> bool:
    """Ask the open step's approvers to look, once per pause. False when it was refused and said why."""
    pause = timedelta(minutes=turn.office.leave.urge_pause_minutes)
    outcome = approval.urge(filed.request, turn.act(), pause)
    if isinstance(outcome, Refused):
        await turn.refuse(filed.request.no, Verb.URGE, outcome)
        return False
    if await hold_back(turn, filed, Verb.URGE):
        return False
    reached = await _ask_again(turn, filed)
    if not reached:
        await turn.say(replies.nobody_to_urge(filed.request, turn.office), filed.request.no)
        return False
    await save_request(turn.tx, filed.request, outcome)
    turn.note("request.urge", filed.request.no, approvers=reached)
    await turn.say(replies.urged(filed.request), filed.request.no)
    return True


async def _ask_again(turn: Turn, filed: Filed) -> list[int]:
    """Who could be reached."""
    request, leave = filed.request, leave_from(filed.fields)
    if request.open_step is None or leave is None:
        return []
    sentence, key = notices.urge(request, leave, turn.office), f"urge:{request.no}:{turn.tx.now.isoformat()}"
    return [
        approver.person
        for approver in request.open_step.approvers
        if await tell(turn.tx, approver.person, sentence, key=f"{key}:{approver.person}", request_no=request.no)
    ]
