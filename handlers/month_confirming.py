"""A person's month: asked once, answered on the card, asked anew when one of the days changes."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from domain.actions import Action, Verb
from domain.attendance.day_record import ODD, STATUS_NAMES, Status
from domain.attendance.month_days import MonthDay, day_of
from domain.ids import PersonId
from domain.month_card import Mine, mine_card
from domain.office import Office
from domain.text_fold import clean
from domain.texts import months as words
from domain.words import Command
from handlers.month_signing import ask_when_all_have_answered, withdraw_signature
from handlers.roles import Role
from handlers.tell import tell
from handlers.turn import Turn
from storage import cards
from storage.attendance_days import days_of_many
from storage.attendance_groups import book_of
from storage.attendance_months import closed_months, next_month
from storage.cards import CardState, StoredCard
from storage.database import Tx
from storage.month_confirmations import (
    Confirmation,
    answer,
    begin,
    change,
    lock_confirmations,
    months_under_way,
)
from storage.month_days import sheet_department
from storage.month_sheets import open_sheets
from storage.reach import addresses_of
from storage.roles import holders

MONTH = "month"  # begins the role of a person's card; the person and the month follow
DAY = timedelta(days=1)

Key = tuple[PersonId, date]


def role_of(person: PersonId, month: date) -> str:
    """Of the card."""
    return f"{MONTH}:{person}:{month:%Y-%m}"


async def ask_people(tx: Tx, office: Office, month: date, people: Collection[PersonId]) -> int:
    """Show each their month, those to whom it was not shown yet; how many that were."""
    directory, asked = (await book_of(tx, office)).directory, 0
    for person, days in (await _months(tx, month, people)).items():
        member = directory.members.get(person)
        department = sheet_department(directory, member.home if member else None)
        if not await begin(tx, person, month, department, _words(days)):
            continue
        asked += 1
        if department is not None:
            await open_sheets(tx, month, [department])
            await withdraw_signature(tx, office, month, department)  # of a sheet that had not this person on it
        await _draw(tx, person, _mine(month, 1, days))
    return asked


async def follow_changes(tx: Tx, office: Office, days: Collection[Key]) -> frozenset[Key]:
    """Ask anew whose month is others now than they were asked about: those people, with the months."""
    under_way = await months_under_way(tx)
    found: set[Key] = set()
    for month in sorted(under_way.intersection(day.replace(day=1) for _, day in days)):
        people = {person for person, day in days if day.replace(day=1) == month}
        await cards.lock_roles(tx, [role_of(person, month) for person in people])
        known = await lock_confirmations(tx, month, people)
        for person, now in (await _months(tx, month, known)).items():
            if _words(now) != known[person].days:
                await _ask_anew(tx, office, known[person], now)
                found.add((person, month))
    return frozenset(found)


async def _ask_anew(tx: Tx, office: Office, asked: Confirmation, days: list[MonthDay]) -> None:
    await change(tx, asked, _words(days))
    changed = words.changes(asked.days, _words(days))
    await _draw(tx, asked.person, _mine(asked.month, asked.version + 1, days, changed))
    if asked.department is not None:
        await withdraw_signature(tx, office, asked.month, asked.department)


async def press_month(turn: Turn, card: StoredCard, action: Action) -> None:
    """确认无误 or 有异议, by whose month it is."""
    _, person, written = card.role.split(":")
    month = date.fromisoformat(f"{written}-01")
    asked = (await lock_confirmations(turn.tx, month, [turn.person.id])).get(turn.person.id)
    if asked is None or int(person) != turn.person.id or action.verb not in {Verb.CONFIRM, Verb.REJECT}:
        await turn.say(words.NOT_YOURS)
    elif month in await closed_months(turn.tx):
        await turn.say(words.CLOSED.format(contact=turn.office.contact))
    elif action.version != asked.version:
        await turn.say(words.NEWER)
    elif asked.answer == "confirmed":
        await turn.say(words.ANSWERED)
    else:
        await _take(turn, asked, action.verb)


async def _take(turn: Turn, asked: Confirmation, verb: Verb) -> None:
    said = "confirmed" if verb is Verb.CONFIRM else "disputed"
    await answer(turn.tx, asked, said)
    who = f"person:{turn.person.id}"
    turn.tx.audit(who, f"attendance.{said}", f"month:{asked.month:%Y-%m}", version=asked.version)
    days = (await _months(turn.tx, asked.month, [asked.person])).get(asked.person, [])
    await _redraw(turn.tx, asked.person, _mine(asked.month, asked.version, days, said=said))
    month = words.month_name(asked.month)
    if said == "confirmed":
        await turn.say(words.CONFIRMED.format(month=month))
    else:
        odd = next((each.day for each in days if each.status in ODD), asked.month)
        await turn.say(words.DISPUTED.format(month=month, day=f"{odd.month}月{odd.day}日", contact=turn.office.contact))
    if asked.department is not None:
        await ask_when_all_have_answered(turn.tx, turn.office, asked.month, asked.department)


async def results_in(tx: Tx, month: date, people: Collection[PersonId]) -> Mapping[PersonId, Mapping[str, str]]:
    """Everybody's results as they are told when they are asked."""
    return {person: _words(days) for person, days in (await _months(tx, month, people)).items()}


async def show_again(turn: Turn, month: date) -> str:
    """How the month of whoever asks stands; the card once more, if an answer is wanted. Empty where none was asked."""
    asked = (await lock_confirmations(turn.tx, month, [turn.person.id])).get(turn.person.id)
    if asked is None:
        return ""
    if asked.answer == "confirmed":
        return "您已确认无误。"
    if month in await closed_months(turn.tx):
        return "没有确认，这个月已经关账。"
    days = (await _months(turn.tx, month, [turn.person.id])).get(turn.person.id, [])
    card = mine_card(_mine(month, asked.version, days, said=asked.answer))
    await cards.draw(turn.tx, turn.address, card, role=role_of(turn.person.id, month), request_no=None)
    return "还没有确认，请看卡片。"


async def dispute(turn: Turn, command: Command) -> None:
    """考勤异议 and a line, which HR gets as it was written."""
    said = clean(command.rest)
    if not said:
        await turn.say(words.DISPUTE_EMPTY)
        return
    hr = await holders(turn.tx, turn.office.roles.get(Role.HR, ()))
    if not hr:
        await turn.say(words.NO_HR.format(contact=turn.office.contact))
        return
    directory = (await book_of(turn.tx, turn.office)).directory
    member = directory.members.get(turn.person.id)
    home = directory.departments.get(member.home) if member and member.home else None
    line = words.disputed_to_hr(turn.person.name, turn.person.staff_no or "", home.name if home else "", said)
    for person in hr:
        await tell(turn.tx, person, line, key=f"dispute:{turn.person.id}:{turn.tx.now.isoformat()}:{person}")
    await turn.say(words.DISPUTE_SENT.format(contact=turn.office.contact))


async def _months(tx: Tx, month: date, people: Collection[PersonId]) -> dict[PersonId, list[MonthDay]]:
    """Everybody's days, those without any too."""
    found: dict[PersonId, list[MonthDay]] = {person: [] for person in people}
    for row in await days_of_many(tx, people, month, next_month(month) - DAY):
        found[PersonId(row.person_id)].append(day_of(row.day, row.status, row.detail, {}))
    return found


def _words(days: Collection[MonthDay]) -> Mapping[str, str]:
    """As they are compared: a leave of hours counts too, where the day is as it should be."""
    return {
        day.day.isoformat(): f"{day.words}（{day.remark}）" if day.away else day.words
        for day in days
        if day.status not in {Status.REST, Status.FREE}  # that nothing was due is no news
    }


def _mine(month: date, version: int, days: Collection[MonthDay], changes: str = "", said: str | None = None) -> Mine:
    counts = Counter(day.status for day in days)
    return Mine(
        month=month,
        version=version,
        counts="、".join(f"{STATUS_NAMES[each]} {counts[each]} 天" for each in Status if counts[each]) or "没有结果",
        odd=[(f"{day.day.month}月{day.day.day}日", day.words) for day in days if day.status in ODD],
        changes=changes,
        answer=said,
    )


async def _draw(tx: Tx, person: PersonId, mine: Mine) -> None:
    """On the card that still waits, else on a new one, which nobody overlooks."""
    if not await _redraw(tx, person, mine):
        for to in (await addresses_of(tx, person))[:1]:
            await cards.draw(tx, to, mine_card(mine), role=role_of(person, mine.month), request_no=None)


async def _redraw(tx: Tx, person: PersonId, mine: Mine) -> bool:
    live = [each for each in await cards.of_role(tx, role_of(person, mine.month)) if each.state is CardState.LIVE]
    for card in live:
        await cards.redraw(tx, card.id, mine_card(mine))
    return bool(live)
