"""What a form of ours sent: texts and files, each within limits, whichever way the browser wrapped them."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from domain.attachment import LARGEST, MOST
from web.h5 import wording
from web.h5.pages import NoticeShown

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
TEXT_LIMIT = 4 * 1024 * 1024  # bytes; the longest table, each character in its longest spelling
MOST_PARTS = 4000  # inputs of one form: a table of 100 rows and 12 columns, and several of them
TEXT_DEADLINE = 30.0  # seconds for a form without files
FILES_DEADLINE = 180.0  # seconds with files: 20 MB over a weak mobile network
UPLOADS = 8  # forms with files that are read at one time, which bounds the memory they take
LONGEST_FILE_NAME = 500
FILE = "file:"  # begins the name of an input for files; the field's name follows


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was sent for a field."""

    field: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Posted:
    """All of a form."""

    texts: Mapping[str, list[str]] = field(default_factory=dict[str, list[str]])
    files: tuple[Sent, ...] = ()

    def text(self, name: str) -> str:
        """The first text of that name."""
        return next(iter(self.texts.get(name, ())), "")

    def control(self, name: str) -> str:
        """What belongs to the page and to no field: its name begins with a dot, which no field's does."""
        return self.text(f".{name}")


class Postbox:
    """Reads forms. One for the process, so that not too many files are in memory at once."""

    def __init__(self) -> None:
        self._uploads = asyncio.Semaphore(UPLOADS)

    async def read(self, request: web.Request) -> Posted:
        """The form of this request.

        Raises:
            HTTPException: it is none, or beyond a limit.
        """
        if "Content-Encoding" in request.headers or request.content_type not in {URLENCODED, MULTIPART}:
            raise web.HTTPUnsupportedMediaType
        try:
            if request.content_type == URLENCODED:
                async with asyncio.timeout(TEXT_DEADLINE):
                    return _of_texts(await _all(request))
            async with self._uploads, asyncio.timeout(FILES_DEADLINE):
                return await _of_parts(request)
        except TimeoutError as cause:
            raise web.HTTPRequestTimeout from cause
        except ValueError as cause:
            raise web.HTTPBadRequest from cause


async def _all(request: web.Request) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > TEXT_LIMIT:
            raise web.HTTPRequestEntityTooLarge(TEXT_LIMIT, len(body))
    return bytes(body)


def _of_texts(body: bytes) -> Posted:
    texts: dict[str, list[str]] = {}
    pairs = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MOST_PARTS)
    for name, text in pairs:
        texts.setdefault(name, []).append(text)
    return Posted(texts)


async def _of_parts(request: web.Request) -> Posted:
    texts: dict[str, list[str]] = {}
    files: list[Sent] = []
    room, parts = TEXT_LIMIT, 0
    async for part in await request.multipart():
        parts += 1
        if not isinstance(part, BodyPartReader) or not part.name or parts > MOST_PARTS or len(files) > MOST:
            raise web.HTTPBadRequest
        if part.name.startswith(FILE):
            content = await _content(part, LARGEST, NoticeShown(wording.FILE_TOO_LARGE))
            if part.filename and content:
                files.append(Sent(part.name.removeprefix(FILE), part.filename[:LONGEST_FILE_NAME], content))
        else:
            text = await _content(part, room, web.HTTPRequestEntityTooLarge(TEXT_LIMIT, TEXT_LIMIT + 1))
            room -= len(text)
            texts.setdefault(part.name, []).append(text.decode("utf-8", "replace"))
    return Posted(texts, tuple(files))


async def _content(part: BodyPartReader, most: int, beyond: Exception) -> bytes:
    """All of a part, and hardly more than `most` bytes of it in memory; `beyond` is raised where there are more."""
    content = bytearray()
    while chunk := await part.read_chunk():
        content += chunk
        if len(content) > most:
            raise beyond
    return bytes(content)
