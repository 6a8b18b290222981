"""Which request a typed word means: its number, or its position in the list that was printed last."""

from domain.ids import PersonId, RequestNo
from domain.texts import replies
from handlers.turn import Turn
from storage.printed_lists import last_printed
from storage.requests import Filed, lock_request
from storage.tables import FIRST_REQUEST_NO


async def find_target(turn: Turn, number: int) -> Filed | None:
    """The request, locked, if it concerns this person; None after saying that there is none.

    A number of somebody else's request is answered like one that does not exist.
    """
    wanted = await _resolve(turn, number)
    if wanted is None:
        await turn.say(replies.NO_SUCH_POSITION.format(position=number))
        return None
    filed = await lock_request(turn.tx, wanted)
    if filed is None or not _may_know(turn.person.id, filed):
        turn.note("request.refuse", wanted, cause="unknown_number")
        await turn.say(replies.NO_SUCH_REQUEST)
        return None
    return filed


async def _resolve(turn: Turn, number: int) -> RequestNo | None:
    if number >= FIRST_REQUEST_NO:
        return RequestNo(number)
    printed = await last_printed(turn.tx, turn.person.id)
    return printed[number - 1] if 1 <= number <= len(printed) else None


def _may_know(person: PersonId, filed: Filed) -> bool:
    """Also somebody of a later step, who is told that it is not their turn yet."""
    request = filed.request
    return request.concerns(person) or any(step.asks(person) for step in request.steps)
