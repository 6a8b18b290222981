"""What a failed piece of work with the database means for the one who did it."""

from enum import StrEnum

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

CONTENDED = {"40P01", "40001", "55P03"}  # deadlock, serialization, lock timeout
AWAY = {"57P01", "57P02", "57P03"}  # the server is going down or coming up
FOREIGN = {"25006"}  # read-only: this server is no longer the one that takes writes
LOST = {"53300", "25P03", "0A000"}  # no slot left, idle for too long, prepared before a migration


class Failure(StrEnum):
    """Who is to blame, and so what to do."""

    CONTENTION = "contention"  # others were in the way: the same work again, at once, not counted
    CONNECTION = "connection"  # the database is away: the same work later, not counted
    OTHER = "other"  # the work itself is wrong


def classify(error: BaseException) -> Failure:
    """What the failure means. An error that is not the database's is the work's own."""
    code = sqlstate(error)
    if code in CONTENDED:
        return Failure.CONTENTION
    if code.startswith("08") or code in AWAY | FOREIGN | LOST or _has_lost_its_connection(error):
        return Failure.CONNECTION
    return Failure.OTHER


def sqlstate(error: BaseException) -> str:
    """The database's code, or an empty text."""
    if isinstance(error, DBAPIError):
        error = error.orig or error
    return str(getattr(error, "sqlstate", None) or "")


def _has_lost_its_connection(error: BaseException) -> bool:
    match error:
        case DBAPIError():
            return error.connection_invalidated
        case asyncpg.InterfaceError():
            return not isinstance(error, asyncpg.DataError)  # which is about a value that cannot be sent
        case _:
            # The driver's internal error: the server said goodbye while nobody listened.
            return isinstance(error, (ConnectionError, TimeoutError, PoolTimeoutError, asyncpg.InternalClientError))
