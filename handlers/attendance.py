"""解释 and 我的考勤: what one's days came to, and why."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from domain.attendance.day_record import ODD, STATUS_NAMES, DayRecord, Status, said
from domain.attendance.deriving import derive_days, whole_month
from domain.attendance.duty import instant_of, minutes_of
from domain.attendance.explaining import facts_lines, head_of, working_lines
from domain.attendance.grouping import GroupBook
from domain.attendance.month_clock import past_month
from domain.attendance.rules import Group
from domain.attendance.said_day import past_day
from domain.attendance.settling import SETTLED, is_settled
from domain.attendance.written import detail_of, said_in
from domain.ids import PersonId
from domain.leave_length import describe_day
from domain.texts import attendance as words
from domain.texts import months
from domain.words import Command
from handlers.month_confirming import show_again
from handlers.turn import Turn
from storage.attendance_days import Derived, days_of, mark_shown, write_days
from storage.attendance_facts import Stretch, facts_of
from storage.attendance_groups import book_of, campus_of
from storage.attendance_months import closed_months, first_of, next_month
from storage.punches import punches_of
from storage.rows import AnyRow

LONGEST_BACK = timedelta(days=366)
RECENT = timedelta(days=31)  # within which 解释 alone looks for a day that is odd
MOST_ODD = 12  # days of one text
DAY = timedelta(days=1)


async def explain_day(turn: Turn, command: Command) -> None:
    """解释 5月3日; alone the last odd day, else today."""
    book = await book_of(turn.tx, turn.office)
    group = book.group_of(turn.person.id)
    if group is None:
        await turn.say(words.NO_GROUP.format(contact=turn.office.contact))
        return
    day = past_day(command.rest, turn.today) if command.rest.strip() else await _last_odd(turn) or turn.today
    problem = _problem(turn, day)
    if day is None or problem:
        await turn.say(problem)
        return
    record = await _record(turn, book, group, day)
    name = describe_day(day, today=turn.today)
    await turn.say("\n".join(await _told(turn, record, name)) if record else words.NO_RULE.format(day=name))


def _problem(turn: Turn, day: date | None) -> str:
    if day is None:
        return words.NOT_A_DAY
    if day > turn.today:
        return words.AHEAD.format(day=describe_day(day, today=turn.today))
    if day < turn.today - LONGEST_BACK:
        return words.TOO_LONG_AGO.format(contact=turn.office.contact)
    return ""


async def _last_odd(turn: Turn) -> date | None:
    rows = await days_of(turn.tx, turn.person.id, turn.today - RECENT, turn.today)
    return next((row.day for row in reversed(rows) if row.status in ODD), None)


async def _record(turn: Turn, book: GroupBook, group: Group, day: date) -> DayRecord | None:
    """Derived now, from what is known now."""
    office, person = turn.office, turn.person.id
    stretch = Stretch(person, whole_month(group, day), day)
    facts = await facts_of(turn.tx, office, book, [stretch])
    found = derive_days(campus_of(office), group, day, day, facts[person])
    return found[0] if found else None


async def _told(turn: Turn, record: DayRecord, name: str) -> list[str]:
    office, contact = turn.office, turn.office.contact
    since, until = instant_of(min(record.duty.opens, record.duty.midnight)), instant_of(record.duty.closes)
    punches = await punches_of(turn.tx, turn.person.id, since, until)
    mending = words.MENDING.format(contact=contact)
    if not is_settled(record, minutes_of(turn.tx.now), turn.today):
        head = f"{name}的考勤{words.OPEN.format(minutes=SETTLED)}"
        return [head, *facts_lines(record, punches, office.campus), mending]
    told = [head_of(record, name)]
    if first_of(record.day) in await closed_months(turn.tx):
        kept = await days_of(turn.tx, turn.person.id, record.day, record.day)
        told.append(words.CLOSED.format(status=_words(kept[0]) if kept else "没有结果", contact=contact))
    else:
        await _keep_as_told(turn, record)
    return [*told, *facts_lines(record, punches, office.campus), *working_lines(record), mending]


async def _keep_as_told(turn: Turn, record: DayRecord) -> None:
    """What somebody was told is what is kept, though the clock has not come to it yet; later they hear of a change."""
    words_told = said(record)
    told = Derived(turn.person.id, record.day, record.status, detail_of(record), words_told)
    await write_days(turn.tx, [told])
    await mark_shown(turn.tx, [(told.person, told.day, words_told)])


async def tell_month(turn: Turn, command: Command) -> None:
    """The days of this month, counted, and those that are odd; on its first days those of the month before too."""
    if command.rest.strip():
        await _tell_named_month(turn, command.rest)
        return
    group = (await book_of(turn.tx, turn.office)).group_of(turn.person.id)
    if group is None:
        await turn.say(words.NO_GROUP.format(contact=turn.office.contact))
        return
    first = turn.today.replace(day=1)
    rows = await days_of(turn.tx, turn.person.id, first, turn.today)
    if not rows:
        first = (first - DAY).replace(day=1)
        rows = await days_of(turn.tx, turn.person.id, first, turn.today)
    if not rows:
        await turn.say(words.NOTHING_YET)
        return
    await turn.say(_month(turn, first, rows))
    await mark_shown(turn.tx, list(_shown(turn.person.id, rows)))


async def _tell_named_month(turn: Turn, said: str) -> None:
    """我的考勤 10月: its days, and whether they are confirmed."""
    first = past_month(said, turn.today)
    if first is None:
        await turn.say(months.NO_MONTH.format(example="我的考勤"))
        return
    rows = await days_of(turn.tx, turn.person.id, first, next_month(first) - DAY)
    if not rows:
        await turn.say(months.NO_DAYS.format(month=months.month_name(first)))
        return
    standing = await show_again(turn, first)
    await turn.say("\n".join(filter(None, (_month(turn, first, rows), standing))))
    await mark_shown(turn.tx, list(_shown(turn.person.id, rows)))


def _month(turn: Turn, first: date, rows: Sequence[AnyRow]) -> str:
    counts = Counter(Status(row.status) for row in rows)
    odd = [row for row in rows if row.status in ODD]
    lines = [f"{describe_day(row.day, today=turn.today)} {_words(row)}" for row in odd[-MOST_ODD:]]
    head = f"您 {first.year}年{first.month}月的考勤（{_groups_of(rows)}）："
    return words.month(
        head,
        [(STATUS_NAMES[status], counts[status]) for status in Status if counts[status]],
        lines,
        len(odd) - len(lines),
    )


def _groups_of(rows: Sequence[AnyRow]) -> str:
    """Under which groups the days were judged."""
    return "、".join(dict.fromkeys(str(row.detail.get("group", "")) for row in rows))


def _shown(person: PersonId, rows: Sequence[AnyRow]) -> list[tuple[PersonId, date, str]]:
    return [(person, row.day, _words(row)) for row in rows]


def _words(row: AnyRow) -> str:
    return said_in(row.status, row.detail)
