"""After a change of the calendar or of a plan of shifts leaves are counted anew, in the change's own transaction.

What costs less is booked at once; what costs more, only with its person's consent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from domain.actions import Action, Verb
from domain.attendance.filed import AssignedShift
from domain.college_calendar import CollegeCalendar
from domain.forms.away import Hours
from domain.ids import Minutes
from domain.leave_length import describe_length, describe_span
from domain.leave_reprice import Change, change_of, minutes_more, replanned, why
from domain.leave_types import BY_CODE, NAMES
from domain.lots import Account
from domain.office import Office
from domain.texts import leave_reprices as words
from domain.working_time import worked_by
from handlers.facts import hours_for
from handlers.roles import Role
from handlers.tell import tell, tell_role
from handlers.turn import Turn
from storage import cards, ledger
from storage.assigned_shifts import assign_shifts
from storage.attendance_days import touch_days, touch_derived
from storage.attendance_months import closed_months
from storage.cards import StoredCard
from storage.database import Tx
from storage.leave_reprices import (
    Became,
    Priced,
    Reprice,
    cost_more,
    end_reprice,
    find_reprice,
    leaves_over,
    lock_asked,
    note_reprice,
    priced_leave,
    silent_reprices,
)
from storage.lots import accounts_of
from storage.people import load_people
from storage.reach import addresses_of

PRICE = "price"  # the role of a card that asks for consent
ANSWER_WITHIN = 5  # working days


class Replanned(NamedTuple):
    """How many days are others than before, and how many leaves cost something else."""

    days: int
    leaves: int


async def reprice(tx: Tx, office: Office, before: CollegeCalendar, after: CollegeCalendar) -> int:
    """Find, count, and book or ask; how many leaves cost something else now. The calendar is locked.

    Counted by its person's own hours: whoever works by a plan of shifts works on that day whatever the calendar says.
    """
    today = tx.now.astimezone(office.campus).date()
    change = change_of(office.shift, before, after, today)
    days = change.all_days
    if not days:
        return 0
    await touch_derived(tx, min(days), min(max(days), today), "calendar")
    desk, count = _Desk(tx, office, after, frozenset(await closed_months(tx))), 0
    for leave in await leaves_over(tx, days, office.campus):
        was, becomes = [await hours_for(tx, office, leave.person, each) for each in (before, after)]
        count += await desk.see_to(leave, change, was, becomes)
    return count


async def replan(tx: Tx, office: Office, shifts: Sequence[AssignedShift]) -> Replanned:
    """Keep a plan of shifts, and count the leaves of its people anew, each by the plan before and after."""
    if not shifts:
        return Replanned(0, 0)
    today, people = tx.now.astimezone(office.campus).date(), {each.person for each in shifts}
    # A plan says of the days before its last one that are not on it that they are free.
    first, last = (end(today, *(each.day for each in shifts)) for end in (min, max))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    leaves = [each for each in await leaves_over(tx, days, office.campus) if each.person in people]
    before = {person: await hours_for(tx, office, person) for person in {each.person for each in leaves}}
    changed, count = await assign_shifts(tx, shifts), 0
    desk = _Desk(tx, office, office.calendar, frozenset(await closed_months(tx)))
    for leave in leaves if changed else ():
        was, becomes = before[leave.person], await hours_for(tx, office, leave.person)
        change = replanned(leave.start.astimezone(office.campus), leave.end, was, becomes)
        count += await desk.see_to(leave, change, was, becomes)
    return Replanned(changed, count)


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where leaves are counted anew. By `calendar` people are given time to answer; `closed` months are HR's."""

    tx: Tx
    office: Office
    calendar: CollegeCalendar
    closed: frozenset[date]

    async def see_to(self, leave: Priced, change: Change, was: Hours, becomes: Hours) -> bool:
        """Whether it costs something else."""
        kind = BY_CODE.get(leave.type)
        start, end = (at.astimezone(self.office.campus) for at in (leave.start, leave.end))
        here = minutes_more(start, end, kind, was, becomes) if kind else 0
        more = max(-leave.minutes, here + leave.open_minutes)
        if not here:
            return False
        cause = why(change, start, end)
        if any(day.replace(day=1) in self.closed for day in change.all_days if start.date() <= day <= end.date()):
            await self._withhold(leave, more, cause)
        elif more > 0:
            await self._ask(leave, more, cause)
        else:
            await self._give_back(leave, more, cause)
        return True

    async def _withhold(self, leave: Priced, more: int, cause: str) -> None:
        made = await note_reprice(self.tx, leave, more, cause, Became.WITHHELD, None)
        await _tell_personnel(self.tx, self.office, made, leave, f"{cause}，当月考勤已结")

    async def _give_back(self, leave: Priced, more: int, cause: str) -> None:
        made = await note_reprice(self.tx, leave, more, cause, Became.BOOKED, None)
        if more:
            await _book(self.tx, self.office, made, leave, more)
            text = words.given_back(_what(leave, self.office, self.tx), -more, cause)
            await tell(self.tx, leave.person, text, key=f"price:{made.id}", request_no=leave.no)

    async def _ask(self, leave: Priced, more: int, cause: str) -> None:
        tx, office = self.tx, self.office
        now = tx.now.astimezone(office.campus)
        due = worked_by(now, ANSWER_WITHIN * office.shift.minutes, office.shifts, self.calendar)
        made = await note_reprice(tx, leave, more, cause, Became.ASKED, due or tx.now + timedelta(days=7))
        card = words.card(made.id, _what(leave, office, tx), made.was, made.becomes, cause)
        for to in await addresses_of(tx, leave.person):
            await cards.draw(tx, to, card, role=f"{PRICE}:{made.id}", request_no=None)


def _what(leave: Priced, office: Office, tx: Tx) -> str:
    start, end = (at.astimezone(office.campus) for at in (leave.start, leave.end))
    today = tx.now.astimezone(office.campus).date()
    return f"{NAMES.get(leave.type, leave.type)} {describe_span(start, end, today=today, shift=office.shifts)}"


async def _book(tx: Tx, office: Office, made: Reprice, leave: Priced, more: int) -> None:
    """The reserved minutes, the ledger with its lots, and attendance."""
    first, last = (at.astimezone(office.campus).date() for at in (leave.start, leave.end))
    await cost_more(tx, leave.no, more)
    if leave.is_approved:
        cause, today = f"adjust:price:{made.id}", tx.now.astimezone(office.campus).date()
        if more < 0:
            await ledger.give_back(tx, leave.no, Minutes(-more), reason="假期重算", cause_key=cause, today=today)
        else:
            await ledger.book(
                tx,
                leave.person,
                leave.type,
                Minutes(-more),
                reason="假期重算",
                cause_key=cause,
                request_no=leave.no,
                day=first,
            )
        await touch_days(tx, [leave.person], first - timedelta(days=1), last, cause)
    detail = {"was": made.was, "becomes": made.was + more, "reprice": made.id}
    tx.audit("calendar", "leave.reprice", f"request:{leave.no}", **detail)


async def _tell_personnel(tx: Tx, office: Office, made: Reprice, leave: Priced, cause: str) -> None:
    person = (await load_people(tx, [leave.person]))[leave.person]
    text = words.to_personnel(person.name, _what(leave, office, tx), made.was, made.becomes, cause)
    await tell_role(tx, office, Role.HR, text, key=f"price:{made.id}:hr")


async def press_price(turn: Turn, card: StoredCard, action: Action) -> None:
    """同意 books the difference; 不同意 leaves it as it is, and HR hears of it."""
    tx, office, role = turn.tx, turn.office, card.role
    known = await find_reprice(tx, int(role.removeprefix(f"{PRICE}:")))
    if known is None or known.person != turn.person.id:
        await turn.say(words.NOT_YOURS)
        return
    leave = await priced_leave(tx, known)
    made = await lock_asked(tx, known.id)
    if made is None or leave is None or leave.minutes != made.was or action.verb not in {Verb.CONFIRM, Verb.CANCEL}:
        await turn.say(words.ANSWERED)
        return
    agreed = action.verb is Verb.CONFIRM
    more = made.becomes - made.was
    is_short = agreed and await _is_short(tx, office, leave, more)
    became = Became.BOOKED if agreed and not is_short else Became.REFUSED
    await end_reprice(tx, made.id, became)
    what = _what(leave, office, tx)
    if became is Became.BOOKED:
        await _book(tx, office, made, leave, more)
        said = words.AGREED.format(what=what, amount=describe_length(made.becomes))
    else:
        await _tell_personnel(tx, office, made, leave, "余额不够" if is_short else "本人不同意")
        name, length = NAMES.get(leave.type, leave.type), describe_length(more)
        refused = words.REFUSED.format(was=describe_length(made.was), contact=office.contact)
        said = words.TOO_LITTLE.format(name=name, more=length, contact=office.contact) if is_short else refused
    await turn.say(said, made.no)
    await _end_cards(tx, made, what, "已同意" if became is Became.BOOKED else "交人事处理")


async def _is_short(tx: Tx, office: Office, leave: Priced, more: int) -> bool:
    kind = BY_CODE.get(leave.type)
    if kind is None or not kind.has_balance:
        return False
    account = (await accounts_of(tx, leave.person, office.campus)).get(kind.code, Account())
    return account.free(leave.start.astimezone(office.campus).date()) < more


async def _end_cards(tx: Tx, made: Reprice, what: str, ending: str) -> None:
    ended = words.ended(what, made.was, made.becomes, made.why, ending)
    for copy in await cards.of_role(tx, f"{PRICE}:{made.id}"):
        await cards.redraw(tx, copy.id, ended)


async def end_silent(tx: Tx, office: Office) -> int:
    """Whoever has not answered in time: it stays as it is, and HR hears of it."""
    numbers = await silent_reprices(tx)
    for number in numbers:
        known = await find_reprice(tx, number)
        leave = await priced_leave(tx, known) if known else None
        made = await lock_asked(tx, number)
        await end_reprice(tx, number, Became.SILENT)
        if made is not None and leave is not None:
            await _tell_personnel(tx, office, made, leave, "本人 5 个工作日没有答复")
            await _end_cards(tx, made, _what(leave, office, tx), "没有答复，交人事处理")
    return len(numbers)
