"""我的考勤: what one's days came to."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from domain.attendance.day_record import ODD, STATUS_NAMES, Status
from domain.attendance.month_clock import past_month
from domain.attendance.written import said_in
from domain.ids import PersonId
from domain.leave_length import describe_day
from domain.texts import attendance as words
from domain.texts import months
from domain.words import Command
from handlers.month_confirming import show_again
from handlers.turn import Turn
from storage.attendance_days import days_of, mark_shown
from storage.attendance_groups import book_of
from storage.attendance_months import next_month
from storage.rows import AnyRow

LONGEST_BACK = timedelta(days=366)
RECENT = timedelta(days=31)  # within which 解释 alone looks for a day that is odd
MOST_ODD = 12  # days of one text
DAY = timedelta(days=1)


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
