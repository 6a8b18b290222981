"""One call of either family as its handler sees it, and what a handler may answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from emulator.dingtalk.errors import OldError
from emulator.dingtalk.faults import Unreachable
from emulator.dingtalk.ledger import CallRow, Ledger
from emulator.dingtalk.org import Org
from emulator.dingtalk.people import Member
from emulator.dingtalk.world import World
from emulator.fields import Fields

NEW_FAMILIES = ("/v1.0/", "/v2.0/")
UNKNOWN_USER = 60121
OUT_OF_RANGE = 50002
NO_TOKEN = 41001


@dataclass(frozen=True, slots=True)
class Upload:
    """The file of a multipart form."""

    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Binary:
    """An answer that is no JSON. `file_name` empty: it is shown, not saved."""

    content: bytes
    content_type: str = "application/octet-stream"
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    """The browser is sent elsewhere."""

    location: str


Answer = dict[str, object] | Binary | Redirect


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call whose token was checked (`owner` is None where none is needed). `raw` is the body as it came.

    `parts` are the variable parts of the path; `unreachable` are people whom a switched-on fault takes away.
    """

    world: World
    row: CallRow
    query: Mapping[str, str]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    parts: Mapping[str, str]
    raw: bytes
    body: Fields
    upload: Upload | None
    owner: Org | None
    unreachable: Unreachable = field(default_factory=Unreachable)

    @property
    def now(self) -> datetime:
        """When the call came in."""
        return self.row.at

    @property
    def ledger(self) -> Ledger:
        """Where it is noted."""
        return self.world.ledger

    @property
    def request_id(self) -> str:
        """An id of the call, which every answer of the old family holds."""
        return request_id(self.row)

    @property
    def org(self) -> Org:
        """The organisation of the token."""
        if self.owner is None:
            raise OldError(NO_TOKEN)
        return self.owner

    def ok(self, **fields: object) -> Answer:
        """A good answer of the old family."""
        return {"errcode": 0, "errmsg": "ok", **fields, "request_id": self.request_id}

    def member(self, userid: str) -> Member:
        """A member in the visible range. Raises OldError 60121 or 50002."""
        member = self.org.roster.member(userid)
        if member is None:
            raise OldError(UNKNOWN_USER)
        if not self.org.sees(member):
            raise OldError(OUT_OF_RANGE)
        return member


def request_id(row: CallRow) -> str:
    """The id under which a call would be found in DingTalk's logs."""
    return f"{row.no:012x}"


def is_new_family(path: str) -> bool:
    """Whether the call is one of api.dingtalk.com."""
    return path.startswith(NEW_FAMILIES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One call: `is_open` needs no token of the application; `is_form` takes a file. Paths may hold {parts}."""

    method: str
    path: str
    run: Callable[[Call], Answer | Awaitable[Answer]]
    is_open: bool = False
    is_form: bool = False


def post(path: str, run: Callable[[Call], Answer | Awaitable[Answer]], *, is_open: bool = False) -> Api:
    """A call with a JSON body."""
    return Api(method="POST", path=path, run=run, is_open=is_open)


def get(path: str, run: Callable[[Call], Answer | Awaitable[Answer]], *, is_open: bool = False) -> Api:
    """A call that is all in its address."""
    return Api(method="GET", path=path, run=run, is_open=is_open)
