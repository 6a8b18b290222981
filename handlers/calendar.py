"""校历: which day and week it is, what is near, a week, a month, a day; and, by HR, a change of it."""

from calendar import monthrange
from datetime import date, timedelta

from domain.actions import Action, Verb
from domain.calendar_card import ended_card, proposal_card
from domain.calendar_changes import changed_days
from domain.calendar_document import CalendarFileError
from domain.calendar_sight import WEEK, day_in, days_in, unusual
from domain.calendar_words import (
    Adding,
    DayAsked,
    MonthAsked,
    NameAsked,
    TakingOut,
    Unclear,
    WeekAsked,
    is_change,
    read_asked,
)
from domain.college_calendar import CollegeCalendar, Event
from domain.college_document import CollegeDocument, compare, lay_over, without
from domain.text_fold import clean
from domain.texts import calendar as words
from domain.texts.moments import moment
from domain.words import Command
from handlers.happenings_calendar import follow_calendar
from handlers.repricing import reprice
from handlers.roles import Role, holds, holds_or_noted
from handlers.turn import Turn
from storage import cards
from storage.calendar_versions import (
    CalendarVersion,
    apply_proposal,
    find_version,
    lock_calendar,
    newest_version,
    propose,
)
from storage.cards import StoredCard

CALENDAR = "calendar"  # begins the role of a change's card; the version's number follows
DAY = timedelta(days=1)
FOUND_WITHIN = 400  # days before and after today in which a name is looked for
RECENT = 30  # days after its end for which an event can be taken out by its name


async def show_calendar(turn: Turn, command: Command) -> None:
    """Everything that may follow 校历, and nothing."""
    said, calendar = clean(command.rest), turn.office.calendar
    if is_change(said) and not await holds_or_noted(turn, Role.HR, "calendar"):
        await turn.say(words.NOT_HR.format(contact=turn.office.contact))
        return
    asked = read_asked(said, turn.tx.now.astimezone(turn.office.campus), calendar)
    match asked:
        case Unclear(sentence):
            await turn.say(sentence)
        case Adding(event):
            await _propose_adding(turn, event, said)
        case TakingOut(name, day):
            await _propose_taking_out(turn, name, day, said)
        case None:
            is_hr = await holds(turn.tx, turn.person, Role.HR, turn.office)
            shown = words.today(calendar, day_in(calendar, turn.today), is_hr=is_hr, contact=turn.office.contact)
            await turn.say(_with_page(turn, shown))
        case WeekAsked() | MonthAsked() | DayAsked() | NameAsked():
            await turn.say(_shown(calendar, asked, turn.today))


def _shown(calendar: CollegeCalendar, asked: WeekAsked | MonthAsked | DayAsked | NameAsked, today: date) -> str:
    match asked:
        case WeekAsked(monday):
            return words.week(calendar, days_in(calendar, monday, monday + (WEEK - 1) * DAY), today)
        case MonthAsked(year, month):
            last = date(year, month, monthrange(year, month)[1])
            return words.month(calendar, days_in(calendar, date(year, month, 1), last), today)
        case DayAsked(day):
            return words.one_day(calendar, day_in(calendar, day), today)
        case NameAsked(name):
            return _named(calendar, name, today)


def _named(calendar: CollegeCalendar, name: str, today: date) -> str:
    """Events and holidays whose name has these words, those that are over at the end."""
    first, last = today - FOUND_WITHIN * DAY, today + FOUND_WITHIN * DAY
    events = [each for each in calendar.events_near(first, 2 * FOUND_WITHIN) if name in each.name]
    holidays = [each for each in unusual(calendar, first, last) if name in each.words]
    coming = [each for each in events if each.last >= today], [each for each in holidays if each.last >= today]
    if not events and not holidays:
        return words.not_found(name)
    return words.found_by_name(*(coming if any(coming) else (events, holidays)), today)


def _with_page(turn: Turn, shown: str) -> str:
    if not turn.office.pages:
        return shown
    source = turn.address.source
    address = f"{turn.office.pages}/h5/calendar?at={source.platform}:{source.account}"
    return f"{shown}\n{words.PAGE.format(address=address)}"


# --- changes


async def _propose_adding(turn: Turn, event: Event, said: str) -> None:
    held = await newest_version(turn.tx)
    await _propose(turn, held, lay_over(_document(held), CollegeDocument(events=(event,))), said)


async def _propose_taking_out(turn: Turn, name: str, day: date | None, said: str) -> None:
    held = await newest_version(turn.tx)
    document = _document(held)
    found = [each for each in document.events if each.name == name and _is_meant(each, day, turn.today)]
    if len(found) == 1:
        await _propose(turn, held, without(document, found[0]), said)
    elif found:
        await turn.say(words.several(name, found, turn.today))
    else:
        is_in_files = any(each.name == name for each in turn.office.calendar.events)
        await turn.say(words.none_to_take_out(name, is_in_files=is_in_files and not _has(document, name)))


def _is_meant(event: Event, day: date | None, today: date) -> bool:
    return event.overlaps(day, day) if day else event.last >= today - RECENT * DAY


def _has(document: CollegeDocument, name: str) -> bool:
    return any(each.name == name for each in document.events)


async def _propose(turn: Turn, held: CalendarVersion | None, after: CollegeDocument, said: str) -> None:
    """Show what would change; nothing does before somebody confirms it."""
    before = _document(held)
    differences = tuple(compare(before, after))
    if not differences:
        await turn.say(words.NOTHING_CHANGES)
        return
    try:
        changes = changed_days(turn.office.calendar_with(before), turn.office.calendar_with(after))
    except CalendarFileError as error:
        await turn.say(f"没有改：{error}。")
        return
    by = f"person:{turn.person.id}"
    number = await propose(turn.tx, held.id if held else 0, after, source=f"校历 {said}", by=by)
    turn.tx.audit(by, "calendar.propose", f"calendar:{number}", channel=turn.channel.value)
    role = f"{CALENDAR}:{number}"
    await cards.draw(turn.tx, turn.address, proposal_card(number, differences, changes), role=role, request_no=None)


async def press_calendar(turn: Turn, card: StoredCard, action: Action) -> None:
    """A button of the card. Who may is asked at each act."""
    if not await holds_or_noted(turn, Role.HR, action.verb.value):
        await turn.say(words.NOT_HR.format(contact=turn.office.contact))
        return
    await lock_calendar(turn.tx)
    version = await find_version(turn.tx, int(card.role.removeprefix(f"{CALENDAR}:")))
    now = await cards.find(turn.tx, card.id)  # as it is behind the lock: somebody else may have pressed
    if version is None or now is None or now.content.is_final or action.verb not in {Verb.CONFIRM, Verb.CANCEL}:
        await turn.say(words.NOT_NOW)
        return
    base = await find_version(turn.tx, version.base) if version.base else None
    differences = tuple(compare(_document(base), version.document))
    who = f"{turn.person.name} 于 {moment(turn.tx.now, turn.tx.now - DAY, turn.office.campus)}"
    if action.verb is Verb.CANCEL:
        ended = ended_card(differences, f"已由 {who} 取消，校历没有改", "已取消")
    elif await apply_proposal(turn.tx, version, by=f"person:{turn.person.id}"):
        before, after = (turn.office.calendar_with(each) for each in (_document(base), version.document))
        await reprice(turn.tx, turn.office, before, after)
        await follow_calendar(turn.tx, turn.office, after)
        ended = ended_card(differences, f"已由 {who} 确认，全校生效", "已生效")
    else:
        ended = ended_card(differences, words.CHANGED_MEANWHILE, "没有写入")
    await cards.redraw(turn.tx, card.id, ended)


def _document(version: CalendarVersion | None) -> CollegeDocument:
    return version.document if version else CollegeDocument()
