"""`run.py move`: let a college change its platform, and see how far it has come."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date

from bot.clock import read_clock
from bot.office import make_office
from bot.place import open_database
from bot.sentences import Unable
from bot.settings import Settings
from bot.table import lines_of
from domain.events import Source
from domain.texts.moves import NONE_PLANNED, name_of, stands
from handlers.moving import MoveRefused, begin, cancel, finish
from storage.database import Tx
from storage.moves import all_moves, progress_of

HEADING = ("从", "到", "现在", "只在旧的", "两边都有", "只在新的")


async def begin_move(settings: Settings, origin: Source, target: Source, last_day: date) -> str:
    """Write it down; what it means."""
    office = make_office(settings)
    return await _carry_out(settings, lambda tx: begin(tx, origin, target, last_day, office))


async def cancel_move(settings: Settings, origin: Source) -> str:
    """Strike it out."""
    return await _carry_out(settings, lambda tx: cancel(tx, origin))


async def finish_move(settings: Settings, origin: Source) -> str:
    """Close the old side."""
    office = make_office(settings)
    return await _carry_out(settings, lambda tx: finish(tx, origin, office))


async def _carry_out(settings: Settings, change: Callable[[Tx], Awaitable[str]]) -> str:
    """What was changed, in a sentence.

    Raises:
        Unable: nothing was, and why.
    """
    try:
        async with open_database(settings) as database, database.begin(read_clock()) as tx:
            return await change(tx)
    except MoveRefused as refused:
        raise Unable(str(refused)) from refused


async def list_moves(settings: Settings) -> Iterable[str]:
    """Every move, and how many people are where."""
    campus = make_office(settings).campus
    rows: list[tuple[str, ...]] = []
    async with open_database(settings) as database, database.begin(read_clock()) as tx:
        for move in await all_moves(tx):
            count = await progress_of(tx, move.origin, move.target)
            people = (str(count.origin_only), str(count.both), str(count.target_only))
            rows.append((name_of(move.origin), name_of(move.target), stands(move, tx.now, campus), *people))
    return lines_of(HEADING, rows) if rows else [NONE_PLANNED]
