"""Statements of SQLAlchemy on the driver itself: its words and types, without the price of its execution.

An event is thirty statements and a delivery ten; through SQLAlchemy's asynchronous engine each of them costs half a
millisecond of processor time, through the driver a third of that.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from operator import methodcaller
from typing import Any
from weakref import WeakKeyDictionary

import asyncpg
import msgspec
from cachetools import LRUCache
from sqlalchemy import TextClause, make_url
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from storage.batches import batches

DIALECT = make_url("postgresql+asyncpg://").get_dialect()()
RETURNS_ROWS = re.compile(r"\A\s*(select|with|show)\b|\breturning\b", re.IGNORECASE)
LATE = "__[POSTCOMPILE_"  # a list whose length is known with its values only
JSONB_VERSION = b"\x01"  # before the text, in both directions
KNOWN = 1000  # more than there are statements in this program

Values = Mapping[str, Any]
_encode = msgspec.json.Encoder().encode
cache_key = methodcaller("_generate_cache_key")  # what SQLAlchemy's own engine knows a statement by


class Row(asyncpg.Record):
    """A row whose columns are attributes too."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Result:
    """All rows at once. `rowcount` is how many were changed, or returned."""

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Every row."""
        return list(self._rows)

    def first(self) -> Any | None:
        """The first row, None if there is none."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row."""
        if len(self._rows) != 1:
            raise LookupError(f"{len(self._rows)} rows instead of one")
        return self._rows[0]

    def scalar(self) -> Any:
        """The first value of the first row, None if there is none."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """The first value of the only row."""
        return self.one()[0]

    def scalars(self) -> list[Any]:
        """The first value of every row."""
        return [row[0] for row in self._rows]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as the driver wants it: `names` are the values' in the order of their numbers."""

    sql: str
    names: tuple[str, ...]
    returns_rows: bool
    compiled: SQLCompiler

    def arguments(self, values: Values, told: Sequence[Any] | None) -> list[Any]:
        """What stands for the numbers. `told` are the values that the statement itself carries."""
        found = self.compiled.construct_params(values, extracted_parameters=told)
        return [_for_driver(found[name]) for name in self.names]


_known: LRUCache[object, Prepared] = LRUCache(KNOWN)
_texts: WeakKeyDictionary[TextClause, Prepared] = WeakKeyDictionary()


def prepare(statement: ClauseElement, values: Values) -> tuple[Prepared, list[Any]]:
    """The statement with its arguments; compiled once for all statements of the same shape."""
    if isinstance(statement, TextClause):
        return _prepare_text(statement, values)
    key = cache_key(statement)
    identity = (key.key if key else statement, tuple(values))
    prepared = _known.get(identity)
    if prepared is None:
        prepared = _known[identity] = _compile(statement, values, cache_key=key)
        key = None if LATE in prepared.sql else key
    if LATE in prepared.sql:
        prepared, key = _compile(statement, values, compile_kwargs={"render_postcompile": True}), None
    return prepared, prepared.arguments(values, key.bindparams if key else None)


def _prepare_text(statement: TextClause, values: Values) -> tuple[Prepared, list[Any]]:
    """A written statement is known by itself: those of this program are made once, when their module is loaded."""
    prepared = _texts.get(statement)
    if prepared is None:
        prepared = _texts[statement] = _compile(statement, {})
    return prepared, [_for_driver(values[name]) for name in prepared.names]


def _compile(statement: ClauseElement, values: Values, **options: Any) -> Prepared:
    compiled = statement.compile(dialect=DIALECT, column_keys=list(values) or None, **options)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(statement)
    sql = compiled.string
    return Prepared(sql, tuple(compiled.positiontup or ()), bool(RETURNS_ROWS.search(sql)), compiled)


def _for_driver(value: Any) -> Any:
    return asyncpg.Range(value.lower, value.upper) if isinstance(value, Range) else value


async def set_up(connection: asyncpg.Connection) -> None:
    """JSON as Python knows it; jsonb in its binary form, because rows that are copied in have no other."""
    await connection.set_type_codec("json", schema="pg_catalog", encoder=_to_json, decoder=json.loads)
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_to_jsonb, decoder=_from_jsonb, format="binary"
    )


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _to_jsonb(value: object) -> bytes:
    return JSONB_VERSION + _encode(value)


def _from_jsonb(sent: bytes) -> Any:
    return msgspec.json.decode(memoryview(sent)[len(JSONB_VERSION) :])


async def _in_turns(rows: Iterable[Sequence[Any]]) -> AsyncIterator[Sequence[Any]]:
    """The driver would take all of them before anybody else is served."""
    for some in batches(rows):
        for row in some:
            yield row
        await asyncio.sleep(0)


class Connection:
    """One connection of the pool, inside its transaction."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    async def execute(self, statement: ClauseElement, values: Values | Sequence[Values] | None = None) -> Result:
        """Carry a statement out; with a list of values once for each."""
        if isinstance(values, Sequence):
            return await self._execute_each(statement, values)
        prepared, arguments = prepare(statement, values or {})
        if prepared.returns_rows:
            rows = await self._driver.fetch(prepared.sql, *arguments, record_class=Row)
            return Result(rows, len(rows))
        status: str = await self._driver.execute(prepared.sql, *arguments)
        number = status.rpartition(" ")[2]
        return Result((), int(number) if number.isdecimal() else 0)

    async def scalar(self, statement: ClauseElement, values: Values | None = None) -> Any:
        """The first value of the first row."""
        return (await self.execute(statement, values)).scalar()

    async def scalars(self, statement: ClauseElement, values: Values | None = None) -> list[Any]:
        """The first value of every row."""
        return (await self.execute(statement, values)).scalars()

    async def copy_in(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Put rows in that are not there yet, for a fraction of an insert's price; taken as they are sent."""
        await self._driver.copy_records_to_table(table, columns=columns, records=_in_turns(rows))

    async def stream(self, statement: ClauseElement, values: Values | None = None) -> AsyncIterator[Any]:
        """Row after row."""
        prepared, arguments = prepare(statement, values or {})
        rows: AsyncIterator[Any] = aiter(self._driver.cursor(prepared.sql, *arguments, record_class=Row))
        return rows

    def begin_nested(self) -> AbstractAsyncContextManager[Any]:
        """A savepoint: what happens inside is undone if the block ends badly."""
        savepoint: AbstractAsyncContextManager[Any] = self._driver.transaction()
        return savepoint

    async def _execute_each(self, statement: ClauseElement, many: Sequence[Values]) -> Result:
        prepared = [prepare(statement, values) for values in many]
        if prepared:
            await self._driver.executemany(prepared[0][0].sql, [arguments for _, arguments in prepared])
        return Result((), len(prepared))
