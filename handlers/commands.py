"""What each command does: one line of the table per word."""

from collections.abc import Awaitable, Callable, Mapping

from domain.ids import RequestNo
from domain.leave import leave_from
from domain.request import State
from domain.texts import guide, replies
from domain.words import Command, Word
from handlers import fill
from handlers.balance import tell_balance
from handlers.decide import REJECT_REASON, approve, ask_reason, close_reason, reject, say_decided
from handlers.lists import list_own, list_waiting
from handlers.own import cancel, urge, withdraw
from handlers.progress import tell_progress
from handlers.receiving import receive_on
from handlers.reviews import link_account, list_reviews
from handlers.targets import find_target
from handlers.turn import Turn
from handlers.welcome import tell_help
from storage.dialogues import find_dialogue
from storage.request_lists import requests_of, waiting_for
from storage.requests import Filed, find_request, lock_request

Doing = Callable[[Turn, Command], Awaitable[None]]


async def obey(turn: Turn, command: Command) -> None:
    """Do what a command asks for. What changes something and has no card to press waits for a proven word."""
    if command.word in PROVEN and not turn.is_vouched:
        await turn.say(replies.NOT_PROVEN.format(contact=turn.office.contact))
        return
    await COMMANDS[command.word](turn, command)


async def _help(turn: Turn, _: Command) -> None:
    await tell_help(turn)


async def _leave(turn: Turn, command: Command) -> None:
    await fill.begin(turn, f"请假 {command.rest}")


async def _waiting(turn: Turn, command: Command) -> None:
    await list_waiting(turn, command.number or 1)


async def _own(turn: Turn, command: Command) -> None:
    await list_own(turn, command.number or 1)


async def _balance(turn: Turn, _: Command) -> None:
    await tell_balance(turn)


async def _agree(turn: Turn, command: Command) -> None:
    filed = await _decidable(turn, command)
    decided = await approve(turn, filed) if filed else None
    if decided is not None:
        await say_decided(turn, decided)


async def _reject(turn: Turn, command: Command) -> None:
    filed = await _decidable(turn, command)
    if filed is None:
        return
    if not command.rest:
        await ask_reason(turn, filed)
        return
    decided = await reject(turn, filed, command.rest)
    if decided is not None:
        await say_decided(turn, decided)


async def _withdraw(turn: Turn, command: Command) -> None:
    filed = await _own_one(turn, command, State.DRAFT, State.PENDING)
    if filed is not None:
        await withdraw(turn, filed)


async def _urge(turn: Turn, command: Command) -> None:
    filed = await _own_one(turn, command, State.PENDING)
    if filed is not None:
        await urge(turn, filed)


async def _progress(turn: Turn, command: Command) -> None:
    if command.number is None:
        numbers = await requests_of(turn.tx, turn.person.id, State.PENDING)
        filed = await find_request(turn.tx, numbers[0]) if len(numbers) == 1 else None
        if filed is None:
            await list_own(turn, 1)
            return
    else:
        filed = await find_target(turn, command.number)
    if filed is not None:
        await tell_progress(turn, filed)


async def _cancel(turn: Turn, command: Command) -> None:
    if command.number is not None:
        await _withdraw(turn, command)
        return
    dialogue = await find_dialogue(turn.tx, turn.person.id)
    if dialogue is not None and dialogue.topic == REJECT_REASON:
        await close_reason(turn, dialogue)
        return
    filling = fill.filling_of(dialogue)
    filed = await lock_request(turn.tx, filling.number) if filling else None
    if filed is None or filed.request.state is not State.DRAFT:
        await turn.say(replies.NOTHING_TO_CANCEL)
    else:
        await cancel(turn, filed)


async def _back(turn: Turn, _: Command) -> None:
    dialogue = await find_dialogue(turn.tx, turn.person.id)
    if dialogue is not None and dialogue.topic == REJECT_REASON:
        await close_reason(turn, dialogue)
        return
    filling = fill.filling_of(dialogue)
    if filling is None:
        await turn.say(replies.NOTHING_TO_GO_BACK)
    else:
        await fill.step_back(turn, filling)


async def _on_dingtalk(turn: Turn, _: Command) -> None:
    await receive_on(turn, "dingtalk")


async def _on_wecom(turn: Turn, _: Command) -> None:
    await receive_on(turn, "wecom")


async def _not_offered(turn: Turn, command: Command) -> None:
    await turn.say(guide.not_offered(command.word.value))


async def _decidable(turn: Turn, command: Command) -> Filed | None:
    """The request to decide. Without a number nothing is decided: the only candidate is shown, or the list."""
    if command.number is not None:
        return await find_target(turn, command.number)
    numbers = await waiting_for(turn.tx, turn.person.id)
    if len(numbers) == 1:
        await _show_first(turn, command, numbers[0])
    else:
        await list_waiting(turn, 1)
    return None


async def _own_one(turn: Turn, command: Command, *states: State) -> Filed | None:
    """The same for one's own requests."""
    if command.number is not None:
        return await find_target(turn, command.number)
    numbers = await requests_of(turn.tx, turn.person.id, *states)
    if len(numbers) == 1:
        await _show_first(turn, command, numbers[0])
    else:
        await list_own(turn, 1)
    return None


async def _show_first(turn: Turn, command: Command, number: RequestNo) -> None:
    filed = await find_request(turn.tx, number)
    if filed is not None:
        leave = leave_from(filed.fields)
        await turn.say(replies.show_first(command.word.value, command.rest, filed.request, leave, turn.office), number)


COMMANDS: Mapping[Word, Doing] = {
    Word.HELP: _help,
    Word.LEAVE: _leave,
    Word.WAITING: _waiting,
    Word.MINE: _own,
    Word.BALANCE: _balance,
    Word.AGREE: _agree,
    Word.REJECT: _reject,
    Word.WITHDRAW: _withdraw,
    Word.URGE: _urge,
    Word.PROGRESS: _progress,
    Word.CANCEL: _cancel,
    Word.BACK: _back,
    Word.RETURNED: _not_offered,
    Word.PUNCH: _not_offered,
    Word.MISSED_PUNCH: _not_offered,
    Word.SERVICES: _not_offered,
    Word.SYNC: _not_offered,
    Word.ABOUT_ME: _not_offered,
    Word.CORRECT: _not_offered,
    Word.CALENDAR: _not_offered,
    Word.ORGANISATION: _not_offered,
    Word.EXPLAIN: _not_offered,
    Word.WHY: _not_offered,
    Word.REVIEWS: list_reviews,
    Word.LINK: link_account,
    Word.ON_DINGTALK: _on_dingtalk,
    Word.ON_WECOM: _on_wecom,
}
PROVEN = {Word.RETURNED, Word.SYNC, Word.LINK, Word.ON_DINGTALK, Word.ON_WECOM}
