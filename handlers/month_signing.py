"""A department's month: its head sees how far everybody is and signs; what changes after that is signed again."""

import hashlib
import json
from datetime import date, timedelta

from domain.actions import Action, Verb
from domain.attendance.month_clock import deadline
from domain.cards import Card
from domain.forms.directory import Directory
from domain.forms.finding import heads_of
from domain.ids import DepartmentId, PersonId
from domain.month_card import Sheet, sheet_card
from domain.office import Office
from domain.texts import months as words
from domain.texts.moments import moment
from handlers.month_closing import tell_when_all_have_signed
from handlers.roles import Role
from handlers.tell import tell, tell_role
from handlers.turn import Turn
from storage import cards
from storage.attendance_groups import book_of
from storage.attendance_months import closed_months
from storage.cards import CardState, StoredCard
from storage.database import Tx
from storage.month_confirmations import results_of, standings
from storage.month_sheets import MonthSheet, find_sheet, lock_sheet, lock_sheet_of, note_asked, renew, sign, take_back
from storage.reach import addresses_of

SHEET = "sheet"  # begins the role of a head's card; the sheet's number follows
DAY = timedelta(days=1)
RETURNED = "您已退回给人事，更正后请签字。"
CHANGED = "签字以后有变化，请重新签字。"


def heads(directory: Directory, department: DepartmentId) -> tuple[PersonId, ...]:
    """Who may sign now."""
    return tuple(each.member.person.id for each in heads_of(department, directory) if each.member.person.is_active)


async def ask_heads(tx: Tx, office: Office, sheet: MonthSheet, note: str = "") -> int:
    """Show them the sheet; how many that are."""
    directory = (await book_of(tx, office)).directory
    card = sheet_card(await _sheet(tx, office, directory, sheet, note))
    asked = heads(directory, sheet.department)
    known = {each.address for each in await cards.of_role(tx, _role(sheet)) if each.state is CardState.LIVE}
    await _redraw(tx, sheet, sheet_card(await _sheet(tx, office, directory, sheet, note)))
    for person in asked:
        for to in (await addresses_of(tx, person))[:1]:
            if to not in known:
                await cards.draw(tx, to, card, role=_role(sheet), request_no=None)
    if asked:
        await note_asked(tx, sheet, _today(tx, office))
    return len(asked)


async def remind_heads(tx: Tx, office: Office, sheet: MonthSheet) -> None:
    """Once a day; the card is brought up to date too."""
    directory, today = (await book_of(tx, office)).directory, _today(tx, office)
    text = words.remind(_name(directory, sheet.department), sheet.month, deadline(office.calendar, today))
    for person in heads(directory, sheet.department):
        await tell(tx, person, text, key=f"sheet:{sheet.id}:{today}:{person}")
    await ask_heads(tx, office, sheet)


async def ask_when_all_have_answered(tx: Tx, office: Office, month: date, department: DepartmentId) -> None:
    """As soon as nobody is waited for any more the head need not wait for the second working day."""
    sheet = await _lock_with_cards(tx, month, department)
    if sheet is None or sheet.signed_at is not None:
        return
    if sheet.asked_at is not None:
        await _redraw(tx, sheet, sheet_card(await _sheet(tx, office, (await book_of(tx, office)).directory, sheet)))
    elif all(each.confirmed == each.people for each in await standings(tx, month, department)):
        await ask_heads(tx, office, sheet)


async def _lock_with_cards(tx: Tx, month: date, department: DepartmentId) -> MonthSheet | None:
    """The cards first: whoever presses one has it locked before it is known what it is about."""
    known = await find_sheet(tx, month, department)
    if known is None:
        return None
    await cards.lock_roles(tx, [_role(known)])
    return await lock_sheet_of(tx, month, department)


async def withdraw_signature(tx: Tx, office: Office, month: date, department: DepartmentId) -> None:
    """What was signed is no longer what is so: who had signed hears of it and is asked again.

    Where nobody has signed yet, the card in front of the head is brought up to date.
    """
    sheet = await _lock_with_cards(tx, month, department)
    if sheet is not None and sheet.fingerprint is None and sheet.asked_at is not None:
        await _bring_up_to_date(tx, office, sheet)
    if sheet is None or sheet.fingerprint is None or sheet.fingerprint == await fingerprint_of(tx, month, department):
        return
    await take_back(tx, sheet)
    renewed = await lock_sheet(tx, sheet.id)
    directory = (await book_of(tx, office)).directory
    text = words.taken_back(_name(directory, department), month)
    if sheet.signed_by is not None:
        await tell(tx, sheet.signed_by, text, key=f"sheet:{sheet.id}:{sheet.version}:back:{sheet.signed_by}")
    await tell_role(tx, office, Role.HR, text, key=f"sheet:{sheet.id}:{sheet.version}:back")
    if renewed is not None:
        await ask_heads(tx, office, renewed, CHANGED)


async def _bring_up_to_date(tx: Tx, office: Office, sheet: MonthSheet) -> None:
    await renew(tx, sheet)
    renewed = await lock_sheet(tx, sheet.id)
    if renewed is not None:
        directory = (await book_of(tx, office)).directory
        await _redraw(tx, renewed, sheet_card(await _sheet(tx, office, directory, renewed)))


async def fingerprint_of(tx: Tx, month: date, department: DepartmentId) -> str:
    """The SHA-256 of everybody's results in one fixed spelling."""
    results = [[person, sorted(days.items())] for person, days in await results_of(tx, month, department)]
    written = json.dumps([f"{month:%Y-%m}", department, results], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


async def press_sheet(turn: Turn, card: StoredCard, action: Action) -> None:
    """签字确认 or 退回. Who may is asked at each act."""
    sheet = await lock_sheet(turn.tx, int(card.role.removeprefix(f"{SHEET}:")))
    directory = (await book_of(turn.tx, turn.office)).directory
    if sheet is None or turn.person.id not in heads(directory, sheet.department):
        who = f"person:{turn.person.id}"
        turn.tx.audit(who, "sheet.refuse", card.role, attempt=action.verb.value)
        await turn.say(words.NOT_HEAD)
    elif sheet.month in await closed_months(turn.tx):
        await turn.say(words.CLOSED.format(contact=turn.office.contact))
    elif sheet.signed_at is not None or action.verb not in {Verb.APPROVE, Verb.RETURN}:
        await turn.say(words.NOT_NOW)
    elif action.version != sheet.version:
        await turn.say(words.NEWER)
    elif action.verb is Verb.APPROVE:
        await _sign(turn, directory, sheet)
    else:
        await _send_back(turn, directory, sheet)


async def _sign(turn: Turn, directory: Directory, sheet: MonthSheet) -> None:
    tx, office = turn.tx, turn.office
    await sign(tx, sheet, turn.person.id, await fingerprint_of(tx, sheet.month, sheet.department))
    closing = f"已由 {turn.person.name} 于 {moment(tx.now, tx.now - DAY, office.campus)} 签字"
    await _redraw(tx, sheet, sheet_card(await _sheet(tx, office, directory, sheet), closing, "已签字"))
    name, month = _name(directory, sheet.department), words.month_name(sheet.month)
    await turn.say(words.SIGNED.format(department=name, month=month, contact=office.contact))
    await tell_when_all_have_signed(tx, office, sheet.month)


async def _send_back(turn: Turn, directory: Directory, sheet: MonthSheet) -> None:
    name = _name(directory, sheet.department)
    turn.tx.audit(f"person:{turn.person.id}", "attendance.sendback", f"sheet:{sheet.id}")
    text = words.sent_back_to_hr(name, turn.person.name, sheet.month)
    await tell_role(turn.tx, turn.office, Role.HR, text, key=f"sheet:{sheet.id}:{turn.tx.now.isoformat()}:sentback")
    await turn.say(words.SENT_BACK.format(contact=turn.office.contact))
    await _redraw(
        turn.tx,
        sheet,
        sheet_card(await _sheet(turn.tx, turn.office, directory, sheet, RETURNED)),
    )


async def _redraw(tx: Tx, sheet: MonthSheet, card: Card) -> None:
    for each in await cards.of_role(tx, _role(sheet)):
        if each.state is CardState.LIVE:
            await cards.redraw(tx, each.id, card)


async def _sheet(tx: Tx, office: Office, directory: Directory, sheet: MonthSheet, note: str = "") -> Sheet:
    found = await standings(tx, sheet.month, sheet.department)
    page = f"{office.pages}/h5/attendance/{sheet.month:%Y-%m}/{sheet.department}" if office.pages else ""
    standing = found[0] if found else None
    return Sheet(
        month=sheet.month,
        version=sheet.version,
        department=_name(directory, sheet.department),
        people=standing.people if standing else 0,
        confirmed=standing.confirmed if standing else 0,
        disputed=standing.disputed if standing else 0,
        open=standing.open if standing else 0,
        names=standing.names if standing else (),
        odd=standing.odd if standing else 0,
        page=page,
        note=note,
    )


def _name(directory: Directory, department: DepartmentId) -> str:
    found = directory.departments.get(department)
    return found.name if found else "已撤销的部门"


def _role(sheet: MonthSheet) -> str:
    return f"{SHEET}:{sheet.id}"


def _today(tx: Tx, office: Office) -> date:
    return tx.now.astimezone(office.campus).date()
