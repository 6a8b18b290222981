"""待办 and 我的申请: five to a page, numbered, and remembered as printed."""

from collections.abc import Sequence

from domain.ids import RequestNo
from domain.texts import case_replies, replies
from handlers.case_offers import offer_together
from handlers.matter import Matter, matters
from handlers.turn import Turn
from storage.cases import unread_copies
from storage.earlier import Earlier, load_earlier
from storage.printed_lists import remember
from storage.request_lists import requests_of, waiting_for

PAGE = 5

Listed = Matter | Earlier


async def list_waiting(turn: Turn, page: int) -> None:
    """What waits for this person, the most urgent first. What may be agreed to in one go gets a button for that."""
    numbers = await waiting_for(turn.tx, turn.person.id)
    copies = case_replies.unread(len(await unread_copies(turn.tx, turn.person.id)))
    if not numbers:
        await turn.say(replies.NOTHING_WAITS + copies)
        return
    first, found = await _page(turn, numbers, page)
    lines = [_waiting_line(turn, each) for each in found]
    title = f"等您审批 {len(numbers)} 张："
    example = f"回复 同意 {first} 或 驳回 {first} 理由。{_next_page('待办', numbers, first)}{copies}"
    await turn.say(replies.numbered(title, lines, first, example))
    await offer_together(turn, [each for each in found if isinstance(each, Matter)])


async def list_copies(turn: Turn) -> None:
    """Copies that this person has not read, the oldest first; what is read makes room for the next."""
    numbers = await unread_copies(turn.tx, turn.person.id)
    if not numbers:
        await turn.say(case_replies.NOTHING_UNREAD)
        return
    first, found = await _page(turn, numbers, 1)
    hint = f"可发 进度 {first} 看经过，看过发 已阅 {first}。"
    some = f"，最早的 {PAGE} 张" if len(numbers) > PAGE else ""
    lines = [_own_line(turn, each) for each in found]
    await turn.say(replies.numbered(f"未读抄送 {len(numbers)} 张{some}：", lines, first, hint))


async def list_own(turn: Turn, page: int) -> None:
    """A person's own requests, the newest first."""
    numbers = await requests_of(turn.tx, turn.person.id)
    if not numbers:
        await turn.say(replies.NO_OWN_REQUESTS)
        return
    first, found = await _page(turn, numbers, page)
    lines = [_own_line(turn, each) for each in found]
    hint = f"可发 进度 {first}、催办 {first}、撤回 {first}。{_next_page('我的申请', numbers, first)}"
    await turn.say(replies.numbered(f"您的申请 {len(numbers)} 张：", lines, first, hint))


def _waiting_line(turn: Turn, each: Listed) -> str:
    if isinstance(each, Earlier):
        return _own_line(turn, each)
    look = each.look(turn.person, turn.tx)
    return case_replies.waiting_line(look, *look.places[0]) if look.places else case_replies.own_line(look)


def _own_line(turn: Turn, each: Listed) -> str:
    if isinstance(each, Earlier):
        span = (each.start, each.end) if each.start and each.end else None
        return replies.earlier_line(each.no, each.leave_type, span, each.state, turn.office)
    return case_replies.own_line(each.look(turn.person, turn.tx))


async def _page(turn: Turn, numbers: Sequence[RequestNo], page: int) -> tuple[int, list[Listed]]:
    """The first position of the page and its requests. Positions count through, so page 2 begins with 6."""
    last_page = -(-len(numbers) // PAGE)
    start = (min(max(page, 1), last_page) - 1) * PAGE
    await remember(turn.tx, turn.person.id, numbers[: start + PAGE])
    wanted = numbers[start : start + PAGE]
    found: dict[RequestNo, Listed] = {**await matters(turn.tx, turn.office, wanted)}
    missing = [no for no in wanted if no not in found]
    found |= {each.no: each for each in (await load_earlier(turn.tx, missing) if missing else [])}
    return start + 1, [found[no] for no in wanted if no in found]


def _next_page(word: str, numbers: Sequence[RequestNo], first: int) -> str:
    following = (first - 1) // PAGE + 2
    return f"下一页发 {word} {following}。" if first - 1 + PAGE < len(numbers) else ""
