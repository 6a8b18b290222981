"""Agree or refuse, from a card or typed: the same right, the same lock, the same record."""

from dataclasses import replace

from domain import approval
from domain.act import Refused
from domain.actions import Verb
from domain.approval import why_not_decide
from domain.leave import leave_from
from domain.leave_checks import LONGEST_REASON
from domain.request import Channel, Request, State
from domain.text_fold import clean
from domain.texts import replies
from handlers.settle import settle, tell_applicant
from handlers.turn import Turn
from handlers.vouching import hold_back
from storage.dialogues import Dialogue, close_dialogue, open_dialogue
from storage.requests import Filed, lock_request

REJECT_REASON = "reject_reason"


async def approve(turn: Turn, filed: Filed, seen: int | None = None) -> Filed | None:
    """Agree to the open step. None when it was refused and said why."""
    return await _conclude(turn, filed, approval.approve(filed.request, turn.act(seen)), Verb.APPROVE)


async def reject(turn: Turn, filed: Filed, reason: str, seen: int | None = None) -> Filed | None:
    """Refuse the open step with a reason. None when it was refused and said why."""
    spoken = clean(reason)
    if len(spoken) > LONGEST_REASON:
        await turn.say(replies.too_long("驳回理由", len(spoken), LONGEST_REASON), filed.request.no)
        return None
    return await _conclude(turn, filed, approval.reject(filed.request, turn.act(seen), spoken), Verb.REJECT)


async def ask_reason(turn: Turn, filed: Filed, seen: int | None = None) -> bool:
    """Ask for the reason; the next text answers for exactly this request. False when it was refused and said why."""
    refused = why_not_decide(filed.request, turn.act(seen))
    if refused:
        await turn.refuse(filed.request.no, Verb.REJECT, refused)
        return False
    if await hold_back(turn, filed, Verb.REJECT):
        return False
    state = {"seen": filed.request.version, "channel": turn.channel.value}
    await open_dialogue(turn.tx, turn.person.id, Dialogue(REJECT_REASON, filed.request.no, state))
    await turn.say(replies.ask_reject_reason(filed.request), filed.request.no)
    return True


async def take_reason(turn: Turn, dialogue: Dialogue, reason: str) -> None:
    """The text after `ask_reason`. A reason that cannot be taken leaves the question open; all else closes it.

    The question was opened by a button or by a vouched text, and that was the decision: the reason only completes it.
    """
    filed = await _asked_about(turn, dialogue)
    seen = dialogue.state.get("seen")
    asked = replace(turn, channel=Channel(str(dialogue.state.get("channel"))), is_vouched=True)
    version = seen if isinstance(seen, int) else 0
    may_decide = why_not_decide(filed.request, asked.act(version)) is None
    rejected = await reject(asked, filed, reason, version)
    if rejected is not None:
        await say_decided(turn, rejected)
    if rejected is not None or not may_decide:
        await close_dialogue(turn.tx, turn.person.id)


async def say_reason_wanted(turn: Turn, dialogue: Dialogue) -> None:
    """Ask once more."""
    filed = await _asked_about(turn, dialogue)
    await turn.say(replies.ask_reject_reason(filed.request), filed.request.no)


async def close_reason(turn: Turn, dialogue: Dialogue) -> None:
    """The reason was not given: nothing is refused, and that is said."""
    await close_dialogue(turn.tx, turn.person.id)
    await turn.say(replies.REASON_LEFT.format(no=dialogue.request_no))


async def _asked_about(turn: Turn, dialogue: Dialogue) -> Filed:
    filed = await lock_request(turn.tx, dialogue.request_no) if dialogue.request_no else None
    if filed is None:
        raise LookupError("a question for a reason has lost its request")
    return filed


async def say_decided(turn: Turn, filed: Filed) -> None:
    """Confirm a typed decision, naming what it was about; a pressed button shows its card instead."""
    leave = leave_from(filed.fields)
    if leave is not None:
        await turn.say(replies.decided(filed.request, leave, turn.office), filed.request.no)


async def _conclude(turn: Turn, filed: Filed, outcome: Request | Refused, verb: Verb) -> Filed | None:
    if isinstance(outcome, Refused):
        await turn.refuse(filed.request.no, verb, outcome)
        return None
    if await hold_back(turn, filed, verb):
        return None
    settled = await settle(turn, filed, outcome, f"request.{verb.value}")
    leave = leave_from(filed.fields)
    if leave is not None and outcome.state is not State.PENDING:
        await tell_applicant(turn, settled, leave)
    return settled
