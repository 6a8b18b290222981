"""Commands about one request: 同意 3, 驳回 CC-1024 理由."""

from collections.abc import Awaitable, Callable

from domain.flow.case import State
from domain.ids import RequestNo
from domain.texts import case_replies
from domain.words import Command
from handlers import case_commands as cases
from handlers import duty_commands, supervisions
from handlers.case_batches import agree_all as agree_safe
from handlers.case_batches import undo_all
from handlers.lists import list_copies, list_own, list_waiting
from handlers.matter import Matter, open_matter
from handlers.preparing import prepare_for
from handlers.targets import find_target
from handlers.turn import Turn
from storage.request_lists import requests_of, waiting_for

Act = Callable[[Turn, Matter, str], Awaitable[object]]


async def agree(turn: Turn, command: Command) -> None:
    """同意 N."""
    await _decide(turn, command, cases.case_agree)


async def agree_all(turn: Turn, _: Command) -> None:
    """全部同意: the safe ones."""
    await agree_safe(turn)


async def reject(turn: Turn, command: Command) -> None:
    """驳回 N 理由; without a reason it is asked for."""
    await _decide(turn, command, cases.case_refuse)


async def send_back(turn: Turn, command: Command) -> None:
    """退回 N 理由."""
    await _decide(turn, command, cases.case_return)


async def transfer(turn: Turn, command: Command) -> None:
    """转交 N 张三: a case, or a duty where the N-th line is one."""
    if await duty_commands.hand_on(turn, command):
        return
    await _decide(turn, command, cases.case_transfer)


async def add_signer(turn: Turn, command: Command) -> None:
    """加签 N 张三."""
    await _decide(turn, command, cases.case_add)


async def take_out(turn: Turn, command: Command) -> None:
    """减签 N 张三."""
    await _decide(turn, command, cases.case_take_out)


async def delegate(turn: Turn, command: Command) -> None:
    """委派 N 张三: their opinion comes back."""
    await _decide(turn, command, cases.case_delegate)


async def fill(turn: Turn, command: Command) -> None:
    """填写 N 标签:内容, by whom a step asks for more."""
    await _decide(turn, command, cases.case_fill)


async def prepare(turn: Turn, command: Command) -> None:
    """代填 N 张三: one's own finished draft goes to the one whom it is about."""
    matter = await _own_one(turn, command, State.DRAFT)
    if matter is not None:
        await prepare_for(turn, matter, command.rest)


async def replace_place(turn: Turn, command: Command) -> None:
    """改派 N 张三 李四 理由, by an administrator."""
    await _speak_of(turn, command, cases.case_replace)


async def jump(turn: Turn, command: Command) -> None:
    """跳转 N 步骤 理由, by an administrator."""
    await _speak_of(turn, command, cases.case_jump)


async def end(turn: Turn, command: Command) -> None:
    """终止 N 理由, by an administrator."""
    await _speak_of(turn, command, cases.case_end)


async def comment(turn: Turn, command: Command) -> None:
    """评论 N 内容."""
    await _speak_of(turn, command, cases.case_comment)


async def report_progress(turn: Turn, command: Command) -> None:
    """进展 N 说明, of a 督办."""
    await _speak_of(turn, command, supervisions.report_progress)


async def give_copy(turn: Turn, command: Command) -> None:
    """抄送 N 张三 李四; alone it lists the copies that one has not read."""
    if command.number is None and not command.rest:
        await list_copies(turn)
        return
    await _speak_of(turn, command, cases.case_copy)


async def read(turn: Turn, command: Command) -> None:
    """已阅 N: a copy was read."""
    if matter := await _any_one(turn, command):
        await cases.case_read(turn, matter)


async def withdraw(turn: Turn, command: Command) -> None:
    """撤回 N; right after a batch without a number, the batch."""
    if command.number is None and await undo_all(turn):
        return
    if matter := await _own_one(turn, command, State.DRAFT, State.PENDING):
        await cases.case_withdraw(turn, matter, command.rest)


async def urge(turn: Turn, command: Command) -> None:
    """催办 N."""
    if matter := await _own_one(turn, command, State.PENDING):
        await cases.case_urge(turn, matter)


async def progress(turn: Turn, command: Command) -> None:
    """进度 N; the only open request needs no number."""
    if matter := await _told_of(turn, command):
        await cases.case_progress(turn, matter)


async def why(turn: Turn, command: Command) -> None:
    """为什么 N."""
    if matter := await _told_of(turn, command):
        await cases.case_why(turn, matter)


async def _decide(turn: Turn, command: Command, act: Act) -> None:
    """For whose turn it is. Without a number nothing is decided: the only candidate is shown, or the list."""
    if command.number is not None:
        if matter := await find_target(turn, command.number):
            await act(turn, matter, command.rest)
        return
    numbers = await waiting_for(turn.tx, turn.person.id)
    if len(numbers) == 1:
        await _show_first(turn, command, numbers[0])
    else:
        await list_waiting(turn, 1)


async def _speak_of(turn: Turn, command: Command, act: Act) -> None:
    if matter := await _any_one(turn, command):
        await act(turn, matter, command.rest)


async def _own_one(turn: Turn, command: Command, *states: State) -> Matter | None:
    """The same for one's own requests."""
    if command.number is not None:
        return await find_target(turn, command.number)
    numbers = await requests_of(turn.tx, turn.person.id, *states)
    if len(numbers) == 1:
        await _show_first(turn, command, numbers[0])
    else:
        await list_own(turn, 1)
    return None


async def _told_of(turn: Turn, command: Command) -> Matter | None:
    """What is asked about; the only open request of one's own needs no number."""
    if command.number is not None:
        return await find_target(turn, command.number)
    numbers = await requests_of(turn.tx, turn.person.id, State.PENDING)
    if len(numbers) == 1:
        return await open_matter(turn, numbers[0])
    await list_own(turn, 1)
    return None


async def _any_one(turn: Turn, command: Command) -> Matter | None:
    """Something that one only speaks about may be anybody's: without a number it is nothing in particular."""
    if command.number is not None:
        return await find_target(turn, command.number)
    await turn.say(case_replies.NUMBER_WANTED.format(word=command.word.value))
    return None


async def _show_first(turn: Turn, command: Command, number: RequestNo) -> None:
    if matter := await open_matter(turn, number):
        await cases.case_show_first(turn, matter, command.word.value, command.rest)
