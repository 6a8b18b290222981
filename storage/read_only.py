"""Rows for checks from a PostgreSQL database, ours or another: one query, read only, bounded in time and in rows.

Whatever the query says, the transaction may not write, the statement ends after some seconds, and the connection is
thrown away. In our own database it runs as a role that sees the directory and nothing else.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import asyncpg
from sqlalchemy import text

from domain.quality.judging import Row, Value
from domain.quality.refused_sql import refusal_of
from storage.database import Tx, plain_address
from storage.failures import sqlstate

MOST_ROWS = 200_000  # a college of 100,000 people, twice
MOST_LETTERS = 50_000_000  # of all texts that are read for one check
BATCH = 5000  # rows fetched at a time
SECONDS = 10  # for the statement, by the server's clock
CONNECT_SECONDS = 5
WHOLE_SECONDS = 60.0  # for everything, by ours: a server that sends slowly is away, too
READER = "dutybell_reader"
NO_READER = (
    "数据库里没有只读角色 dutybell_reader，检查不能运行。请数据库管理员执行："
    "create role dutybell_reader nologin; grant dutybell_reader to 值铃的数据库用户；然后重启"
)
SESSION = {
    "application_name": "dutybell-checks",
    "timezone": "UTC",
    "default_transaction_read_only": "on",
    "statement_timeout": f"{SECONDS}s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "30s",
}
WRITES = "25006"
FORBIDDEN = "42501"
CANCELLED = "57014"
WRONG = "42"  # class: the query names what is not there, or is no query
UNFIT = "22"  # class: values that cannot be what the query takes them for

# The role sees who is where, and nothing that people write, sign or are paid by.
_SEEN = (
    "people, accounts, departments, memberships, direct_leaders, roster, roster_imports, systems, report.people, "
    "report.accounts, report.departments"
)
_HAS = text(f"select has_table_privilege('{READER}', 'roster', 'select') and pg_has_role('{READER}', 'member')")
_IS_THERE = text(f"select exists (select from pg_roles where rolname = '{READER}')")  # noqa: S608 - ours
_MAKE = text(f"create role {READER} nologin")
_PREPARE = (
    text(f"grant {READER} to current_user"),
    text(f"grant usage on schema public, report to {READER}"),
    text(f"grant select on {_SEEN} to {READER}"),
    text(f"grant select (id, platform, account, cause, state, asked_at, ready_at, applied_at) on org_runs to {READER}"),
)
ROLE_TAKEN = {"42710", "23505"}  # somebody else has made it at this moment


class QueryRefused(Exception):
    """The query must be changed. Shown as it stands."""


class SourceAway(Exception):
    """The source must come back. Shown as it stands."""


async def prepare_reader(tx: Tx) -> bool:
    """See to it that the role is there and may read; False where this user may not do that."""
    try:
        async with tx.undoable():
            if not await tx.conn.scalar(_IS_THERE, {}):
                await tx.conn.execute(_MAKE, {})
    except Exception as error:
        if sqlstate(error) not in ROLE_TAKEN | {FORBIDDEN}:
            raise
    try:
        async with tx.undoable():
            if not await tx.conn.scalar(_IS_THERE, {}):
                return False
            if not await is_reader_ready(tx):
                for statement in _PREPARE:
                    await tx.conn.execute(statement, {})
    except Exception as error:
        if sqlstate(error) != FORBIDDEN:
            raise
        return False
    return True


async def is_reader_ready(tx: Tx) -> bool:
    """Whether the role is there for our own database."""
    return bool(await tx.conn.scalar(_IS_THERE, {})) and bool(await tx.conn.scalar(_HAS, {}))


async def read_rows(address: str, sql: str, *, role: str | None = None) -> list[Row]:
    """All rows of one query. With a `role` it is run as that.

    Raises:
        QueryRefused: it would write, is no query, or has too many rows.
        SourceAway: the database does not answer, or takes too long.
    """
    if refusal := refusal_of(sql):
        raise QueryRefused(f"没有运行：{refusal}")
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            return await _read(address, sql, role)
    except TimeoutError:
        raise SourceAway("数据库没有按时应答") from None
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise _failure(error) from None


async def try_query(address: str, sql: str, *, role: str | None = None) -> None:
    """Have it parsed and not run; raises as `read_rows` does."""
    if refusal := refusal_of(sql):
        raise QueryRefused(refusal)
    try:
        connection = await _connect(address)
        try:
            async with connection.transaction(readonly=True):
                await _become(connection, role)
                await connection.prepare(sql)
        finally:
            connection.terminate()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise _failure(error) from None


async def _connect(address: str) -> Any:
    return await asyncpg.connect(
        plain_address(address),
        timeout=CONNECT_SECONDS,
        command_timeout=SECONDS + CONNECT_SECONDS,
        statement_cache_size=0,
        server_settings=SESSION,
    )


async def _become(connection: Any, role: str | None) -> None:
    if role is not None:
        await connection.execute(f'set local role "{role}"')


async def _read(address: str, sql: str, role: str | None) -> list[Row]:
    connection = await _connect(address)
    try:
        rows: list[Row] = []
        letters = 0
        async with connection.transaction(readonly=True):
            await _become(connection, role)
            # A cursor takes one statement alone, and the driver's protocol refuses several.
            cursor = await connection.cursor(sql)
            while batch := await cursor.fetch(BATCH):
                rows += [{name: _value(value) for name, value in record.items()} for record in batch]
                letters += sum(len(value) for row in rows[-len(batch) :] for value in _texts(row))
                if len(rows) > MOST_ROWS or letters > MOST_LETTERS:
                    raise QueryRefused(f"没有运行完：超过 {MOST_ROWS} 行，或内容太大，请缩小查询范围")
        return rows
    finally:
        with suppress(Exception):
            connection.terminate()


def _texts(row: Row) -> Iterable[str]:
    return (value for value in row.values() if isinstance(value, str))


def _value(value: object) -> Value:
    match value:
        case None | bool() | int() | float() | str() | date():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case _:
            return str(value)


def _failure(error: Exception) -> QueryRefused | SourceAway:
    """The server's own words only where they speak of the query, not of what lies in the rows."""
    code = sqlstate(error) or ""
    match code:
        case "25006":
            return QueryRefused("没有运行：这条 SQL 要写数据，只读连接不允许")
        case "42501":
            return QueryRefused(f"没有运行：没有权限（{error}）")
        case "57014":
            return SourceAway(f"查询超过 {SECONDS} 秒，已停止")
        case _ if code.startswith(WRONG):
            return QueryRefused(f"SQL 写错了：{error}")
        case _ if code.startswith(UNFIT):
            return QueryRefused("SQL 运行时类型不符，请核对类型转换")
        case _ if isinstance(error, asyncpg.InterfaceError):
            return QueryRefused("没有运行：只能写一条不带参数的查询")
        case _:
            return SourceAway("数据库连不上")
