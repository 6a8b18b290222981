"""平台后台: what a platform's administrator changes by hand, over HTTP for the playground page.

POST /office/hire     {"name", "department", "position", "staff_no"}
POST /office/leave    {"user_id"}
POST /office/move     {"user_id", "department"}
POST /office/rename   {"user_id", "name"}
POST /office/lead     {"user_id"}: at the head of the department that is this member's first
POST /office/found    {"name", "department"}: a new department below that one
POST /office/retitle  {"department", "name"}
     200 {"told": how many events the platform sends because of it}; 409 {"reason": a sentence} where it refuses.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from aiohttp import web

from emulator.fields import Fields
from emulator.phone.phone import NotPossible

LONGEST_NAME: Final = 32
FORBIDDEN: Final = re.compile(r'[\\:*?"<>|｜]')  # source: WeCom, path 90205


class Office(Protocol):
    """The administrator's hand on one platform. Everything raises NotPossible with a sentence."""

    def events(self) -> int:
        """How many events about the directory were sent so far."""
        ...

    def hire(self, name: str, department: int, position: str, staff_no: str) -> None:
        """Somebody joins."""
        ...

    def leave(self, user_id: str) -> None:
        """Somebody leaves."""
        ...

    def move(self, user_id: str, department: int) -> None:
        """Somebody changes to that department and works in no other."""
        ...

    def rename(self, user_id: str, name: str) -> None:
        """Somebody is called otherwise."""
        ...

    def lead(self, user_id: str) -> None:
        """Somebody heads a department instead of whoever did."""
        ...

    def found(self, name: str, parent: int) -> None:
        """A new department."""
        ...

    def retitle(self, department: int, name: str) -> None:
        """A department is called otherwise."""
        ...


Change = Callable[[Office, Fields], None]


def add_office(application: web.Application, office: Office) -> None:
    """Add the routes to the phones of a platform."""
    for name, change in CHANGES.items():
        application.router.add_post(f"/office/{name}", _changing(office, change))


def _changing(office: Office, change: Change) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        before = office.events()
        try:
            change(office, Fields.decode(await request.read()) or Fields({}))
        except NotPossible as refusal:
            return web.json_response({"reason": str(refusal)}, status=409)
        return web.json_response({"told": office.events() - before})

    return handle


def _name(body: Fields) -> str:
    name = body.text("name").strip()
    if not 1 <= len(name) <= LONGEST_NAME or FORBIDDEN.search(name):
        raise NotPossible(f'名称要写 1 到 {LONGEST_NAME} 个字，不能有 \\ : * ? " < > |')
    return name


def _department(body: Fields) -> int:
    number = body.number("department")
    if number is None:
        raise NotPossible("请选择部门")
    return number


CHANGES: dict[str, Change] = {
    "hire": lambda office, body: office.hire(
        _name(body), _department(body), body.text("position").strip(), body.text("staff_no").strip()
    ),
    "leave": lambda office, body: office.leave(body.text("user_id")),
    "move": lambda office, body: office.move(body.text("user_id"), _department(body)),
    "rename": lambda office, body: office.rename(body.text("user_id"), _name(body)),
    "lead": lambda office, body: office.lead(body.text("user_id")),
    "found": lambda office, body: office.found(_name(body), _department(body)),
    "retitle": lambda office, body: office.retitle(_department(body), _name(body)),
}
