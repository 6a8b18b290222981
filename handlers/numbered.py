"""Commands about one request: 同意 3, 驳回 CC-1024 理由. Leave and every other form are told apart here."""

from collections.abc import Awaitable, Callable
from typing import assert_never

from domain.flow.case import State as CaseState
from domain.ids import RequestNo
from domain.leave import leave_from
from domain.request import State
from domain.texts import case_replies, replies
from domain.words import Command
from handlers import case_commands as cases
from handlers import decide, form_filling, own
from handlers.case_batches import agree_all as agree_safe
from handlers.case_batches import undo_all
from handlers.case_why import why_of_leave
from handlers.lists import list_own, list_waiting
from handlers.matter import Matter
from handlers.progress import tell_progress
from handlers.targets import find_target, open_target
from handlers.turn import Turn
from storage.request_lists import requests_of, waiting_for
from storage.requests import Filed

OnCase = Callable[[Turn, Matter, str], Awaitable[object]]


async def agree(turn: Turn, command: Command) -> None:
    """同意 N."""
    target = await _decidable(turn, command)
    await _do(target, lambda m: cases.case_agree(turn, m, command.rest), lambda filed: _agree_to_leave(turn, filed))


async def agree_all(turn: Turn, _: Command) -> None:
    """全部同意: the safe ones."""
    await agree_safe(turn)


async def reject(turn: Turn, command: Command) -> None:
    """驳回 N 理由; without a reason it is asked for."""
    target, reason = await _decidable(turn, command), command.rest
    await _do(target, lambda m: cases.case_refuse(turn, m, reason), lambda filed: _reject_leave(turn, filed, reason))


async def send_back(turn: Turn, command: Command) -> None:
    """退回 N 理由. A leave has no way back: there it is refused."""
    target, reason = await _decidable(turn, command), command.rest
    await _do(target, lambda m: cases.case_return(turn, m, reason), lambda filed: _reject_leave(turn, filed, reason))


async def transfer(turn: Turn, command: Command) -> None:
    """转交 N 张三."""
    await _on_case(turn, await _decidable(turn, command), cases.case_transfer, command.rest)


async def add_signer(turn: Turn, command: Command) -> None:
    """加签 N 张三."""
    await _on_case(turn, await _decidable(turn, command), cases.case_add, command.rest)


async def take_out(turn: Turn, command: Command) -> None:
    """减签 N 张三."""
    await _on_case(turn, await _decidable(turn, command), cases.case_take_out, command.rest)


async def delegate(turn: Turn, command: Command) -> None:
    """委派 N 张三: their opinion comes back."""
    await _on_case(turn, await _decidable(turn, command), cases.case_delegate, command.rest)


async def fill(turn: Turn, command: Command) -> None:
    """填写 N 标签:内容, by whom a step asks for more."""
    await _on_case(turn, await _decidable(turn, command), cases.case_fill, command.rest)


async def replace_place(turn: Turn, command: Command) -> None:
    """改派 N 张三 李四 理由, by an administrator."""
    await _on_case(turn, await _any_one(turn, command), cases.case_replace, command.rest)


async def jump(turn: Turn, command: Command) -> None:
    """跳转 N 步骤 理由, by an administrator."""
    await _on_case(turn, await _any_one(turn, command), cases.case_jump, command.rest)


async def end(turn: Turn, command: Command) -> None:
    """终止 N 理由, by an administrator."""
    await _on_case(turn, await _any_one(turn, command), cases.case_end, command.rest)


async def read(turn: Turn, command: Command) -> None:
    """已阅 N: a copy was read."""
    await _on_case(turn, await _any_one(turn, command), _read, command.rest)


async def comment(turn: Turn, command: Command) -> None:
    """评论 N 内容."""
    await _on_case(turn, await _any_one(turn, command), cases.case_comment, command.rest)


async def give_copy(turn: Turn, command: Command) -> None:
    """抄送 N 张三 李四."""
    await _on_case(turn, await _any_one(turn, command), cases.case_copy, command.rest)


async def withdraw(turn: Turn, command: Command) -> None:
    """撤回 N; right after a batch without a number, the batch."""
    if command.number is None and await undo_all(turn):
        return
    target = await _own_one(turn, command, State.DRAFT, State.PENDING)
    await _do(target, lambda m: _withdraw_case(turn, m, command.rest), lambda filed: own.withdraw(turn, filed))


async def urge(turn: Turn, command: Command) -> None:
    """催办 N."""
    target = await _own_one(turn, command, State.PENDING)
    await _do(target, lambda m: cases.case_urge(turn, m), lambda filed: own.urge(turn, filed))


async def progress(turn: Turn, command: Command) -> None:
    """进度 N; the only open request needs no number."""
    target = await _told_of(turn, command)
    await _do(target, lambda m: cases.case_progress(turn, m), lambda filed: tell_progress(turn, filed))


async def why(turn: Turn, command: Command) -> None:
    """为什么 N."""
    target = await _told_of(turn, command)
    await _do(target, lambda m: cases.case_why(turn, m), lambda filed: why_of_leave(turn, filed))


async def _withdraw_case(turn: Turn, matter: Matter, reason: str) -> None:
    if matter.case.state is CaseState.DRAFT:
        await form_filling.cancel(turn, matter)
    else:
        await cases.case_withdraw(turn, matter, reason)


async def _agree_to_leave(turn: Turn, filed: Filed) -> None:
    decided = await decide.approve(turn, filed)
    if decided is not None:
        await decide.say_decided(turn, decided)


async def _read(turn: Turn, matter: Matter, _: str) -> None:
    await cases.case_read(turn, matter)


async def _reject_leave(turn: Turn, filed: Filed, reason: str) -> None:
    if not reason:
        await decide.ask_reason(turn, filed)
        return
    decided = await decide.reject(turn, filed, reason)
    if decided is not None:
        await decide.say_decided(turn, decided)


async def _do(
    target: Filed | Matter | None,
    to_case: Callable[[Matter], Awaitable[object]],
    to_leave: Callable[[Filed], Awaitable[object]],
) -> None:
    """What was meant is a leave or a case; None: it has been said why there is nothing."""
    match target:
        case Matter():
            await to_case(target)
        case Filed():
            await to_leave(target)
        case None:
            pass
        case _:
            assert_never(target)


async def _on_case(turn: Turn, target: Filed | Matter | None, act: OnCase, rest: str) -> None:
    """What only cases know."""

    async def decline(filed: Filed) -> None:
        await turn.say(case_replies.NOT_FOR_LEAVE, filed.request.no)

    await _do(target, lambda matter: act(turn, matter, rest), decline)


async def _decidable(turn: Turn, command: Command) -> Filed | Matter | None:
    """The request to decide. Without a number nothing is decided: the only candidate is shown, or the list."""
    if command.number is not None:
        return await find_target(turn, command.number)
    numbers = await waiting_for(turn.tx, turn.person.id)
    if len(numbers) == 1:
        await _show_first(turn, command, numbers[0])
    else:
        await list_waiting(turn, 1)
    return None


async def _own_one(turn: Turn, command: Command, *states: State) -> Filed | Matter | None:
    """The same for one's own requests."""
    if command.number is not None:
        return await find_target(turn, command.number)
    numbers = await requests_of(turn.tx, turn.person.id, *states)
    if len(numbers) == 1:
        await _show_first(turn, command, numbers[0])
    else:
        await list_own(turn, 1)
    return None


async def _told_of(turn: Turn, command: Command) -> Filed | Matter | None:
    """What is asked about; the only open request of one's own needs no number."""
    if command.number is not None:
        return await find_target(turn, command.number)
    numbers = await requests_of(turn.tx, turn.person.id, State.PENDING)
    if len(numbers) == 1:
        return await open_target(turn, numbers[0])
    await list_own(turn, 1)
    return None


async def _any_one(turn: Turn, command: Command) -> Filed | Matter | None:
    """Something that one only speaks about may be anybody's: without a number it is nothing in particular."""
    if command.number is not None:
        return await find_target(turn, command.number)
    await turn.say(case_replies.NUMBER_WANTED.format(word=command.word.value))
    return None


async def _show_first(turn: Turn, command: Command, number: RequestNo) -> None:
    word, rest = command.word.value, command.rest
    target = await open_target(turn, number)
    await _do(
        target,
        lambda matter: cases.case_show_first(turn, matter, word, rest),
        lambda filed: _show_leave_first(turn, filed, command),
    )


async def _show_leave_first(turn: Turn, filed: Filed, command: Command) -> None:
    leave = leave_from(filed.fields)
    shown = replies.show_first(command.word.value, command.rest, filed.request, leave, turn.office)
    await turn.say(shown, filed.request.no)
