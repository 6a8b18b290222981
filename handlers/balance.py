"""余额: what is left of the types that have a stock, and what of it waits for approval."""

from domain.ids import Minutes
from domain.leave_length import describe_length
from domain.leave_types import LeaveType, catalogue
from domain.office import Office
from handlers.turn import Turn
from storage.ledger import Balance, balances

EMPTY = Balance(Minutes(0), Minutes(0))


async def tell_balance(turn: Turn) -> None:
    """Every type with a balance in a line; the others follow the rules."""
    known = await balances(turn.tx, turn.person.id)
    lines = [
        balance_line(kind, known.get(kind.code, EMPTY), turn.office) for kind in catalogue().types if kind.has_balance
    ]
    await turn.say("\n".join((*lines, "其他假按制度执行，没有固定余额。")))


def balance_line(kind: LeaveType, balance: Balance, office: Office) -> str:
    """年假：可用 3.5 天（另有 1 天审批中）."""
    day = office.shift.minutes
    left = describe_length(balance.free, day) if balance.free > 0 else "0 天"
    waits = f"（另有 {describe_length(balance.pending, day)}审批中）" if balance.pending else ""
    return f"{kind.name}：可用 {left}{waits}"
