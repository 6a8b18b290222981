"""余额: what is left of the types that have a stock, today or on a day to come, with its working."""

from collections.abc import Iterable
from datetime import date, datetime

from domain.accrual import Due, due_in
from domain.balance_question import FARTHEST_YEARS, BalanceQuestion, NoSuchDay, read_balance_question, read_day
from domain.ids import Minutes
from domain.leave_length import describe_day
from domain.leave_types import Accrual, LeaveType, catalogue
from domain.lot_forecast import forecast
from domain.lots import Account
from domain.texts import balance as words
from handlers.facts import directory_for, member_for
from handlers.turn import Turn
from storage.leave_takers import granted_in, service_of
from storage.lots import accounts_of

EMPTY = Account()


async def tell_balance(turn: Turn, rest: str = "") -> None:
    """Every type with a balance in a line, or those that are named; with a day, how it will be then."""
    try:
        await _tell(turn, read_day(rest, turn.today))
    except NoSuchDay as wrong:
        await turn.say(str(wrong))


async def answer_balance_question(turn: Turn, said: str) -> bool:
    """Whether it was one: 7月能休几天."""
    try:
        question = read_balance_question(said, turn.today)
    except NoSuchDay as wrong:
        await turn.say(str(wrong))
        return True
    if question is not None:
        await _tell(turn, question)
    return question is not None


async def _tell(turn: Turn, question: BalanceQuestion) -> None:
    kinds = question.kinds or await stocks_of(turn)
    if question.day is None or question.day == turn.today:
        await _tell_today(turn, kinds)
    else:
        await _tell_day(turn, question.day, kinds)


async def stocks_of(turn: Turn) -> tuple[LeaveType, ...]:
    """The types with a balance that this person may take."""
    directory = await directory_for(turn.tx, turn.office)
    who = directory.kind(member_for(directory, turn.person))
    return tuple(kind for kind in catalogue().types if kind.has_balance and kind.is_for(who))


async def _tell_today(turn: Turn, kinds: Iterable[LeaveType]) -> None:
    known, day = await accounts_of(turn.tx, turn.person.id, turn.office.campus), turn.office.shift.minutes
    lines = [words.balance_line(kind, known.get(kind.code, EMPTY), turn.today, day) for kind in kinds]
    if not lines:
        lines = [words.taken_line(await _taken_this_year(turn), turn.today.year, day)]
    await turn.say("\n".join((*lines, words.OTHERS)))


async def _taken_this_year(turn: Turn) -> dict[str, Minutes]:
    """Of types without a stock what was approved counts; students have no others."""
    since, until = (datetime(year, 1, 1, tzinfo=turn.office.campus) for year in (turn.today.year, turn.today.year + 1))
    return await granted_in(turn.tx, turn.person.id, since, until)


async def _tell_day(turn: Turn, day: date, kinds: Iterable[LeaveType]) -> None:
    farthest = date(turn.today.year + FARTHEST_YEARS, 12, 31)
    if day < turn.today or day > farthest:
        said = words.PAST if day < turn.today else words.TOO_FAR
        shown = min(day, farthest)
        await turn.say(said.format(day=describe_day(shown, today=turn.today)))
        return
    known, full_day = await accounts_of(turn.tx, turn.person.id, turn.office.campus), turn.office.shift.minutes
    told: list[str] = []
    for kind in kinds:
        if kind.stock is not None:
            dues = await _dues(turn, kind, day)
            seen = forecast(known.get(kind.code, EMPTY), kind.stock, dues or (), turn.today, day, full_day)
            told.append(words.forecast_text(kind, seen, turn.today, full_day))
            told += [words.unknown_service(turn.office.contact)] if dues is None else []
    await turn.say("\n".join(told))


async def _dues(turn: Turn, kind: LeaveType, until: date) -> list[Due] | None:
    """What will be granted from tomorrow on; None where it cannot be known for want of a first day of work."""
    stock = kind.stock
    if stock is None or stock.accrual is Accrual.EVENT or turn.person.position in stock.without:
        return []
    service = await service_of(turn.tx, turn.person.id)
    if service is None:
        return None
    return [due for year in range(turn.today.year, until.year + 1) for due in due_in(stock, service, year)]
