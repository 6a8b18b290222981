"""The file of a backup: a zip with each table's text, and a list of what is in it that is signed for by its SHA-256.

It is written in one go and read in one go, piece by piece. The list comes last and its digest stands in the zip's
comment, so that a file that was cut off or changed anywhere is known by that alone.
"""

import hashlib
import zipfile
from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.sentences import Unable
from storage.backup import Contents, Part, Sink, Snapshot

FORMAT = 1
LIST = "backup.json"
PIECE = 1 << 20  # bytes that are read at a time
LARGEST_LIST = 4 << 20  # bytes; ours has some two hundred tables of two hundred bytes each
LEVEL = 6  # of zlib: its own default
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Name = Annotated[str, Field(pattern="^[a-z_][a-z0-9_]*$")]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    table: Name
    columns: tuple[Name, ...]
    rows: int
    sha256: Digest


class _List(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    made_at: datetime
    revision: Annotated[str, Field(pattern="^[0-9]{4}$")]
    tables: tuple[_Table, ...]
    sequences: dict[Name, int]
    audit_rows: int
    audit_hash: str


def damaged(path: Path) -> Unable:
    """What is said of a file that is not whole."""
    return Unable(f"{path} 不是完整的备份（缺了一截或被改动过），没有恢复。请换一份备份。")


async def write_backup(path: Path, source: Snapshot, now: datetime) -> Contents:
    """Write every table, then the list of them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as book:
        revision = await source.revision()
        parts: list[Part] = []
        for table, columns in await source.tables():
            with book.open(_member(table), "w", force_zip64=True) as member:
                parts.append(await source.copy(table, columns, _into(member.write)))
        length, last = await source.end_of_chain()
        contents = Contents(revision, tuple(parts), await source.sequences(), length, last)
        written = _list(contents, now).model_dump_json(indent=1).encode()
        book.writestr(LIST, written)
        book.comment = hashlib.sha256(written).hexdigest().encode()
    return contents


class BackupFile:
    """A backup that is read. Opening it checks all of it once, before anything is done with it."""

    def __init__(self, path: Path) -> None:
        """Raises Unable if it is no backup, or not whole."""
        self._path = path
        try:
            self._book = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, EOFError):
            raise damaged(path) from None
        try:
            self.made_at, self.contents = self._read_list()
            self._check_parts()
        except (KeyError, ValidationError, zipfile.BadZipFile, EOFError, OSError, ValueError) as cause:
            self._book.close()
            raise damaged(path) from cause
        except BaseException:
            self._book.close()
            raise

    def close(self) -> None:
        """Give the file back."""
        self._book.close()

    async def read(self, part: Part) -> AsyncGenerator[bytes]:
        """A table's text, piece by piece."""
        with self._book.open(_member(part.table)) as member:
            while piece := member.read(PIECE):
                yield piece

    def _read_list(self) -> tuple[datetime, Contents]:
        if self._book.getinfo(LIST).file_size > LARGEST_LIST:
            raise damaged(self._path)
        written = self._book.read(LIST)
        if hashlib.sha256(written).hexdigest().encode() != self._book.comment:
            raise damaged(self._path)
        found = _List.model_validate_json(written)
        if found.format != FORMAT:
            raise Unable(f"{self._path} 是更新的备份格式（{found.format}），没有恢复。请先升级程序。")
        parts = tuple(Part(table.table, table.columns, table.rows, table.sha256) for table in found.tables)
        return found.made_at, Contents(found.revision, parts, found.sequences, found.audit_rows, found.audit_hash)

    def _check_parts(self) -> None:
        for part in self.contents.parts:
            digest = hashlib.sha256()
            with self._book.open(_member(part.table)) as member:
                while piece := member.read(PIECE):
                    digest.update(piece)
            if digest.hexdigest() != part.digest:
                raise damaged(self._path)


def _member(table: str) -> str:
    return f"tables/{table}.copy"


def _into(write: Callable[[bytes], int]) -> Sink:
    async def sink(piece: bytes) -> None:
        write(piece)

    return sink


def _list(contents: Contents, now: datetime) -> _List:
    return _List(
        format=FORMAT,
        made_at=now,
        revision=contents.revision,
        tables=tuple(
            _Table(table=part.table, columns=part.columns, rows=part.rows, sha256=part.digest)
            for part in contents.parts
        ),
        sequences=contents.sequences,
        audit_rows=contents.chain_length,
        audit_hash=contents.chain_hash,
    )
