"""Tables to take along: XLSX made in a thread, since the largest have 100,000 rows."""

from asyncio import to_thread
from collections.abc import Iterable, Sequence
from io import BytesIO
from urllib.parse import quote

from aiohttp import web

from web.h5.pages import HEADERS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cells = Sequence[str | int | None]


def sheet_answer(name: str, content: bytes) -> web.Response:
    """A file of that name, to be kept and not to be shown."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return web.Response(body=content, headers=HEADERS | {"Content-Type": XLSX, "Content-Disposition": disposition})


async def table_answer(name: str, titles: Sequence[str], rows: Iterable[Cells]) -> web.Response:
    """The rows as a sheet; no cell of it can become a formula."""
    return sheet_answer(name, await to_thread(_written, titles, rows))


def _written(titles: Sequence[str], rows: Iterable[Cells]) -> bytes:
    from web.xlsx import Book  # heavy, and an idle server never needs it

    written = BytesIO()
    with Book(written, titles) as book:
        for row in rows:
            book.write(row)
    return written.getvalue()
