"""待办 and 我的申请: five to a page, numbered, and remembered as printed."""

from collections.abc import Mapping, Sequence

from domain.duties.digest import in_order, line_words
from domain.duties.lines import Line
from domain.ids import RequestNo
from domain.texts import case_replies, replies
from domain.texts import duties as words
from handlers.case_offers import offer_together
from handlers.digest_of_cases import case_number
from handlers.digest_sources import lines_of_all
from handlers.matter import Matter, matters
from handlers.turn import Turn
from storage.cases import unread_copies
from storage.earlier import Earlier, load_earlier
from storage.printed_lists import remember
from storage.request_lists import requests_of, waiting_for

PAGE = 5

Listed = Matter | Earlier


async def list_waiting(turn: Turn, page: int) -> None:
    """What waits for this person, the most urgent first. What may be agreed to in one go gets a button for that.

    Where more waits than cases, all of it is one list.
    """
    lines = (await lines_of_all(turn.tx, turn.office, [turn.person.id], turn.tx.now)).get(turn.person.id, [])
    copies = case_replies.unread(len(await unread_copies(turn.tx, turn.person.id)))
    if any(case_number(line) is None for line in lines):
        await _list_all(turn, in_order(lines, turn.tx.now, turn.office.campus), page, copies)
        return
    numbers = await waiting_for(turn.tx, turn.person.id)
    if not numbers:
        await turn.say(replies.NOTHING_WAITS + copies)
        return
    first, found = await _page(turn, numbers, page)
    shown = [_waiting_line(turn, each) for each in found]
    title = f"等您审批 {len(numbers)} 张："
    example = f"回复 同意 {first} 或 驳回 {first} 理由。{_next_page('待办', numbers, first)}{copies}"
    await turn.say(replies.numbered(title, shown, first, example))
    await offer_together(turn, [each for each in found if isinstance(each, Matter)])


async def _list_all(turn: Turn, lines: Sequence[Line], page: int, copies: str) -> None:
    """By deadline, and by whom it blocks."""
    start = _start(len(lines), page)
    numbers = [RequestNo(no) if (no := case_number(line)) is not None else None for line in lines]
    await remember(turn.tx, turn.person.id, numbers[: start + PAGE], [line.key for line in lines[: start + PAGE]])
    known = await matters(turn.tx, turn.office, [no for no in numbers[start : start + PAGE] if no is not None])
    shown = [_any_line(turn, line, known) for line in lines[start : start + PAGE]]
    cases = sum(no is not None for no in numbers)
    hint = f"{words.ACTS.format(first=start + 1)}{words.DECIDING if cases else ''}"
    following = f"下一页发 待办 {start // PAGE + 2}。" if start + PAGE < len(lines) else ""
    of_them = words.OF_THEM_CASES.format(count=cases) if cases else ""
    title = words.ALL_WAITING.format(count=len(lines), cases=of_them)
    await turn.say(replies.numbered(title, shown, start + 1, f"{hint}{following}{copies}"))
    await offer_together(turn, list(known.values()))


def _any_line(turn: Turn, line: Line, known: Mapping[RequestNo, Matter]) -> str:
    matter = known.get(RequestNo(case_number(line) or 0))
    return _waiting_line(turn, matter) if matter else line_words(line, turn.tx.now, turn.office.campus)


def _start(count: int, page: int) -> int:
    """How many lines come before that page, or before the last that there is."""
    return (min(max(page, 1), -(-count // PAGE)) - 1) * PAGE


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
    start = _start(len(numbers), page)
    await remember(turn.tx, turn.person.id, numbers[: start + PAGE])
    wanted = numbers[start : start + PAGE]
    found: dict[RequestNo, Listed] = {**await matters(turn.tx, turn.office, wanted)}
    missing = [no for no in wanted if no not in found]
    found |= {each.no: each for each in (await load_earlier(turn.tx, missing) if missing else [])}
    return start + 1, [found[no] for no in wanted if no in found]


def _next_page(word: str, numbers: Sequence[RequestNo], first: int) -> str:
    following = (first - 1) // PAGE + 2
    return f"下一页发 {word} {following}。" if first - 1 + PAGE < len(numbers) else ""
