"""Styles and scripts of the pages; their addresses change with them, so that a browser may keep each for long."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from aiohttp import web

STATIC: Final = Path(__file__).parent / "static"
TYPES: Final = {".css": "text/css", ".js": "text/javascript"}
KEPT: Final = {
    "Cache-Control": "public, max-age=86400",
    "X-Content-Type-Options": "nosniff",
}
_CONTENTS: Final = {path.name: path.read_bytes() for path in sorted(STATIC.iterdir()) if path.suffix in TYPES}
# One for all of them: a script imports others by names that stay the same.
_DIGEST: Final = sha256(b"".join(_CONTENTS.values())).hexdigest()[:12]
FOLDER: Final = f"/h5/static/{_DIGEST}"


def asset(name: str) -> str:
    """Where a browser gets this style or script."""
    return f"{FOLDER}/{name}"


async def show_asset(request: web.Request) -> web.Response:
    """A style or script. An old address gets the present one: a page from before an update still looks right."""
    name = request.match_info["name"]
    content = _CONTENTS.get(name)
    if content is None:
        raise web.HTTPNotFound
    kind = TYPES[Path(name).suffix]
    return web.Response(body=content, content_type=kind, charset="utf-8", headers=KEPT)
