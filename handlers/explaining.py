"""解释: how a day came to what it is, for oneself; for HR and heads also of others, with the pictures of punches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.attendance.day_record import ODD, DayRecord, said
from domain.attendance.duty import instant_of, minutes_of
from domain.attendance.explaining import facts_lines, head_of, working_lines
from domain.attendance.grouping import GroupBook
from domain.attendance.said_day import past_day
from domain.attendance.settling import SETTLED, is_settled
from domain.attendance.written import detail_of, said_in
from domain.leave_length import describe_day
from domain.people import Person
from domain.texts import attendance as words
from domain.words import Command
from handlers.days_now import days_now
from handlers.punch_photos import may_look
from handlers.turn import Turn
from storage.attendance_days import Derived, days_of, mark_shown, write_days
from storage.attendance_groups import book_of
from storage.attendance_months import first_of, rely_on_months
from storage.punch_photos import photos_of
from storage.punches import punches_of

LONGEST_BACK = timedelta(days=366)
RECENT = timedelta(days=31)  # within which 解释 alone looks for a day that is odd


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose day, and what was said of which."""

    person: Person
    said: str


async def explain_day(turn: Turn, command: Command) -> None:
    """解释 5月3日; alone the last odd day, else today. 解释 张三 5月3日 for HR and heads."""
    book = await book_of(turn.tx, turn.office)
    asked = await _asked(turn, book, command.rest)
    if asked is None:
        return
    group = book.group_of(asked.person.id)
    if group is None:
        await turn.say(_of(turn, asked.person, words.NO_GROUP.format(contact=turn.office.contact)))
        return
    day = past_day(asked.said, turn.today) if asked.said else await _last_odd(turn, asked.person) or turn.today
    problem = _problem(turn, day)
    if day is None or problem:
        await turn.say(problem)
        return
    found = await days_now(turn.tx, turn.office, asked.person.id, day, day)
    name = _of(turn, asked.person, describe_day(day, today=turn.today))
    told = await _told(turn, asked.person, found[0], name) if found else [words.NO_RULE.format(day=name)]
    await turn.say("\n".join(told))


async def _asked(turn: Turn, book: GroupBook, rest: str) -> _Asked | None:
    """None after saying that there is nobody of that name whose attendance they may look at."""
    text = rest.strip()
    name, _, after = text.partition(" ")
    if not text or past_day(text, turn.today) is not None:
        return _Asked(turn.person, text)
    named = [each.person for each in book.directory.active if name in (each.person.name, each.person.staff_no)]
    if not named:
        return _Asked(turn.person, text)
    found = [each for each in named if each.id == turn.person.id or await may_look(turn, each.id)]
    if len(found) == 1:
        if found[0].id != turn.person.id:
            turn.tx.audit(f"person:{turn.person.id}", "attendance.look", f"person:{found[0].id}")
        return _Asked(found[0], after.strip())
    await turn.say(words.several(name, [each.staff_no or "" for each in found]) if found else words.NOT_YOURS)
    return None


def _of(turn: Turn, person: Person, text: str) -> str:
    """Whose it is, where it is not one's own."""
    return text if person.id == turn.person.id else f"{person.name}：{text}"


def _problem(turn: Turn, day: date | None) -> str:
    if day is None:
        return words.NOT_A_DAY
    if day > turn.today:
        return words.AHEAD.format(day=describe_day(day, today=turn.today))
    if day < turn.today - LONGEST_BACK:
        return words.TOO_LONG_AGO.format(contact=turn.office.contact)
    return ""


async def _last_odd(turn: Turn, person: Person) -> date | None:
    rows = await days_of(turn.tx, person.id, turn.today - RECENT, turn.today)
    return next((row.day for row in reversed(rows) if row.status in ODD), None)


async def _told(turn: Turn, person: Person, record: DayRecord, name: str) -> list[str]:
    office, contact = turn.office, turn.office.contact
    since, until = instant_of(min(record.duty.opens, record.duty.midnight)), instant_of(record.duty.closes)
    punches = await punches_of(turn.tx, person.id, since, until)
    is_own = person.id == turn.person.id
    ending = [words.MENDING.format(contact=contact)] if is_own else list(await _photo_lines(turn, person, record))
    if not is_settled(record, minutes_of(turn.tx.now), turn.today):
        head = f"{name}的考勤{words.OPEN.format(minutes=SETTLED)}"
        return [head, *facts_lines(record, punches, office.campus), *ending]
    month = first_of(record.day)
    closed, emptied = await rely_on_months(turn.tx)
    if month in closed:
        kept = await days_of(turn.tx, person.id, record.day, record.day)
        status = said_in(kept[0].status, kept[0].detail) if kept else "没有结果"
        stands = words.CLOSED.format(status=status, contact=contact)
        if month in emptied:
            return [f"{name}的考勤：{status}", stands, words.EMPTIED]
        told = [head_of(record, name), stands]
    else:
        told = [head_of(record, name)]
        if is_own:
            await _keep_as_told(turn, record)
    return [*told, *facts_lines(record, punches, office.campus), *working_lines(record), *ending]


async def _photo_lines(turn: Turn, person: Person, record: DayRecord) -> Sequence[str]:
    """Where the pictures of that day's punches are to be seen."""
    since, until = instant_of(min(record.duty.opens, record.duty.midnight)), instant_of(record.duty.closes)
    found = await photos_of(turn.tx, person.id, since, until)
    return list(_photos(turn, found)) if turn.office.pages else ()


def _photos(turn: Turn, found: Sequence[tuple[int, datetime]]) -> Iterator[str]:
    for number, at in found:
        yield f"照片 {at.astimezone(turn.office.campus):%H:%M}：{turn.office.pages}/h5/punch/photo/{number}"


async def _keep_as_told(turn: Turn, record: DayRecord) -> None:
    """What somebody was told is what is kept, though the clock has not come to it yet; later they hear of a change."""
    words_told = said(record)
    told = Derived(turn.person.id, record.day, record.status, detail_of(record), words_told)
    await write_days(turn.tx, [told])
    await mark_shown(turn.tx, [(told.person, told.day, words_told)])
