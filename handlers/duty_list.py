"""职责: what my posts owe, with the next date of each; a department's for its head; what has no date and why."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from domain.duties.duty import Duty
from domain.duties.duty_sight import DutySight
from domain.duties.occurring import why_not
from domain.duties.rule_words import say
from domain.duties.unscheduled import Reason, Unscheduled
from domain.duties.world import World
from domain.duties.year import next_of
from domain.text_fold import clean, fold_text
from domain.texts import duty_lists as words
from domain.texts.duty_questions import asked as say_asked
from domain.words import Command, Word
from handlers.duty_asking import CHANGE, change_answer
from handlers.duty_world import world_at
from handlers.facts import directory_for, member_for
from handlers.roles import Role, holds
from handlers.turn import Turn
from storage.duties import load_catalogue
from storage.duty_questions import LastAsked, last_asked

PAGE = 8  # duties of one text
AHEAD = timedelta(days=400)  # every yearly duty has its next day in it
LACKING = frozenset({"未排期", "没排期", "没有日期", "排不出"})
LACKS = {
    Reason.OUTSIDE_DATE: "等别人定日期",
    Reason.NO_PERIOD: "没有周期",
    Reason.NO_NUMBER: "没有天数",
    Reason.NO_TERM: "缺学期",
    Reason.NO_SEASON: "缺校历",
    Reason.NO_EVENT: "起算的事没登记过",
    Reason.NEVER_DONE: "不知从哪年数起",
}
YEAR_PAGE = "/h5/duties/year"
OWN = "my"  # in an address, where a department's key would stand
KEY_LENGTH = 10  # letters and digits
_SAID = re.compile(r"(?P<what>\D*?)\s*(?:第)?(?P<page>\d{1,3})?\s*页?$")


async def show_duties(turn: Turn, command: Command) -> None:
    """职责, 职责 2, 职责 教务处 2, 职责 未排期, 职责 改期 1 每年5月10日."""
    if clean(command.rest).startswith(CHANGE):
        await change_answer(turn, command.rest)
        return
    said = _SAID.match(clean(command.rest))
    what = said["what"].strip() if said else clean(command.rest)
    page = command.number or int((said and said["page"]) or 1)
    sight = await duty_sight(turn)
    if what in LACKING:
        await _tell_unscheduled(turn, sight, page)
    elif what:
        await _tell_department(turn, sight, what, page)
    else:
        await _tell_own(turn, sight, page)


async def duty_sight(turn: Turn) -> DutySight:
    """What of the duties this person may see now."""
    directory = await directory_for(turn.tx, turn.office)
    is_hr = await holds(turn.tx, turn.person, Role.HR, turn.office)
    return DutySight(directory=directory, asker=member_for(directory, turn.person), is_hr=is_hr)


async def _tell_own(turn: Turn, sight: DutySight, page: int) -> None:
    duties = sight.own(await load_catalogue(turn.tx))
    if not duties:
        await turn.say(words.NONE_OWN.format(contact=turn.office.contact))
        return
    lines, first, following = await _page(turn, duties, page, Word.DUTIES.value, "")
    await turn.say(words.own(len(duties), lines, first, following))


async def _tell_department(turn: Turn, sight: DutySight, what: str, page: int) -> None:
    found = sight.of(what, await load_catalogue(turn.tx))
    if found is None:
        await turn.say(words.NOT_SEEN.format(name=what[:20]))
        return
    name, duties = found
    lines, first, following = await _page(turn, duties, page, f"{Word.DUTIES} {what}", name)
    await turn.say(words.of_department(name, len(duties), lines, first, following))


async def _page(turn: Turn, duties: Sequence[Duty], page: int, word: str, of: str) -> tuple[list[str], int, str]:
    """The lines of a page, the number of its first, and how to see more."""
    world = await world_at(turn.tx, turn.office)
    ordered = sorted(((_next(duty, world, turn.today), duty) for duty in duties), key=_soonest)
    start = _start(len(ordered), page)
    titles = turn.office.posts.titles
    lines = [
        words.line(
            duty.title,
            titles.get(duty.post, "") if of else "",
            due,
            _why(duty, world),
            say(duty.rule, turn.office.events),
            turn.today,
        )
        for due, duty in ordered[start : start + PAGE]
    ]
    return lines, start + 1, _following(len(ordered), start, word) + year_address(turn, of)


def _next(duty: Duty, world: World, today: date) -> date | None:
    found = next_of(duty, today, today + AHEAD, world)
    return found.due_on if found else None


def _soonest(each: tuple[date | None, Duty]) -> tuple[bool, date, str]:
    due, duty = each
    return due is None, due or date.max, duty.code


def _why(duty: Duty, world: World) -> str:
    lacking = why_not(duty, world)
    return lacking.text if lacking else ""


async def _tell_unscheduled(turn: Turn, sight: DutySight, page: int) -> None:
    if not sight.sees_all:
        await turn.say(words.NOT_SUPERVISING)
        return
    world = await world_at(turn.tx, turn.office)
    duties = (await load_catalogue(turn.tx)).duties.values()
    found = [(duty, why) for duty in duties if (why := why_not(duty, world)) is not None]
    if not found:
        await turn.say(words.ALL_SCHEDULED)
        return
    found.sort(key=lambda each: list(Reason).index(each[1].reason))
    counts = Counter(why.reason for _, why in found)
    start = _start(len(found), page)
    titles, asked = turn.office.posts.titles, await last_asked(turn.tx)
    lines = [
        words.lacking(duty.title, duty.department, titles.get(duty.post, ""), _lack(turn, why, asked.get(duty.code)))
        for duty, why in found[start : start + PAGE]
    ]
    following = _following(len(found), start, f"{Word.DUTIES} 未排期")
    reasons = [f"{LACKS[reason]} {count}" for reason, count in counts.items()]
    await turn.say(words.unscheduled(len(found), reasons, lines, start + 1, following))


def _lack(turn: Turn, why: Unscheduled, last: LastAsked | None) -> str:
    """What is lacking, with who was asked about it when."""
    if last is None:
        return why.text
    return f"{why.text}；{say_asked(last.name, last.at.astimezone(turn.office.campus).date(), last.outcome)}"


def _start(count: int, page: int) -> int:
    last = max(1, -(-count // PAGE))
    return (min(max(page, 1), last) - 1) * PAGE


def _following(count: int, start: int, word: str) -> str:
    return words.next_page(word, start // PAGE + 2) if start + PAGE < count else ""


def year_address(turn: Turn, of: str) -> str:
    """Where the whole year of it stands; nothing where there are no pages."""
    if not turn.office.pages:
        return ""
    return words.year_link(f"{turn.office.pages}{YEAR_PAGE}{f'/{key_of(of)}' if of else ''}")


def key_of(department: str) -> str:
    """A department in an address that survives every platform's browser and its sign-in."""
    return hashlib.sha256(fold_text(department).encode()).hexdigest()[:KEY_LENGTH]
