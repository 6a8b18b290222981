"""Which request a typed word means: its number, or its position in the list that was printed last."""

from domain.ids import PersonId, RequestNo
from domain.texts import replies
from handlers.matter import Matter, matter_of
from handlers.turn import Turn
from storage.cases import find_case
from storage.printed_lists import last_printed
from storage.requests import Filed, Runs, find_request, lock_number
from storage.tables import FIRST_REQUEST_NO


async def find_target(turn: Turn, number: int) -> Filed | Matter | None:
    """The request, locked, if it concerns this person; None after saying that there is none.

    A number of somebody else's request is answered like one that does not exist.
    """
    wanted = await _resolve(turn, number)
    if wanted is None:
        await turn.say(replies.NO_SUCH_POSITION.format(position=number))
        return None
    target = await open_target(turn, wanted)
    if target is None or not _may_know(turn, target):
        turn.note("request.refuse", wanted, cause="unknown_number")
        await turn.say(replies.NO_SUCH_REQUEST)
        return None
    return target


async def open_target(turn: Turn, number: RequestNo) -> Filed | Matter | None:
    """Whatever has this number, locked: a leave or a case."""
    match await lock_number(turn.tx, number):
        case Runs.LEAVE:
            return await find_request(turn.tx, number)
        case Runs.CASE:
            kept = await find_case(turn.tx, number)
            return await matter_of(turn.tx, turn.office, kept) if kept else None
        case None:
            return None


async def _resolve(turn: Turn, number: int) -> RequestNo | None:
    if number >= FIRST_REQUEST_NO:
        return RequestNo(number)
    printed = await last_printed(turn.tx, turn.person.id)
    return printed[number - 1] if 1 <= number <= len(printed) else None


def _may_know(turn: Turn, target: Filed | Matter) -> bool:
    if isinstance(target, Matter):
        return target.is_known_to(turn.person, turn.tx.now)
    return _may_know_leave(turn.person.id, target)


def _may_know_leave(person: PersonId, filed: Filed) -> bool:
    """Also somebody of a later step, who is told that it is not their turn yet."""
    request = filed.request
    return request.concerns(person) or any(step.asks(person) for step in request.steps)
