"""A college moves its people from one source to another: both for a time, then the new one."""

from datetime import date, datetime, time, timedelta

from domain.account_move import Move
from domain.events import Source
from domain.office import Office
from domain.texts import moves as words
from storage.database import Tx
from storage.directory import active_people, close_source
from storage.moves import all_moves, begin_move, cancel_move, progress_of


class MoveRefused(Exception):
    """Nothing was changed. Shown as it stands."""


async def begin(tx: Tx, origin: Source, target: Source, last_day: date, office: Office) -> str:
    """Both are told until the end of `last_day` on campus. Said again with another day, it changes the move.

    Raises:
        MoveRefused: the day is over, or one of the two has nobody.
    """
    both_until = datetime.combine(last_day + timedelta(days=1), time(), tzinfo=office.campus)
    if origin == target:
        raise MoveRefused(words.SAME)
    if both_until <= tx.now:
        raise MoveRefused(words.OVER.format(day=last_day.isoformat()))
    for source in (origin, target):
        if not await active_people(tx, source):
            raise MoveRefused(
                words.EMPTY.format(source=words.name_of(source), account=f"{source.platform}:{source.account}")
            )
    await begin_move(tx, origin, target, both_until)
    ends = f"{words.name_of(origin)}>{words.name_of(target)}"
    tx.audit("command:move", "account.move", f"move:{ends}", both_until=both_until.isoformat())
    return words.begun(Move(origin=origin, target=target, started_at=tx.now, both_until=both_until), office.campus)


async def cancel(tx: Tx, origin: Source) -> str:
    """End the move without its having taken place.

    Raises:
        MoveRefused: there is none.
    """
    if not await cancel_move(tx, origin):
        raise MoveRefused(words.NO_MOVE.format(source=words.name_of(origin)))
    tx.audit("command:move", "account.move_cancel", f"move:{words.name_of(origin)}")
    return words.cancelled(origin)


async def finish(tx: Tx, origin: Source, office: Office) -> str:
    """Close the origin, when the time of both is over and nobody is left there alone.

    Raises:
        MoveRefused: it is too early, or somebody would be reached nowhere.
    """
    move = next((move for move in await all_moves(tx) if move.origin == origin), None)
    if move is None:
        raise MoveRefused(words.NO_MOVE.format(source=words.name_of(origin)))
    if tx.now < move.both_until:
        raise MoveRefused(words.TOO_EARLY.format(day=words.last_day(move, office.campus)))
    left = (await progress_of(tx, move.origin, move.target)).origin_only
    if left:
        raise MoveRefused(words.SOMEBODY_LEFT.format(count=left, source=words.name_of(origin)))
    closed = await close_source(tx, origin)
    await cancel_move(tx, origin)
    tx.audit("command:move", "account.move_finish", f"move:{words.name_of(origin)}", closed=closed)
    return words.finished(move, closed)
