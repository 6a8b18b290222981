"""Write a transition and all that follows from it: ledger, reserved time, audit, cards, notices; one transaction."""

from dataclasses import replace

from domain.approval import Booking, booking
from domain.ids import Minutes
from domain.leave import Leave, leave_from
from domain.request import Request, State
from domain.texts import notices
from handlers.away import leave_approved, leave_withdrawn
from handlers.show import show
from handlers.tell import tell
from handlers.turn import Turn
from storage import ledger
from storage.dialogues import close_dialogues_about
from storage.leave_periods import release
from storage.requests import Filed, save_request


async def settle(turn: Turn, filed: Filed, after: Request, action: str) -> Filed:
    """Make the next value of a locked request the fact, and show it to everybody concerned."""
    before = filed.request
    await save_request(turn.tx, before, after)
    leave = leave_from(filed.fields)
    if leave is not None:
        await _book(turn, before, after, leave)
    if after.state in (State.REJECTED, State.WITHDRAWN):
        await release(turn.tx, after.no)
    if before.state is State.DRAFT:
        await close_dialogues_about(turn.tx, after.no, after.applicant)
    step = before.open_step
    turn.note(action, after.no, state=after.state.value, version=after.version, step=step.ordinal if step else None)
    settled = replace(filed, request=after)
    await show(turn.tx, settled, turn.office, turn.address if turn.person.id == after.applicant else None)
    return settled


async def tell_applicant(turn: Turn, filed: Filed, leave: Leave) -> None:
    """Platforms redraw a card without a sound, so the end of a request is also said in words."""
    request = filed.request
    sentence = notices.outcome(request, leave, turn.office)
    if sentence:
        key = f"outcome:{request.no}:{request.state.value}"
        await tell(turn.tx, request.applicant, sentence, key=key, request_no=request.no)


async def _book(turn: Turn, before: Request, after: Request, leave: Leave) -> None:
    kind = booking(before, after)
    if kind is None:
        return
    if kind is Booking.DEBIT:
        await leave_approved(turn.tx, turn.office, after.applicant, after.no, leave.start, leave.end)
    else:
        await leave_withdrawn(turn.tx, after.applicant, after.no)
    signed = -leave.minutes if kind is Booking.DEBIT else leave.minutes
    await ledger.book(
        turn.tx,
        after.applicant,
        leave.kind.code,
        Minutes(signed),
        reason="请假" if kind is Booking.DEBIT else "撤回",
        cause_key=f"{kind.value}:{after.no}",
        request_no=after.no,
    )
