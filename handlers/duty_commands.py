"""完成 2, 稍后 2 明早, 今日不再, 转给 2 张三, 不归我 2: about the lines of the list that was printed last."""

import re
from datetime import date, time

from domain.duties.digest import in_order
from domain.duties.lines import Line, LineAct
from domain.duties.reminders import day_of
from domain.ids import PersonId
from domain.text_fold import clean, fold_text
from domain.texts import duties as words
from domain.words import Command
from handlers.case_people import person_named
from handlers.digest_sources import lines_of_all
from handlers.duty_done import finish
from handlers.duty_handing import disclaim, offer_to
from handlers.duty_snoozes import put_off_an_hour, put_off_today
from handlers.lists import list_waiting
from handlers.targets import line_at
from handlers.turn import Turn
from storage.digests import choose_hour, hour_of
from storage.obligations import KEY

_HOUR = re.compile(r"(?P<hour>[01]?\d|2[0-3])(?::|点)?(?P<minute>[0-5]\d)?分?")
_MORNING = re.compile(r"明(天|早|日)")
USUAL = frozenset({"默认", "恢复默认", "不改"})


async def done(turn: Turn, command: Command) -> None:
    """完成 N, and after it a word about what shows it."""
    number = await _duty(turn, command, LineAct.DONE.label)
    if number is not None:
        await finish(turn, number, clean(command.rest), command.number or 1)


async def later(turn: Turn, command: Command) -> None:
    """稍后 N: in an hour; 稍后 N 明早: tomorrow."""
    line = await _line(turn, command)
    if line is None:
        return
    if not _MORNING.search(fold_text(command.rest)) and await put_off_an_hour(
        turn.tx, turn.office, turn.person.id, line
    ):
        await turn.say(words.SNOOZED_HOUR.format(what=line.text))
        return
    await put_off_today(turn.tx, turn.office, turn.person.id, line)
    await turn.say(words.SNOOZED_MORNING.format(what=line.text, day=_next_day(turn)))


async def not_today(turn: Turn, command: Command) -> None:
    """今日不再 N; without a number, all of it."""
    if command.number is not None:
        line = await _line(turn, command)
        if line is not None:
            await put_off_today(turn.tx, turn.office, turn.person.id, line)
            await turn.say(words.NOT_TODAY.format(what=line.text))
        return
    lines = await _waiting(turn, turn.person.id)
    for line in lines:
        await put_off_today(turn.tx, turn.office, turn.person.id, line)
    await turn.say(words.NOT_TODAY_ALL.format(count=len(lines)) if lines else words.NOTHING_TO_HIDE)


async def hand_on(turn: Turn, command: Command) -> bool:
    """转给 N 张三, where the N-th line is a duty. False, and nothing said, where it is not."""
    key = await line_at(turn, command.number) if command.number is not None else None
    if key is None or not key.startswith(KEY) or command.number is None:
        return False
    if not clean(command.rest):
        await turn.say(words.NAME_WANTED.format(position=command.number))
        return True
    meant = await person_named(turn, command.number, "转给", command.rest)
    if meant is not None:
        await offer_to(turn, int(key.removeprefix(KEY)), meant.person)
    return True


async def not_mine(turn: Turn, command: Command) -> None:
    """不归我 N."""
    number = await _duty(turn, command, LineAct.NOT_MINE.label)
    if number is not None:
        await disclaim(turn, number)


async def set_hour(turn: Turn, command: Command) -> None:
    """提醒时间 7:50; alone it says when."""
    said, reminders = fold_text(clean(command.rest)), turn.office.reminders
    if not said:
        at = await hour_of(turn.tx, turn.person.id) or reminders.hour
        await turn.say(words.HOUR_IS.format(at=words.hour_words(at)))
        return
    found = _HOUR.fullmatch(said.replace(" ", ""))
    chosen = None if said in USUAL or found is None else time(int(found["hour"]), int(found["minute"] or 0))
    if chosen is None and said not in USUAL:
        await turn.say(words.HOUR_UNREAD)
    elif chosen is not None and reminders.is_quiet(chosen):
        quiet = (words.hour_words(each) for each in (reminders.quiet_from, reminders.quiet_until))
        await turn.say(words.HOUR_QUIET.format(quiet="–".join(quiet)))
    else:
        await choose_hour(turn.tx, turn.person.id, chosen)
        await turn.say(words.HOUR_SET.format(at=words.hour_words(chosen or reminders.hour)))


async def _duty(turn: Turn, command: Command, verb: str) -> int | None:
    """The number of the obligation that is meant; None after saying that there is none."""
    if command.number is None:
        await list_waiting(turn, 1)
        return None
    key = await line_at(turn, command.number)
    if key is None:
        await turn.say(words.NOT_LISTED.format(position=command.number))
        return None
    if not key.startswith(KEY):
        await turn.say(words.NOT_A_DUTY.format(position=command.number, verb=verb))
        return None
    return int(key.removeprefix(KEY))


async def _line(turn: Turn, command: Command) -> Line | None:
    if command.number is None:
        await list_waiting(turn, 1)
        return None
    key = await line_at(turn, command.number)
    if key is None:
        await turn.say(words.NOT_LISTED.format(position=command.number))
        return None
    found = next((line for line in await _waiting(turn, turn.person.id) if line.key == key), None)
    if found is None:
        await turn.say(words.GONE)
    return found


async def _waiting(turn: Turn, person: PersonId) -> tuple[Line, ...]:
    lines = (await lines_of_all(turn.tx, turn.office, [person], turn.tx.now)).get(person, [])
    return in_order(lines, turn.tx.now, turn.office.campus)


def _next_day(turn: Turn) -> str:
    """When the next digest comes."""
    today: date = day_of(turn.tx.now, turn.office.campus)
    following = turn.office.calendar.next_workday(date.fromordinal(today.toordinal() + 1))
    return "明天" if (following - today).days == 1 else f"{following.month}月{following.day}日"
