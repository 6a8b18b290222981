"""Where the rows of a check come from: our directory, a database, another system's interface, or an uploaded file.

Nothing of it happens inside a transaction, but looking at our own directory.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from adapters.json_rows import HttpAway, NoRows, read_json
from adapters.sheet_rows import BadSheet, read_table
from domain.office import Office
from domain.quality.check import Check, FromDirectory, FromFile, FromHttp, FromSql, Source
from domain.quality.directory_rows import rows_of
from domain.quality.judging import Row
from storage.checks import file_of
from storage.database import Database
from storage.read_only import NO_READER, READER, QueryRefused, SourceAway, is_reader_ready, read_rows
from storage.snapshot import directory_of


class Unread(Exception):
    """Nothing was learnt of the source, and why. Shown to its owner as it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What the configuration allows to be read: databases by their names, hosts, and secrets for headers."""

    databases: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    hosts: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of a check, and those that it compares them with."""

    rows: Sequence[Row]
    others: Sequence[Row]


class CheckReader:
    """Reads whatever a check names."""

    def __init__(self, database: Database, office: Office, places: Places, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._office = office
        self._places = places
        self._clock = clock

    async def read(self, check: Check) -> Reading:
        """Everything that judging it needs.

        Raises:
            Unread: a source is away, or the check, the configuration or a file must be put right.
        """
        try:
            rows = await self._rows(check, check.source)
            others = await self._rows(check, check.against.source) if check.against else ()
        except (QueryRefused, SourceAway, NoRows, HttpAway, BadSheet) as failure:
            raise Unread(str(failure)) from None
        return Reading(rows, others)

    async def _rows(self, check: Check, source: Source) -> Sequence[Row]:
        match source:
            case FromDirectory(table):
                async with self._database.begin(self._clock()) as tx:
                    directory = await directory_of(tx, self._office.posts, self._office.roles)
                return await asyncio.to_thread(rows_of, directory, table)
            case FromSql(sql, ""):
                return await self._own(sql)
            case FromSql(sql, name):
                return await self._foreign(sql, name)
            case FromHttp():
                return await read_json(source, self._places.hosts, self._places.secrets)
            case FromFile():
                return await self._uploaded(check.key)
            case _:
                assert_never(source)

    async def _own(self, sql: str) -> Sequence[Row]:
        async with self._database.begin(self._clock()) as tx:
            is_ready = await is_reader_ready(tx)
        if not is_ready:
            raise Unread(NO_READER)
        return await read_rows(self._database.address, sql, role=READER)

    async def _foreign(self, sql: str, name: str) -> Sequence[Row]:
        address = self._places.databases.get(name)
        if address is None:
            raise Unread(f"配置的 quality.databases 里没有 {name}，没有去读")
        return await read_rows(address, sql)

    async def _uploaded(self, key: str) -> Sequence[Row]:
        async with self._database.begin(self._clock()) as tx:
            file = await file_of(tx, key)
        if file is None:
            raise Unread("还没有上传过文件")
        return await asyncio.to_thread(read_table, file.name, file.content)
