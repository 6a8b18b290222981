"""HR's end of a month: who has signed, the one file of it, and closing it; twice said where somebody has not signed."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.actions import Action, Verb
from domain.attendance.month_clock import month_before, past_month
from domain.events import Source
from domain.forms.directory import Directory
from domain.forms.finding import heads_of, names_of
from domain.ids import DepartmentId
from domain.month_card import closed_card, closing_card
from domain.office import Office
from domain.texts import months as words
from domain.texts.moments import moment
from domain.words import Command
from handlers.roles import Role, holds_or_noted
from handlers.tell import tell_role
from handlers.turn import Turn
from storage import cards
from storage.attendance_groups import book_of
from storage.attendance_months import close_month, closed_months, next_month
from storage.cards import StoredCard
from storage.database import Tx
from storage.month_confirmations import Standing, standings
from storage.month_sheets import MonthSheet, sheets_of

CLOSING = "monthend"  # begins the role of HR's card; the month follows
DAY = timedelta(days=1)
SHOWN = 20  # departments of one text


async def show_summary(turn: Turn, command: Command) -> None:
    """考勤汇总 10月; alone the month before."""
    if not await holds_or_noted(turn, Role.HR, "attendance"):
        await turn.say(words.NOT_HR.format(contact=turn.office.contact))
        return
    month = past_month(command.rest, turn.today) if command.rest.strip() else month_before(turn.today)
    if month is None:
        await turn.say(words.NO_MONTH.format(example="考勤汇总"))
        return
    await turn.say(await _summary(turn.tx, turn.office, month, turn.address.source))
    if month not in await closed_months(turn.tx) and next_month(month) <= turn.today:
        rows = await _rows(turn.tx, month)
        card = closing_card(month, rows, "关账以后结果不再改动，晚到的事实只报给人事。", None)
        await cards.draw(turn.tx, turn.address, card, role=f"{CLOSING}:{month:%Y-%m}", request_no=None)


async def tell_when_all_have_signed(tx: Tx, office: Office, month: date) -> None:
    """HR hears it once, and again when signatures were renewed."""
    sheets = await sheets_of(tx, month)
    if all(sheet.signed_at for sheet in sheets):
        versions = sum(sheet.version for sheet in sheets)
        text = await _summary(tx, office, month)
        await tell_role(tx, office, Role.HR, text, key=f"month:{month:%Y-%m}:{len(sheets)}:{versions}")


async def tell_unsigned(tx: Tx, office: Office, month: date) -> int:
    """After the last day, once: which departments have not signed, and who would have to."""
    directory = (await book_of(tx, office)).directory
    lines = unsigned_lines(directory, await sheets_of(tx, month))
    if lines:
        await tell_role(tx, office, Role.HR, words.unsigned_to_hr(month, lines), key=f"month:{month:%Y-%m}:unsigned")
    return len(lines)


def unsigned_lines(directory: Directory, sheets: Sequence[MonthSheet]) -> list[str]:
    """Each with its heads."""
    return [
        f"· {_name(directory, sheet.department)}（{names_of(heads_of(sheet.department, directory)) or '没有负责人'}）"
        for sheet in sheets
        if sheet.signed_at is None
    ]


async def press_closing(turn: Turn, card: StoredCard, action: Action) -> None:
    """关账: the first press asks back, or refuses while somebody has not signed; the second closes."""
    month = date.fromisoformat(f"{card.role.removeprefix(f'{CLOSING}:')}-01")
    if not await holds_or_noted(turn, Role.HR, action.verb.value):
        await turn.say(words.NOT_HR.format(contact=turn.office.contact))
        return
    rows, sheets = await _rows(turn.tx, month), await sheets_of(turn.tx, month)
    unsigned = [sheet for sheet in sheets if sheet.signed_at is None]
    if month in await closed_months(turn.tx):
        await cards.redraw(turn.tx, card.id, closed_card(month, rows, "这个月已经关账"))
    elif action.verb is Verb.APPLY and action.version == len(unsigned):
        await close_month(turn.tx, month, f"person:{turn.person.id}")
        left = f"，{len(unsigned)} 个部门没有签字" if unsigned else ""
        closing = f"已由 {turn.person.name} 于 {moment(turn.tx.now, turn.tx.now - DAY, turn.office.campus)} 关账{left}"
        await cards.redraw(turn.tx, card.id, closed_card(month, rows, closing))
    else:
        directory = (await book_of(turn.tx, turn.office)).directory
        await cards.redraw(turn.tx, card.id, closing_card(month, rows, _asked_back(directory, sheets), len(unsigned)))


def _asked_back(directory: Directory, sheets: Sequence[MonthSheet]) -> str:
    unsigned = [sheet for sheet in sheets if sheet.signed_at is None]
    if not sheets:
        return "还没有请大家确认，也没有部门签字。关账以后结果不再改动，确定吗？"
    if not unsigned:
        return "全部部门已签字。关账以后结果不再改动，确定吗？"
    lines = "\n".join(unsigned_lines(directory, unsigned)[:SHOWN])
    return f"没有关账：还有 {len(unsigned)} 个部门没有签字。\n{lines}\n可以先催签；仍要关账，请再按一次。"


async def _summary(tx: Tx, office: Office, month: date, asked_on: Source | None = None) -> str:
    """`asked_on` is where the page lets one in without asking by which account."""
    directory = (await book_of(tx, office)).directory
    sheets, found = await sheets_of(tx, month), await standings(tx, month)
    signed = sum(sheet.signed_at is not None for sheet in sheets)
    lines = [f"{words.month_name(month)}考勤：{signed} / {len(sheets)} 个部门已签字。"]
    if missing := unsigned_lines(directory, sheets)[:SHOWN]:
        lines += ["没有签字：", *missing]
    if still := [line for each in found for line in _open_line(directory, each)][:SHOWN]:
        lines += ["没有确认：", *still]
    if not sheets:
        lines = [f"{words.month_name(month)}还没有请大家确认考勤。"]
    if office.pages:
        at = f"?at={asked_on.platform}:{asked_on.account}" if asked_on else ""
        lines.append(f"全校月表（XLSX）和各部门月图：{office.pages}/h5/attendance/{month:%Y-%m}{at}")
    return "\n".join(lines)


def _open_line(directory: Directory, standing: Standing) -> Sequence[str]:
    if not standing.open:
        return ()
    name = _name(directory, standing.department) if standing.department is not None else "没有部门"
    more = f" 等 {standing.open} 人" if standing.open > len(standing.names) else ""
    return (f"· {name}：{'、'.join(standing.names)}{more}",)


async def _rows(tx: Tx, month: date) -> list[tuple[str, str]]:
    sheets, found = await sheets_of(tx, month), await standings(tx, month)
    signed = sum(sheet.signed_at is not None for sheet in sheets)
    return [
        ("已签字", f"{signed} / {len(sheets)} 个部门"),
        ("已确认", f"{sum(each.confirmed for each in found)} / {sum(each.people for each in found)} 人"),
        ("有异议", f"{sum(each.disputed for each in found)} 人"),
    ]


def _name(directory: Directory, department: DepartmentId) -> str:
    found = directory.departments.get(department)
    return found.name if found else "已撤销的部门"
