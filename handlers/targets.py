"""Which request a typed word means: its number, or its position in the list that was printed last."""

from domain.ids import RequestNo
from domain.texts import duties, replies
from handlers.matter import Matter, open_matter
from handlers.turn import Turn
from storage.earlier import is_earlier_of
from storage.printed_lists import CASE, printed_keys
from storage.tables import FIRST_REQUEST_NO


async def find_target(turn: Turn, number: int) -> Matter | None:
    """The request, locked, if it concerns this person; None after saying that there is none.

    A number of somebody else's request is answered like one that does not exist.
    """
    wanted = await _resolve(turn, number)
    if wanted is None and await line_at(turn, number) is not None:
        await turn.say(duties.NOT_A_CASE.format(position=number))
        return None
    if wanted is None:
        await turn.say(replies.NO_SUCH_POSITION.format(position=number))
        return None
    matter = await open_matter(turn, wanted)
    if matter is not None and matter.is_known_to(turn.person, turn.tx.now):
        return matter
    if matter is None and await is_earlier_of(turn.tx, wanted, turn.person.id):
        await turn.say(replies.EARLIER.format(no=wanted))
    else:
        turn.note("request.refuse", wanted, cause="unknown_number")
        await turn.say(replies.NO_SUCH_REQUEST)
    return None


async def _resolve(turn: Turn, number: int) -> RequestNo | None:
    if number >= FIRST_REQUEST_NO:
        return RequestNo(number)
    line = await line_at(turn, number) or ""
    return RequestNo(int(line.removeprefix(CASE))) if line.startswith(CASE) else None


async def line_at(turn: Turn, position: int) -> str | None:
    """The key of what stands there in the list that was printed last."""
    printed = await printed_keys(turn.tx, turn.person.id)
    return printed[position - 1] if 1 <= position <= len(printed) else None
